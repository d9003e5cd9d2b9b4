"""How far enterprises are: one state each, counted in one statement, for digests and quotas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from storage.models.access import Invitation
from storage.models.diagnosis import Diagnosis, DiagnosisKind, DiagnosisState
from storage.models.enterprise import Enterprise, Standing
from storage.models.person import Contact
from storage.repositories.scope import EnterpriseFilter

Columns = TypeVarTuple("Columns")


class Stage(StrEnum):
    """The one state an enterprise is in. Refused, closed and moved come before everything but a result."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    BOUND = "bound"
    STARTED = "started"
    STALLED = "stalled"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REFUSED = "refused"
    CLOSED = "closed"
    MOVED = "moved"


class Level(StrEnum):
    """By which of an enterprise's fields counts are kept apart."""

    UNIT = "unit"
    STREET = "street"
    PARK = "park"
    GROUP = "group"
    INDUSTRY = "industry"


@dataclass(frozen=True, slots=True)
class Window:
    """What counts: results of `packs` (of any, without names) submitted from `since` until before `until`.

    A started diagnosis without an answer since `stalled_before` is stalled.
    """

    since: datetime
    until: datetime
    stalled_before: datetime
    packs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many enterprises of one place are in one state; the place is None where the field is empty."""

    place: str | None
    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class Finish:
    """One enterprise's first result in the window, and its first verified one, if any."""

    place: str | None
    submitted_at: datetime
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnterpriseProgress:
    """One enterprise and how far it is. What follows the stage is of its newest diagnosis that counts."""

    enterprise_id: int
    name: str
    unit: str
    street: str | None
    stage: Stage
    diagnosis_id: int | None
    answered: int | None
    started_at: datetime | None
    last_answer_at: datetime | None
    submitted_at: datetime | None
    level: int | None
    grade: int | None


class Progress:
    """Counts and lists over the whole register, a fixed number of statements however large it is."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, by: Level, window: Window, wanted: EnterpriseFilter) -> list[StageCount]:
        """How many enterprises are in each state in each place; states without any are absent.

        The counts add up to the register: every enterprise asked for is counted once.
        """
        done = _diagnosed(window)
        # Stages first, counts around them: PostgreSQL takes a CASE with parameters in SELECT and in GROUP BY
        # for two different expressions.
        each = _joined(select(_place(by).label("place"), _stage(done, window)), done)
        states = each.where(wanted.clause()).subquery()
        place, stage = states.c.place, states.c.stage
        rows = self._session.execute(select(place, stage, func.count()).group_by(place, stage))
        return [StageCount(where, Stage(state), count) for where, state, count in rows]

    def finishes(self, by: Level, window: Window, wanted: EnterpriseFilter) -> list[Finish]:
        """When each enterprise that finished in the window first did, in order. For pace and forecasts."""
        done = _diagnosed(window)
        statement = (
            _joined(select(_place(by), done.c.submitted_at, done.c.verified_at), done)
            .where(wanted.clause(), done.c.submitted_at.is_not(None))
            .order_by(done.c.submitted_at, Enterprise.id)
        )
        return [Finish(*row) for row in self._session.execute(statement)]

    def enterprises(
        self,
        window: Window,
        wanted: EnterpriseFilter,
        *,
        stages: frozenset[Stage] = frozenset(),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[EnterpriseProgress]:
        """The enterprises in those states (in any, without names), longest untouched first, then by name."""
        done = _diagnosed(window)
        stage = _stage(done, window)
        columns = (
            Enterprise.id,
            Enterprise.name,
            Enterprise.unit,
            Enterprise.street,
            stage,
            Diagnosis.id,
            Diagnosis.answered,
            Diagnosis.started_at,
            Diagnosis.last_answer_at,
            Diagnosis.submitted_at,
            Diagnosis.level,
            Diagnosis.grade,
        )
        touched = func.coalesce(done.c.touched_at, Enterprise.created_at)
        statement = (
            _joined(select(*columns), done)
            .outerjoin(Diagnosis, Diagnosis.id == done.c.newest)
            .where(wanted.clause())
            .order_by(touched, Enterprise.name, Enterprise.id)
            .offset(offset)
        )
        if stages:
            statement = statement.where(stage.in_(sorted(stages)))
        rows = self._session.execute(statement if limit is None else statement.limit(limit))
        return [_as_progress(row) for row in rows]


def _place(by: Level) -> ColumnElement[str | None]:
    column: ColumnElement[str | None] = getattr(Enterprise, by.value)
    return column


def _diagnosed(window: Window) -> Subquery:
    """One row for each enterprise with a diagnosis that counts: its newest, and when what first happened."""
    finished = and_(
        Diagnosis.state == DiagnosisState.SUBMITTED,
        Diagnosis.submitted_at >= window.since,
        Diagnosis.submitted_at < window.until,
    )
    verified = and_(finished, Diagnosis.kind == DiagnosisKind.VERIFIED)
    started = Diagnosis.state == DiagnosisState.STARTED
    touched = func.coalesce(Diagnosis.last_answer_at, Diagnosis.started_at)
    statement = select(
        Diagnosis.enterprise_id,
        func.max(Diagnosis.id).label("newest"),
        func.min(case((finished, Diagnosis.submitted_at))).label("submitted_at"),
        func.min(case((verified, Diagnosis.submitted_at))).label("verified_at"),
        func.max(case((started, touched))).label("touched_at"),
    ).where(Diagnosis.enterprise_id.is_not(None), or_(started, finished))
    if window.packs:
        statement = statement.where(Diagnosis.pack.in_(sorted(window.packs)))
    return statement.group_by(Diagnosis.enterprise_id).subquery()


def _joined(statement: Select[*Columns], done: Subquery) -> Select[*Columns]:
    return statement.select_from(Enterprise).outerjoin(done, done.c.enterprise_id == Enterprise.id)


def _stage(done: Subquery, window: Window) -> ColumnElement[str]:
    bound = exists().where(Contact.enterprise_id == Enterprise.id, Contact.unbound_at.is_(None))
    invited = exists().where(
        Invitation.enterprise_id == Enterprise.id,
        Invitation.revoked_at.is_(None),
    )
    return case(
        (done.c.verified_at.is_not(None), _word(Stage.VERIFIED)),
        (done.c.submitted_at.is_not(None), _word(Stage.SUBMITTED)),
        (Enterprise.standing == _word(Standing.REFUSED), _word(Stage.REFUSED)),
        (Enterprise.standing == _word(Standing.CLOSED), _word(Stage.CLOSED)),
        (Enterprise.standing == _word(Standing.MOVED), _word(Stage.MOVED)),
        (done.c.touched_at < window.stalled_before, _word(Stage.STALLED)),
        (done.c.touched_at.is_not(None), _word(Stage.STARTED)),
        (bound, _word(Stage.BOUND)),
        (invited, _word(Stage.INVITED)),
        else_=_word(Stage.NOT_INVITED),
    ).label("stage")


def _word(word: StrEnum) -> ColumnElement[str]:
    return literal_column(f"'{word.value}'", Text())


def _as_progress(row: Sequence[Any]) -> EnterpriseProgress:
    key, name, unit, street, stage, *rest = row
    return EnterpriseProgress(key, name, unit, street, Stage(stage), *rest)
