"""Scoring a submitted diagnosis and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from bot.conversation.inputs import Assessed, Scored
from bot.packs.building import Wording
from bot.services.effects import Scene
from bot.services.judging import Judged, Subject, judge, values
from scoring.advice import Path, strongest, weakest
from scoring.assessment import Assessment, NodeResult
from scoring.canonical import assessment_from_json
from scoring.rounding import shown
from storage.unit_of_work import UnitOfWork

REPORT = "report"  # the kind of the timer that writes and sends the Word report
_STEPS = 2  # next steps told in the chat; the report has all


@dataclass(frozen=True, slots=True)
class Results:
    """Scores, stores and words results. `minimum_peers` is the least number a comparison is shown for.

    `read` opens a look into the database beside the turns.
    """

    minimum_peers: int
    read: Callable[[], AbstractContextManager[UnitOfWork]]
    reports: bool = True

    def prepare(self, subject: Subject) -> Judged:
        """Judge the diagnosis as it stands, outside any turn."""
        with self.read() as work:
            answers = values(work.diagnoses.answers(subject.diagnosis))
            return judge(subject, answers, work, minimum_peers=self.minimum_peers)

    def submit(self, scene: Scene) -> Assessed:
        """Store the result of the diagnosis as it stands, with its packed vector, and order the report."""
        place = scene.place
        if not scene.pack.scored:
            place.turn.submit_diagnosis(place.diagnosis.id, at=place.now)
            return Assessed(level="", grade="", meaning="", score="")
        judged = self._judged(scene)
        result = judged.result
        place.turn.submit_diagnosis(
            place.diagnosis.id,
            at=place.now,
            score=f"{result.score.numerator}/{result.score.denominator}",
            level=result.level,
            grade=result.grade,
            variant=result.variant or None,
            assessment=judged.document,
            packed=judged.packed,
        )
        if self.reports:
            self._order_report(scene)
        return self._told(scene, result, judged)

    def again(self, scene: Scene) -> Assessed:
        """The stored result, as it stands now among its peers."""
        stored = scene.place.turn.work.diagnoses.assessment(scene.place.diagnosis.id)
        if stored is None:
            return Assessed(level="", grade="", meaning="", score="")
        if self.reports:
            self._order_report(scene)
        return self._told(scene, assessment_from_json(stored), self._judged(scene))

    def _judged(self, scene: Scene) -> Judged:
        """What was prepared, if the answers are still those; else it is worked out now."""
        turn = scene.place.turn
        answers = values(turn.answers(scene.place.diagnosis.id))
        if scene.judged is not None and scene.judged.answers == answers:
            return scene.judged
        return judge(subject_of(scene), answers, turn.work, minimum_peers=self.minimum_peers)

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

    def _told(self, scene: Scene, result: Assessment, judged: Judged) -> Assessed:
        words = scene.pack.wording(scene.definition.questionnaire.locale)
        dimensions = [node for node in result.dimensions if node.role == "dimension"] or result.dimensions
        level, grade = words.levels.get(result.level), words.grades.get(result.grade)
        best, worst = strongest(dimensions, 1), weakest(dimensions, 1)
        path = judged.path
        return Assessed(
            level=level.name if level else "",
            grade=grade.name if grade else "",
            meaning=level.meaning if level else "",
            score=printed(result.score),
            strongest=_scored(best[0], result, words) if best and best[0].share else None,
            weakest=_scored(worst[0], result, words) if worst and worst != best else None,
            next_steps=tuple(steps_of(path, words))[:_STEPS] if path else (),
            next_grade=_rung(path, words) if path else "",
            peers=judged.peers,
            note=words.standard_note,
            report_follows=self.reports,
        )


def subject_of(scene: Scene) -> Subject:
    """Whose answers a scene is about."""
    diagnosis = scene.place.diagnosis
    return Subject(scene.pack, diagnosis.id, diagnosis.enterprise_id, scene.surroundings.industry)


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


def steps_of(path: Path, words: Wording) -> Iterator[str]:
    """The advice behind each raise: what to do to get from the present choice to the next."""
    for one in path.raises:
        advice = words.advice.get(one.question, {})
        said = advice.get(one.before) if isinstance(one.before, str) else None
        if not said and isinstance(one.after, tuple):
            ticked = one.before if isinstance(one.before, tuple) else ()
            said = next((advice[key] for key in one.after if key not in ticked and key in advice), None)
        if said:
            yield said
