"""File."""

from __future__ import annotations

import re
from typing import cast

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFault, QuestionType
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, FileAnswer, JsonValue

_SHA256 = re.compile(r"[0-9a-f]{64}")


class File(QuestionType):
    """An uploaded file; in JSON its name and the SHA-256 of its content, in hex.

    ```toml
    [[question]]
    id = "proof"
    section = "main"
    type = "file"
    ```
    ```toml
    [question.proof]
    text = "A screenshot of the system, please."
    ```
    ```json
    {"good": {"name": "a.png", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
     "bad": {"name": "a.png", "sha256": "e3b0"}}
    ```
    """

    name = "file"
    kind = Kind.FILE

    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """An object of a name and a SHA-256."""
        if isinstance(value, dict) and set(value) == {"name", "sha256"}:
            name, sha256 = value["name"], value["sha256"]
            if isinstance(name, str) and isinstance(sha256, str):
                return FileAnswer(name, sha256.lower())
        raise self.wrong_shape('an object {"name": …, "sha256": …}', value)

    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """A name, and a hash of the right form."""
        file = cast("FileAnswer", value)
        faults = []
        if not file.name.strip():
            faults.append(AnswerFault("ANSWER-FILE", "the file has no name.", "Give its name."))
        if not _SHA256.fullmatch(file.sha256):
            message = "the file's sha256 is not 64 hexadecimal digits."
            faults.append(AnswerFault("ANSWER-FILE", message, "Give the SHA-256 of its content in hex."))
        return faults

    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The file's name."""
        return cast("FileAnswer", value).name
