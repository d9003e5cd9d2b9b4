"""Interviews: one person walking one questionnaire."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Document, Id


class Interview(Base):
    """Where one person is in one diagnosis. `revision` grows by one with every saved turn.

    A person has at most one active interview: the one her next message belongs to.
    """

    __tablename__ = "interview"
    __table_args__ = (
        UniqueConstraint("person_id", "diagnosis_id"),
        Index(
            "uq_interview_active",
            "person_id",
            unique=True,
            sqlite_where=text("active = 1"),
            postgresql_where=text("active"),
        ),
        Index(None, "diagnosis_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    state: Mapped[Document]
    revision: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
