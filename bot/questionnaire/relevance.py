"""Which questions are asked for these answers: each rule reads only the answers that still count."""

from __future__ import annotations

from collections.abc import Iterable

from bot.questionnaire.model import Choice, Question
from scoring.values import Answers, AnswerValue


def irrelevant(questions: Iterable[Question], answers: Answers) -> frozenset[str]:
    """Ids of the questions that are not asked for these answers.

    Questions are taken in asking order, and an answer to a question that is itself irrelevant reads as
    unanswered, so that what hangs on a withdrawn question falls with it.
    """
    counting: dict[str, AnswerValue] = dict(answers)
    out: set[str] = set()
    for question in questions:
        if question.relevant is not None and not question.relevant.holds(counting):
            out.add(question.id)
            counting.pop(question.id, None)
    return frozenset(out)


def offered(question: Question, answers: Answers) -> tuple[Choice, ...]:
    """The choices of a question that are offered for these answers."""
    return tuple(
        choice for choice in question.choices if choice.relevant is None or choice.relevant.holds(answers)
    )
