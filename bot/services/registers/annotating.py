"""A copy of somebody's workbook with every problem marked in its cell, and all of them listed on a sheet."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bot.messages import Messages
from bot.packs.spreadsheet.texts import escape
from bot.questionnaire.problems import Problem
from bot.services.registers.findings import Finding
from bot.services.registers.writing import RISKY

_ERROR = PatternFill("solid", fgColor="F8CBAD")
_WARNING = PatternFill("solid", fgColor="FFF2CC")
_AUTHOR = "Wenzhen"
_WIDTHS = {"A": 16, "B": 36, "C": 44, "D": 52}
_COMMENT_WIDTH, _COMMENT_HEIGHT = 320, 120  # pixels
_MOST_COMMENTS = 5_000  # more make the file slow to open; the list has them all


def annotated(content: bytes, sheet: str, found: Sequence[tuple[Finding, Problem]], words: Messages) -> bytes:
    """The workbook with its problems marked. Formulas in it become the text they were typed as.

    Raises:
        ValueError: it cannot be opened, or is too large to be: no cell of it can be marked.
    """
    if any(finding.code.startswith("REG-FILE-") for finding, _ in found):
        raise ValueError("the workbook cannot be opened")  # opening it all is what was refused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:
        raise ValueError("the workbook cannot be opened") from error
    for one in book.worksheets:
        _disarm(one)
    if sheet in book.sheetnames:
        _mark(book[sheet], found)
    _list(book, found, words)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _disarm(sheet: Worksheet) -> None:
    """Turn formulas into text: what was sent to us is never sent on as something that runs."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.data_type == "f":
                value = cell.value
                _put(cell, value if isinstance(value, str) else f"={getattr(value, 'text', '') or ''}")


def _mark(sheet: Worksheet, found: Sequence[tuple[Finding, Problem]]) -> None:
    by_cell: dict[tuple[int, int], list[tuple[Finding, Problem]]] = {}
    for finding, problem in found:
        place = (max(finding.row, 1), max(finding.column, 1))
        by_cell.setdefault(place, []).append((finding, problem))
    for number, (place, here) in enumerate(by_cell.items()):
        cell = sheet.cell(*place)
        if not isinstance(cell, Cell):  # within a merged area: the note stands at its first cell
            continue
        cell.fill = _WARNING if all(finding.is_warning for finding, _ in here) else _ERROR
        if number < _MOST_COMMENTS:
            text = "\n".join(f"{problem.message}{problem.remedy} [{problem.code}]" for _, problem in here)
            cell.comment = Comment(escape(text), _AUTHOR, height=_COMMENT_HEIGHT, width=_COMMENT_WIDTH)


def _list(book: Workbook, found: Sequence[tuple[Finding, Problem]], words: Messages) -> None:
    title = words.say("registers.problems")
    sheet = book.create_sheet(title)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    kinds: Mapping[bool, str] = {
        True: words.say("registers.warning"),
        False: words.say("registers.error"),
    }
    for number, (finding, problem) in enumerate(found, start=1):
        kind = f"{kinds[finding.is_warning]} {problem.code}"
        for column, text in enumerate((kind, problem.where, problem.message, problem.remedy), start=1):
            cell = sheet.cell(number, column)
            if isinstance(cell, Cell):
                _put(cell, text)


def _put(cell: Cell, text: str) -> None:
    cell.value = escape(text)
    cell.data_type = "s"
    if text.startswith(RISKY):
        cell.quotePrefix = True
