"""`doctor` tells what platforms refused lately, with what to do, until they take something again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from support.databases import sqlite_template, sqlite_url  # noqa: F401 - fixtures are found by name
from support.storing import new_person

from bot.cli.doctor import REMEMBERED, findings
from bot.clock import SystemClock
from bot.config import Config
from bot.services import troubles
from storage.engine import Database
from storage.unit_of_work import UnitOfWork

HINT = "服务器 IP 不在白名单（平台看到的 IP：203.0.113.7）"


def told(url: str) -> list[str]:
    config = Config()
    return [
        one
        for one in findings(replace(config, database=replace(config.database, url=url)))
        if one.startswith("channels.wechat")
    ]


def test_it_is_told_until_something_is_taken_again(sqlite_url: str) -> None:  # noqa: F811 - a fixture
    now = SystemClock().now()
    with Database.open(sqlite_url) as database:
        database.write(lambda work: troubles.note(work, "wechat", "ip_not_allowed", "40164", HINT, now))
    [said] = told(sqlite_url)
    assert "40164" in said
    assert HINT in said

    def send(work: UnitOfWork) -> None:
        _, address = new_person(work, "li", "wechat")
        work.outbox.put(key="k", address=address.id, prompt="{}", kind="info", due=now, at=now)
        (claimed,) = work.outbox.claim_due(now, timedelta(minutes=1), 1)
        work.outbox.sent(claimed.id, claimed.attempt, now + timedelta(seconds=1))

    with Database.open(sqlite_url) as database:
        database.write(send)
    assert told(sqlite_url) == []


def test_not_for_ever(sqlite_url: str) -> None:  # noqa: F811 - a fixture
    before = SystemClock().now() - REMEMBERED - timedelta(minutes=1)
    with Database.open(sqlite_url) as database:
        database.write(lambda work: troubles.note(work, "wechat", "ip_not_allowed", "40164", HINT, before))

    assert told(sqlite_url) == []
