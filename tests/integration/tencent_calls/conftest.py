"""The platforms on loopback, and our clients of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.clock import MovingClock
from support.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from support.tencent_api import TencentApi
from support.tencent_office import Office

from storage.engine import Database


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:  # noqa: F811 - a fixture
    """Everything, running."""
    clock = MovingClock()
    with TencentApi(clock) as api, Database.open(sqlite_url) as opened:
        yield Office(api, opened, clock)
