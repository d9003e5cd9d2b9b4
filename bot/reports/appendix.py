"""The appendices: every answer, how the score was computed, the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.questionnaire.model import Question
from bot.reports.actions import Actions
from bot.reports.asked import Asked
from bot.reports.facts import ReportInput
from bot.reports.findings import Findings
from bot.reports.phrases import Phrases
from bot.reports.plain import narrowed, one_line
from bot.reports.views import AnswerView, EvidenceView, RungView, SectionView, TraceView
from scoring.assessment import GateResult, NodeResult, Status
from scoring.values import FileAnswer

_INDENT = "\u3000"
_WIDEST_NAME = 26  # a Chinese character counts two
_WIDEST_ANSWER = 18
_LONGEST_AUTHOR = 30


@dataclass(frozen=True)
class Appendix:
    """The appendices of one report."""

    facts: ReportInput
    phrases: Phrases
    asked: Asked
    findings: Findings
    actions: Actions

    def sections(self) -> list[SectionView]:
        """Every asked question with its answer, author and time, section by section."""
        views: list[SectionView] = []
        for section in self.facts.questionnaire.sections:
            asked = [question for question in self.asked.questions if question.section == section.id]
            if asked:
                views.append({"title": section.title, "answers": [self._answer(q) for q in asked]})
        return views

    def trace(self) -> list[TraceView]:
        """Every number with what it was made from, from the total down."""
        return list(self._lines(self.facts.assessment.root, 0))

    def ladder(self) -> list[RungView]:
        """Every rung with its conditions, from the lowest."""
        rungs: dict[tuple[int, int], list[GateResult]] = {}
        for gate in self.facts.assessment.gates:
            rungs.setdefault((gate.level, gate.grade), []).append(gate)
        return [self._rung(level, grade, gates) for (level, grade), gates in rungs.items()]

    def evidence(self) -> list[EvidenceView]:
        """What would support each answer, and the files that were handed in."""
        return [
            {
                "number": str(self.asked.numbers[question.id]),
                "question": question.text,
                "wanted": question.evidence or "—",
                "given": self._given(question),
            }
            for question in self.asked.questions
            if question.evidence or question.type == "file"
        ]

    def _answer(self, question: Question) -> AnswerView:
        given = self.asked.answered(question.id)
        return {
            "number": str(self.asked.numbers[question.id]),
            "question": question.text,
            "answer": self.phrases.answer(question, given.value if given else None),
            "by": one_line(given.by, _LONGEST_AUTHOR) if given else "",
            "at": self.phrases.moment(given.at) if given else "",
        }

    def _given(self, question: Question) -> str:
        given = self.asked.answered(question.id)
        if given is not None and isinstance(given.value, FileAnswer):
            return self.phrases.short_answer(question, given.value)
        return "—"

    def _lines(self, node: NodeResult, depth: int) -> Iterator[TraceView]:
        # Groups before indicators and in tree order already; questions that were never asked say nothing.
        if node.status is Status.IRRELEVANT:
            return
        yield self._line(node, depth)
        for child in node.children:
            yield from self._lines(self.facts.assessment.nodes[child], depth + 1)

    def _line(self, node: NodeResult, depth: int) -> TraceView:
        phrases = self.phrases
        is_scored = node.share is not None
        is_root = node.parent is None
        return {
            "name": _INDENT * depth + self._name(node),
            "rule": phrases.say(f"rule.{node.rule}") if node.children else self._leaf_rule(node),
            "weight": phrases.say("percent", value=phrases.trimmed(node.effective * 100))
            if is_scored and not is_root
            else "—",
            "score": phrases.score(node.share),
            "adds": phrases.score(node.share * node.effective)
            if node.share is not None and not is_root
            else "—",
            "is_group": bool(node.children),
        }

    def _name(self, node: NodeResult) -> str:
        if node.children:
            return self.phrases.group(node)
        question = self.facts.questionnaire.question(node.id)
        number = self.asked.numbers.get(node.id)
        text = narrowed(question.text, _WIDEST_NAME)
        return f"{number} {text}" if number else text

    def _leaf_rule(self, node: NodeResult) -> str:
        if node.status is not Status.SCORED or node.points is None:
            return self.phrases.say(f"status.{node.status.value}")
        question = self.facts.questionnaire.question(node.id)
        chosen = question.choice(node.answer) if isinstance(node.answer, str) else None
        said = (chosen.short or chosen.label) if chosen else self.phrases.answer(question, node.answer)
        return self.phrases.say(
            "rule.points",
            answer=narrowed(said, _WIDEST_ANSWER),
            points=self.phrases.trimmed(node.points),
            attainable=self.phrases.trimmed(node.attainable),
        )

    def _rung(self, level: int, grade: int, gates: list[GateResult]) -> RungView:
        conditions = []
        for gate in gates:
            view = self.actions.condition(gate)
            key = "ladder.met" if gate.met else "ladder.unmet"
            conditions.append(self.phrases.say(key, name=view["name"], needs=view["needs"], has=view["has"]))
        is_own = (level, grade) == (self.facts.assessment.level, self.facts.assessment.grade)
        state = "ladder.own" if is_own else "ladder.yes" if all(g.met for g in gates) else "ladder.no"
        return {
            "name": self.phrases.rung(level, grade),
            "conditions": self.phrases.say("ladder.join").join(conditions),
            "state": self.phrases.say(state),
        }
