"""Enterprises: the register."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
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
    standing_note: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
