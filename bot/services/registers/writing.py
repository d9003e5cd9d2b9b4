"""The register as a workbook: the list, drop-downs, the notes; never a formula in a cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot import messages
from bot.campaign.model import UnitKind
from bot.messages import Messages
from bot.packs.spreadsheet.texts import escape
from bot.services.registers.columns import COLUMNS, Column, Entry
from bot.services.registers.vocabulary import Vocabulary

RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%")
"""How a text begins that a spreadsheet may take for a formula or a command."""

_HEAD = Font(bold=True, color="FFFFFF")
_NEEDED = PatternFill("solid", fgColor="1F5F8B")
_OPTIONAL = PatternFill("solid", fgColor="5B6876")
_LINE = Side(style="thin", color="D5DCE4")
_FRAME = Border(bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TOP = Alignment(vertical="top")
_TEXT = "@"
_A3 = "8"  # Excel's number of the paper size
_OFFERED = 20_000  # rows with drop-downs
_NUMBERS = ("id", "headcount")
_GUIDE_WIDTHS = (22, 96)
_LISTS = ("unit", "street_unit", "street", "park", "industry", "size")


def workbook(
    entries: Iterable[tuple[int | None, Entry]], vocabulary: Vocabulary, locale: str, *, offers: bool = True
) -> bytes:
    """The register's workbook; `offers` adds the notes, the choices and drop-downs.

    Texts are text cells whatever they begin with; those a spreadsheet might still take for a formula when
    somebody edits them are marked as text (Excel's quote prefix) too.
    """
    words = messages.load(locale)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(words.say("registers.sheet"))
    for index, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        if column.key not in _NUMBERS:
            dimension.number_format = _TEXT
    sheet.freeze_panes = "C2"
    _print_wide(sheet)
    if offers:
        _offer(sheet, vocabulary, words)
    sheet.append([_heading(sheet, column, words) for column in COLUMNS])
    for number, entry in entries:
        sheet.append([text_cell(sheet, value) for value in _values(number, entry, vocabulary)])
    if offers:
        _write_guide(book, words)
        _write_lists(book, vocabulary, words)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def template(vocabulary: Vocabulary, locale: str) -> bytes:
    """An empty workbook to fill in."""
    return workbook((), vocabulary, locale)


def text_cell(sheet: Any, value: str | int | None) -> Any:  # noqa: ANN401 - openpyxl's write-only cells are untyped
    """A cell that is never a formula."""
    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value
    cell = WriteOnlyCell(sheet)
    cell.value = escape(value)
    cell.data_type = "s"
    cell.number_format = _TEXT
    if value.startswith(RISKY):
        cell.quotePrefix = True
    return cell


def _values(number: int | None, entry: Entry, vocabulary: Vocabulary) -> list[str | int | None]:
    values: list[str | int | None] = [
        number,
        entry.name,
        entry.code,
        vocabulary.responsible.written.get(entry.unit, entry.unit),
        vocabulary.name(entry.street),
        vocabulary.name(entry.park),
        vocabulary.name(entry.group),
        vocabulary.industries.written.get(entry.industry, entry.industry),
        vocabulary.sizes.written.get(entry.size, entry.size),
        entry.headcount,
    ]
    for name, phone in entry.contacts:
        values += [name, phone]
    return [*values, *[None] * (len(COLUMNS) - len(values))]


def _heading(sheet: Any, column: Column, words: Messages) -> Any:  # noqa: ANN401 - as text_cell
    cell = WriteOnlyCell(sheet, words.say(f"registers.column.{column.key}"))
    cell.font = _HEAD
    cell.fill = _NEEDED if column.needed else _OPTIONAL
    cell.alignment = _WRAPPED
    return cell


def _offer(sheet: Worksheet, vocabulary: Vocabulary, words: Messages) -> None:
    """Drop-downs: units, industries and sizes only from their lists, streets those of the row's unit."""
    places = {column.key: get_column_letter(index) for index, column in enumerate(COLUMNS, start=1)}
    lists = quote_sheetname(words.say("registers.lists"))
    letters = {key: get_column_letter(index) for index, key in enumerate(_LISTS, start=1)}
    lengths = {key: len(rows) for key, rows in zip(_LISTS, _columns_of(vocabulary), strict=True)}

    def whole(key: str) -> str:
        return f"{lists}!${letters[key]}$2:${letters[key]}${lengths[key] + 1}"

    unit = f"${places['unit']}2"
    streets = (
        f"OFFSET({lists}!${letters['street']}$1,MATCH({unit},{whole('street_unit')},0),0,"
        f"MAX(1,COUNTIF({whole('street_unit')},{unit})),1)"
    )
    offers = [
        ("unit", whole("unit"), True),
        ("industry", whole("industry"), True),
        ("size", whole("size"), True),
        ("street", streets, False),
        ("park", whole("park"), False),
    ]
    for key, formula, strict in offers:
        offer = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=strict)
        offer.errorTitle = words.say(f"registers.column.{key}")
        offer.error = words.say(f"registers.about.{key}")
        offer.add(f"{places[key]}2:{places[key]}{_OFFERED}")
        sheet.data_validations.append(offer)


def _columns_of(vocabulary: Vocabulary) -> tuple[Sequence[str], ...]:
    """The lists of the sheet of choices, in the order of `_LISTS`."""
    units = vocabulary.units
    streets = [
        (vocabulary.responsible.written[district.id], vocabulary.name(street.id))
        for district in units.children(units.root.id, UnitKind.DISTRICT)
        for street in units.children(district.id, UnitKind.STREET)
    ]
    return (
        vocabulary.responsible.all,
        [unit for unit, _ in streets],
        [street for _, street in streets],
        vocabulary.all_of(UnitKind.PARK),
        vocabulary.industries.all,
        vocabulary.sizes.all,
    )


def _print_wide(sheet: Worksheet) -> None:
    """Printed: across, all columns on one page, the headings on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _write_lists(book: Workbook, vocabulary: Vocabulary, words: Messages) -> None:
    sheet = book.create_sheet(words.say("registers.lists"))
    _print_wide(sheet)
    columns = _columns_of(vocabulary)
    for index in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 24
    heads = ("unit", "unit", "street", "park", "industry", "size")
    sheet.append([_plain_head(sheet, words.say(f"registers.column.{key}")) for key in heads])
    for place in range(max(map(len, columns))):
        sheet.append([text_cell(sheet, rows[place]) if place < len(rows) else None for rows in columns])


def _write_guide(book: Workbook, words: Messages) -> None:
    sheet = book.create_sheet(words.say("registers.notes"))
    _print_wide(sheet)
    for index, width in enumerate(_GUIDE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([_plain_head(sheet, words.say("registers.guide.title")), _plain_head(sheet, "")])
    for number, line in enumerate(words.variants("registers.guide.lines"), start=1):
        sheet.append([text_cell(sheet, f"{number}"), _wrapped(sheet, line)])
    sheet.append([])
    heads = (words.say("registers.guide.column"), words.say("registers.guide.meaning"))
    sheet.append([_plain_head(sheet, head) for head in heads])
    for column in COLUMNS:
        about = words.say(f"registers.about.{column.key}")
        sheet.append([text_cell(sheet, words.say(f"registers.column.{column.key}")), _wrapped(sheet, about)])


def _plain_head(sheet: Any, text: str) -> Any:  # noqa: ANN401 - as text_cell
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = _HEAD, _NEEDED
    return cell


def _wrapped(sheet: Any, text: str) -> Any:  # noqa: ANN401 - as text_cell
    cell = text_cell(sheet, text)
    cell.alignment, cell.border = _WRAPPED, _FRAME
    return cell
