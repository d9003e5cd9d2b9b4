"""What single, multiple and grid questions share: checking and saying choice keys."""

from __future__ import annotations

from collections.abc import Iterable

from bot.questionnaire.model import Question
from bot.questionnaire.problems import did_you_mean
from bot.questionnaire.question_types.base import AnswerFault


def unknown_choice(question: Question, key: str) -> list[AnswerFault]:
    """The fault of a key that is none of the question's choices, or nothing."""
    if question.choice(key) is not None:
        return []
    return [unknown_key("ANSWER-CHOICE", "choice", key, [choice.key for choice in question.choices])]


def unknown_key(code: str, what: str, key: str, known: Iterable[str]) -> AnswerFault:
    """The fault of a key that names no such thing; the remedy suggests or lists the known ones."""
    keys = list(known)
    remedy = did_you_mean(key, keys) or f"Use one of {', '.join(keys)}."
    return AnswerFault(code, f"there is no {what} “{key}”.", remedy, {"key": key})


def label(question: Question, key: str) -> str:
    """A choice's label, or its key where it has none."""
    choice = question.choice(key)
    return choice.label if choice and choice.label else key
