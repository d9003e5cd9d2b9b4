"""Messages that came in and messages that go out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Document, Id, Word


class InboxStatus(StrEnum):
    """What became of an inbound message."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"


class OutboxStatus(StrEnum):
    """What became of an outgoing message.

    UNKNOWN: it may have arrived; it is never sent again by itself.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Inbox(Base):
    """One inbound message. (channel, key) is unique: the same event delivered again finds its reply here.

    `late`: it was acknowledged before its reply was there, so that goes out through the outbox.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index(None, "channel", "account"),
        Index(
            "ix_inbox_undone",
            "received_at",
            sqlite_where=text("status <> 'done'"),
            postgresql_where=text("status <> 'done'"),
        ),
    )

    id: Mapped[Id]
    channel: Mapped[Word]
    key: Mapped[str] = mapped_column(String(200))
    account: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Word]
    received_at: Mapped[datetime]
    payload: Mapped[Document]
    status: Mapped[InboxStatus] = mapped_column(default=InboxStatus.RECEIVED)
    reply: Mapped[Document | None]
    error: Mapped[str | None]
    deliveries: Mapped[int] = mapped_column(default=1)
    late: Mapped[bool] = mapped_column(default=False, server_default=false())


class Outbox(Base):
    """One outgoing message. `key` is ours and unique, so the same message cannot be queued twice.

    `due` is its place among an address' messages and never changes; `retry_at` puts off a failed one.
    `begun_at` is set just before the platform is called: whose sender died before that was not sent. `way` is
    how it went last. `tried` (JSON) tells of the addresses it was tried at before this one. `delivered_at` is
    set where the platform tells later that it arrived.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_outbox_due",
            "due",
            "id",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "ix_outbox_open",
            "address_id",
            "status",
            sqlite_where=text("status IN ('queued', 'sending')"),
            postgresql_where=text("status IN ('queued', 'sending')"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            sqlite_where=text("status = 'sending'"),
            postgresql_where=text("status = 'sending'"),
        ),
        Index(None, "platform_id"),
        Index(None, "address_id", "sent_at"),
        Index(None, "kind", "created_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(200))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    kind: Mapped[Word]
    prompt: Mapped[Document]
    due: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    status: Mapped[OutboxStatus] = mapped_column(default=OutboxStatus.QUEUED)
    last_error: Mapped[Word | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    way: Mapped[Word | None]
    tried: Mapped[Document | None]
    platform_id: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
