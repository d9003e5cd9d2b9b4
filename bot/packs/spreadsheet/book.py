"""Opening a workbook that a stranger may have made: limits first, then its cells; nothing is calculated."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.texts import unescape

MAX_FILE = 10 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_PARTS = 2_000
MAX_ROWS = 10_000
MAX_COLUMNS = 256
LAST_ROW = 2**20  # of Excel itself
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of .xls and of protected workbooks alike
_ZIP = b"PK\x03\x04"
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([^\"']+)[\"']")
# What the libraries raise for damaged files.
_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # the XML parsers' own errors are kinds of it
    InvalidFileException,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty. `kind` is text, number, truth, date, formula or error.

    `percent`: a number shown in per cent, so that the person sees a hundred times its value.
    """

    sheet: str
    row: int
    column: int
    value: object
    kind: str
    percent: bool = False

    @property
    def place(self) -> CellPlace:
        """Where it is."""
        return at(self.sheet, self.row, self.column)


@dataclass(slots=True)
class Sheet:
    """A worksheet: its cells by row, blank rows left out."""

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: tuple[str, ...] = ()  # areas such as A3:C3


def at(sheet: str, row: int, column: int) -> CellPlace:
    """The place of a cell, counted from 1."""
    return CellPlace(sheet, (), f"{get_column_letter(column)}{row}")


def plain(name: str) -> str:
    """A sheet's name as it is compared: blanks around it and upper case do not matter."""
    return name.strip().lower()


def open_book(
    content: bytes, name: str, wanted: Collection[str] | None, report: SheetReport, *, rows: int = MAX_ROWS
) -> dict[str, Sheet]:
    """The sheets of a workbook by name; empty when it cannot be used, which has been noted.

    Only the `wanted` sheets are read whole, all of them for None; a sheet may have so many `rows`.
    Formulas, error values and merged cells are kept as what they are: the caller knows which sheets matter.
    """
    place = CellPlace(name)
    if not _may_open(content, place, report):
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of no interest: drop-downs, styles
            book = load_workbook(io.BytesIO(content), read_only=True)
            try:
                return {sheet.name: sheet for sheet in _sheets(book, wanted, report, rows)}
            finally:
                book.close()
    except _DAMAGE as error:
        message = f"the workbook is damaged: {str(error)[:200] or type(error).__name__}."
        report.add("SHEET-FILE-001", place, message, "Open it in Excel and save it again as .xlsx.")
        return {}


def _may_open(content: bytes, place: CellPlace, report: SheetReport) -> bool:
    if content.startswith(_OLD):
        message = "this is the old Excel format (.xls), or a workbook protected by a password."
        report.add("SHEET-FILE-002", place, message, "Save it as .xlsx, without a password.")
    elif not content.startswith(_ZIP):
        report.add("SHEET-FILE-001", place, "this is no Excel workbook.", "Save it as .xlsx.")
    elif len(content) > MAX_FILE:
        message = f"the file has {len(content) / 2**20:.0f} MiB; {MAX_FILE // 2**20} are allowed."
        report.add("SHEET-FILE-003", place, message, "Delete pictures and other sheets.")
    else:
        return _is_harmless(content, place, report)
    return False


def _is_harmless(content: bytes, place: CellPlace, report: SheetReport) -> bool:
    """Whether it unpacks to a sane size, and its XML declares no entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if total > MAX_UNPACKED or len(parts) > MAX_PARTS:
                message = f"unpacked it has {total / 2**20:.0f} MiB in {len(parts)} parts."
                remedy = (
                    f"Keep to {MAX_UNPACKED // 2**20} MiB: delete pictures, other sheets and unused rows."
                )
                report.add("SHEET-FILE-003", place, message, remedy)
                return False
            texts = (archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels")))
            harmless = not any(
                text.startswith(_UTF16) or any(mark in text for mark in _DTD) for text in texts
            )
    except _DAMAGE as error:
        message = f"the workbook is damaged: {str(error)[:200]}."
        report.add("SHEET-FILE-001", place, message, "Open it in Excel and save it again as .xlsx.")
        return False
    if not harmless:
        message = "its XML declares entities or an encoding that no Excel writes."
        report.add("SHEET-FILE-001", place, message, "Open it in Excel and save it again as .xlsx.")
    return harmless


def _sheets(book: Any, wanted: Collection[str] | None, report: SheetReport, most: int) -> Iterator[Sheet]:  # noqa: ANN401 - untyped
    for found in book.worksheets:
        sheet = Sheet(found.title, found.sheet_state != "visible", merged=_merged(book, found))
        found.reset_dimensions()  # what the file says of its size need not be true
        whole = wanted is None or plain(sheet.name) in wanted
        _fill(sheet, found.iter_rows(max_col=MAX_COLUMNS + 1), report, most, whole=whole)
        yield sheet


def _fill(
    sheet: Sheet, rows: Iterable[tuple[ReadOnlyCell, ...]], report: SheetReport, most: int, *, whole: bool
) -> None:
    """Take the cells that are not blank; of a sheet that is not read only whether there are any."""
    gap: object = None
    for number, row in enumerate(rows, start=1):
        if row is gap and number <= LAST_ROW:
            continue  # the library gives one and the same row for all that are missing
        cells = {cell.column: _cell(sheet.name, cell) for cell in row if not _is_blank(cell)}
        gap = gap if cells else row
        within = {column: cell for column, cell in cells.items() if column <= MAX_COLUMNS}
        if within:
            sheet.rows[number] = within
        if (cells and not whole) or number > LAST_ROW:
            break
        if (cells and number > most) or len(within) < len(cells):
            message = f"a sheet may have {most} rows and {MAX_COLUMNS} columns."
            place = at(sheet.name, number, max(cells))
            report.add("SHEET-FILE-003", place, message, "Delete what is beyond.")
        if number > most and cells:
            del sheet.rows[number]
            break


def _merged(book: Any, found: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    archive = book._archive  # noqa: SLF001 - when streaming, nothing public tells of merged cells
    part = found._worksheet_path  # noqa: SLF001 - as above
    return tuple(area.decode("ascii", "replace") for area in _MERGED.findall(archive.read(part)))


def _is_blank(cell: ReadOnlyCell | EmptyCell) -> bool:
    value = cell.value
    return value is None or (isinstance(value, str) and not value.strip())


def _cell(sheet: str, cell: ReadOnlyCell) -> Cell:
    value = cell.value
    kinds = {"f": "formula", "e": "error", "b": "truth", "d": "date", "n": "number"}
    kind = kinds.get(str(cell.data_type), "text")
    if kind == "text":
        value = unescape(str(value))
    percent = kind == "number" and "%" in str(cell.number_format)
    return Cell(sheet, cell.row, cell.column, value, kind, percent)
