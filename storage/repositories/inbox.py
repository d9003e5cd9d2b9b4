"""Messages that came in, outside a turn: a turn has its own, faster way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models.messaging import Inbox, InboxStatus

FORGOTTEN = "{}"  # what is left of a message whose time of keeping is over


class InboxMessages:
    """The inbox, outside a turn."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, channel: str, key: str) -> Inbox | None:
        """The message under that key, or None."""
        return self._session.scalar(select(Inbox).where(Inbox.channel == channel, Inbox.key == key))

    def store(
        self, *, channel: str, key: str, account: str, kind: str, payload: str, received: datetime
    ) -> bool:
        """Store a message whose turn runs later; False when it is there already."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        stored = self._session.execute(
            insert(Inbox)
            .values(
                channel=channel,
                key=key,
                account=account,
                kind=kind,
                received_at=received,
                payload=payload,
                status=InboxStatus.RECEIVED,
                deliveries=0,  # the turn's begin() counts it
            )
            .on_conflict_do_nothing(index_elements=[Inbox.channel, Inbox.key])
            .returning(Inbox.id)
        )
        return stored.first() is not None

    def postpone(
        self, *, channel: str, key: str, account: str, kind: str, payload: str, received: datetime
    ) -> Inbox:
        """Store a message, or find it, and note that it is acknowledged without its reply.

        Waits while its turn runs. The row tells whether that was before (then its reply is there, and has to
        be queued) or comes later (then the turn finds the note, and queues it).
        """
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        kept = insert(Inbox).values(
            channel=channel,
            key=key,
            account=account,
            kind=kind,
            received_at=received,
            payload=payload,
            status=InboxStatus.RECEIVED,
            deliveries=0,  # the turn's begin() counts it
            late=True,
        )
        return self._session.scalars(
            kept.on_conflict_do_update(index_elements=[Inbox.channel, Inbox.key], set_={"late": True})
            .returning(Inbox)
            .execution_options(populate_existing=True)
        ).one()

    def replace_payload(self, message: int, payload: str) -> None:
        """Keep something else of a message than what it said."""
        self._session.execute(update(Inbox).where(Inbox.id == message).values(payload=payload))

    def said_at(self, channel: str, account: str, after: int = 0, limit: int = 200) -> list[Inbox]:
        """The newest `limit` messages of an account with an id above `after`, in order."""
        newest = self._session.scalars(
            select(Inbox)
            .where(Inbox.channel == channel, Inbox.account == account, Inbox.id > after)
            .order_by(Inbox.id.desc())
            .limit(limit)
        )
        return list(reversed(newest.all()))

    def undone(self, limit: int = 100, *, late_before: datetime | None = None) -> list[Inbox]:
        """Messages stored whose turn has not run, oldest first.

        With `late_before` only those that came before it and were acknowledged without their reply.
        """
        if late_before is None:
            return self._with(InboxStatus.RECEIVED, limit)
        return self._with(InboxStatus.RECEIVED, limit, Inbox.late.is_(True), Inbox.received_at < late_before)

    def failed(self, limit: int = 100) -> list[Inbox]:
        """Messages whose turn failed, oldest first."""
        return self._with(InboxStatus.FAILED, limit)

    def _with(self, status: InboxStatus, limit: int, *more: ColumnElement[bool]) -> list[Inbox]:
        return list(
            self._session.scalars(
                select(Inbox)
                .where(Inbox.status == status, Inbox.status != literal_column("'done'"), *more)
                .order_by(Inbox.received_at, Inbox.id)
                .limit(limit)
            )
        )

    def forget_before(self, moment: datetime) -> int:
        """Empty payload, reply and error of what came before then, keeping the keys; how many."""
        emptied = self._session.execute(
            update(Inbox)
            .where(Inbox.received_at < moment, Inbox.payload != FORGOTTEN)
            .values(payload=FORGOTTEN, reply=None, error=None)
            .returning(Inbox.id)
        )
        return len(emptied.all())
