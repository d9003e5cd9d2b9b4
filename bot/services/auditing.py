"""Whether every escalation ran: each working day judged, each step told, each message sent; what did not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.campaign.calendar import next_workday
from bot.campaign.escalation import Escalation, missing_steps
from bot.services.campaigning import Campaigning
from bot.services.escalating import ACTION
from storage.engine import Database
from storage.models.messaging import OutboxStatus
from storage.repositories.escalations import RAISE, Escalations, Step
from storage.unit_of_work import UnitOfWork

LOOK_BACK = timedelta(days=90)
_ARRIVED = frozenset({OutboxStatus.SENT, OutboxStatus.QUEUED, OutboxStatus.SENDING})


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that should have run and did not. `why` is a word of ours, or the error code of the sending.

    `not_judged`: the day has no judgement. `nobody`: the unit has no liaison. `unreachable`: none has an open
    way. `waiting`: it is due and no round has told it. `no_row`: nothing says that a step is owed.
    """

    on: date
    unit: str
    told_unit: str
    step: int
    why: str


class Auditing:
    """Looks at what was to run and at the proof that it did."""

    def __init__(self, database: Database, campaigning: Campaigning) -> None:
        self._database = database
        self._campaigning = campaigning

    def missing(self, now: datetime) -> list[Missing]:
        """Everything of the last ninety days that did not run, the earliest first."""
        today = now.astimezone(self._campaigning.zone).date()
        with self._database.read() as work:
            rows = Escalations(work.session, self._campaigning.campaign.id)
            found = [
                *self._days(work, today),
                *self._unproven(rows),
                *self._steps(work, rows.steps(today - LOOK_BACK)),
            ]
        return sorted(found, key=lambda one: (one.on, one.unit, one.step))

    def _days(self, work: UnitOfWork, today: date) -> Iterator[Missing]:
        judged: set[date] = set()
        for row in work.audit.recent(limit=200, action=ACTION):
            detail = json.loads(row.detail)
            if detail["campaign"] == self._campaigning.campaign.id:
                judged |= {date.fromisoformat(day) for day in detail["days"]}
        day = max(min(judged, default=self._first(work) or today), today - LOOK_BACK)
        while (day := next_workday(self._campaigning.calendar, day)) < today:
            if day not in judged and self._campaigning.campaign.runs_on(day):
                yield Missing(day, "", "", 0, "not_judged")
            day += timedelta(1)

    def _first(self, work: UnitOfWork) -> date | None:
        """The day of the log's first entry: where nothing was ever judged, it should have been since then."""
        at = work.audit.first_at()
        return at.astimezone(self._campaigning.zone).date() if at is not None else None

    def _unproven(self, rows: Escalations) -> Iterator[Missing]:
        """Escalations under way that went further than there are rows of what they owe."""
        under_way = rows.under_way()
        owed: dict[int, int] = {}
        for one in rows.steps(min((row.began_on for row in under_way), default=date.max)):
            if one.kind == RAISE:
                owed[one.escalation] = owed.get(one.escalation, 0) + 1
        expected = {
            row.unit: Escalation(row.unit, tuple(row.chain), row.began_on, row.step, row.last_step_on)
            for row in under_way
        }
        proven = {row.unit: owed.get(row.id, 0) for row in under_way}
        for unit, count in missing_steps(expected, proven).items():
            known = expected[unit]
            for step in range(known.step - count + 1, known.step + 1):
                yield Missing(known.last_step_on, unit, known.chain[step - 1], step, "no_row")

    def _steps(self, work: UnitOfWork, steps: Sequence[Step]) -> Iterator[Missing]:
        for one in steps:
            if one.told_at is None and one.ended_on is not None:
                continue  # it ended before anybody heard: there is nothing left to tell
            why = one.problem or "waiting" if one.told_at is None else _not_sent(work, one)
            if why:
                yield Missing(one.due_on, one.unit, one.told_unit, one.step, why)


def _not_sent(work: UnitOfWork, step: Step) -> str:
    """Why none of its messages arrived; empty when one did, or is on its way."""
    why = "no_message"
    for key in step.keys:
        row = work.outbox.by_key(key)
        if row is not None and row.status in _ARRIVED:
            return ""
        if row is not None:
            why = row.last_error or row.status.value
    return why
