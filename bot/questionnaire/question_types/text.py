"""Free text."""

from __future__ import annotations

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue

MAX_LENGTH = 4000


class TextType(QuestionType):
    """Words of the person's own; in JSON a string.

    ```toml
    [[question]]
    id = "wish"
    section = "main"
    type = "text"
    ```
    ```toml
    [question.wish]
    text = "What would help you most?"
    ```
    ```json
    {"good": "A scanner at every station", "bad": " "}
    ```
    """

    name = "text"
    kind = Kind.TEXT

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A string."""
        if not isinstance(value, str):
            raise self.wrong_shape("a string", value)
        return value

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Neither blank nor too long."""
        text = str(value)
        if not text.strip():
            return [
                AnswerFault(
                    "ANSWER-BLANK", "the text is blank.", "Write something, or leave the question out."
                )
            ]
        if len(text) > MAX_LENGTH:
            message = f"the text has {len(text)} characters; {MAX_LENGTH} are allowed."
            return [AnswerFault("ANSWER-TOO-LONG", message, "Shorten it.", {"maximum": str(MAX_LENGTH)})]
        return []

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The text itself."""
        return str(value)
