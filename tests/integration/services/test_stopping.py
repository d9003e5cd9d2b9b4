"""A contact who wants no reminders, and one who wants them again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from support.clock import FrozenClock
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.services.notice_people import chosen_by
from storage.models import Outbox, OutboxStatus, Timer
from storage.unit_of_work import UnitOfWork


@pytest.fixture
def talker(light: Core) -> Talker:
    assert isinstance(light.clock, FrozenClock)
    light.clock.moment = datetime.fromisoformat("2025-03-03T10:00+08:00")
    one = contact(light, new_enterprise(light, industry="auto"), "li")
    one.say("同意", "1")
    return one


def person(core: Core) -> int:
    with core.database.read() as work:
        found = work.people.at("web", "li")
        assert found is not None
        return found.id


def stopped(core: Core) -> bool:
    with core.database.read() as work:
        return chosen_by(work, person(core))[1]


def nudges(core: Core) -> list[tuple[str, OutboxStatus]]:
    with core.database.read() as work:
        rows = work.session.scalars(select(Outbox).where(Outbox.kind == "nudge").order_by(Outbox.id))
        return [(row.key, row.status) for row in rows]


@pytest.mark.parametrize("word", ["停", "退订", "TD", "stop", "停。", "别再提醒了"])
def test_a_word_stops_reminders_and_nothing_else(talker: Talker, word: str) -> None:
    asked = talker.question

    said = talker.say(word)

    assert said.startswith("好的，不再提醒您了。答过的都留着")
    assert stopped(talker.core)
    talker.say("继续")
    assert talker.question == asked


def test_they_can_be_resumed(talker: Talker) -> None:
    talker.say("停")

    assert talker.say("恢复").startswith("提醒恢复了，只在工作日白天发，一周最多 2 次。")
    assert not stopped(talker.core)


def test_who_stopped_is_not_nudged(talker: Talker) -> None:
    talker.say("暂停", "停")
    _move(talker, days=4)

    talker.core.timers.run_once()

    assert nudges(talker.core) == []


def test_a_reminder_that_waits_is_cancelled(talker: Talker) -> None:
    core = talker.core

    def queue(work: UnitOfWork) -> None:
        address = work.people.address_at("web", "li")
        assert address is not None
        now = core.clock.now()
        work.outbox.put(
            key="reminder:1:2025-03-03:stalled:1",
            address=address.id,
            prompt="{}",
            kind="reminder",
            due=now,
            at=now,
        )

    core.database.write(queue)
    talker.say("停")

    with core.database.read() as work:
        row = work.outbox.by_key("reminder:1:2025-03-03:stalled:1")
        assert row is not None
        assert row.status is OutboxStatus.CANCELLED


@pytest.mark.parametrize(
    ("paused", "nudged"),
    [
        ("2025-03-03T10:00+08:00", "2025-03-06T10:00+08:00"),
        ("2025-03-03T22:00+08:00", "2025-03-07T08:30+08:00"),  # at night: in the morning
        ("2025-03-05T10:00+08:00", "2025-03-10T08:30+08:00"),  # a Saturday: on Monday
        ("2025-09-29T10:00+08:00", "2025-10-09T08:30+08:00"),  # the national holiday
    ],
)
def test_the_nudge_after_a_pause_keeps_the_campaigns_hours(talker: Talker, paused: str, nudged: str) -> None:
    core = talker.core
    assert isinstance(core.clock, FrozenClock)
    core.clock.moment = datetime.fromisoformat(paused)
    talker.say("暂停")
    core.clock.moment = datetime.fromisoformat(nudged) - timedelta(minutes=5)
    core.timers.run_once()
    before = nudges(core)
    core.clock.moment = datetime.fromisoformat(nudged) + timedelta(minutes=1)
    core.timers.run_once()

    assert before == []
    assert len(nudges(core)) == 1
    core.timers.run_once()
    assert len(nudges(core)) == 1
    with core.database.read() as work:
        waiting = work.session.scalars(
            select(Timer).where(Timer.kind == "interview", Timer.done_at.is_(None))
        ).all()
    assert list(waiting) == []


def _move(talker: Talker, **step: int) -> None:
    assert isinstance(talker.core.clock, FrozenClock)
    talker.core.clock.move(timedelta(**step))
