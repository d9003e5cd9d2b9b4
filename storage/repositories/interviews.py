"""Interviews, outside a turn. A turn has its own, faster way."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models.diagnosis import Diagnosis
from storage.models.interview import Interview


class Interviews:
    """Where people are in their questionnaires."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, interview: int) -> Interview | None:
        """The interview, or None."""
        return self._session.get(Interview, interview)

    def locked(self, interview: int) -> Interview | None:
        """The interview, or None; it and its diagnosis stay as they are until the transaction ends."""
        # In the order in which a turn takes them, so that the two never wait for each other.
        return self._session.scalar(
            select(Interview)
            .join(Diagnosis, Diagnosis.id == Interview.diagnosis_id)
            .where(Interview.id == interview)
            .with_for_update(key_share=True, of=[Diagnosis, Interview])
            .execution_options(populate_existing=True)
        )

    def active(self, person: int) -> Interview | None:
        """The one the person's next message belongs to, or None."""
        return self._session.scalar(select(Interview).where(Interview.person_id == person, Interview.active))

    def of_person(self, person: int) -> list[Interview]:
        """Every interview of a person, the last touched first."""
        return list(
            self._session.scalars(
                select(Interview)
                .where(Interview.person_id == person)
                .order_by(Interview.updated_at.desc(), Interview.id.desc())
            )
        )

    def of_diagnosis(self, diagnosis: int) -> list[Interview]:
        """The interviews of everyone who answers a diagnosis, the last touched first."""
        return list(
            self._session.scalars(
                select(Interview)
                .where(Interview.diagnosis_id == diagnosis)
                .order_by(Interview.updated_at.desc(), Interview.id.desc())
            )
        )
