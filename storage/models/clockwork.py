"""Timers: everything that is to happen at a moment is a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Data, Id, Word


class Timer(Base):
    """One occurrence of one kind for one subject. Done rows stay, so that it cannot happen twice."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "scope", "due"),
        Index(
            "ix_timer_due",
            "due",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        # A cancelled timer's key must never come back: whoever still holds it would settle the new one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    subject: Mapped[Word]
    scope: Mapped[Word] = mapped_column(default="")
    due: Mapped[datetime]
    payload: Mapped[Data | None]
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
