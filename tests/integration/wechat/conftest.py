"""The platform, for every test its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.tencent_api import TencentApi

from bot.clock import SystemClock


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi(SystemClock()) as api:
        yield api
