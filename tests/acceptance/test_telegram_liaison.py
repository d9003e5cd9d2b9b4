"""A street's liaison on Telegram, from her invitation to a nudge and a workbook, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.service import Service, configured, served
from support.telegram_api import TOKEN, TelegramApi
from support.telegram_people import wait_until

from bot.services import sample
from bot.services.enrolment import Invited, invite

STREET = "310117/洞泾镇"


@pytest.fixture
def api() -> Iterator[TelegramApi]:
    with TelegramApi() as api:
        yield api


@pytest.fixture
def service(tmp_path: Path, api: TelegramApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("WENZHEN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.0)
    config = configured(tmp_path)
    telegram = replace(config.channels.telegram, enabled=True, base_url=api.address, mode="polling")
    config = replace(
        config,
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, telegram=telegram),
    )
    with served(config) as service:
        sample.load(service.core.database, service.core.library.default(), service.core.clock.now())
        yield service


def test_a_liaison_gets_her_menu_her_lists_and_her_workbook(service: Service, api: TelegramApi) -> None:
    core = service.core
    invited = Invited(role="liaison", scope_kind="unit", scope_id=STREET)
    code = core.database.write(lambda work: invite(work, invited, core.clock.now()))
    person = api.person(77)

    person.start(code)
    person.hears()
    person.say("是")
    person.hears()

    def commands(language: str) -> set[str]:
        return {one["command"] for one in api.menus.get(("chat:77", language), [])}

    wait_until(lambda: "nudge" in commands("en"))
    assert {"status", "enterprises", "export", "help"} <= commands("") & commands("en")
    assert not {"audit", "standard"} & commands("")

    person.say("/enterprises")
    assert "示例" in person.hears().text
    person.tap("1")
    assert "松江区" in person.hears().text
    person.say("/export finished")
    person.hears()
    wait_until(lambda: any(shown.name.endswith(".xlsx") and shown.file for shown in person.screen))

    with core.database.read() as work:
        holder = work.people.at("telegram", "77")
        assert holder is not None
    admin = core.database.write(
        lambda work: invite(work, Invited(role="admin", scope_kind="all"), core.clock.now())
    )
    boss = api.person(78)
    boss.start(admin)
    boss.hears()
    boss.say("是")
    boss.hears()
    boss.say(f"撤权 P{holder.id}")
    boss.hears()
    boss.say("1")
    assert "收回了" in boss.hears().text
    wait_until(lambda: not commands("en"))
