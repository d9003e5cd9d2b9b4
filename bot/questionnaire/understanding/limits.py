"""Whether a reading keeps the question's limits, and if not, which one it breaks."""

from __future__ import annotations

from decimal import Decimal

from bot.questionnaire.model import Question
from bot.questionnaire.question_types.number import plain
from bot.questionnaire.question_types.registry import type_of
from bot.questionnaire.understanding.reading import Doubt
from scoring.values import AnswerValue

_PREFIX = "ANSWER-"
CONSTRAINT = "constraint"


def broken_limit(question: Question, value: AnswerValue) -> Doubt | None:
    """The first limit the value breaks, or None. A rule that reads other answers is the caller's to check."""
    for fault in type_of(question).validate(question, value):
        given = (
            plain(value)
            if isinstance(value, Decimal)
            else str(len(value))
            if isinstance(value, tuple)
            else ""
        )
        fields = {"given": given, "unit": _unit(question), **fault.fields}
        return Doubt(fault.code.removeprefix(_PREFIX).lower(), fields)
    rule = question.constraint
    if rule is not None and not rule.references and not rule.holds({}, value):
        return Doubt(CONSTRAINT, {"rule": question.constraint_message})
    return None


def _unit(question: Question) -> str:
    return "%" if question.type == "percent" else question.unit
