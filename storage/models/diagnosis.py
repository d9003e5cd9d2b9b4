"""Diagnoses: one enterprise, one pack version, one round; their answers, results and evidence."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Data, Document, Id, Sha256, Word


class PackStatus(StrEnum):
    """What a pack's content is worth; it is shown wherever results are shown."""

    OFFICIAL = "official"
    REFERENCE = "reference"
    SAMPLE = "sample"


class DiagnosisKind(StrEnum):
    """Who vouches for the answers."""

    SELF = "self"
    VERIFIED = "verified"


class DiagnosisState(StrEnum):
    """How far a diagnosis is."""

    STARTED = "started"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class PackVersion(Base):
    """A published version of a pack. Its content hash never changes."""

    __tablename__ = "pack_version"

    pack: Mapped[Word] = mapped_column(primary_key=True)
    version: Mapped[Word] = mapped_column(primary_key=True)
    content_hash: Mapped[Sha256]
    status: Mapped[PackStatus]
    published_at: Mapped[datetime]


class Diagnosis(Base):
    """One diagnosis. Without an enterprise it is a try-out or a demonstration.

    `score` is the exact number as text, a fraction in lowest terms ("1021/20"). `answered` counts the current
    answers. `round` counts from 1. The pinned version is named, not referenced, so that a diagnosis outlives
    a pack's removal from the catalogue.
    """

    __tablename__ = "diagnosis"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "pack", "round", "kind"),
        CheckConstraint("round >= 1", name="round_from_one"),
        Index(None, "started_by", "pack"),
        Index(None, "pack", "pack_version", "state"),
        Index(None, "submitted_at"),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pack: Mapped[Word]
    pack_version: Mapped[Word]
    content_hash: Mapped[Sha256]
    round: Mapped[int] = mapped_column(default=1)
    kind: Mapped[DiagnosisKind] = mapped_column(default=DiagnosisKind.SELF)
    state: Mapped[DiagnosisState] = mapped_column(default=DiagnosisState.STARTED)
    variant: Mapped[Word | None]
    answered: Mapped[int] = mapped_column(default=0)
    score: Mapped[str | None]
    level: Mapped[int | None]
    grade: Mapped[int | None]
    started_at: Mapped[datetime]
    last_answer_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class AssessmentDocument(Base):
    """A submitted diagnosis' assessment as JSON text, apart from the narrow rows that digests scan."""

    __tablename__ = "assessment"

    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"), primary_key=True)
    document: Mapped[Document]


class PackedAnswers(Base):
    """A submitted diagnosis' answers as one packed vector, for re-scoring many at once."""

    __tablename__ = "packed_answers"
    __table_args__ = (Index(None, "pack", "pack_version"),)

    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"), primary_key=True)
    pack: Mapped[Word]
    pack_version: Mapped[Word]
    packed: Mapped[bytes]


class Answer(Base):
    """One answer, never overwritten: a changed one supersedes it. At most one of a question is current."""

    __tablename__ = "answer"
    __table_args__ = (
        Index(
            "uq_answer_current",
            "diagnosis_id",
            "question_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_answer_history", "diagnosis_id", "question_id", "id"),
    )

    id: Mapped[Id]
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    question_id: Mapped[Word]
    value: Mapped[Data]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Word]
    at: Mapped[datetime]
    supersedes: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    superseded_at: Mapped[datetime | None]


class StoredFile(Base):
    """A file kept by `storage.files` under its hash. `size` is in bytes."""

    __tablename__ = "stored_file"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str]
    created_at: Mapped[datetime]


class SentReport(Base):
    """A report as it went to one address; `opened_at` is when it was first seen to be opened."""

    __tablename__ = "sent_report"
    __table_args__ = (UniqueConstraint("diagnosis_id", "address_id", "sha256"), Index(None, "sha256"))

    id: Mapped[Id]
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("stored_file.sha256"))
    sent_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]


class Evidence(Base):
    """A file that supports the answer to one question of one diagnosis."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "diagnosis_id", "question_id"), Index(None, "sha256"))

    id: Mapped[Id]
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    question_id: Mapped[Word]
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Feedback(Base):
    """What someone thinks of a question or of the whole diagnosis, in her own words."""

    __tablename__ = "feedback"
    __table_args__ = (Index(None, "diagnosis_id"),)

    id: Mapped[Id]
    diagnosis_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    question_id: Mapped[Word | None]
    text: Mapped[str]
    given_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
