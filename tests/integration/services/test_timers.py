"""Timers: each goes off once, whoever is first; and what the interview's own timers do."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.clock import FrozenClock
from support.counting import Platform
from support.people import Talker, contact, new_enterprise
from support.storing import NOW, later

from bot.app import Core
from bot.channels.base import Act, Kind
from bot.conversation.interview import Phase
from bot.conversation.limits import NUDGE_AFTER
from bot.services.timers import LEASE, Timers
from storage.engine import Database
from storage.models.clockwork import Timer
from storage.models.enterprise import Standing
from storage.models.messaging import Outbox
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork

Build = Callable[..., Core]


class Handler:
    """Writes down what went off; fails while it is told to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failing: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, timer: ClaimedTimer, now: datetime) -> None:
        with self._lock:
            self.seen.append(timer.subject)
        if timer.subject in self.failing:
            raise RuntimeError("planted")


def put(database: Database, *subjects: str, kind: str = "tick", minutes: float = 0) -> None:
    rows = [(kind, subject, "", later(minutes), {"subject": subject}) for subject in subjects]
    database.write(lambda work: work.timers.put_all(rows))  # type: ignore[arg-type]  # JSON's dict is invariant


def undone(database: Database) -> list[str]:
    with database.read() as work:
        return [timer.subject for timer in work.timers.pending(kind="tick")]


def test_what_is_due_goes_off_and_the_rest_waits(database: Database) -> None:
    handler, clock = Handler(), FrozenClock(NOW)
    timers = Timers(database, {"tick": handler}, clock)
    put(database, "now", "also now")
    put(database, "later", minutes=1)

    assert (timers.run_once(), timers.run_once()) == (2, 0)
    clock.move(timedelta(minutes=1))
    assert timers.run_once() == 1

    assert handler.seen == ["now", "also now", "later"]


def test_what_was_missed_while_nothing_ran_is_caught_up(database: Database) -> None:
    handler = Handler()
    put(database, "old", minutes=-60 * 24 * 30)

    assert Timers(database, {"tick": handler}, FrozenClock(NOW)).run_once() == 1


def test_two_processes_share_the_timers_out(database_url: str) -> None:
    handler = Handler()
    with Database.open(database_url) as one, Database.open(database_url) as two:
        put(one, *(str(number) for number in range(250)))

        def work_off(database: Database) -> int:
            timers, done = Timers(database, {"tick": handler}, FrozenClock(NOW)), 0
            while went_off := timers.run_once():
                done += went_off
            return done

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(work_off, (one, two)))

        assert sum(done) == 250
        assert Counter(handler.seen) == Counter(str(number) for number in range(250))
        assert undone(one) == []


def test_a_handler_that_fails_leaves_its_timer_and_stops_no_other(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    handler, clock = Handler(), FrozenClock(NOW)
    handler.failing = {"bad"}
    timers = Timers(database, {"tick": handler}, clock)
    put(database, "before", "bad", "after")

    assert timers.run_once() == 2
    assert undone(database) == ["bad"]
    assert timers.run_once() == 0  # not before its lease is over
    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "planted" not in logged

    handler.failing = set()
    clock.move(LEASE)
    assert timers.run_once() == 1
    assert undone(database) == []
    assert handler.seen == ["before", "bad", "after", "bad"]


def test_one_whose_lease_ran_out_meanwhile_settles_nothing(database: Database) -> None:
    clock = FrozenClock(NOW)
    other = Timers(database, {"tick": Handler()}, clock)

    def slow(timer: ClaimedTimer, now: datetime) -> None:
        clock.move(LEASE)
        assert other.run_once() == 1  # another process takes it up

    timers = Timers(database, {"tick": slow}, clock)
    put(database, "x")

    assert timers.run_once() == 0
    assert undone(database) == []


def test_kinds_nobody_handles_here_are_left_to_those_who_do(database: Database) -> None:
    handler = Handler()
    put(database, "x", kind="digest")
    assert Timers(database, {"tick": handler}, FrozenClock(NOW)).run_once() == 0

    assert Timers(database, {"digest": handler}, FrozenClock(NOW)).run_once() == 1


def moved(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)


def queued(core: Core, kind: str = "nudge") -> list[Outbox]:
    def rows(work: UnitOfWork) -> list[Outbox]:
        return list(work.session.query(Outbox).filter(Outbox.kind == kind).order_by(Outbox.id))

    with core.database.read() as work:
        return rows(work)


class TestTheReminder:
    def paused(self, core: Core) -> Talker:
        talker = contact(core, new_enterprise(core), "li")
        talker.say("同意", "汽车", "暂停")
        return talker

    def test_it_says_where_she_is_by_the_best_way_that_is_open(self, build: Build, database_url: str) -> None:
        core = build(database_url, channels={name: Platform(name) for name in ("web", "telegram", "wechat")})
        talker = self.paused(core)
        person, now = talker.person(), core.clock.now()
        core.database.write(lambda work: work.people.add_address(person, "telegram", "7", now))
        elsewhere = Talker(core, "7", "telegram")
        elsewhere.say("继续", "暂停")
        moved(core, NUDGE_AFTER)

        core.timers.run_once()

        [row] = queued(core)
        with core.database.read() as work:
            address = work.people.address_at("telegram", "7")
        assert address is not None
        assert row.address_id == address.id
        assert "现在有多少人" in row.prompt
        assert talker.interview().phase is Phase.ASKING
        elsewhere.say("320")
        assert talker.answers() == {"industry": "auto", "headcount": 320}

    def test_a_window_that_is_open_goes_before_the_address_she_last_wrote_from(
        self, build: Build, database_url: str
    ) -> None:
        core = build(database_url, channels={name: Platform(name) for name in ("web", "wechat")})
        talker = self.paused(core)
        person, now = talker.person(), core.clock.now()
        core.database.write(lambda work: work.people.add_address(person, "wechat", "o7", now))
        open_for = NUDGE_AFTER + timedelta(hours=1) - timedelta(hours=48)
        hers = Talker(core, "o7", "wechat").message(Kind.TEXT, "继续", act=Act.MESSAGE)
        core.inbound.handle(replace(hers, received=now + open_for))
        talker.say("暂停")
        moved(core, NUDGE_AFTER)

        core.timers.run_once()

        [row] = queued(core)
        with core.database.read() as work:
            address = work.people.address(row.address_id)
        assert address is not None
        assert address.channel == "wechat"

    def test_whom_nothing_reaches_nothing_is_queued_for(self, build: Build, database_url: str) -> None:
        core = build(database_url, channels={"wechat": Platform("wechat")})
        talker = contact(core, new_enterprise(core), "o7", channel="wechat")
        talker.say("同意", "汽车", "暂停")
        moved(core, NUDGE_AFTER + timedelta(hours=48))

        core.timers.run_once()

        assert queued(core) == []

    def test_it_comes_once(self, core: Core) -> None:
        self.paused(core)
        moved(core, NUDGE_AFTER)
        for _ in range(3):
            core.timers.run_once()
            moved(core, timedelta(days=10))

        assert len(queued(core)) == 1

    def test_a_repeated_run_after_a_crash_sends_it_once(self, core: Core) -> None:
        self.paused(core)
        moved(core, NUDGE_AFTER)
        [claimed] = core.database.write(lambda work: work.timers.claim_due(core.clock.now(), LEASE, 9))
        handler = core.timers._handlers[claimed.kind]
        handler(claimed, core.clock.now())  # and then the process died before it said so
        moved(core, LEASE)

        assert core.timers.run_once() == 1
        assert len(queued(core)) == 1

    def test_nobody_reminds_one_who_went_on_or_left_or_blocked_us_everywhere(self, core: Core) -> None:
        for account, then in (("a", "继续"), ("b", "撤回同意")):
            talker = contact(core, new_enterprise(core, f"示例{account}厂"), account)
            talker.say("同意", "汽车", "暂停", then)
            if then == "撤回同意":
                talker.say("是")
        gone = self.paused(core)
        person, now = gone.person(), core.clock.now()

        def block(work: UnitOfWork) -> None:
            for address in work.people.addresses(person):
                work.people.block(address.id, now)

        core.database.write(block)
        moved(core, NUDGE_AFTER)
        core.timers.run_once()

        assert queued(core) == []

    def test_nobody_is_reminded_for_an_enterprise_that_is_out(self, core: Core) -> None:
        enterprise, now = new_enterprise(core), core.clock.now()
        contact(core, enterprise, "li").say("同意", "汽车", "暂停")
        core.database.write(
            lambda work: work.enterprises.set_standing(enterprise, Standing.CLOSED, None, now)
        )
        moved(core, NUDGE_AFTER)

        core.timers.run_once()

        assert queued(core) == []

    def test_it_waits_for_the_turn_that_is_under_way(self, core: Core) -> None:
        """A reminder that read the interview before a turn and wrote it after would undo that turn."""
        talker = self.paused(core)
        moved(core, NUDGE_AFTER)

        with ThreadPoolExecutor(2) as threads:
            for number in range(5):
                talker.say("暂停")
                moved(core, NUDGE_AFTER)
                reminded = threads.submit(core.timers.run_once)
                answered = threads.submit(talker.say, "改 2", str(300 + number))
                reminded.result(20)
                answered.result(20)
                talker.say("继续")
                assert talker.answers()["headcount"] == 300 + number
                assert talker.interview().status[:2] == "aa"


def test_an_erasing_that_is_repeated_changes_nothing(core: Core) -> None:
    talker = contact(core, new_enterprise(core), "li")
    talker.say("同意", "汽车")
    person = talker.person()
    core.database.write(lambda work: work.timers.put(kind="erase", subject=str(person), scope="", due=NOW))
    assert core.timers.run_once() == 1
    with core.database.read() as work:
        first = work.people.get(person)
    moved(core, timedelta(days=1))
    core.database.write(
        lambda work: work.timers.put(kind="erase", subject=str(person), scope="", due=later(1))
    )
    assert core.timers.run_once() == 1

    with core.database.read() as work:
        again = work.people.get(person)
        assert work.session.query(Timer).filter(Timer.done_at.is_(None)).count() == 0
    assert first is not None
    assert again is not None
    assert first.display_name is again.display_name is None
