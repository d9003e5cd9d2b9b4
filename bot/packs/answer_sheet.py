"""An answer sheet: the first worksheet of a workbook, question ids in column A, answers in column B.

A first row whose first cell is no question id is a heading. An empty answer is no answer. A cell is read by
its question's type: a choice's key; several keys divided by commas, semicolons or `、`; a number (a cell
formatted as a percentage counts in percent); yes/no, 是/否 or TRUE/FALSE; a date; text. A text that begins
with `{` or `[` is read as the JSON answer value: so grids, files, `[]` and “not applicable” are written.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from bot.errors import InputError
from bot.packs.answer_set import AnswerSet
from bot.questionnaire.model import Question, Questionnaire
from bot.questionnaire.problems import Problem, did_you_mean
from scoring.values import JsonValue

_YES = frozenset({"yes", "y", "true", "是", "有"})
_NO = frozenset({"no", "n", "false", "否", "没有", "无"})
_BETWEEN = re.compile(r"[,，;；、\s]+")


class _CellError(ValueError):
    """A cell cannot be read as its question's answer; the text says why."""


def read_sheet(path: Path, questionnaire: Questionnaire) -> AnswerSet:
    """Read one answer sheet; problems name the cell.

    Raises:
        InputError: the file is no workbook.
    """
    try:
        book = load_workbook(path)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a workbook: {error}.") from error
    sheet = book.worksheets[0]
    values: dict[str, JsonValue] = {}
    problems = []
    for number, row in enumerate(sheet.iter_rows(min_col=1, max_col=2), start=1):
        name, cell = _text(row[0].value), row[1]
        where = f"{sheet.title}!{cell.coordinate}"
        if not name or (number == 1 and name not in questionnaire.index):
            continue
        try:
            value = _answer(name, cell, questionnaire, values)
        except _CellError as error:
            problems.append(Problem(where, "ANSWERS-CELL", str(error), "Correct that cell."))
            continue
        if value is not None:
            values[name] = value
    return AnswerSet({} if problems else values, "", tuple(problems))


def _answer(
    name: str, cell: Cell | MergedCell, questionnaire: Questionnaire, before: Mapping[str, JsonValue]
) -> JsonValue:
    if name not in questionnaire.index:
        hint = did_you_mean(name, questionnaire.index) or "Use the ids of the questionnaire."
        raise _CellError(f"there is no question “{name}”. {hint}")
    if name in before:
        raise _CellError(f"“{name}” is answered twice.")
    return _read(questionnaire.question(name), cell)


def _read(question: Question, cell: Cell | MergedCell) -> JsonValue:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        raise _CellError("the answer is a formula; paste its value instead.")
    if isinstance(value, str) and value.strip().startswith(("{", "[")):
        return _json(value)
    return _READERS.get(question.type, _as_text)(value, cell)


def _json(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise _CellError(f"not valid JSON: {error}.") from error
    return value


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _as_text(value: object, cell: Cell | MergedCell) -> JsonValue:  # noqa: ARG001 - one signature for all
    return _text(value)


def _as_keys(value: object, cell: Cell | MergedCell) -> JsonValue:  # noqa: ARG001 - one signature for all
    return [key for key in _BETWEEN.split(_text(value)) if key]


def _as_number(value: object, cell: Cell | MergedCell) -> JsonValue:
    try:
        if isinstance(value, bool):
            raise _CellError(f"{value} is no number.")
        text = _text(value).replace(",", "")
        if text.endswith(("%", "％")):
            return Decimal(text[:-1].strip())
        number = Decimal(text)
    except InvalidOperation as error:
        raise _CellError(f"“{value}” is no number.") from error
    percent = isinstance(value, int | float) and "%" in str(cell.number_format)
    return number * 100 if percent else number


def _as_yes_no(value: object, cell: Cell | MergedCell) -> JsonValue:  # noqa: ARG001 - one signature for all
    word = _text(value).lower()
    if word in _YES | _NO:
        return word in _YES
    raise _CellError(f"“{value}” is neither yes nor no.")


def _as_date(value: object, cell: Cell | MergedCell) -> JsonValue:  # noqa: ARG001 - one signature for all
    return value.date().isoformat() if isinstance(value, datetime) else _text(value)


_READERS: dict[str, Callable[[object, Cell | MergedCell], JsonValue]] = {
    "multiple": _as_keys,
    "number": _as_number,
    "percent": _as_number,
    "yesno": _as_yes_no,
    "date": _as_date,
}
