"""How answers, numbers and progress are put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from unicodedata import east_asian_width

from bot.conversation import limits
from bot.messages import Messages
from bot.questionnaire.model import Choice, Question
from bot.questionnaire.question_types.registry import type_of
from bot.questionnaire.understanding import marks as shown_marks
from scoring.values import AnswerValue, GridAnswer

_CELLS = 10
_BRACKETS = re.compile(r"（[^（）]*）|\s*\([^()]*\)")


def bar(done: int, total: int) -> str:
    """A progress bar of ten characters; full only when everything is done."""
    filled = _CELLS * done // total if total else 0
    return "▓" * filled + "░" * (_CELLS - filled)


def cut(text: str, columns: int) -> str:
    """The text on one line of at most so many columns, with an ellipsis where it was cut.

    A Chinese character takes two columns, a Latin one takes one; a Latin word is not cut in two.
    """
    line = " ".join(text.split())
    room = columns
    for place, character in enumerate(line):
        room -= _columns(character)
        if room < 0:
            return f"{_whole_words(line, place)}…"
    return line


def _columns(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1


def _whole_words(line: str, end: int) -> str:
    kept = line[: end - 1]
    if line[end - 1 : end].isascii() and line[end - 1 : end].isalnum() and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip("，、；,;： ")


def marks(question: Question) -> dict[str, str]:
    """What stands before each choice, by the choice's key."""
    keys = (choice.key for choice in question.choices)
    return dict(zip(keys, shown_marks(question), strict=True))


def answer(question: Question, value: AnswerValue, messages: Messages) -> str:
    """An answer as the person reads it back in a sentence."""
    match value:
        case tuple():
            return _several(question, value, messages, limits.ANSWER)
        case str() if choice := question.choice(value):
            return _chosen(question, (value,), cut(_plain(choice.label), limits.ANSWER), messages)
        case _:
            return cut(type_of(question).format(question, value, messages), limits.ANSWER)


def rows(question: Question, given: Mapping[str, str], messages: Messages) -> str:
    """Rows of a grid that were answered just now, as they are read back."""
    columns = {choice.key: choice.label for choice in question.choices}
    if len(given) > 1 and len(set(given.values())) == 1:
        column = columns[next(iter(given.values()))]
        return cut(messages.say("answer.rows_alike", count=len(given), column=column), limits.ANSWER)
    said = [
        messages.say("answer.row", row=_plain(row.label), column=columns[given[row.key]])
        for row in question.rows
        if row.key in given
    ]
    return cut(messages.say("list.comma").join(said), limits.ANSWER)


def brief(question: Question, value: AnswerValue, messages: Messages) -> str:
    """An answer in a list line: short names where the choices have them."""
    match value:
        case tuple():
            return _several(question, value, messages, limits.SUMMARY_ANSWER)
        case GridAnswer():
            return messages.say("answer.grid", done=len(value.cells), rows=len(question.rows))
        case str() if choice := question.choice(value):
            return _chosen(question, (value,), cut(_name(choice), limits.SUMMARY_ANSWER), messages)
        case _:
            return cut(type_of(question).format(question, value, messages), limits.SUMMARY_ANSWER)


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


def _several(question: Question, keys: tuple[str, ...], messages: Messages, width: int) -> str:
    if not keys:
        return messages.say("answer.none")
    names = [_name(choice) for choice in question.choices if choice.key in keys]
    return _chosen(question, keys, cut(messages.say("list.comma").join(names), width), messages)


def _chosen(question: Question, keys: tuple[str, ...], label: str, messages: Messages) -> str:
    shown = [mark for key, mark in marks(question).items() if key in keys]
    return messages.say("answer.choice", mark=messages.say("list.comma").join(shown), label=label)


def _name(choice: Choice) -> str:
    return choice.short or _plain(choice.label)


def _plain(label: str) -> str:
    # What stands in brackets explains the choice; she has just read it.
    return _BRACKETS.sub("", label).strip() or label
