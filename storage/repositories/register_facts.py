"""Every enterprise of the register with the moments that say how far it is, in four statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Executable, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.models.access import Invitation
from storage.models.diagnosis import Diagnosis, DiagnosisKind, DiagnosisState
from storage.models.enterprise import Enterprise, Standing
from storage.models.person import Address, Contact
from storage.repositories.scope import EnterpriseFilter

_Rows: TypeAlias = "Mapping[int, Sequence[Any]]"


class EnterpriseFacts(NamedTuple):
    """One enterprise and when what first happened to it; a moment is None when it never did.

    `answered` counts the current answers of the newest diagnosis. `reachable`: a contact of it can be written
    to somewhere, unasked.
    """

    id: int
    name: str
    unit: str
    street: str | None
    park: str | None
    group: str | None
    industry: str | None
    standing: Standing
    standing_at: datetime | None
    invited_at: datetime | None
    bound_at: datetime | None
    reachable: bool
    started_at: datetime | None
    last_answer_at: datetime | None
    submitted_at: datetime | None
    verified_at: datetime | None
    answered: int | None
    level: int | None
    grade: int | None


class Windowed(NamedTuple):
    """At a moment, the channels on which a person is only reached while `Address.open_until` says so."""

    channels: Collection[str]
    at: datetime


class RegisterFacts:
    """Reads the register for digests, reminders and lists."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(
        self, packs: Collection[str], wanted: EnterpriseFilter, windowed: Windowed | None = None
    ) -> list[EnterpriseFacts]:
        """The enterprises asked for, by id; diagnoses of other packs than `packs` are not seen."""
        return list(self.each(packs, wanted, windowed))

    def each(
        self, packs: Collection[str], wanted: EnterpriseFilter, windowed: Windowed | None = None
    ) -> Iterator[EnterpriseFacts]:
        """The same one by one: half a million need not be held at once.

        Four plain statements put together here: on half a million enterprises one with a sub-query for each
        column takes half as long again.
        """
        within = wanted.clause()
        ids = select(Enterprise.id).where(within)
        invited = self._by_enterprise(_invited(ids))
        bound = self._by_enterprise(_bound(ids, windowed))
        done = self._by_enterprise(_diagnosed(packs, ids))
        rows = self._session.connection().execute(
            select(
                Enterprise.id,
                Enterprise.name,
                Enterprise.unit,
                Enterprise.street,
                Enterprise.park,
                Enterprise.group,
                Enterprise.industry,
                Enterprise.standing,
                Enterprise.standing_at,
            )
            .where(within)
            .order_by(Enterprise.id)
        )
        for row in rows:
            key = row[0]
            yield EnterpriseFacts(
                *row, *invited.get(key, _NONE[1]), *bound.get(key, _NONE[2]), *done.get(key, _NONE[7])
            )

    def _by_enterprise(self, statement: Executable) -> _Rows:
        """What follows the first column, by it: the enterprise."""
        return {row[0]: row[1:] for row in self._session.connection().execute(statement)}


_NONE = {1: (None,), 2: (None, False), 7: (None,) * 7}  # what an enterprise without such a row has


def _invited(ids: Select[int]) -> Executable:
    return (
        select(Invitation.enterprise_id, func.min(Invitation.created_at))
        .where(Invitation.enterprise_id.in_(ids), Invitation.revoked_at.is_(None))
        .group_by(Invitation.enterprise_id)
    )


def _bound(ids: Select[int], windowed: Windowed | None) -> Executable:
    opened: ColumnElement[bool] = Address.blocked_at.is_(None)
    if windowed is not None and windowed.channels:
        always = Address.channel.not_in(sorted(windowed.channels))
        opened = and_(opened, or_(always, Address.open_until > windowed.at))
    return (
        select(
            Contact.enterprise_id,
            func.min(Contact.bound_at),
            func.max(case((Address.id.is_not(None), 1), else_=0)),
        )
        .outerjoin(Address, and_(Address.person_id == Contact.person_id, opened))
        .where(Contact.enterprise_id.in_(ids), Contact.unbound_at.is_(None))
        .group_by(Contact.enterprise_id)
    )


def _diagnosed(packs: Collection[str], ids: Select[int]) -> Executable:
    verified: ColumnElement[bool] = Diagnosis.kind == DiagnosisKind.VERIFIED
    done = (
        select(
            Diagnosis.enterprise_id,
            func.max(Diagnosis.id).label("newest"),
            func.min(Diagnosis.started_at).label("started_at"),
            func.max(Diagnosis.last_answer_at).label("last_answer_at"),
            func.min(Diagnosis.submitted_at).label("submitted_at"),
            func.min(case((verified, Diagnosis.submitted_at))).label("verified_at"),
        )
        .where(
            Diagnosis.enterprise_id.in_(ids),
            Diagnosis.pack.in_(sorted(packs)),
            Diagnosis.state != DiagnosisState.WITHDRAWN,
        )
        .group_by(Diagnosis.enterprise_id)
        .subquery()
    )
    return select(
        done.c.enterprise_id,
        done.c.started_at,
        done.c.last_answer_at,
        done.c.submitted_at,
        done.c.verified_at,
        Diagnosis.answered,
        Diagnosis.level,
        Diagnosis.grade,
    ).join(Diagnosis, Diagnosis.id == done.c.newest)
