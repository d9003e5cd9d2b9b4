"""Answer sets from files: one JSON object, JSON lines, or a spreadsheet of two columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from bot.errors import InputError
from bot.packs.answer_set import AnswerSet
from bot.questionnaire.model import Questionnaire
from bot.questionnaire.problems import Problem
from scoring.values import JsonValue

SHEET_SUFFIXES = (".xlsx", ".xlsm")


def read_file(path: Path, questionnaire: Questionnaire) -> Iterator[AnswerSet]:
    """The answer sets of a file, one by one. A sheet's cells are read by the types of its questions.

    Raises:
        InputError: the file cannot be opened, is not UTF-8, or is no workbook.
    """
    if path.suffix.lower() in SHEET_SUFFIXES:
        from bot.packs.answer_sheet import read_sheet  # noqa: PLC0415 - openpyxl is slow to load

        yield read_sheet(path, questionnaire)
        return
    try:
        with path.open(encoding="utf-8-sig") as stream:
            yield from read_stream(stream)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def read_stream(stream: Iterable[str]) -> Iterator[AnswerSet]:
    """The answer sets of a text, given by lines: one object (over one line or many) or an object a line.

    Lines are read as they are needed. A line that is no object becomes a set with its problem.

    Raises:
        InputError: the text is not UTF-8, or is empty.
    """
    try:
        yield from _sets(stream)
    except UnicodeDecodeError as error:
        raise InputError("The answers are not UTF-8 text. Save the file as UTF-8.") from error


def _sets(stream: Iterable[str]) -> Iterator[AnswerSet]:
    lines = ((number, line) for number, line in enumerate(stream, start=1) if line.strip())
    number, first = next(lines, (0, ""))
    if not first:
        raise InputError("There are no answers: the file is empty.")
    if not first.rstrip().endswith("}"):
        # One object over several lines: it cannot be told from broken lines until it is whole.
        yield _parse(first + "".join(line for _, line in lines), "", number)
        return
    following = next(lines, None)
    yield _parse(first, f"line {number}" if following else "", number)
    while following:
        number, line = following
        yield _parse(line, f"line {number}", number)
        following = next(lines, None)


def _parse(text: str, where: str, number: int) -> AnswerSet:
    try:
        values = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        place = where or f"line {number + error.lineno - 1}"
        message = f"not valid JSON: {error.msg} at column {error.colno}."
        return _unread(where, Problem(place, "ANSWERS-JSON", message, "Correct the JSON there."))
    except (ValueError, ArithmeticError, RecursionError) as error:
        message = f"not usable JSON: {error}."
        return _unread(where, Problem(where or "answers", "ANSWERS-JSON", message, "Correct the JSON."))
    if not isinstance(values, dict):
        message = "the answers are no JSON object."
        remedy = 'Write {"question id": answer, …}.'
        return _unread(where, Problem(where or "answers", "ANSWERS-OBJECT", message, remedy))
    return AnswerSet(values, where)


def _unread(where: str, problem: Problem) -> AnswerSet:
    return AnswerSet({}, where, (problem,))


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _without_repeats(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"“{twice}” is given twice")
    return found
