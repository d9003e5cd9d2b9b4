"""How doubts are put: what went wrong, then what would be accepted, in other words each time."""

from __future__ import annotations

from decimal import Decimal

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.number import plain
from bot.questionnaire.question_types.registry import type_of
from bot.questionnaire.understanding.limits import CONSTRAINT
from bot.questionnaire.understanding.marks import lettered, marks
from bot.questionnaire.understanding.outcome import Confirm, Unclear
from bot.questionnaire.understanding.reading import Doubt, Read
from scoring.values import AnswerValue, GridAnswer

FAILURES_BEFORE_SIMPLEST = 3
_SOME_WORDS = 8  # of a label, as an example of what can be typed
_QUOTED = 24  # characters
_CHOICE_TYPES = ("single", "multiple")


def unclear(question: Question, doubt: Doubt, messages: Messages, attempt: int, given: str) -> Unclear:
    """Ask again about `given`, the words of the reply.

    `attempt` counts the failed replies so far; no two in a row are answered alike.
    """
    say = messages.say
    fields = {**_about(question, messages), "given": cut(given), **doubt.fields}
    if doubt.reason == CONSTRAINT and doubt.fields["rule"]:
        lead = f"{doubt.fields['rule']}{say('understanding.stop')}"
    else:
        lead = say(f"understanding.doubt.{doubt.reason}", **fields)
    if attempt < FAILURES_BEFORE_SIMPLEST:
        how = messages.say_nth(f"understanding.how.{_kind(question)}", attempt, **fields)
    else:
        turn = attempt - FAILURES_BEFORE_SIMPLEST
        ways = say("understanding.ways.required" if question.required else "understanding.ways.optional")
        how = messages.say_nth(f"understanding.simplest.{_kind(question)}", turn, ways=ways, **fields)
    return Unclear(f"{lead}{how}", doubt.reason)


def confirm(question: Question, read: Read, messages: Messages) -> Confirm:
    """Ask a likely reading back."""
    key = question.type if question.type in ("number", "percent") else "other"
    answer = said_back(question, read.value, messages)
    if read.about and key != "other":
        key = f"about_{key}"
    return Confirm(read.value, messages.say(f"understanding.confirm.{key}", answer=answer), read.why)


def said_back(question: Question, value: AnswerValue, messages: Messages) -> str:
    """A reading in the words of the question: mark and label, number and unit."""
    match value:
        case bool():
            return messages.say("understanding.yes" if value else "understanding.no")
        case Decimal():
            unit = "%" if question.type == "percent" else question.unit
            return f"{plain(value)} {unit}".rstrip()
        case tuple():
            chosen = [_choice(question, key, messages) for key in value]
            return messages.say("understanding.join").join(chosen) or messages.say(
                "understanding.nothing_ticked"
            )
        case GridAnswer():
            columns = {choice.key: choice.label for choice in question.choices}
            labels = {row.key: row.label for row in question.rows}
            cells = value.as_dict()
            said = [
                messages.say("understanding.cell", row=labels[row], column=columns[cells[row]])
                for row in labels
                if row in cells
            ]
            return messages.say("understanding.join").join(said)
        case str() if question.type == "single":
            return _choice(question, value, messages)
        case _:
            return (
                type_of(question).format(question, value, messages) if question.type == "date" else str(value)
            )


def _choice(question: Question, key: str, messages: Messages) -> str:
    shown = dict(zip((choice.key for choice in question.choices), marks(question), strict=True))
    choice = question.choice(key)
    label = choice.label if choice else key
    return messages.say("understanding.choice", mark=shown.get(key, key), label=label)


def cut(text: str) -> str:
    """The words of a reply as far as they are worth quoting."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"


def _kind(question: Question) -> str:
    """The question's type; choice questions shown with letters ask for letters."""
    if question.type in _CHOICE_TYPES and lettered(marks(question)):
        return f"{question.type}_letters"
    return question.type


def _about(question: Question, messages: Messages) -> dict[str, str]:
    """What every wording may name of the question."""
    shown = marks(question)
    listed = "\n".join(f"{mark} {choice.label}" for mark, choice in zip(shown, question.choices, strict=True))
    between = question.choices[len(question.choices) // 2] if question.choices else None
    words = (between.short or between.label[:_SOME_WORDS]) if between else ""
    rows = "\n".join(f"{number} {row.label}" for number, row in enumerate(question.rows, start=1))
    columns = messages.say("understanding.join").join(choice.label for choice in question.choices)
    return {
        "unit": question.unit,
        "first": shown[0] if shown else "",
        "second": shown[1] if len(shown) > 1 else "",
        "last": shown[-1] if shown else "",
        "words": words,
        "list": listed,
        "rows": rows,
        "columns": columns,
        "example": f"1{question.choices[0].label} 2{question.choices[-1].label}" if question.rows else "",
    }
