"""Enterprises: the register, whom it names at each, and what is reported wrong about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id, Word


class Standing(StrEnum):
    """Whether an enterprise still takes part, as far as its liaison knows."""

    ACTIVE = "active"
    REFUSED = "refused"
    CLOSED = "closed"
    MOVED = "moved"


class Enterprise(Base):
    """One enterprise of the register.

    `unit`, `street`, `park` and `group` are ids of the campaign's unit tree; `headcount` is in people.
    `standing_at` is since when it has its standing; None: since it is in the register, or nobody noted it.
    `credit_code` is the 统一社会信用代码, 18 characters, or None where it is not known.
    """

    __tablename__ = "enterprise"
    __table_args__ = (
        UniqueConstraint("credit_code"),
        Index(None, "unit", "street"),
        Index(None, "street"),
        Index(None, "park"),
        Index(None, "group"),
        Index(None, "industry"),
        Index(None, "name"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    credit_code: Mapped[Word | None]
    unit: Mapped[Word]
    street: Mapped[Word | None]
    park: Mapped[Word | None]
    group: Mapped[Word | None]
    industry: Mapped[Word | None]
    size: Mapped[Word | None]
    headcount: Mapped[int | None]
    standing: Mapped[Standing] = mapped_column(default=Standing.ACTIVE)
    standing_at: Mapped[datetime | None]
    standing_note: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RegisterContact(Base):
    """Whom the register names at an enterprise: personal data, erased with the retention period.

    `place` counts from 1. Not the people who talk to the bot: those are `Contact` rows.
    """

    __tablename__ = "register_contact"
    __table_args__ = (UniqueConstraint("enterprise_id", "place"), Index(None, "updated_at"))

    id: Mapped[Id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    place: Mapped[int]
    name: Mapped[str | None]
    phone: Mapped[Word | None]
    updated_at: Mapped[datetime]


class WrongEnterprise(Base):
    """An invited person says that the enterprise shown is not hers; a liaison sees to it."""

    __tablename__ = "wrong_enterprise"
    __table_args__ = (Index(None, "enterprise_id"), Index(None, "settled_at"))

    id: Mapped[Id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
