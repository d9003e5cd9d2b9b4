"""Which questions are asked, in which order, computed from what is known and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.conversation.interview import Mark
from bot.questionnaire.model import Question, Questionnaire
from scoring.values import AnswerValue

# Controller states kept per questionnaire: a handful of industries and sizes times a few yes/no questions.
_KEPT_PATHS = 512
_DIGITS = 6


@dataclass(frozen=True)
class Path:
    """The questions that are asked while `known` holds, in order, numbered from 1 as the person sees them."""

    questionnaire: Questionnaire
    known: Mapping[str, AnswerValue]
    order: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Question id to the number the person sees."""
        return {question: number for number, question in enumerate(self.order, start=1)}

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Places of the asked questions among all questions, from 0."""
        return tuple(self.questionnaire.index[question] for question in self.order)

    @property
    def total(self) -> int:
        """How many questions are asked."""
        return len(self.order)

    def marks(self, status: str) -> str:
        """The status characters of the asked questions only, in order."""
        return "".join([status[place] for place in self.places])

    def done(self, status: str) -> int:
        """How many of the asked questions need nothing more."""
        marks = self.marks(status)
        return len(marks) - marks.count(Mark.OPEN) - marks.count(Mark.REVISIT)

    def open(self, status: str) -> str:
        """The first asked question still to be answered, or empty when there is none."""
        # Looked up in the string of marks, so that the last question costs what the first does.
        marks = self.marks(status)
        found = [place for mark in (Mark.OPEN, Mark.REVISIT) if (place := marks.find(mark)) >= 0]
        return self.order[min(found)] if found else ""

    def before(self, question: str) -> str:
        """The asked question before that one (or before the end, for an empty id); empty at the beginning."""
        number = self.numbers[question] if question else len(self.order) + 1
        return self.order[number - 2] if number > 1 else ""

    def find(self, name: str) -> str:
        """The asked question with that number or id, or empty when there is none."""
        if name in self.numbers:
            return name
        number = int(name) if name.isdecimal() and len(name) < _DIGITS else 0
        return self.order[number - 1] if 0 < number <= len(self.order) else ""

    def offered(self, question: str) -> Question:
        """The question with only those choices that are offered while `known` holds."""
        whole = self.questionnaire.question(question)
        if all(choice.relevant is None for choice in whole.choices):
            return whole
        return replace(
            whole, choices=tuple(c for c in whole.choices if not c.relevant or c.relevant.holds(self.known))
        )


class Paths:
    """The paths of one questionnaire by what is known; share one object among all its interviews."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self._path = lru_cache(maxsize=_KEPT_PATHS)(self._compute)
        self._readers = _readers(questionnaire)
        self.sections = {section.id: section for section in questionnaire.sections}

    def of(self, known: Mapping[str, AnswerValue]) -> Path:
        """The path for the values of the controlling questions (`Questionnaire.controllers`)."""
        return self._path(frozenset(known.items()))

    def readers(self, question: str) -> tuple[str, ...]:
        """The questions whose constraint or choices read that question's answer."""
        return self._readers.get(question, ())

    def _compute(self, known: frozenset[tuple[str, AnswerValue]]) -> Path:
        relevant = _Relevance(self.questionnaire, dict(known))
        order = tuple(question.id for question in self.questionnaire.questions if relevant(question.id))
        visible = {key: value for key, value in known if key in order}
        return Path(self.questionnaire, visible, order)


def _readers(questionnaire: Questionnaire) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for question in questionnaire.questions:
        rules = [question.constraint, *(choice.relevant for choice in question.choices)]
        for name in frozenset().union(*(rule.references for rule in rules if rule)):
            found[name] = (*found.get(name, ()), question.id)
    return found


class _Relevance:
    """Whether a question is asked. An answer to a question that is itself not asked counts as none."""

    def __init__(self, questionnaire: Questionnaire, known: Mapping[str, AnswerValue]) -> None:
        self._questionnaire = questionnaire
        self._known = known
        self._found: dict[str, bool] = {}

    def __call__(self, question_id: str) -> bool:
        if question_id not in self._found:
            rule = self._questionnaire.question(question_id).relevant
            self._found[question_id] = False  # a rule that reads itself through others finds itself unasked
            self._found[question_id] = rule is None or rule.holds(self._visible(rule.references))
        return self._found[question_id]

    def _visible(self, references: frozenset[str]) -> dict[str, AnswerValue]:
        return {name: self._known[name] for name in references if name in self._known and self(name)}
