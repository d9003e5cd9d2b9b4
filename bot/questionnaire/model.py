"""A questionnaire in one language, ready to be asked: sections, questions, choices. Frozen values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from scoring.values import Answers, AnswerValue


class Rule(Protocol):
    """A compiled expression of the rule language (`bot.questionnaire.rules`)."""

    @property
    def source(self) -> str:
        """The expression as written."""
        ...

    @property
    def references(self) -> frozenset[str]:
        """The question ids it reads."""
        ...

    def holds(self, answers: Answers, this: AnswerValue | None = None) -> bool:
        """Whether it is true for these answers; `this` is the value behind `.`."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question. `short` fits a button; `synonyms` are other words people use for it."""

    key: str
    label: str
    short: str = ""
    exclusive: bool = False
    synonyms: tuple[str, ...] = ()
    advice: str = ""  # what to do to get from here to the next choice
    relevant: Rule | None = None  # XLSForm's choice_filter: offered only while this holds


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid question; the grid's columns are the question's choices."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `type` is a key of `bot.questionnaire.question_types.registry`. `profile` names the register field that
    can answer it beforehand (industry, size). Numbers are in `unit`; bounds are inclusive.
    """

    id: str
    type: str
    section: str
    text: str
    hint: str = ""
    help: str = ""
    evidence: str = ""
    advice: str = ""  # what to do to do better; a choice's own advice comes first
    choices: tuple[Choice, ...] = ()
    rows: tuple[GridRow, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    usual_minimum: Decimal | None = None  # outside the usual range an answer is confirmed, not refused
    usual_maximum: Decimal | None = None
    integer: bool = False
    min_chosen: int = 0
    max_chosen: int | None = None
    required: bool = False  # a required question cannot be skipped
    relevant: Rule | None = None
    constraint: Rule | None = None
    constraint_message: str = ""
    profile: str = ""
    synonyms: tuple[str, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """The choice with that key, or None."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A run of questions under one heading; `intro` is said once, when it begins."""

    id: str
    title: str
    intro: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """Everything one interview needs to ask, in one locale.

    `status` is official, reference or sample; it, `source` and `licence` are shown wherever results are.
    """

    id: str
    version: str
    locale: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    status: str
    source: str
    licence: str
    status_name: str = ""  # how the status is said in this locale, e.g. 参考问卷
    names: dict[str, str] = field(default_factory=dict)  # names of groups, levels and grades by id

    @cached_property
    def index(self) -> dict[str, int]:
        """Question id to its place, from 0."""
        return {question.id: place for place, question in enumerate(self.questions)}

    def question(self, question_id: str) -> Question:
        """The question with that id; KeyError when there is none."""
        return self.questions[self.index[question_id]]

    @cached_property
    def controllers(self) -> frozenset[str]:
        """Ids of the questions whose answers some rule reads: all a turn must know of earlier answers."""
        found: set[str] = set()
        for question in self.questions:
            for rule in (question.relevant, question.constraint):
                found |= rule.references if rule else frozenset()
            for choice in question.choices:
                found |= choice.relevant.references if choice.relevant else frozenset()
        return frozenset(found)
