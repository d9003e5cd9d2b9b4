"""The codes of everything that can be wrong with an answer, each with the rule it stands for."""

from __future__ import annotations

CODES: dict[str, str] = {
    "ANSWER-SHAPE": "An answer has the JSON shape of its question's type.",
    "ANSWER-REASON": "“Not applicable” comes with a reason.",
    "ANSWER-CHOICE": "A chosen key is one of the question's choices.",
    "ANSWER-TWICE": "A choice is chosen once.",
    "ANSWER-EXCLUSIVE": "An exclusive choice goes with no other.",
    "ANSWER-TOO-FEW": "At least so many choices are chosen.",
    "ANSWER-TOO-MANY": "At most so many choices are chosen.",
    "ANSWER-TOO-LOW": "A number is not below its minimum.",
    "ANSWER-TOO-HIGH": "A number is not above its maximum.",
    "ANSWER-WHOLE": "A number of whole things is whole.",
    "ANSWER-DIGITS": "A number has a reasonable number of digits.",
    "ANSWER-DATE": "A date exists in the calendar.",
    "ANSWER-BLANK": "A text says something.",
    "ANSWER-TOO-LONG": "A text is not longer than allowed.",
    "ANSWER-ROW": "A grid's row is one of the question's rows.",
    "ANSWER-COLUMN": "A grid's column is one of the question's columns.",
    "ANSWER-FILE": "A file has a name and the SHA-256 of its content.",
    "ANSWER-CONSTRAINT": "An answer keeps the question's own rule.",
    "ANSWER-NOT-OFFERED": "A chosen choice is offered for these answers.",
    "ANSWER-QUESTION": "An answer names a question of the questionnaire.",
}
