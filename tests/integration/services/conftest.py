"""The whole application on a database of its own, with the demonstration pack and a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from support.clock import FrozenClock
from support.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from support.people import DEMO
from support.service import configured

from bot.app import Core, build_core
from bot.channels.base import Channel

Build = Callable[..., Core]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Builds the application on a database; each is closed when the test ends.

    Built again on the same database it is a new process: nothing is left of the first but what it stored.
    """
    built: list[Core] = []

    def make(
        url: str,
        pack: str = DEMO,
        *,
        clock: FrozenClock | None = None,
        minimum_peers: int = 10,
        channels: Mapping[str, Channel] | None = None,
    ) -> Core:
        config = configured(tmp_path, pack, url=url)
        config = replace(config, reports=replace(config.reports, minimum_peers=minimum_peers))
        core = build_core(config, clock=clock or FrozenClock(), environ={}, channels=channels)
        built.append(core)
        return core

    yield make
    for core in built:
        core.close()


@pytest.fixture
def core(build: Build, database_url: str) -> Core:  # noqa: F811 - the fixture
    """The application; the test runs once for each kind of database."""
    return build(database_url)


@pytest.fixture
def light(build: Build, sqlite_url: str) -> Core:  # noqa: F811 - the fixture
    """The application on SQLite, for tests the database makes no difference to."""
    return build(sqlite_url)
