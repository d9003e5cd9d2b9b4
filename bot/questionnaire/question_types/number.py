"""Number, and what percent shares with it."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue

# Far beyond any count or sum an enterprise has; an exponent like 1e999999999 must not reach exact arithmetic.
MAX_DIGITS = 30


class NumberType(QuestionType):
    """A number in the question's unit; in JSON a number.

    ```toml
    [[question]]
    id = "headcount"
    section = "main"
    type = "number"
    unit = "人"
    integer = true
    minimum = 1
    maximum = 500000
    usual_minimum = 10
    usual_maximum = 20000
    ```
    ```toml
    [question.headcount]
    text = "How many people work here?"
    unit = "people"
    ```
    ```json
    {"good": 320, "bad": 0}
    ```
    """

    name = "number"
    kind = Kind.NUMBER
    keys = frozenset({"unit", "integer", "minimum", "maximum", "usual_minimum", "usual_maximum"})

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A finite JSON number; a float is read through its shortest text, so 0.8 is eight tenths."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise self.wrong_shape("a number", value)
        if not Decimal(value).is_finite():
            raise self.wrong_shape("a finite number", value)
        return value if isinstance(value, Decimal) else Decimal(str(value))

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Within the bounds, whole where it must be."""
        number = cast("Decimal", value)
        _, digits, exponent = number.as_tuple()
        if len(digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS or int(exponent) < -MAX_DIGITS:
            message = f"a number has at most {MAX_DIGITS} digits."
            return [AnswerFault("ANSWER-DIGITS", message, "Round it.")]
        return [*_check_bounds(question, number), *_check_whole(question, number)]

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The number with its unit; a unit that is a number itself (10,000 yuan) is multiplied."""
        times = "× " if question.unit[:1].isdigit() else ""
        return f"{plain(cast('Decimal', value))} {times}{question.unit}".rstrip()


def plain(number: Decimal) -> str:
    """A number as people write it: thousands grouped, no exponent, no trailing zeros after the point."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check_bounds(question: Question, number: Decimal) -> list[AnswerFault]:
    unit = f" {question.unit}" if question.unit else ""
    if question.minimum is not None and number < question.minimum:
        low = plain(question.minimum)
        message = f"{plain(number)} is below the minimum of {low}{unit}."
        return [AnswerFault("ANSWER-TOO-LOW", message, f"Give at least {low}.", {"minimum": low})]
    if question.maximum is not None and number > question.maximum:
        high = plain(question.maximum)
        message = f"{plain(number)} is above the maximum of {high}{unit}."
        return [AnswerFault("ANSWER-TOO-HIGH", message, f"Give at most {high}.", {"maximum": high})]
    return []


def _check_whole(question: Question, number: Decimal) -> list[AnswerFault]:
    if question.integer and number != number.to_integral_value():
        return [
            AnswerFault("ANSWER-WHOLE", f"{plain(number)} is not a whole number.", "Give a whole number.")
        ]
    return []
