"""Escalations: who is behind since when, what is under way, what it owes and what it told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models.campaign import Escalation, EscalationStep, UnitBehind
from storage.models.record import Setting

RAISE = "raise"  # a unit is told that another, below it, is behind
END = "end"  # and that it no longer is


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an escalation owes, with the escalation it belongs to."""

    id: int
    escalation: int
    unit: str
    began_on: date
    ended_on: date | None
    kind: str
    step: int
    told_unit: str
    due_on: date
    told_at: datetime | None
    problem: str | None
    keys: tuple[str, ...]


class Escalations:
    """One campaign's escalations."""

    def __init__(self, session: Session, campaign: str) -> None:
        self._session = session
        self._campaign = campaign

    # the days that were judged

    def judged(self) -> date | None:
        """The last day that was judged, or None."""
        row = self._session.get(Setting, self._key)
        return date.fromisoformat(str(row.value)) if row is not None else None

    def judge(self, before: date | None, day: date) -> bool:
        """Note that everything up to `day` is judged; False when somebody else went on from `before`."""
        dialect = self._session.get_bind().dialect.name
        if before is None:
            first = postgresql.insert if dialect == "postgresql" else sqlite.insert
            made = self._session.execute(
                first(Setting)
                .values(key=self._key, value=day.isoformat())
                .on_conflict_do_nothing(index_elements=[Setting.key])
                .returning(Setting.key)
            )
            return made.first() is not None
        moved = self._session.execute(
            update(Setting)
            .where(Setting.key == self._key, Setting.value == before.isoformat())
            .values(value=day.isoformat())
            .returning(Setting.key)
            .execution_options(synchronize_session=False)
        )
        return moved.first() is not None

    @property
    def _key(self) -> str:
        return f"escalation:{self._campaign}"

    # who is behind

    def behind(self) -> dict[str, date]:
        """The units that are behind, and since when."""
        rows = self._session.execute(
            select(UnitBehind.unit, UnitBehind.since).where(UnitBehind.campaign == self._campaign)
        )
        return {unit: since for unit, since in rows}  # noqa: C416 - rows are not tuples to the type checker

    def set_behind(self, before: Mapping[str, date], now: Mapping[str, date]) -> None:
        """Bring the rows from one state to another."""
        gone = [unit for unit, since in before.items() if now.get(unit) != since]
        new = [unit for unit, since in now.items() if before.get(unit) != since]
        for start in range(0, len(gone), 500):
            self._session.execute(
                delete(UnitBehind).where(
                    UnitBehind.campaign == self._campaign, UnitBehind.unit.in_(gone[start : start + 500])
                )
            )
        if new:
            self._session.execute(
                insert(UnitBehind),
                [{"campaign": self._campaign, "unit": unit, "since": now[unit]} for unit in new],
            )

    # escalations

    def under_way(self) -> list[Escalation]:
        """Those that have not ended."""
        return list(
            self._session.scalars(
                select(Escalation)
                .where(Escalation.campaign == self._campaign, Escalation.ended_on.is_(None))
                .order_by(Escalation.id)
            )
        )

    def begin(self, unit: str, chain: Sequence[str], on: date) -> Escalation:
        """Begin one; a unit begins at most one a day."""
        row = Escalation(
            campaign=self._campaign, unit=unit, chain=list(chain), began_on=on, step=0, last_step_on=on
        )
        self._session.add(row)
        self._session.flush()
        return row

    def owe(self, escalation: int, kind: str, step: int, unit: str, due_on: date) -> None:
        """Note that a unit is to be told."""
        self._session.add(
            EscalationStep(escalation_id=escalation, kind=kind, step=step, unit=unit, due_on=due_on)
        )

    # steps

    def owed(self, until: date | None = None) -> list[Step]:
        """What was not told yet, the earliest due first."""
        statement = _steps().where(Escalation.campaign == self._campaign, EscalationStep.told_at.is_(None))
        if until is not None:
            statement = statement.where(EscalationStep.due_on <= until)
        return self._read(statement)

    def steps(self, since: date) -> list[Step]:
        """Everything that was due from a day on, told or not."""
        return self._read(
            _steps().where(Escalation.campaign == self._campaign, EscalationStep.due_on >= since)
        )

    def told(self, steps: Collection[int], keys: Sequence[str], at: datetime) -> int:
        """Note the messages that tell of them; how many had not been told before."""
        told = self._session.execute(
            update(EscalationStep)
            .where(EscalationStep.id.in_(sorted(steps)), EscalationStep.told_at.is_(None))
            .values(told_at=at, keys=list(keys), problem=None)
            .returning(EscalationStep.id)
            .execution_options(synchronize_session=False)
        )
        return len(told.all())

    def note(self, steps: Collection[int], problem: str) -> None:
        """Note why nobody was told of them."""
        self._session.execute(
            update(EscalationStep)
            .where(EscalationStep.id.in_(sorted(steps)), EscalationStep.told_at.is_(None))
            .values(problem=problem)
            .execution_options(synchronize_session=False)
        )

    def _read(self, statement: Select[*tuple[Any, ...]]) -> list[Step]:
        rows = self._session.execute(statement.order_by(EscalationStep.due_on, EscalationStep.id)).all()
        found: list[Step] = []
        for *facts, keys in rows:
            values: tuple[Any, ...] = (*facts, tuple(keys or ()))
            found.append(Step(*values))
        return found


def _steps() -> Select[*tuple[Any, ...]]:
    return select(
        EscalationStep.id,
        EscalationStep.escalation_id,
        Escalation.unit,
        Escalation.began_on,
        Escalation.ended_on,
        EscalationStep.kind,
        EscalationStep.step,
        EscalationStep.unit,
        EscalationStep.due_on,
        EscalationStep.told_at,
        EscalationStep.problem,
        EscalationStep.keys,
    ).join(Escalation, Escalation.id == EscalationStep.escalation_id)
