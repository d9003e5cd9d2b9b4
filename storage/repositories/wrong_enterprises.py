"""Reports that an invitation shows an enterprise which is not the invited person's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models.enterprise import Enterprise, WrongEnterprise
from storage.repositories.scope import Scope


class WrongEnterprises:
    """Reports, open until somebody has seen to them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def report(
        self, enterprise: int, *, invitation: int | None, person: int | None, at: datetime, note: str = ""
    ) -> WrongEnterprise:
        """Keep a report; it has its key at once."""
        row = WrongEnterprise(
            enterprise_id=enterprise, invitation_id=invitation, person_id=person, note=note, reported_at=at
        )
        self._session.add(row)
        self._session.flush()
        return row

    def open(self, scope: Scope) -> list[tuple[WrongEnterprise, Enterprise]]:
        """The reports nobody has seen to, within a scope, oldest first."""
        rows = self._session.execute(
            select(WrongEnterprise, Enterprise)
            .join(Enterprise, Enterprise.id == WrongEnterprise.enterprise_id)
            .where(WrongEnterprise.settled_at.is_(None), scope.clause())
            .order_by(WrongEnterprise.id)
        )
        return [(report, enterprise) for report, enterprise in rows]

    def settle(self, enterprise: int, at: datetime) -> int:
        """Mark the reports of an enterprise seen to: somebody was invited anew; how many."""
        rows = list(
            self._session.scalars(
                select(WrongEnterprise).where(
                    WrongEnterprise.enterprise_id == enterprise, WrongEnterprise.settled_at.is_(None)
                )
            )
        )
        for row in rows:
            row.settled_at = at
        self._session.flush()
        return len(rows)
