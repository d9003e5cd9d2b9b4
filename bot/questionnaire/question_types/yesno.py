"""Yes or no."""

from __future__ import annotations

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue


class YesNo(QuestionType):
    """Yes or no; in JSON `true` or `false`.

    ```toml
    [[question]]
    id = "pilot"
    section = "main"
    type = "yesno"
    required = true
    ```
    ```toml
    [question.pilot]
    text = "Is a pilot line running?"
    ```
    ```json
    {"good": true, "bad": "yes"}
    ```
    """

    name = "yesno"
    kind = Kind.YESNO

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A JSON truth."""
        if not isinstance(value, bool):
            raise self.wrong_shape("true or false", value)
        return value

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Nothing more to check."""
        return []

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The word for it."""
        return messages.say("value.yes" if value else "value.no")
