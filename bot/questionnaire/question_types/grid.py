"""Grid: the same choice for several rows."""

from __future__ import annotations

from typing import cast

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.question_types.choices import label, unknown_key
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, GridAnswer, JsonValue


class Grid(QuestionType):
    """One column for each row; in JSON `{row key: column key}`. Rows may be left out.

    ```toml
    [[question]]
    id = "use"
    section = "main"
    type = "grid"
    rows = ["erp", "mes"]
    choices = ["already", "plan", "no"]
    ```
    ```toml
    [question.use]
    text = "Which systems are in use?"
    rows = { erp = "Enterprise resource planning", mes = "Manufacturing execution" }
    choices = { already = "Already", plan = "Planned", no = "No" }
    ```
    ```json
    {"good": {"erp": "already", "mes": "no"}, "bad": {"erp": "maybe"}}
    ```
    """

    name = "grid"
    kind = Kind.GRID
    keys = frozenset({"rows", "choices"})
    needs = frozenset({"rows", "choices"})

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """An object of strings."""
        if not isinstance(value, dict) or not all(isinstance(column, str) for column in value.values()):
            raise self.wrong_shape("an object {row key: column key}", value)
        return GridAnswer.of(cast("dict[str, str]", value))

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Known rows and columns."""
        rows = [row.key for row in question.rows]
        columns = [choice.key for choice in question.choices]
        faults = []
        for row, column in cast("GridAnswer", value).cells:
            if row not in rows:
                faults.append(unknown_key("ANSWER-ROW", "row", row, rows))
            if column not in columns:
                faults.append(unknown_key("ANSWER-COLUMN", f"column for row “{row}” called", column, columns))
        return faults

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """Row by row, in the question's order."""
        cells = cast("GridAnswer", value).as_dict()
        said = [
            messages.say("value.cell", row=row.label or row.key, column=label(question, cells[row.key]))
            for row in question.rows
            if row.key in cells
        ]
        return messages.say("value.cells_join").join(said) or messages.say("value.none_chosen")
