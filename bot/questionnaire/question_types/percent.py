"""Percent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault
from bot.questionnaire.question_types.number import NumberType
from scoring.values import AnswerValue


class Percent(NumberType):
    """A share of a whole, 0 to 100 unless the question says otherwise; in JSON a number, 62.5 for 62.5 %.

    ```toml
    [[question]]
    id = "networked"
    section = "main"
    type = "percent"
    usual_maximum = 95
    ```
    ```toml
    [question.networked]
    text = "What share of the machines is on the network?"
    ```
    ```json
    {"good": 62.5, "bad": 120}
    ```
    """

    name = "percent"
    keys = NumberType.keys - {"unit"}

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """As a number, between 0 and 100 or the question's own bounds."""
        return super().check(_bounded(question), value)

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The number with its percent sign."""
        return super().say(_bounded(question), value, messages)


def _bounded(question: Question) -> Question:
    low = Decimal(0) if question.minimum is None else question.minimum
    high = Decimal(100) if question.maximum is None else question.maximum
    return replace(question, minimum=low, maximum=high, unit="%")
