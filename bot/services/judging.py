"""Working out a result: what takes long, done before the turn that needs it, so that it holds up nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from bot.conversation.inputs import Peers
from bot.packs.pack import Pack
from bot.services.library import plan_of
from scoring.advice import Path, shortest_path
from scoring.assessment import Assessment
from scoring.canonical import assessment_to_json
from scoring.cohort import Suppressed, standing
from scoring.engine import assess
from scoring.packed import pack as packed
from scoring.values import AnswerValue, answer_from_json
from storage.json_text import Json
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of these answers, and where that stands among its peers; None: nothing to compare with."""

    answers: dict[str, AnswerValue] = field(repr=False)
    result: Assessment = field(repr=False)
    document: str = field(repr=False)
    packed: bytes = field(repr=False)
    path: Path | None = field(repr=False)
    peers: Peers | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose answers are judged: a diagnosis of a pack, of an enterprise (None: a try-out) in an industry."""

    pack: Pack
    diagnosis: int
    enterprise: int | None
    industry: str


def judge(
    subject: Subject, answers: dict[str, AnswerValue], work: UnitOfWork, *, minimum_peers: int
) -> Judged:
    """Score the answers, find the way to the next grade, and compare with the peers.

    Raises:
        AnswerError: an answer does not fit its indicator.
    """
    plan, irrelevant = plan_of(subject.pack), subject.pack.relevance(answers)
    result = assess(plan, answers, irrelevant=irrelevant)
    return Judged(
        answers=answers,
        result=result,
        document=assessment_to_json(result),
        packed=packed(plan, answers, irrelevant),
        path=shortest_path(plan, answers, irrelevant),
        peers=_peers(subject, result.score, work, minimum_peers),
    )


def values(stored: dict[str, Json]) -> dict[str, AnswerValue]:
    """Answers as they are stored, as they are scored."""
    return {question: answer_from_json(value) for question, value in stored.items()}


def _peers(subject: Subject, own: Fraction, work: UnitOfWork, minimum: int) -> Peers | None:
    """Where it stands among the enterprises of its industry; None for a try-out or too few peers."""
    if subject.enterprise is None:
        return None
    scores = [
        Fraction(peer.score)
        for peer in work.diagnoses.peers(subject.pack.id, subject.pack.version)
        if peer.enterprise_id != subject.enterprise and peer.industry == (subject.industry or None)
    ]
    among = standing(own, scores, minimum_peers=minimum)
    if isinstance(among, Suppressed):
        return None
    return Peers(among.n, among.below, str(round(among.percentile)))
