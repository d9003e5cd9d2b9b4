"""Whom the register names at enterprises: names and phones, kept apart so that they can be erased."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from storage.models.enterprise import RegisterContact
from storage.repositories.batches import batched

Named = tuple[str, str]  # a name and a phone, either may be empty


class RegisterContacts:
    """The people an imported register names."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> dict[int, tuple[Named, ...]]:
        """Everybody, by enterprise; enterprises without any are absent."""
        statement = select(
            RegisterContact.enterprise_id, RegisterContact.name, RegisterContact.phone
        ).order_by(RegisterContact.enterprise_id, RegisterContact.place)
        found: dict[int, tuple[Named, ...]] = {}
        for enterprise, name, phone in self._session.execute(statement):
            found[enterprise] = (*found.get(enterprise, ()), (name or "", phone or ""))
        return found

    def of(self, enterprise: int) -> tuple[Named, ...]:
        """Those of one enterprise, in order."""
        rows = self._session.execute(
            select(RegisterContact.name, RegisterContact.phone)
            .where(RegisterContact.enterprise_id == enterprise)
            .order_by(RegisterContact.place)
        )
        return tuple((name or "", phone or "") for name, phone in rows)

    def replace(self, named: Collection[tuple[int, Sequence[Named]]], at: datetime) -> None:
        """Name exactly these people at these enterprises, in this order."""
        for part in batched([enterprise for enterprise, _ in named]):
            self._session.execute(delete(RegisterContact).where(RegisterContact.enterprise_id.in_(part)))
        rows = [
            {
                "enterprise_id": enterprise,
                "place": place,
                "name": name or None,
                "phone": phone or None,
                "updated_at": at,
            }
            for enterprise, people in named
            for place, (name, phone) in enumerate(people, start=1)
        ]
        for batch in batched(rows):
            self._session.execute(insert(RegisterContact), list(batch))

    def erase_before(self, moment: datetime) -> int:
        """Erase the people no import has named since then; how many."""
        statement = delete(RegisterContact).where(RegisterContact.updated_at < moment)
        return len(self._session.execute(statement.returning(RegisterContact.id)).all())

    def erase_person(self, enterprises: Collection[int], name: str | None, phone: str | None) -> int:
        """Erase whoever has that name or phone at those enterprises; how many."""
        same = [
            column == value
            for column, value in ((RegisterContact.name, name), (RegisterContact.phone, phone))
            if value
        ]
        if not same or not enterprises:
            return 0
        statement = delete(RegisterContact).where(
            RegisterContact.enterprise_id.in_(sorted(enterprises)), or_(*same)
        )
        return len(self._session.execute(statement.returning(RegisterContact.id)).all())
