"""Values against questions: what an answer may be, what is on record, what a tap means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.conversation.definition import Definition
from bot.conversation.interview import Interview, Mark
from bot.conversation.options import NO, YES
from bot.conversation.path import Path
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFaultError
from bot.questionnaire.question_types.registry import type_of
from scoring.values import AnswerValue, NotApplicable, answer_to_json


class Source(StrEnum):
    """Where a value on record comes from."""

    KEPT = "kept"  # answered in this diagnosis
    LAST = "last"  # answered in the previous one
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A value that can be kept instead of answering."""

    source: Source
    value: AnswerValue


def on_record(question: Question, interview: Interview, definition: Definition) -> OnRecord | None:
    """What is on record for the question and still fits it, nearest source first."""
    place = definition.questionnaire.index[question.id]
    if interview.status[place] not in (Mark.OPEN, Mark.SKIPPED):
        value = definition.answers.get(question.id)
        return OnRecord(Source.KEPT, value) if value is not None and fits(question, value) else None
    for source, values in ((Source.LAST, definition.last), (Source.REGISTER, definition.register)):
        value = values.get(question.id)
        if value is not None and fits(question, value):
            return OnRecord(source, value)
    return None


def fits(question: Question, value: AnswerValue) -> bool:
    """Whether the value has the shape of the question's type and keeps its limits."""
    kind = type_of(question)
    try:
        parsed = kind.parse_json(question, answer_to_json(value))
    except AnswerFaultError:
        return False
    return not kind.validate(question, parsed)


def broken_rule(question: Question, value: AnswerValue, path: Path) -> bool:
    """Whether the value breaks a constraint that reads other answers, all of them known.

    A constraint on the answer alone is the understanding's business; it is checked here as well for values
    that did not come from a text.
    """
    rule = question.constraint
    if rule is None or isinstance(value, NotApplicable):
        return False
    if any(isinstance(path.known.get(name), NotApplicable | None) for name in rule.references):
        return False
    return not rule.holds(path.known, value)


def without_outside_rule(question: Question) -> Question:
    """The question as the understanding may judge it: a constraint that reads other answers taken off."""
    if question.constraint is None or not question.constraint.references:
        return question
    return replace(question, constraint=None)


def from_keys(question: Question, keys: tuple[str, ...]) -> AnswerValue | None:
    """The value that tapped keys mean for the question, or None when they mean nothing for it."""
    match question.type:
        case "yesno":
            return {YES: True, NO: False}.get(keys[0]) if len(keys) == 1 else None
        case "multiple":
            chosen = tuple(choice.key for choice in question.choices if choice.key in keys)
            return chosen if set(chosen) == set(keys) and fits(question, chosen) else None
        case "single":
            return keys[0] if len(keys) == 1 and fits(question, keys[0]) else None
        case _:
            return None


def row_of(question: Question, interview: Interview) -> Question | None:
    """The row of a grid question that is to be answered next, as a single choice; None when there is none."""
    row = next((row for row in question.rows if row.key not in interview.cells), None)
    return replace(question, type="single", text=row.label, rows=(), constraint=None) if row else None
