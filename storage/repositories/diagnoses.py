"""Diagnoses with their answers, results, evidence and feedback, outside a turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from storage.json_text import Json
from storage.models.diagnosis import (
    Answer,
    AssessmentDocument,
    Diagnosis,
    DiagnosisKind,
    DiagnosisState,
    Evidence,
    Feedback,
    PackedAnswers,
    StoredFile,
)
from storage.models.enterprise import Enterprise
from storage.repositories.batches import batched

STREAM = 5000  # packed vectors fetched at a time


@dataclass(frozen=True, slots=True)
class PackedRow:
    """One diagnosis' packed answers."""

    diagnosis_id: int
    packed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewScore:
    """What re-scoring made of one diagnosis. `score` is the exact fraction as text."""

    diagnosis_id: int
    score: str
    level: int
    grade: int


@dataclass(frozen=True, slots=True)
class PeerScore:
    """One submitted result, for cohorts: who is in it is told by the enterprise's own fields."""

    diagnosis_id: int
    enterprise_id: int
    unit: str
    industry: str | None
    size: str | None
    score: str
    level: int
    grade: int


class Diagnoses:
    """What was diagnosed. What is added has its key at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, diagnosis: int) -> Diagnosis | None:
        """The diagnosis, or None."""
        return self._session.get(Diagnosis, diagnosis)

    def add(self, diagnosis: Diagnosis) -> Diagnosis:
        """Add one.

        Raises:
            ConflictError: that enterprise has that round of that pack and kind.
        """
        self._session.add(diagnosis)
        self._session.flush()
        return diagnosis

    def of_enterprise(self, enterprise: int, pack: str | None = None) -> list[Diagnosis]:
        """An enterprise's diagnoses, of one pack if named, newest first."""
        statement = select(Diagnosis).where(Diagnosis.enterprise_id == enterprise)
        if pack is not None:
            statement = statement.where(Diagnosis.pack == pack)
        return list(
            self._session.scalars(statement.order_by(Diagnosis.started_at.desc(), Diagnosis.id.desc()))
        )

    def latest_submitted(self, enterprise: int, pack: str) -> Diagnosis | None:
        """The enterprise's newest submitted diagnosis of a pack, or None."""
        return self._session.scalar(
            select(Diagnosis)
            .where(
                Diagnosis.enterprise_id == enterprise,
                Diagnosis.pack == pack,
                Diagnosis.state == DiagnosisState.SUBMITTED,
            )
            .order_by(Diagnosis.round.desc(), Diagnosis.submitted_at.desc(), Diagnosis.id.desc())
            .limit(1)
        )

    def submitted_between(self, since: datetime, until: datetime) -> list[Diagnosis]:
        """Those submitted at or after `since` and before `until`, in that order; try-outs too."""
        return list(
            self._session.scalars(
                select(Diagnosis)
                .where(
                    Diagnosis.state == DiagnosisState.SUBMITTED,
                    Diagnosis.submitted_at >= since,
                    Diagnosis.submitted_at < until,
                )
                .order_by(Diagnosis.submitted_at, Diagnosis.id)
            )
        )

    # answers

    def answers(self, diagnosis: int) -> dict[str, Json]:
        """The current answers by question id; empty when there are none."""
        rows = self._session.execute(
            select(Answer.question_id, Answer.value).where(
                Answer.diagnosis_id == diagnosis, Answer.superseded_at.is_(None)
            )
        )
        return {question: value for question, value in rows}  # noqa: C416 - rows are not tuples to the type checker

    def current_answers(self, diagnosis: int) -> list[Answer]:
        """The current answers with author, channel and time, in the order they were given."""
        return list(
            self._session.scalars(
                select(Answer)
                .where(Answer.diagnosis_id == diagnosis, Answer.superseded_at.is_(None))
                .order_by(Answer.at, Answer.id)
            )
        )

    def history(self, diagnosis: int, question: str) -> list[Answer]:
        """Every answer ever given to a question, oldest first."""
        return list(
            self._session.scalars(
                select(Answer)
                .where(Answer.diagnosis_id == diagnosis, Answer.question_id == question)
                .order_by(Answer.id)
            )
        )

    # results

    def assessment(self, diagnosis: int) -> str | None:
        """The assessment's JSON text, or None before it is submitted."""
        return self._session.scalar(
            select(AssessmentDocument.document).where(AssessmentDocument.diagnosis_id == diagnosis)
        )

    def assessments(self, diagnoses: Collection[int]) -> list[str]:
        """The assessments of those diagnoses that have one, as JSON text, in no order that matters."""
        found: list[str] = []
        for some in batched(sorted(diagnoses)):
            statement = select(AssessmentDocument.document).where(AssessmentDocument.diagnosis_id.in_(some))
            found += self._session.scalars(statement)
        return found

    def keep_result(self, diagnosis: int, assessment: str | None, packed: bytes | None) -> None:
        """Keep or replace an assessment and a packed vector; None leaves what is there.

        Raises:
            ConflictError: there is no such diagnosis.
        """
        if assessment is not None:
            self._session.merge(AssessmentDocument(diagnosis_id=diagnosis, document=assessment))
        row = self.get(diagnosis) if packed is not None else None
        if row is not None and packed is not None:
            self._session.merge(
                PackedAnswers(
                    diagnosis_id=diagnosis, pack=row.pack, pack_version=row.pack_version, packed=packed
                )
            )
        self._session.flush()

    def packed(self, pack: str, version: str) -> Iterator[PackedRow]:
        """The packed vectors of a version's submitted diagnoses, by key, fetched a few thousand at a time."""
        rows = self._session.execute(
            select(PackedAnswers.diagnosis_id, PackedAnswers.packed)
            .where(PackedAnswers.pack == pack, PackedAnswers.pack_version == version)
            .order_by(PackedAnswers.diagnosis_id)
            .execution_options(yield_per=STREAM)
        )
        for key, packed in rows:
            yield PackedRow(key, packed)

    def rescore(self, scores: Iterable[NewScore]) -> int:
        """Replace score, level and grade of many diagnoses; how many rows were given."""
        rows = [
            {"id": row.diagnosis_id, "score": row.score, "level": row.level, "grade": row.grade}
            for row in scores
        ]
        if rows:
            self._session.execute(update(Diagnosis), rows)
        return len(rows)

    def peers(
        self,
        pack: str,
        version: str | None = None,
        kind: DiagnosisKind | None = None,
        until: datetime | None = None,
    ) -> list[PeerScore]:
        """Every enterprise's newest submitted result of a pack, in no order that matters.

        With `until`, of those submitted at or before that moment.
        """
        statement = (
            select(
                Diagnosis.id,
                Diagnosis.enterprise_id,
                Enterprise.unit,
                Enterprise.industry,
                Enterprise.size,
                Diagnosis.score,
                Diagnosis.level,
                Diagnosis.grade,
            )
            .join(Enterprise, Enterprise.id == Diagnosis.enterprise_id)
            .where(
                Diagnosis.pack == pack,
                Diagnosis.state == DiagnosisState.SUBMITTED,
                Diagnosis.score.is_not(None),
                Diagnosis.enterprise_id.is_not(None),
            )
            .order_by(Diagnosis.enterprise_id, Diagnosis.round, Diagnosis.submitted_at, Diagnosis.id)
        )
        if version is not None:
            statement = statement.where(Diagnosis.pack_version == version)
        if kind is not None:
            statement = statement.where(Diagnosis.kind == kind)
        if until is not None:
            statement = statement.where(Diagnosis.submitted_at <= until)
        newest: dict[int | None, PeerScore] = {}
        for key, enterprise, unit, industry, size, score, level, grade in self._session.execute(statement):
            newest[enterprise] = PeerScore(
                key, enterprise or 0, unit, industry, size, score or "0", level or 0, grade or 0
            )
        return list(newest.values())

    # evidence, files and feedback

    def file(self, sha256: str) -> StoredFile | None:
        """What is known of a stored file, or None."""
        return self._session.get(StoredFile, sha256)

    def register_file(self, sha256: str, size: int, media_type: str, at: datetime) -> StoredFile:
        """Note a file that `storage.files` keeps; the same content again keeps its row, as of now."""
        known = self.file(sha256)
        if known is not None:
            known.created_at = at
        else:
            known = StoredFile(sha256=sha256, size=size, media_type=media_type, created_at=at)
            self._session.add(known)
            self._session.flush()
        return known

    def forget_files_before(self, moment: datetime, limit: int) -> list[str]:
        """Forget files last kept before then that support no answer; their hashes, `limit` at most."""
        needed = exists().where(Evidence.sha256 == StoredFile.sha256)
        old = select(StoredFile.sha256).where(StoredFile.created_at < moment, ~needed).limit(limit)
        forgotten = self._session.execute(
            delete(StoredFile)
            .where(StoredFile.sha256.in_(old))
            .returning(StoredFile.sha256)
            .execution_options(synchronize_session=False)
        )
        return list(forgotten.scalars())

    def add_evidence(
        self, diagnosis: int, question: str, sha256: str, name: str, *, at: datetime, by: int | None
    ) -> Evidence:
        """Put a registered file with the answer to a question.

        Raises:
            ConflictError: the file was not registered, or there is no such diagnosis.
        """
        evidence = Evidence(
            diagnosis_id=diagnosis, question_id=question, sha256=sha256, name=name, added_at=at, added_by=by
        )
        self._session.add(evidence)
        self._session.flush()
        return evidence

    def evidence(self, diagnosis: int) -> list[Evidence]:
        """A diagnosis' evidence in the order it was added."""
        return list(
            self._session.scalars(
                select(Evidence).where(Evidence.diagnosis_id == diagnosis).order_by(Evidence.id)
            )
        )

    def add_feedback(
        self, diagnosis: int, question: str | None, text: str, *, at: datetime, by: int | None
    ) -> Feedback:
        """Keep what someone said of a question, or with None of the whole."""
        feedback = Feedback(diagnosis_id=diagnosis, question_id=question, text=text, given_at=at, given_by=by)
        self._session.add(feedback)
        self._session.flush()
        return feedback

    def feedback(self, diagnosis: int) -> list[Feedback]:
        """What was said of a diagnosis, in order."""
        return list(
            self._session.scalars(
                select(Feedback).where(Feedback.diagnosis_id == diagnosis).order_by(Feedback.id)
            )
        )
