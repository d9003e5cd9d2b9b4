"""How answers, numbers and progress are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.conversation import limits
from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.registry import type_of
from scoring.values import AnswerValue, GridAnswer, NotApplicable

_CELLS = 10


def bar(done: int, total: int) -> str:
    """A progress bar of ten characters; full only when everything is done."""
    filled = _CELLS * done // total if total else 0
    return "▓" * filled + "░" * (_CELLS - filled)


def cut(text: str, width: int) -> str:
    """The text in at most `width` characters on one line, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip("，、；,; ") + "…"


def marks(question: Question) -> dict[str, str]:
    """What stands before each choice, by its key: the key itself where it can be typed, else a number."""
    keys = [choice.key for choice in question.choices]
    if all(_typable(key) for key in keys):
        return {key: key for key in keys}
    return {key: str(number) for number, key in enumerate(keys, start=1)}


def answer(question: Question, value: AnswerValue, messages: Messages, width: int) -> str:
    """An answer as the person reads it back, for one line."""
    match value:
        case NotApplicable():
            return cut(type_of(question).format(question, value, messages), width)
        case tuple():
            return _several(question, value, messages, width)
        case GridAnswer():
            return messages.say("answer.grid", done=len(value.cells), rows=len(question.rows))
        case str() if question.choice(value):
            return _single(question, value, messages, width)
        case _:
            return cut(type_of(question).format(question, value, messages), width)


def day(moment: datetime, messages: Messages) -> str:
    """A day of this year, as people say it."""
    month = messages.variants("date.months")[moment.month - 1]
    return messages.say("date.day", month=month, day=moment.day)


def line(question: Question, number: int, shown: str, messages: Messages) -> str:
    """One line of a list: a question in short, and what was answered."""
    asked = cut(question.text.rstrip("？?。.：: "), limits.SUMMARY_QUESTION)
    return messages.say("review.line", number=number, question=asked, answer=shown)


def numbers(found: Sequence[int], messages: Messages) -> str:
    """Question numbers in one phrase: runs joined, the tail of a long list counted."""
    shown = [f"{first}–{last}" if last > first else str(first) for first, last in _runs(found)]
    text = messages.say("list.comma").join(shown[: limits.LISTED_NUMBERS])
    if len(shown) > limits.LISTED_NUMBERS:
        return messages.say("list.more", shown=text, count=len(found))
    return text


def _runs(found: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for value in found:
        if runs and value == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    # Two in a row read better as two.
    return [
        part
        for first, last in runs
        for part in ([(first, first), (last, last)] if last == first + 1 else [(first, last)])
    ]


def _single(question: Question, key: str, messages: Messages, width: int) -> str:
    label = next(choice.label for choice in question.choices if choice.key == key)
    return messages.say("answer.choice", mark=marks(question)[key], label=cut(label, width))


def _several(question: Question, keys: tuple[str, ...], messages: Messages, width: int) -> str:
    if not keys:
        return messages.say("answer.none")
    shown = marks(question)
    chosen = [choice for choice in question.choices if choice.key in keys]
    comma = messages.say("list.comma")
    labels = comma.join(choice.label for choice in chosen)
    chosen_marks = comma.join(shown[choice.key] for choice in chosen)
    return messages.say("answer.choice", mark=chosen_marks, label=cut(labels, width))


def _typable(key: str) -> bool:
    return key.isascii() and (key.isdecimal() or (len(key) == 1 and key.isalpha()))
