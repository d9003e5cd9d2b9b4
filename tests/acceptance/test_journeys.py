"""Each role's way from an invitation to a finished job, in Telegram and in the web chat, over real HTTP.

Each TOML file in tests/dialogues/journeys is one, played through both. `WENZHEN_REWRITE=1 pytest -n 0
tests/acceptance/test_journeys.py` writes what comes back now into them; read the difference as the person who
gets it before committing it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import tomli
from support import journey_world as world
from support.journey import Stage, expected, rewritten, to_toml
from support.journey_phones import Phone, TelegramPhone, WebPhone
from support.service import served
from support.telegram_api import TOKEN, TelegramApi

from bot.config import Config

_FILES = sorted((Path(__file__).parents[1] / "dialogues" / "journeys").glob("*.toml"))
_REWRITE = os.environ.get("WENZHEN_REWRITE") == "1"


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A world with its register and one without, by whether it is empty."""
    made = {empty: tmp_path_factory.mktemp(f"world-{empty}") for empty in (False, True)}
    for empty, folder in made.items():
        world.build(folder, empty=empty)
    return made


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn by chance or takes its time in life is the same every time and takes none."""
    codes = random.Random("codes")  # noqa: S311 - not for secrets here
    monkeypatch.setattr("bot.services.codes.secrets", SimpleNamespace(choice=codes.choice))
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.0)
    monkeypatch.setattr("bot.app._DELIVERY_SECONDS", 0.2)
    monkeypatch.setenv("WENZHEN_TELEGRAM_TOKEN", TOKEN)


@contextmanager
def _stage(journey: dict[str, Any], channel: str, template: Path, folder: Path) -> Iterator[Stage]:
    """The whole application with one channel."""
    clock = world.CreepingClock()
    config = world.copied(template, folder)
    with ExitStack() as rooms:
        api = rooms.enter_context(TelegramApi())
        config = _on_telegram(config, api)
        path = folder / "config.toml"
        path.write_text(world.as_toml(config), encoding="utf-8")
        service = rooms.enter_context(served(config, clock=clock))
        accounts = service.core.database.write(partial(world.reachable, channel=channel))
        for account in accounts:
            api.person(int(account)).started = True
        numbers = count(77)

        def phone(_name: str) -> Phone:
            if channel == "telegram":
                return TelegramPhone(api, next(numbers), journey["locale"])
            client = rooms.enter_context(httpx.Client(base_url=service.address))
            return WebPhone(client, next(numbers), journey["locale"])

        yield Stage(service.core, clock, path, journey["locale"], phone, api.unacknowledged)


def _on_telegram(config: Config, api: TelegramApi) -> Config:
    telegram = replace(config.channels.telegram, enabled=True, base_url=api.address)
    return replace(
        config,
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, telegram=telegram),
    )


@pytest.mark.parametrize("channel", ["telegram", "web"])
@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
@pytest.mark.usefixtures("steady")
def test_journey(file: Path, channel: str, worlds: dict[bool, Path], tmp_path: Path) -> None:
    journey = tomli.loads(file.read_text(encoding="utf-8"))
    with _stage(journey, channel, worlds[journey.get("world") == "empty"], tmp_path) as stage:
        for number, step in enumerate(journey["step"], start=1):
            played = stage.play(step)
            if _REWRITE:
                journey["step"][number - 1] = rewritten(step, played, channel)
                file.write_text(to_toml(journey), encoding="utf-8")
            else:
                assert expected(step, channel) == played, f"{file.name}, step {number}"
