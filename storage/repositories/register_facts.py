"""Every enterprise of the register with the moments that say how far it is, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, select
from sqlalchemy.orm import Session

from storage.models.access import Invitation
from storage.models.diagnosis import Diagnosis, DiagnosisKind, DiagnosisState
from storage.models.enterprise import Enterprise, Standing
from storage.models.person import Address, Contact
from storage.repositories.scope import EnterpriseFilter


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """One enterprise and when what first happened to it; a moment is None when it never did.

    `answered` counts the current answers of the newest diagnosis. `reachable`: a contact of it can be written
    to somewhere.
    """

    id: int
    name: str
    unit: str
    street: str | None
    park: str | None
    group: str | None
    industry: str | None
    standing: Standing
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


class RegisterFacts:
    """Reads the register for digests, reminders and lists."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, packs: Collection[str], wanted: EnterpriseFilter) -> list[EnterpriseFacts]:
        """The enterprises asked for, by id; diagnoses of other packs than `packs` are not seen."""
        counted = and_(
            Diagnosis.enterprise_id.is_not(None),
            Diagnosis.pack.in_(sorted(packs)),
            Diagnosis.state != DiagnosisState.WITHDRAWN,
        )
        verified = Diagnosis.kind == DiagnosisKind.VERIFIED
        done = (
            select(
                Diagnosis.enterprise_id,
                func.max(Diagnosis.id).label("newest"),
                func.min(Diagnosis.started_at).label("started_at"),
                func.max(Diagnosis.last_answer_at).label("last_answer_at"),
                func.min(Diagnosis.submitted_at).label("submitted_at"),
                func.min(case((verified, Diagnosis.submitted_at))).label("verified_at"),
            )
            .where(counted)
            .group_by(Diagnosis.enterprise_id)
            .subquery()
        )
        statement = (
            select(
                Enterprise.id,
                Enterprise.name,
                Enterprise.unit,
                Enterprise.street,
                Enterprise.park,
                Enterprise.group,
                Enterprise.industry,
                Enterprise.standing,
                _first_invited(),
                _first_bound(),
                _reachable(),
                done.c.started_at,
                done.c.last_answer_at,
                done.c.submitted_at,
                done.c.verified_at,
                Diagnosis.answered,
                Diagnosis.level,
                Diagnosis.grade,
            )
            .select_from(Enterprise)
            .outerjoin(done, done.c.enterprise_id == Enterprise.id)
            .outerjoin(Diagnosis, Diagnosis.id == done.c.newest)
            .where(wanted.clause())
            .order_by(Enterprise.id)
        )
        return [_as_facts(row) for row in self._session.execute(statement)]


def _first_invited() -> ScalarSelect[datetime]:
    return (
        select(func.min(Invitation.created_at))
        .where(Invitation.enterprise_id == Enterprise.id, Invitation.revoked_at.is_(None))
        .scalar_subquery()
    )


def _first_bound() -> ScalarSelect[datetime]:
    return (
        select(func.min(Contact.bound_at))
        .where(Contact.enterprise_id == Enterprise.id, Contact.unbound_at.is_(None))
        .scalar_subquery()
    )


def _reachable() -> ColumnElement[bool]:
    return exists().where(
        Contact.enterprise_id == Enterprise.id,
        Contact.unbound_at.is_(None),
        Address.person_id == Contact.person_id,
        Address.blocked_at.is_(None),
    )


def _as_facts(row: Sequence[Any]) -> EnterpriseFacts:
    return EnterpriseFacts(*row)
