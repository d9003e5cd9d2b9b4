"""What a campaign keeps of itself: who is behind since when, escalations with their steps, measures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Data, Id, Word


class UnitBehind(Base):
    """A unit that has been behind its pace since a day; one that keeps up has no row."""

    __tablename__ = "unit_behind"

    campaign: Mapped[Word] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(String(200), primary_key=True)
    since: Mapped[date] = mapped_column(Date)


class Escalation(Base):
    """One unit's escalation from the day it began: the chain above it as it was then, and how far it went."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("campaign", "unit", "began_on"), Index(None, "campaign", "ended_on"))

    id: Mapped[Id]
    campaign: Mapped[Word]
    unit: Mapped[str] = mapped_column(String(200))
    chain: Mapped[Data]
    began_on: Mapped[date] = mapped_column(Date)
    step: Mapped[int]
    last_step_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)


class EscalationStep(Base):
    """One thing an escalation owes: telling a unit of it, or that it is over.

    `told_at` is when the messages under `keys` were queued; `problem` says why there were none.
    """

    __tablename__ = "escalation_step"
    __table_args__ = (UniqueConstraint("escalation_id", "kind", "unit"), Index(None, "told_at", "due_on"))

    id: Mapped[Id]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    kind: Mapped[Word]
    step: Mapped[int]
    unit: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(Date)
    told_at: Mapped[datetime | None]
    problem: Mapped[Word | None]
    keys: Mapped[Data | None]


class Measure(Base):
    """A step an enterprise took on after its result: what, who does it, until when. She says its `number`."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "number"),
        Index(None, "due"),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    number: Mapped[int]
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date] = mapped_column(Date)
    accepted_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
