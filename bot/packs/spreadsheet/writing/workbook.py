"""A pack as the bytes of a workbook."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bot.packs.raw import RawPack
from bot.packs.report import PackError
from bot.packs.spreadsheet.book import MAX_COLUMNS, MAX_ROWS
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.texts import escape
from bot.packs.spreadsheet.writing.draft import Draft, drafts_of
from bot.packs.spreadsheet.writing.notes import write_notes
from bot.packs.spreadsheet.writing.others import examples, settings, standard
from bot.packs.spreadsheet.writing.style import write_sheet
from bot.packs.spreadsheet.writing.survey import SurveyWriter

MAX_TEXT = 32_767  # characters of a cell, Excel's own limit


def workbook_of(pack: RawPack) -> bytes:
    """The workbook of a pack.

    Raises:
        PackError: a text is too long for a cell, or the pack for a sheet.
    """
    drafts = drafts_of([*SurveyWriter(pack).write(), settings(pack), *standard(pack), examples(pack)])
    report = SheetReport()
    for draft in drafts.values():
        _check_size(draft, report)
    report.raise_any()
    book = Workbook()
    book.remove(book.worksheets[0])
    ranges = write_notes(book, drafts)
    for draft in drafts.values():
        write_sheet(book, draft, ranges)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _check_size(draft: Draft, report: SheetReport) -> None:
    headings = draft.headings()
    if len(draft.rows) >= MAX_ROWS or len(headings) > MAX_COLUMNS:
        message = f"the sheet would have {len(draft.rows) + 1} rows and {len(headings)} columns."
        remedy = f"A sheet holds {MAX_ROWS} rows and {MAX_COLUMNS} columns: edit the folder instead."
        report.add("SHEET-WRITE-003", CellPlace(draft.form.name), message, remedy)
    for number, row in enumerate(draft.rows, start=2):
        for index, (text, _, key) in enumerate(headings, start=1):
            value = row.values.get(key)
            if isinstance(value, str) and len(escape(value)) > MAX_TEXT:
                place = CellPlace(draft.form.name, (), f"{get_column_letter(index)}{number}")
                message = f"“{text}” would have {len(value)} characters; a cell holds {MAX_TEXT}."
                report.add("SHEET-WRITE-003", place, message, "Shorten it.")


__all__ = ["MAX_TEXT", "PackError", "workbook_of"]
