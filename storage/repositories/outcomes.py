"""What becomes of outgoing messages beside being sent: by which way, at which other address, told later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.models.messaging import Outbox, OutboxStatus
from storage.models.person import Address
from storage.repositories.messages import QUEUED, Claimed, OutboxMessages


class Outcomes:
    """Changes single messages of the outbox."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def going(self, message: int, way: str) -> None:
        """Note by which way a claimed message is about to go."""
        self._change(message, way=way)

    def begin(self, message: int, attempt: int, at: datetime) -> bool:
        """The platform is about to be called; False when the lease was lost meanwhile: then it must not be.

        One whose sender died before this was surely not sent.
        """
        begun = self._session.execute(
            update(Outbox)
            .where(Outbox.id == message, Outbox.attempt == attempt, Outbox.status == OutboxStatus.SENDING)
            .values(begun_at=at)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return begun.first() is not None

    def put_back(self, message: int, attempt: int, due: datetime, why: str) -> None:
        """In the transaction that claimed it: it cannot be sent now, and this was no attempt."""
        self._change(
            message,
            status=OutboxStatus.QUEUED,
            lease_until=None,
            retry_at=due,
            attempt=attempt - 1,
            last_error=why,
        )

    def hurry(self, channel: str, errors: Collection[str], now: datetime) -> None:
        """Let what waits after one of these errors be tried at once."""
        here = select(Address.id).where(Address.channel == channel)
        self._session.execute(
            update(Outbox)
            .where(
                Outbox.status == QUEUED,
                Outbox.retry_at > now,
                Outbox.last_error.in_(sorted(errors)),
                Outbox.address_id.in_(here),
            )
            .values(retry_at=now)
            .execution_options(synchronize_session=False)
        )

    def move(self, message: int, attempt: int, address: int, tried: str, error: str) -> bool:
        """It cannot go where it was to go: queue it for another address of the same person, in its place.

        `tried` (JSON) tells of the addresses before. Also for one that turned out later not to have arrived.
        False when another process has changed it meanwhile.
        """
        moved = self._session.execute(
            update(Outbox)
            .where(
                Outbox.id == message,
                Outbox.attempt == attempt,
                Outbox.status.in_([OutboxStatus.SENDING, OutboxStatus.FAILED]),
            )
            .values(
                address_id=address,
                status=OutboxStatus.QUEUED,
                lease_until=None,
                retry_at=None,
                sent_at=None,
                platform_id=None,
                way=None,
                tried=tried,
                last_error=error,
            )
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return moved.first() is not None

    def told(self, channel: str, platform_id: str) -> Claimed | None:
        """The message of which the platform tells under its own id, or None for an unknown one."""
        found = self._session.scalar(
            select(Outbox.id)
            .join(Address, Address.id == Outbox.address_id)
            .where(
                Outbox.platform_id == platform_id,
                Address.channel == channel,
                Outbox.status.in_([OutboxStatus.SENT, OutboxStatus.UNKNOWN]),
            )
            .limit(1)
        )
        return None if found is None else OutboxMessages(self._session).as_claimed([found])[0]

    def last_sent(self, channel: str) -> datetime | None:
        """When a channel last took a message; reads all of its messages."""
        return self._session.scalar(
            select(func.max(Outbox.sent_at))
            .join(Address, Address.id == Outbox.address_id)
            .where(Address.channel == channel)
        )

    def arrived(self, message: int, at: datetime) -> None:
        """The platform told later that it arrived."""
        self._change(
            message, status=OutboxStatus.SENT, sent_at=func.coalesce(Outbox.sent_at, at), delivered_at=at
        )

    def did_not_arrive(self, message: int, error: str) -> None:
        """The platform told later that it did not arrive. `error` is a code."""
        self._change(message, status=OutboxStatus.FAILED, last_error=error)

    def _change(self, message: int, **values: object) -> None:
        self._session.execute(
            update(Outbox)
            .where(Outbox.id == message)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
