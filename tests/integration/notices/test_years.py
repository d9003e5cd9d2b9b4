"""The whole campaign replayed on a frozen clock: who was written to, how often, and what was counted."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from support.noticed import QUESTIONS, ZONE, diagnosis, enterprise, finish, grant, local, notices, person

from bot.campaign.calendar import ChinaCalendar
from bot.campaign.states import tally
from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from storage.engine import Database
from storage.models import Diagnosis, Enterprise, Outbox
from storage.unit_of_work import UnitOfWork

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
UNITS = ("310117", "310114", "lingang", "310117/洞泾镇", "310117/车墩镇", "310114/南翔镇", "city")
PLACES = (("310117", UNITS[3]), ("310117", UNITS[4]), ("310114", UNITS[5]), ("lingang", None))
FIRMS = 120


class Town:
    """Enterprises that join, begin, stop and finish at a seeded pace."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chance = random.Random(2023)  # noqa: S311 - a seeded replay
        self.bound: dict[int, int] = {}
        self.started: set[int] = set()
        self.finished: Counter[tuple[str, int]] = Counter()
        self.places: dict[int, str] = {}
        database.write(self._settle)

    def _settle(self, work: UnitOfWork) -> None:
        for unit in UNITS:
            for number in range(2):
                grant(work, person(work, f"{unit}-{number}"), unit)
        for number in range(FIRMS):
            one = enterprise(work, f"示例{number}厂")
            row = work.enterprises.get(one)
            assert row is not None
            row.unit, row.street = PLACES[number % len(PLACES)]
            self.places[one] = row.unit

    def live(self, day: date) -> None:
        """One day's doings."""
        self.database.write(lambda work: self._live(work, day))

    def _live(self, work: UnitOfWork, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE)
        for one, unit in self.places.items():
            draw = self.chance.random()
            if one not in self.bound and draw < 0.004:
                self.bound[one] = person(work, f"contact{one}")
                work.people.bind(self.bound[one], one, at)
            elif one in self.bound and one not in self.started and draw < 0.02:
                self.started.add(one)
                if draw < 0.012:
                    finish(work, one, at + timedelta(hours=2))
                    self.finished[unit, day.year] += 1
                else:
                    diagnosis(work, one, at, at, QUESTIONS // 3)


@pytest.mark.proof
def test_three_years_of_digests_and_reminders(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        town, service = Town(database), notices(database)
        sent: list[tuple[datetime, int, str]] = []
        first = day = date(2023, 7, 20)
        while day <= date(2026, 1, 10):
            town.live(day)
            for hour in ("07:00", "10:00", "15:00", "21:00"):
                moment = local(f"{day}T{hour}")
                sent += [(moment, one.person or 0, one.kind) for one in service.run(moment)]
            day += timedelta(days=1)
        _check_moments(sent)
        _check_allowances(sent)
        _check_counts(database, town)
        with database.read() as work:
            stored = work.session.scalar(select(func.count()).select_from(Outbox))
    kinds = Counter("digest" if kind == "digest" else "reminder" for _, _, kind in sent)
    print(
        f"\n{(day - first).days} days, {FIRMS} enterprises, {2 * len(UNITS)} liaisons: "
        f"{dict(kinds)}, finished {town.finished.total()}"
    )
    assert stored == len(sent)
    assert kinds["digest"] > 500
    assert kinds["reminder"] > 100


def _check_moments(sent: list[tuple[datetime, int, str]]) -> None:
    for moment, _, _ in sent:
        assert CALENDAR.is_workday(moment.date())
        assert date(2023, 7, 28) <= moment.date() <= date(2025, 12, 31)
        assert moment.hour in (10, 15)


def _check_allowances(sent: list[tuple[datetime, int, str]]) -> None:
    """At most one digest a day, one reminder a day, and two reminders in seven days."""
    a_day = Counter((moment.date(), who, kind == "digest") for moment, who, kind in sent)
    assert set(a_day.values()) == {1}
    reminded: dict[int, list[date]] = {}
    for moment, who, kind in sent:
        if kind != "digest":
            reminded.setdefault(who, []).append(moment.date())
    for days in reminded.values():
        for first, third in zip(days, days[2:], strict=False):
            assert third - first >= timedelta(days=7)


def _check_counts(database: Database, town: Town) -> None:
    """What the campaign counts is what was done, and what plain SQL counts."""
    campaigning = Campaigning(database, CAMPAIGN, QUESTIONS)
    for year in (2023, 2024, 2025):
        last = date(year, 12, 31)
        standings = campaigning.standings(last)
        assert sum(tally(standings.members(CAMPAIGN.units.root), last).values()) == FIRMS
        until = local(f"{year + 1}-01-01T00:00")
        with database.read() as work:
            rows = work.session.execute(
                select(Enterprise.unit, func.count())
                .join(Diagnosis, Diagnosis.enterprise_id == Enterprise.id)
                .where(Diagnosis.submitted_at >= local(f"{year}-01-01T00:00"), Diagnosis.submitted_at < until)
                .group_by(Enterprise.unit)
            )
            recount = {unit: count for unit, count in rows}  # noqa: C416 - rows are not tuples to the type checker
        for unit in ("310117", "310114", "lingang"):
            done = standings.pace(CAMPAIGN.units[unit]).done
            assert done == recount.get(unit, 0) == town.finished[unit, year]
