"""Scoring a submitted diagnosis and saying what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.advice import shortest_path
from scoring.packed import pack

from bot.conversation.inputs import Assessed, Peers
from bot.services.effects import Scene
from bot.services.library import plan_of
from scoring.assessment import Assessment
from scoring.canonical import assessment_from_json, assessment_to_json
from scoring.cohort import Suppressed, standing
from scoring.engine import assess
from scoring.values import AnswerValue

REPORT = "report"  # the kind of the timer that writes and sends the Word report
_STEPS = 2  # next steps told in the chat; the report has all


@dataclass(frozen=True, slots=True)
class Results:
    """Scores, stores and words results. `minimum_peers` is the least number a comparison is shown for."""

    minimum_peers: int
    reports: bool = True

    def submit(self, scene: Scene) -> Assessed:
        """Score the diagnosis as it stands, store the result with its packed vector, order the report."""
        place = scene.place
        answers = _answers(scene)
        irrelevant = scene.pack.relevance(answers)
        if not scene.pack.scored:
            place.turn.submit_diagnosis(place.diagnosis.id, at=place.now)
            return Assessed(level="", grade="", meaning="", score="")
        plan = plan_of(scene.pack)
        result = assess(plan, answers, irrelevant=irrelevant)
        place.turn.submit_diagnosis(
            place.diagnosis.id,
            at=place.now,
            score=f"{result.score.numerator}/{result.score.denominator}",
            level=result.level,
            grade=result.grade,
            variant=result.variant or None,
            assessment=assessment_to_json(result),
            packed=pack(plan, answers, irrelevant),
        )
        if self.reports:
            subject = str(place.diagnosis.id)
            place.turn.cancel_timer(kind=REPORT, subject=subject)
            place.turn.put_timer(
                kind=REPORT,
                subject=subject,
                scope=place.now.isoformat(),
                due=place.now,
                payload={"address": place.turn.address_id(), "locale": scene.definition.questionnaire.locale},
            )
        return self._told(scene, result, answers)

    def again(self, scene: Scene) -> Assessed:
        """What was told when it was submitted, as it stands now among its peers."""
        stored = scene.place.turn.work.diagnoses.assessment(scene.place.diagnosis.id)
        if stored is None:
            return Assessed(level="", grade="", meaning="", score="")
        return self._told(scene, assessment_from_json(stored), _answers(scene))

    def _told(self, scene: Scene, result: Assessment, answers: dict[str, AnswerValue]) -> Assessed:
        words = scene.pack.wording(scene.definition.questionnaire.locale)
        dimensions = [
            node for node in result.dimensions if node.role == "dimension" and node.share is not None
        ]
        strongest = max(dimensions, key=_share, default=None)
        weakest = min(dimensions, key=_share, default=None)
        level, grade = words.levels.get(result.level), words.grades.get(result.grade)
        path = shortest_path(plan_of(scene.pack), answers, irrelevant=scene.pack.relevance(answers))
        return Assessed(
            level=level.name if level else "",
            grade=grade.name if grade else "",
            meaning=level.meaning if level else "",
            score=printed(result.score),
            strongest=_scored(strongest, words) if strongest else None,
            weakest=_scored(weakest, words) if weakest and weakest is not strongest else None,
            next_steps=next_steps(path, scene)[:_STEPS] if path else (),
            next_grade=words.grade(path.grade).name if path else "",
            peers=self._peers(scene, result.score),
            note=words.standard_note,
            report_follows=self.reports,
        )

    def _peers(self, scene: Scene, own: Fraction) -> Peers | None:
        """Where it stands among the enterprises of its industry; None for a try-out or too few peers."""
        place = scene.place
        if place.diagnosis.enterprise_id is None:
            return None
        found = place.turn.work.diagnoses.peers(scene.pack.id, scene.pack.version)
        scores = [
            Fraction(peer.score)
            for peer in found
            if peer.enterprise_id != place.diagnosis.enterprise_id
            and peer.industry == (scene.surroundings.industry or None)
        ]
        place_ = standing(own, scores, minimum_peers=self.minimum_peers)
        if isinstance(place_, Suppressed):
            return None
        return Peers(place_.n, place_.below, f"{place_.percentile:.0f}")
