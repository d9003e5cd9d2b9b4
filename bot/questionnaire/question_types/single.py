"""Single choice."""

from __future__ import annotations

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.question_types.choices import label, unknown_choice
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue


class Single(QuestionType):
    """One of several choices; in JSON the choice's key.

    ```toml
    [[question]]
    id = "mes"
    section = "main"
    type = "single"
    choices = ["1", "2", "3"]
    choice_relevant = { 3 = "${pilot} = 'yes'" }
    ```
    ```toml
    [question.mes]
    text = "How is production progress known on the shop floor?"
    choices = { 1 = "By walking there", 2 = "From a sheet each shift", 3 = "From a system, live" }
    ```
    ```json
    {"good": "2", "bad": "4"}
    ```
    """

    name = "single"
    kind = Kind.CHOICE
    keys = frozenset({"choices", "choice_relevant"})
    needs = frozenset({"choices"})

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """A string."""
        if not isinstance(value, str):
            raise self.wrong_shape("a choice's key as a string", value)
        return value

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """The key is one of the choices."""
        return unknown_choice(question, str(value))

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The choice's label."""
        return label(question, str(value))
