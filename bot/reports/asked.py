"""The questions of one diagnosis as its people saw them: which were asked, under which numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.questionnaire.model import Question
from bot.questionnaire.relevance import irrelevant
from bot.reports.facts import Answered, ReportInput
from bot.reports.phrases import Phrases
from scoring.values import NotApplicable


@dataclass(frozen=True)
class Asked:
    """The asked questions of one diagnosis."""

    facts: ReportInput

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Those that were asked, in order."""
        values = {key: answered.value for key, answered in self.facts.answers.items()}
        out = irrelevant(self.facts.questionnaire.questions, values)
        return tuple(question for question in self.facts.questionnaire.questions if question.id not in out)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Question id to the number the person saw."""
        return {question.id: number for number, question in enumerate(self.questions, start=1)}

    @cached_property
    def missing(self) -> tuple[Question, ...]:
        """Asked, and without an answer."""
        return tuple(question for question in self.questions if question.id not in self.facts.answers)

    @cached_property
    def not_applicable(self) -> tuple[Question, ...]:
        """Answered “not applicable”."""
        return tuple(
            question
            for question in self.questions
            if (given := self.answered(question.id)) and isinstance(given.value, NotApplicable)
        )

    def answered(self, question: str) -> Answered | None:
        """The answer to a question, with its author and time."""
        return self.facts.answers.get(question)

    def number(self, question: str, phrases: Phrases) -> str:
        """How a question is referred to: 第 14 题."""
        number = self.numbers.get(question)
        return phrases.say("question_number", number=number) if number else question

    def numbered(self, questions: tuple[Question, ...], phrases: Phrases) -> str:
        """Several questions by number: 第 9、31 题."""
        numbers = phrases.join([str(self.numbers[question.id]) for question in questions])
        return phrases.say("question_number", number=numbers)
