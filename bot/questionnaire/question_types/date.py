"""Date."""

from __future__ import annotations

import re
from datetime import date

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Date(QuestionType):
    """A day; in JSON `YYYY-MM-DD`.

    ```toml
    [[question]]
    id = "since"
    section = "main"
    type = "date"
    ```
    ```toml
    [question.since]
    text = "Since when has the system been in use?"
    ```
    ```json
    {"good": "2024-02-29", "bad": "2023-02-29"}
    ```
    """

    name = "date"
    kind = Kind.DATE

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A string in the form YYYY-MM-DD."""
        if not isinstance(value, str) or not _FORM.fullmatch(value):
            raise self.wrong_shape("a string YYYY-MM-DD", value)
        return value

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """The day exists."""
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return [AnswerFault("ANSWER-DATE", f"there is no day {value}.", "Check the month and the day.")]
        return []

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The day as the locale writes it."""
        day = date.fromisoformat(str(value))
        return messages.say("value.date", year=day.year, month=day.month, day=day.day, iso=day.isoformat())
