"""Drafts as worksheets: headings that stay in view, widths, wrapped text, drop-downs; never a formula."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.packs.meaning.wording import width
from bot.packs.spreadsheet.columns import Column
from bot.packs.spreadsheet.texts import escape
from bot.packs.spreadsheet.writing.draft import Draft, Value

HEAD = Font(bold=True, color="FFFFFF")
XLSFORM = PatternFill("solid", fgColor="1F5F8B")  # headings of XLSForm's own columns
OURS = PatternFill("solid", fgColor="4A7C59")
SECTION = PatternFill("solid", fgColor="E3EEF5")
WRAPPED = Alignment(wrap_text=True, vertical="top")
_TEXT = "@"
_SPARE_ROWS = 500  # below the last one, so that drop-downs are there for new rows
_OTHER_WIDTH = 14
_LINE = 14.5  # points
_FILLED = 0.9  # how much of a line is filled before it is broken
_MOST_LINES = 12
_RISKY = ("=", "+", "-", "@")


def write_cell(
    sheet: Worksheet, row: int, column: int, value: Value | None, *, as_text: bool = False
) -> Cell:
    """Write one value: a text as a text even where it begins like a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged
    if isinstance(value, str):
        cell.value = escape(value)
        cell.data_type = "s"
        if value.startswith(_RISKY):
            cell.style = "Normal"
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value
    if as_text:
        cell.number_format = _TEXT
    cell.alignment = WRAPPED
    return cell


def write_sheet(book: Workbook, draft: Draft, columns: Mapping[tuple[str, str], str]) -> None:
    """Add a draft's worksheet; `columns` are the ranges drop-downs may take their words from."""
    sheet = book.create_sheet(draft.form.name)
    headings = draft.headings()
    for index, (text, column, _) in enumerate(headings, start=1):
        head = write_cell(sheet, 1, index, text)
        head.font = HEAD
        head.fill = XLSFORM if column and column.native else OURS
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = max(column.width if column else _OTHER_WIDTH, len(text) + 2)
        if column and column.as_text:
            sheet.column_dimensions[letter].number_format = _TEXT
        if column:
            _offer(sheet, column, letter, len(draft.rows) + _SPARE_ROWS, columns)
    for number, row in enumerate(draft.rows, start=2):
        shaded = str(row.values.get(("type", ""), "")).startswith("begin_")
        for index, (_, column, key) in enumerate(headings, start=1):
            as_text = column is None or column.as_text
            cell = write_cell(sheet, number, index, row.values.get(key), as_text=as_text)
            if shaded:
                cell.fill = SECTION
        fit_height(sheet, number)
    print_wide(sheet)
    sheet.freeze_panes = "C2" if draft.form.name in ("survey", "choices") else "B2"


def fit_height(sheet: Worksheet, row: int) -> None:
    """Make a row as high as its fullest cell needs: office programs do not all do it on their own."""
    lines = 1
    for column, cell in enumerate(sheet[row], start=1):
        room = max(sheet.column_dimensions[get_column_letter(column)].width * _FILLED, 1)
        parts = str(cell.value or "").split("\n")
        lines = max(lines, sum(max(ceil(width(part) / room), 1) for part in parts))
    sheet.row_dimensions[row].height = min(lines, _MOST_LINES) * _LINE


def print_wide(sheet: Worksheet) -> None:
    """Printed: A3 across, all columns on one page, the headings on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _offer(
    sheet: Worksheet, column: Column, letter: str, last: int, columns: Mapping[tuple[str, str], str]
) -> None:
    """A drop-down: words are the only ones allowed, a range of other cells is a suggestion."""
    if column.words:
        offer = DataValidation("list", formula1=f'"{",".join(column.words)}"', allow_blank=True)
        offer.error = f"{column.name}: {' / '.join(column.words)}"
        offer.errorTitle = column.name
        offer.showErrorMessage = True
    elif column.source and column.source in columns:
        offer = DataValidation("list", formula1=columns[column.source], allow_blank=True)
        offer.showErrorMessage = False
    else:
        return
    offer.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(offer)
