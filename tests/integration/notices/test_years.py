"""The whole campaign replayed on a frozen clock: every digest, reminder and escalation, and every count.

What the world's own books say is worked out here once more, from the rules as they are written in
docs/reference/campaigns.md and without the code that is tested.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import chinese_calendar
import numpy as np
import pytest
from sqlalchemy import update
from support.clock import FrozenClock
from support.noticed import QUESTIONS, local
from support.years import NUMBER, STATES, Liaison, World

from bot.campaign.model import UnitKind
from bot.campaign.standings import Standings
from bot.campaign.states import State, tally
from bot.packs.campaigns import load_campaign
from bot.services.auditing import Auditing
from bot.services.campaigning import Campaigning
from bot.services.escalating import TIMER, Escalating
from bot.services.notice import Notice
from bot.services.notices import Notices
from bot.services.timers import Timers
from storage.engine import Database
from storage.models import Outbox, OutboxStatus
from storage.unit_of_work import UnitOfWork

CAMPAIGN = load_campaign("shanghai-2023")
BEGINS, ENDS = date(2023, 7, 28), date(2025, 12, 31)
YEARS = {year: date(year, 12, 31) for year in (2023, 2024, 2025)}
ROUNDS = ("07:00", "09:40", "15:00", "21:00")
DIGEST_ROUND = "09:40"
OUTAGES = {
    *(date(2023, 11, 13) + timedelta(n) for n in range(3)),
    *(date(2024, 2, 26) + timedelta(n) for n in range(12)),
    *(date(2024, 12, 30) + timedelta(n) for n in range(5)),  # over the end of the year
    date(2025, 9, 8),
}


def workday(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


class Watching(Campaigning):
    """Keeps the day's standings for the checks, and reads the register once for all of a day's rounds."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, CAMPAIGN, QUESTIONS)
        self.seen: Standings | None = None

    def forget(self) -> None:
        """The world went on."""
        self.seen = None

    def standings_in(self, work: UnitOfWork, on: date, year: int | None = None) -> Standings:
        if self.seen is None or self.seen.on != on:
            self.seen = super().standings_in(work, on, year)
        return self.seen


class Replay:
    """The service and the world, day by day, with the checks that can be made on the day."""

    def __init__(self, database: Database, size: int, seed: int = 2023) -> None:
        self.database = database
        self.world = World(database, CAMPAIGN, size, seed)
        self.campaigning = Watching(database)
        self.clock = FrozenClock(local("2023-07-20T00:00"))
        self.escalating = Escalating(database, self.campaigning)
        self.timers = Timers(database, {TIMER: self.escalating.fire}, self.clock)
        self.sent: list[tuple[datetime, Notice]] = []
        self.checked = 0
        self._liaisons = {one.person: one for one in self.world.liaisons}

    def run(self, first: date, last: date) -> None:
        """Live from one day to another."""
        day = first
        while day <= last:
            self.world.live(day)
            self.campaigning.forget()
            if day not in OUTAGES:
                self._serve(day)
            day += timedelta(1)

    def _serve(self, day: date) -> None:
        notices = Notices(self.database, self.campaigning, {"web"})  # every day a fresh process
        for hour in ROUNDS:
            self.clock.moment = moment = local(f"{day}T{hour}")
            self.escalating.set_timer(moment)
            self.timers.run_once()
            for one in notices.run(moment):
                self.sent.append((moment, one))
                if one.group == "reminder" and one.person:
                    self.world.remind(day, one.person)
                elif one.group == "digest" and one.person:
                    self.world.digest(day, self._liaisons[one.person])
            self.database.write(_deliver)
        if self.campaigning.seen is not None and self.campaigning.seen.on == day:
            self._check_day(day, self.campaigning.seen)

    def _check_day(self, day: date, standings: Standings) -> None:
        """The states add up to the register and are the books'; what is done is what was done, everywhere."""
        root = CAMPAIGN.units.root
        states = tally(standings.members(root), day)
        books = Counter(dict(zip(*np.unique(self.world.books[day], return_counts=True), strict=True)))
        assert states.total() == len(self.world.firms)
        assert {NUMBER[state]: count for state, count in states.items()} == books
        year = CAMPAIGN.year_on(day).year
        finished = self.world.finished
        by_unit: Counter[str] = Counter()
        for (unit, street, in_year), count in finished.items():
            if in_year == year:
                by_unit[unit] += count
                by_unit[street] += count
        for one in CAMPAIGN.units.all:
            if one.kind in (UnitKind.DISTRICT, UnitKind.STREET):
                assert standings.pace(one).done == by_unit[one.id], (day, one.id)
        assert standings.pace(root).done == sum(by_unit[unit] for unit in CAMPAIGN.quotas.rows)
        self.checked += 1


def _deliver(work: UnitOfWork) -> None:
    work.session.execute(
        update(Outbox)
        .where(Outbox.status == OutboxStatus.QUEUED)
        .values(status=OutboxStatus.SENT, sent_at=Outbox.created_at)
    )


# who ought to have been sent a digest on which day


def left(day: date) -> int:
    """Working days after a day up to the year's deadline."""
    deadline = next((last for last in YEARS.values() if day <= last), ENDS)
    return sum(workday(day + timedelta(n)) for n in range(1, (deadline - day).days + 1))


def window(day: date) -> tuple[str, date]:
    """The rhythm of a day and the first day of its window."""
    monday = day - timedelta(day.weekday())
    days = left(day)
    if days >= 120:
        return "month", day.replace(day=1)
    if days >= 40:
        return "week", monday
    if days >= 10:
        return "twice", monday if day.weekday() < 3 else monday + timedelta(3)
    return "day", day


def expected_digests(world: World) -> set[tuple[int, date]]:
    """Every digest of every liaison, from the books and the rules."""
    found: set[tuple[int, date]] = set()
    rhythms = {day: window(day) for day in world.books}
    known: dict[tuple[date, date], np.ndarray[Any, Any]] = {}
    for one in world.liaisons:
        members, last = np.array(one.members, dtype=np.int64), None
        for day in world.books:
            sends = BEGINS <= day <= ENDS and workday(day) and day not in OUTAGES
            if sends and _digest_due(world, one, members, last, day, rhythms, known):
                found.add((one.person, day))
                last = day
    return found


def _digest_due(
    world: World,
    one: Liaison,
    members: np.ndarray[Any, Any],
    last: date | None,
    day: date,
    rhythms: dict[date, tuple[str, date]],
    known: dict[tuple[date, date], np.ndarray[Any, Any]],
) -> bool:
    rhythm, first = rhythms[day]
    if last is not None and first <= last:
        return False
    if not len(members) and one.unit.kind is not UnitKind.CITY:
        quota = CAMPAIGN.quotas.rows.get(one.unit.id, {})
        if not any(quota.values()):
            return False
    if last is None:
        return True
    if (last, day) not in known:
        known[last, day] = _news(world.known(last, day), world.books[day])
    changed = bool(known[last, day][members].any())
    return changed or rhythm != rhythms[last][0] or (day - last).days >= 30


def _news(before: np.ndarray[Any, Any], now: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Where something happened that is worth telling.

    An invitation is not, the liaison sent it herself; nor that a result that was told of was verified.
    """
    looked_over = (now == NUMBER[State.VERIFIED]) & (before == NUMBER[State.SUBMITTED])
    found: np.ndarray[Any, Any] = (before != now) & (now != NUMBER[State.INVITED]) & ~looked_over
    return found


# the checks over the whole of it


def check_moments(sent: list[tuple[datetime, Notice]]) -> None:
    for moment, _ in sent:
        assert workday(moment.date()), moment
        assert BEGINS <= moment.date() <= ENDS
        assert moment.strftime("%H:%M") in ("09:40", "15:00")
        assert moment.date() not in OUTAGES


def check_allowances(sent: list[tuple[datetime, Notice]]) -> None:
    """One message of a sort a day, and two reminders in any seven days; each kind no oftener than it may."""
    a_day = Counter((moment.date(), one.person, one.group) for moment, one in sent)
    assert set(a_day.values()) == {1}
    reminded: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for moment, one in sent:
        if one.group == "reminder" and one.person:
            reminded[one.person].append((moment.date(), one.kind))
    for own in reminded.values():
        for (first, _), (third, _) in zip(own, own[2:], strict=False):
            assert third - first >= timedelta(days=7)
    for own in reminded.values():
        for rhythm in CAMPAIGN.reminders:
            days = [day for day, what in own if what == rhythm.kind]
            # An answer, a day after the reminder at the earliest, begins what is stalled anew.
            least = rhythm.after_days + 1 if rhythm.kind == "stalled" else rhythm.every_days
            assert all((later - first).days >= least for first, later in pairwise(days)), (rhythm, days)
            if rhythm.kind == "deadline_near":
                assert all(count <= rhythm.at_most for count in Counter(day.year for day in days).values())


REMINDED_IN = {
    "not_started": {State.BOUND},
    "stalled": {State.STARTED, State.STALLED},
    "deadline_near": {State.BOUND, State.STARTED, State.STALLED},
}


def check_reasons(world: World, sent: list[tuple[datetime, Notice]]) -> None:
    """Nobody is reminded of what no longer holds, who stopped, or who left."""
    stopped = {firm.id for firm in world.firms if firm.stopped}
    last: dict[int, date] = {}
    for moment, one in sent:
        if one.group != "reminder" or one.enterprise is None:
            continue
        state = STATES[world.books[moment.date()][one.enterprise - 1]]
        assert state in REMINDED_IN[one.kind], (moment, one.key, state)
        last[one.enterprise] = moment.date()
    for firm in world.firms:
        if firm.id in stopped:
            assert firm.person
    waiting = [
        firm
        for firm in world.firms
        if firm.bound and not firm.started and not firm.stopped and not firm.blocked and not firm.out
    ]
    counts = Counter(one.enterprise for _, one in sent if one.kind == "not_started")
    for firm in waiting:
        assert firm.bound is not None
        if firm.bound < date(2025, 10, 1):  # long enough for all four
            assert counts[firm.id] == 4, firm


def check_escalations(replay: Replay, sent: list[tuple[datetime, Notice]]) -> dict[str, int]:
    """Every step that is owed was told once, by messages that are there; the audit finds nothing missing."""
    now = local("2025-12-31T22:00")
    assert Auditing(replay.database, replay.campaigning).missing(now) == []
    with replay.database.read() as work:
        rows = work.session.connection().exec_driver_sql(
            "SELECT s.kind, s.unit, s.due_on, s.told_at, s.keys, e.ended_on FROM escalation_step s"
            " JOIN escalation e ON e.id = s.escalation_id"
        )
        steps = list(rows)
        begun = work.session.connection().exec_driver_sql("SELECT COUNT(*) FROM escalation").scalar_one()
    keys = {one.key for _, one in sent if one.group == "escalation"}
    told = [step for step in steps if step[3] is not None]
    assert {key for step in told for key in json.loads(step[4])} == keys
    untold = [step for step in steps if step[3] is None and step[5] is None]
    assert untold == []
    return {
        "begun": begun,
        "raised": sum(s[0] == "raise" for s in told),
        "ended": sum(s[0] == "end" for s in told),
    }


def check_recount(replay: Replay, path: str) -> int:
    """The final tables against plain SQL on the file: done by district and year, targets, states."""
    plain = sqlite3.connect(path)
    total = 0
    for year, deadline in YEARS.items():
        standings = Campaigning(replay.database, CAMPAIGN, QUESTIONS).standings(deadline)
        rows = plain.execute(
            "SELECT e.unit, COUNT(DISTINCT e.id) FROM enterprise e JOIN"
            " (SELECT enterprise_id, MIN(submitted_at) AS first FROM diagnosis"
            "  WHERE state = 'submitted' GROUP BY enterprise_id) d ON d.enterprise_id = e.id"
            " WHERE strftime('%Y', datetime(d.first, '+8 hours')) = ? GROUP BY e.unit",
            (str(year),),
        )
        recount = dict(rows)
        total += sum(recount.values())
        for unit, quota in CAMPAIGN.quotas.rows.items():
            pace = standings.pace(CAMPAIGN.units[unit])
            assert pace.done == recount.get(unit, 0)
            owed = max(0, sum(quota.get(y, 0) - _done(plain, unit, y) for y in YEARS if y < year))
            assert pace.target.total == quota.get(year, 0) + owed
            assert pace.remaining == max(0, pace.target.total - pace.done)
    states = tally(standings.members(CAMPAIGN.units.root), ENDS)
    # Up to midnight in Shanghai: the world goes on for some days after the last deadline.
    verified = (
        "SELECT COUNT(DISTINCT enterprise_id) FROM diagnosis"
        " WHERE kind = 'verified' AND submitted_at < '2025-12-31 16:00'"
    )
    assert states[State.VERIFIED] == plain.execute(verified).fetchone()[0]
    finished = (
        "SELECT COUNT(DISTINCT enterprise_id) FROM diagnosis"
        " WHERE state = 'submitted' AND submitted_at < '2025-12-31 16:00'"
    )
    assert states[State.SUBMITTED] + states[State.VERIFIED] == plain.execute(finished).fetchone()[0]
    doubled = "SELECT COUNT(*) - COUNT(DISTINCT key) FROM outbox"
    assert plain.execute(doubled).fetchone()[0] == 0
    assert plain.execute("SELECT COUNT(*) FROM outbox").fetchone()[0] == len(replay.sent)
    plain.close()
    return total


def _done(plain: sqlite3.Connection, unit: str, year: int) -> int:
    row = plain.execute(
        "SELECT COUNT(*) FROM (SELECT MIN(d.submitted_at) AS first FROM diagnosis d JOIN enterprise e"
        " ON e.id = d.enterprise_id WHERE d.state = 'submitted' AND e.unit = ? GROUP BY e.id)"
        " WHERE strftime('%Y', datetime(first, '+8 hours')) = ?",
        (unit, str(year)),
    ).fetchone()
    return int(row[0])


def check_digests(replay: Replay) -> int:
    """Every digest of every liaison that the rules ask for was sent, and no other."""
    wanted = expected_digests(replay.world)
    had = {(one.person, moment.date()) for moment, one in replay.sent if one.group == "digest"}
    assert had == wanted, (sorted(had - wanted)[:5], sorted(wanted - had)[:5])
    return len(had)


@pytest.mark.proof
def test_three_years_with_the_whole_register(sqlite_url: str) -> None:
    began = time.monotonic()
    with Database.open(sqlite_url) as database:
        replay = Replay(database, 9_500)
        replay.run(date(2023, 7, 20), date(2026, 1, 4))
        sent = replay.sent
        check_moments(sent)
        check_allowances(sent)
        check_reasons(replay.world, sent)
        digests = check_digests(replay)
        escalations = check_escalations(replay, sent)
        finished = check_recount(replay, sqlite_url.removeprefix("sqlite:///"))
    kinds = Counter(one.kind for _, one in sent)
    texts = [one.text for _, one in sent if one.group == "digest"]
    print(
        f"\n9,500 enterprises, {len(replay.world.liaisons)} liaisons, {replay.checked} sending days checked:"
        f" {finished:,} finished; {digests:,} digests (longest {max(map(len, texts))} characters),"
        f" {kinds.total() - kinds['digest'] - kinds['escalation']:,} reminders {dict(kinds)},"
        f" escalations {escalations}; {time.monotonic() - began:.0f} s"
    )
    assert replay.checked > 550
    assert digests > 8_000
    assert min(kinds[kind] for kind in ("not_started", "stalled", "deadline_near", "escalation")) > 500


def test_six_weeks_over_the_end_of_a_year(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        replay = Replay(database, 240)
        replay.run(date(2024, 12, 2), date(2025, 1, 14))
        check_moments(replay.sent)
        check_allowances(replay.sent)
        digests = check_digests(replay)
    assert digests > 100
    assert {moment.date() for moment, _ in replay.sent}.isdisjoint({date(2025, 1, 1), date(2024, 12, 28)})
