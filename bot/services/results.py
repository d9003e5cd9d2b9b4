"""Scoring a submitted diagnosis and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from bot.conversation.inputs import Assessed, Peers, Scored
from bot.packs.building import Wording
from bot.services.effects import Scene
from bot.services.library import plan_of
from scoring.advice import Path, shortest_path, strongest, weakest
from scoring.assessment import Assessment, NodeResult
from scoring.canonical import assessment_from_json, assessment_to_json
from scoring.cohort import Suppressed, standing
from scoring.engine import assess
from scoring.packed import pack as packed
from scoring.rounding import shown
from scoring.values import AnswerValue, answer_from_json

REPORT = "report"  # the kind of the timer that writes and sends the Word report
_STEPS = 2  # next steps told in the chat; the report has all


@dataclass(frozen=True, slots=True)
class Results:
    """Scores, stores and words results. `minimum_peers` is the least number a comparison is shown for."""

    minimum_peers: int
    reports: bool = True

    def submit(self, scene: Scene) -> Assessed:
        """Score the diagnosis as it stands, store the result with its packed vector, order the report."""
        place, pack = scene.place, scene.pack
        answers = answers_of(scene)
        if not pack.scored:
            place.turn.submit_diagnosis(place.diagnosis.id, at=place.now)
            return Assessed(level="", grade="", meaning="", score="")
        plan = plan_of(pack)
        irrelevant = pack.relevance(answers)
        result = assess(plan, answers, irrelevant=irrelevant)
        place.turn.submit_diagnosis(
            place.diagnosis.id,
            at=place.now,
            score=f"{result.score.numerator}/{result.score.denominator}",
            level=result.level,
            grade=result.grade,
            variant=result.variant or None,
            assessment=assessment_to_json(result),
            packed=packed(plan, answers, irrelevant),
        )
        if self.reports:
            self._order_report(scene)
        return self._told(scene, result, answers)

    def again(self, scene: Scene) -> Assessed:
        """The stored result, as it stands now among its peers."""
        stored = scene.place.turn.work.diagnoses.assessment(scene.place.diagnosis.id)
        if stored is None:
            return Assessed(level="", grade="", meaning="", score="")
        if self.reports:
            self._order_report(scene)
        return self._told(scene, assessment_from_json(stored), answers_of(scene))

    @staticmethod
    def _order_report(scene: Scene) -> None:
        """Have the report written and sent to where she wrote from; her order not yet done is replaced."""
        place = scene.place
        subject, address = str(place.diagnosis.id), place.turn.address_id()
        place.turn.cancel_timer(kind=REPORT, subject=subject, scope=str(address))
        place.turn.put_timer(
            kind=REPORT,
            subject=subject,
            scope=str(address),
            due=place.now,
            payload={"address": address, "locale": scene.definition.questionnaire.locale},
        )

    def _told(self, scene: Scene, result: Assessment, answers: dict[str, AnswerValue]) -> Assessed:
        words = scene.pack.wording(scene.definition.questionnaire.locale)
        dimensions = [node for node in result.dimensions if node.role == "dimension"] or result.dimensions
        level, grade = words.levels.get(result.level), words.grades.get(result.grade)
        best, worst = strongest(dimensions, 1), weakest(dimensions, 1)
        path = shortest_path(plan_of(scene.pack), answers, scene.pack.relevance(answers))
        return Assessed(
            level=level.name if level else "",
            grade=grade.name if grade else "",
            meaning=level.meaning if level else "",
            score=printed(result.score),
            strongest=_scored(best[0], result, words) if best else None,
            weakest=_scored(worst[0], result, words) if worst and worst != best else None,
            next_steps=tuple(_steps(path, words))[:_STEPS] if path else (),
            next_grade=_rung(path, words) if path else "",
            peers=self._peers(scene, result.score),
            note=words.standard_note,
            report_follows=self.reports,
        )

    def _peers(self, scene: Scene, own: Fraction) -> Peers | None:
        """Where it stands among the enterprises of its industry; None for a try-out or too few peers."""
        diagnosis = scene.place.diagnosis
        if diagnosis.enterprise_id is None:
            return None
        scores = [
            Fraction(peer.score)
            for peer in scene.place.turn.work.diagnoses.peers(scene.pack.id, scene.pack.version)
            if peer.enterprise_id != diagnosis.enterprise_id
            and peer.industry == (scene.surroundings.industry or None)
        ]
        among = standing(own, scores, minimum_peers=self.minimum_peers)
        if isinstance(among, Suppressed):
            return None
        return Peers(among.n, among.below, str(round(among.percentile)))


def answers_of(scene: Scene) -> dict[str, AnswerValue]:
    """The diagnosis's current answers."""
    stored = scene.place.turn.answers(scene.place.diagnosis.id)
    return {question: answer_from_json(value) for question, value in stored.items()}


def printed(score: Fraction) -> str:
    """A score as a chat shows it: one decimal, rounded down like every shown score."""
    return str(shown(score).quantize(Decimal("0.1"), ROUND_FLOOR))


def _scored(node: NodeResult, result: Assessment, words: Wording) -> Scored:
    name = words.groups[node.id].name if node.id in words.groups else node.id
    return Scored(name, printed((node.share or Fraction(0)) * result.scale))


def _rung(path: Path, words: Wording) -> str:
    """The level and grade a path leads to, as they are said."""
    named = (words.levels.get(path.level), words.grades.get(path.grade))
    return " · ".join(name.name for name in named if name)


def _steps(path: Path, words: Wording) -> Iterator[str]:
    """The advice behind each raise: what to do to get from the present choice to the next."""
    for one in path.raises:
        advice = words.advice.get(one.question, {})
        said = advice.get(one.before) if isinstance(one.before, str) else None
        if not said and isinstance(one.after, tuple):
            ticked = one.before if isinstance(one.before, tuple) else ()
            said = next((advice[key] for key in one.after if key not in ticked and key in advice), None)
        if said:
            yield said
