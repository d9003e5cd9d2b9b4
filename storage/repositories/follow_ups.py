"""What a reply to the last answered command would mean, by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models.followup import FollowUp


@dataclass(frozen=True, slots=True)
class StoredFollowUp:
    """One address's open follow-up; `state` is JSON text."""

    token: str
    state: str = field(repr=False)


class FollowUps:
    """One follow-up an address."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, address: int, now: datetime) -> StoredFollowUp | None:
        """The address's follow-up that has not expired, or None."""
        row = self._session.execute(
            select(FollowUp.token, FollowUp.state).where(
                FollowUp.address_id == address, FollowUp.expires_at > now
            )
        ).first()
        return None if row is None else StoredFollowUp(row[0], row[1])

    def put(self, address: int, *, token: str, state: str, expires_at: datetime) -> None:
        """Set the address's follow-up, in place of the one before."""
        self._session.merge(FollowUp(address_id=address, token=token, state=state, expires_at=expires_at))
        self._session.flush()

    def end(self, address: int) -> bool:
        """Forget it; False when there was none."""
        ended = self._session.execute(
            delete(FollowUp).where(FollowUp.address_id == address).returning(FollowUp.address_id)
        )
        return ended.first() is not None
