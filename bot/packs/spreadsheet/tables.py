"""Sheets as tables: which column is which, in which language, and rows that are read by column name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from bot.packs.places import Place
from bot.packs.spreadsheet.book import Cell, Sheet, at
from bot.packs.spreadsheet.columns import Column, Form
from bot.packs.spreadsheet.foreign import COLUMNS, HARMLESS
from bot.packs.spreadsheet.forms import FORMS
from bot.packs.spreadsheet.languages import locale_of
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.questionnaire.problems import did_you_mean

_HEADING = re.compile(r"(?P<base>[^:.]+)(?:::(?P<language>.*)|\.(?P<code>[A-Za-z][A-Za-z-]*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as it is headed: its place in the sheet, what it is, and the language it names (or none)."""

    index: int
    text: str
    column: Column | None = None
    language: str = ""
    locale: str = ""


@dataclass(slots=True)
class Table:
    """A sheet whose headings are known. `others` are headings that are no columns of the form."""

    form: Form
    headings: list[Heading] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    default: str = ""  # the locale of columns that name no language
    top: int = 1  # the row of the headings

    def place(self, row: int, name: str = "", locale: str = "") -> CellPlace:
        """A cell, or the row's first one where the sheet has no such column."""
        heading = self.heading(name, locale) if name else None
        first = min(self.rows.get(row, {1: None}))
        return at(self.form.name, row, heading.index if heading else first)

    def heading(self, name: str, locale: str = "") -> Heading | None:
        """The column of that name, in a locale."""
        found = {one.locale: one for one in self.headings if one.column and one.column.name == name}
        plain = found.get("")
        if plain and plain.column and locale == self.default and plain.column.plain_is_language:
            return found.get(locale) or plain
        return found.get(locale)

    def languages(self) -> Iterator[Heading]:
        """Headings that name a language."""
        return (heading for heading in self.headings if heading.language)


def build_table(form: Form, sheet: Sheet, report: SheetReport) -> Table:
    """Make out the headings of a sheet, and note what is wrong with them."""
    numbers = list(sheet.rows)
    table = Table(form, rows={number: sheet.rows[number] for number in numbers[1:]})
    table.top = numbers[0] if numbers else 1
    first = sheet.rows[table.top] if numbers else {}
    for cell in first.values():
        _add_heading(table, cell, report)
    for name in form.needed:
        if not any(one.column and one.column.name == name for one in table.headings):
            place = at(form.name, table.top, 1)
            report.add("SHEET-HEAD-003", place, f"the sheet has no column {name}.", f"Add a column {name}.")
    _check_cells(table, first, report)
    return table


def _add_heading(table: Table, cell: Cell, report: SheetReport) -> None:
    text = str(cell.value).strip() if cell.kind in ("text", "number") else ""
    if text.startswith("#"):
        message = f"the column “{text}” is a remark and is not read."
        report.add("SHEET-NOTICE-001", cell.place, message, "Nothing need be done.")
        table.headings.append(Heading(cell.column, text))
        return
    found = _HEADING.fullmatch(text)
    base = "_".join(found["base"].lower().split()) if found else ""
    column = table.form.column(base)
    language = (found["language"] or found["code"] or "").strip() if found else ""
    if column is not None and (column.translated or not (found and "::" in text)):
        _add_column(table, cell, Heading(cell.column, text, column, language), report)
    elif _is_foreign(table, cell, base, text, report):
        table.headings.append(Heading(cell.column, text))
    else:
        if text in table.others:
            message = f"“{text}” heads two columns."
            report.add("SHEET-HEAD-002", cell.place, message, "Rename or delete one of them.")
        table.others.setdefault(text, cell.column)
        table.headings.append(Heading(cell.column, text))


def _add_column(table: Table, cell: Cell, heading: Heading, report: SheetReport) -> None:
    column = heading.column
    assert column is not None  # noqa: S101 - the caller has looked
    same = [one for one in table.headings if one.column is column and one.language == heading.language]
    if same:
        message = f"“{heading.text}” and “{same[0].text}” are the same column."
        report.add("SHEET-HEAD-002", cell.place, message, "Keep one of them.")
    elif heading.language and not column.translated:
        message = f"“{column.name}” has no translations."
        report.add("SHEET-HEAD-001", cell.place, message, f"Write {column.name}.")
    table.headings.append(heading)


def _is_foreign(table: Table, cell: Cell, base: str, text: str, report: SheetReport) -> bool:
    """Whether it is a column of XLSForm that is left out or refused; says so."""
    name = table.form.name
    values = [row[cell.column] for row in table.rows.values() if cell.column in row]
    single = base if base in COLUMNS.get(name, {}) else text.split(":", maxsplit=1)[0].strip().lower()
    remedy = COLUMNS.get(name, {}).get(single)
    if remedy is not None:
        message = f"XLSForm's “{text}” is not supported."
        report.add(
            "SHEET-HEAD-005", (values or [cell])[0].place, message, f"{remedy} Then delete the column."
        )
        return True
    if base in HARMLESS.get(name, ()):
        message = f"“{text}” concerns other programs and is left out."
        report.add("SHEET-NOTICE-003", cell.place, message, "Nothing need be done.")
        return True
    return False


def _check_cells(table: Table, first: Mapping[int, Cell], report: SheetReport) -> None:
    """Formulas, error values and values without a heading; in columns that are read."""
    remarks = {one.index for one in table.headings if one.text.startswith("#")}
    for row in (first, *table.rows.values()):
        for index, cell in row.items():
            if index in remarks:
                continue
            if cell.kind == "formula":
                message = f"the cell holds a formula: {str(cell.value)[:40]}."
                report.add("SHEET-CELL-001", cell.place, message, "Paste its value instead.")
            elif cell.kind == "error":
                report.add(
                    "SHEET-CELL-002", cell.place, f"the cell shows {cell.value}.", "Correct or clear it."
                )
            if index not in first:
                message = "this value stands under no heading."
                report.add("SHEET-HEAD-004", cell.place, message, "Move it under its column, or clear it.")


def refuse_others(table: Table, report: SheetReport, used: frozenset[str] = frozenset()) -> None:
    """Note headings that are no columns of this sheet and not `used` otherwise."""
    names = {name for one in table.form.columns for name in (one.name, *one.aliases)}
    for text, index in table.others.items():
        if text in used:
            continue
        plain = re.split(r"::|[.:]", normalize("NFKC", text), maxsplit=1)[0].strip().lower().replace(" ", "_")
        homes = [form.name for form in FORMS.values() if form is not table.form and form.column(plain)]
        remedy = f"Did you mean “{_proper(text)}”?" if plain in names else ""
        remedy = remedy or (f"“{plain}” belongs on the sheet {homes[0]}." if homes else "")
        remedy = remedy or did_you_mean(plain, names)
        remedy = remedy or "Delete it, or begin its heading with # to keep it as a remark."
        message = f"the sheet {table.form.name} has no column “{text}”."
        report.add("SHEET-HEAD-001", at(table.form.name, table.top, index), message, remedy)


def _proper(text: str) -> str:
    base, _, rest = normalize("NFKC", text).replace("::", ":").partition(":")
    rest = re.sub(r"\s*\(", " (", rest).strip()
    return f"{base.strip()}::{rest}" if rest else base.strip()


def localise(table: Table, default: str, known: tuple[str, ...], report: SheetReport) -> None:
    """Turn the languages of headings into locales, and note what is no language or there twice."""
    table.default = default
    settled: list[Heading] = []
    for heading in table.headings:
        locale = locale_of(heading.language, known) if heading.language else ""
        if heading.column is not None:
            _check_language(table, heading, locale, settled, report)
        settled.append(Heading(heading.index, heading.text, heading.column, heading.language, locale))
    table.headings = settled


def _check_language(
    table: Table, heading: Heading, locale: str, before: list[Heading], report: SheetReport
) -> None:
    place: Place = at(table.form.name, table.top, heading.index)
    if heading.language and not locale:
        message = f"“{heading.language}” names no language by its code."
        report.add("SHEET-HEAD-006", place, message, "Write for example label::English (en).")
        return
    column = heading.column
    plain = table.default if column is not None and column.translated and column.plain_is_language else ""
    mine = locale or plain
    for one in before:
        theirs = one.locale or plain
        if one.column is column and mine == theirs and one.language != heading.language:
            message = f"“{heading.text}” and “{one.text}” are the same column in the same language."
            report.add("SHEET-HEAD-002", place, message, "Keep one of them.")
