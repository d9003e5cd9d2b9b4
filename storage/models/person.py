"""People: who they are, where they can be reached, for which enterprise they speak."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Data, Document, Id, Word


class Person(Base):
    """Someone who talks to the bot. Erasing empties the name and the phone and keeps the row."""

    __tablename__ = "person"

    id: Mapped[Id]
    display_name: Mapped[str | None]
    phone: Mapped[Word | None]
    locale: Mapped[Word] = mapped_column(default="zh-CN")
    consent_at: Mapped[datetime | None]
    consent_version: Mapped[Word | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Address(Base):
    """A person on one channel. `context` is what the adapter noted of it (ids).

    `opened_at` is when a link made for it was last opened. `economics` says what may be sent to her there,
    where the platform limits that: JSON text of the delivery, changed with every act of hers and every
    message. `open_until` is drawn from it for those who read many: until when something unasked can be sent
    to her; None: not before she acts.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "account"), Index(None, "person_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Word]
    account: Mapped[str] = mapped_column(String(200))
    blocked_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    context: Mapped[Data] = mapped_column(default=dict)
    economics: Mapped[Document | None]
    open_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Contact(Base):
    """A person who speaks for an enterprise, from `bound_at` until `unbound_at`."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(
            "uq_contact_current",
            "person_id",
            "enterprise_id",
            unique=True,
            sqlite_where=text("unbound_at IS NULL"),
            postgresql_where=text("unbound_at IS NULL"),
        ),
        Index(None, "enterprise_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    bound_at: Mapped[datetime]
    unbound_at: Mapped[datetime | None]
