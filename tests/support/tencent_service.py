"""The whole service connected to one of Tencent's simulated platforms. The fixtures are found by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from support.clock import MovingClock
from support.service import Service, configured, served
from support.tencent_api import TencentApi
from support.tencent_crypto import Keys

from bot.config import Config


@pytest.fixture
def api() -> Iterator[TencentApi]:
    """The platforms, with a clock that can be pushed ahead."""
    with TencentApi(MovingClock()) as api:
        yield api


@pytest.fixture
def clock(api: TencentApi) -> MovingClock:
    """The platforms' clock, and the service's."""
    assert isinstance(api.clock, MovingClock)
    return api.clock


def plant(monkeypatch: pytest.MonkeyPatch, channel: str, secret: str, keys: Keys) -> None:
    """Put an app's secrets where the service looks for them."""
    for name, value in (("SECRET", secret), ("TOKEN", keys.token), ("AES_KEY", keys.aes_key)):
        monkeypatch.setenv(f"WENZHEN_{channel.upper()}_{name}", value)


def connected(folder: Path, pack: str, channel: str, **chosen: object) -> Config:
    """The configuration with that channel on; ticks come every second."""
    config = configured(folder, pack)
    switched = replace(getattr(config.channels, channel), enabled=True, **chosen)
    return replace(
        config,
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, **{channel: switched}),
    )


@contextmanager
def reached(config: Config, api: TencentApi, clock: MovingClock) -> Iterator[Service]:
    """Serve it, with the platforms calling it."""
    with served(config, clock=clock) as service:
        api.point_at(service.address)
        yield service
