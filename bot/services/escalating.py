"""Escalations: judged once a working day from a timer's row, told by the rounds, checked by an audit.

A day's judgement is one write under a compare-and-swap on the last day judged, so that two processes never
judge a day twice; days missed while the service was down are made up for in order. What is to be told are
rows of their own, marked in the same transaction that queues the messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.campaign.calendar import next_workday
from bot.campaign.escalation import Day, Escalation, judge, owes
from bot.campaign.standings import Standings
from bot.services.access import OVER_UNITS
from bot.services.campaigning import Campaigning
from bot.services.notice import DIGEST
from storage.engine import Database
from storage.json_text import Json
from storage.models.campaign import Escalation as Row
from storage.repositories.escalations import END, RAISE, Escalations, Step
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork

TIMER = "escalation"
ACTION = "escalation.judged"  # in the audit log
MADE_UP = timedelta(
    days=60
)  # days further back are not judged any more: their steps would tell nobody anything


@dataclass(frozen=True, slots=True)
class _Before:
    """What was known before a judgement."""

    judged: date | None
    behind: Mapping[str, date]
    rows: Mapping[str, Row]
    unopened: Mapping[str, int]


class Escalating:
    """Judges units day by day."""

    def __init__(self, database: Database, campaigning: Campaigning) -> None:
        self._database = database
        self._campaigning = campaigning

    def set_timer(self, now: datetime) -> bool:
        """Make the row of today's judgement once the digest's hour has come; whether one was made."""
        due = self._hour(now)
        if due is None:
            return False
        campaign, day = self._campaigning.campaign.id, due.date().isoformat()
        return self._database.write(
            lambda work: work.timers.put(kind=TIMER, subject=campaign, scope=day, due=due)
        )

    def catch_up(self, now: datetime) -> list[Day]:
        """Judge what there is to judge by now, without waiting for the timer; the days that were judged."""
        due = self._hour(now)
        return [] if due is None else self.judge(due.date(), now)

    def _hour(self, now: datetime) -> datetime | None:
        """When the day was to be judged; None on a day that is not, and before its hour."""
        campaign, local = self._campaigning.campaign, now.astimezone(self._campaigning.zone)
        at, day = campaign.hours.digest_at, local.date()
        due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        workday = self._campaigning.calendar.is_workday(day)
        return due if local >= due and workday and campaign.runs_on(day) else None

    def fire(self, timer: ClaimedTimer, now: datetime) -> None:
        """Judge the timer's day, and the working days before it that nobody judged."""
        self.judge(date.fromisoformat(timer.scope), now)

    def judge(self, until: date, now: datetime) -> list[Day]:
        """Judge every working day that has not been judged, up to that one; the days this call judged."""
        with self._database.read() as work:
            before = self._before(work, now)
            days = self._days(work, before, until)
        if not days:
            return []
        kept = self._database.write(lambda work: self._keep(work, before, days, now))
        return days if kept else []

    def expected(self, work: UnitOfWork, standings: Standings, now: datetime) -> list[Step]:
        """What judging the standings' day would add to what is owed; nothing once it is judged."""
        before = self._before(work, now)
        if self._hour(now) is None or (before.judged is not None and before.judged >= standings.on):
            return []
        day = judge(standings, before.behind, _as_values(before.rows), before.unopened)
        return [
            Step(
                0, 0, unit, after.began_on, after.ended_on, RAISE if owed.raised else END, owed.step,
                owed.unit, day.on, None, None, (),
            )
            for unit, after in day.changed.items()
            for owed in owes(_as_value(before.rows.get(unit)), after)
        ]  # fmt: skip

    def _before(self, work: UnitOfWork, now: datetime) -> _Before:
        rows = Escalations(work.session, self._campaigning.campaign.id)
        return _Before(
            rows.judged(),
            rows.behind(),
            {one.unit: one for one in rows.under_way()},
            self._unopened(work, now),
        )

    def _unopened(self, work: UnitOfWork, now: datetime) -> dict[str, int]:
        """How many digests nobody of a unit opened: the fewest of its liaisons who were sent any."""
        counts = NoticeRows(work.session).unopened(DIGEST, now)
        told = NoticeRows(work.session).last(DIGEST, now)
        found: dict[str, int] = {}
        for grant in work.access.all_grants():
            if grant.role in OVER_UNITS and grant.person_id in told:
                count = counts.get(grant.person_id, 0)
                found[grant.scope_id] = min(found.get(grant.scope_id, count), count)
        return {unit: count for unit, count in found.items() if count}

    def _days(self, work: UnitOfWork, before: _Before, until: date) -> list[Day]:
        calendar, campaign = self._campaigning.calendar, self._campaigning.campaign
        first = before.judged + timedelta(1) if before.judged else until
        day = next_workday(calendar, max(first, until - MADE_UP, campaign.years[0].starts))
        if day > until:
            return []
        standings = self._campaigning.standings_in(work, day)
        found: list[Day] = []
        behind, current = before.behind, _as_values(before.rows)
        while day <= until:
            # Digests that were not opened are known as of now: they count on the last day.
            judged = judge(standings, behind, current, before.unopened if day == until else {})
            found.append(judged)
            behind = judged.behind
            current = {
                unit: one for unit, one in (current | dict(judged.changed)).items() if not one.ended_on
            }
            day = next_workday(calendar, day + timedelta(1))
            if day <= until:
                standings = standings.on_day(day)
        return found

    def _keep(self, work: UnitOfWork, before: _Before, days: Sequence[Day], now: datetime) -> bool:
        rows = Escalations(work.session, self._campaigning.campaign.id)
        if not rows.judge(before.judged, days[-1].on):
            return False
        rows.set_behind(before.behind, days[-1].behind)
        under_way = {one.unit: one for one in rows.under_way()}
        for day in days:
            _keep_changes(rows, under_way, day)
        work.audit.append(
            at=now,
            actor="system",
            channel="",
            action=ACTION,
            detail=_detail(self._campaigning.campaign.id, days),
        )
        return True


def _keep_changes(rows: Escalations, under_way: dict[str, Row], day: Day) -> None:
    for unit, after in day.changed.items():
        row = under_way.get(unit)
        before = _as_value(row)
        if row is None:
            row = under_way[unit] = rows.begin(unit, after.chain, after.began_on)
        row.step, row.last_step_on, row.ended_on = after.step, after.last_step_on, after.ended_on
        for owed in owes(before, after):
            rows.owe(row.id, RAISE if owed.raised else END, owed.step, owed.unit, day.on)
        if after.ended_on is not None:
            del under_way[unit]


def _detail(campaign: str, days: Sequence[Day]) -> Json:
    changed = [one for day in days for one in day.changed.values()]
    return {
        "campaign": campaign,
        "days": [day.on.isoformat() for day in days],
        "begun": [one.unit for one in changed if one.step == 1 and one.ended_on is None],
        "raised": [one.unit for one in changed if one.step > 1 and one.ended_on is None],
        "ended": [one.unit for one in changed if one.ended_on is not None],
        "behind": len(days[-1].behind),
    }


def _as_values(rows: Mapping[str, Row]) -> dict[str, Escalation]:
    return {unit: value for unit, row in rows.items() if (value := _as_value(row)) is not None}


def _as_value(row: Row | None) -> Escalation | None:
    if row is None:
        return None
    return Escalation(row.unit, tuple(row.chain), row.began_on, row.step, row.last_step_on, row.ended_on)
