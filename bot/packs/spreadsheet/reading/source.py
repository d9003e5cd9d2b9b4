"""A workbook as tables in known languages: what the readers of its parts start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.packs.spreadsheet.book import Sheet, open_book, plain
from bot.packs.spreadsheet.foreign import SHEETS
from bot.packs.spreadsheet.forms import FORMS, NOTES
from bot.packs.spreadsheet.languages import Languages, guess, locale_of
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.rows import Row
from bot.packs.spreadsheet.tables import Table, build_table, localise, refuse_others
from bot.packs.spreadsheet.texts import split_ids
from bot.questionnaire.problems import did_you_mean


@dataclass(frozen=True, slots=True)
class Source:
    """The tables of a workbook, its languages, the name of its file, and the report of its problems."""

    name: str
    tables: dict[str, Table]
    languages: Languages
    report: SheetReport

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet; none when it is not there."""
        table = self.tables.get(sheet)
        return (Row(table, number, self.report) for number in table.rows) if table else iter(())

    def first(self, sheet: str) -> Row | None:
        """The first row of a sheet."""
        return next(self.rows(sheet), None)

    def place(self, sheet: str) -> CellPlace:
        """A sheet as a whole."""
        return CellPlace(sheet)


def open_source(content: bytes, name: str, report: SheetReport) -> Source:
    """Open a workbook and make out its sheets, columns and languages; what is wrong is noted."""
    sheets = open_book(content, name, FORMS, report)
    tables = {
        form: build_table(FORMS[form], sheet, report)
        for form, sheet in _known(sheets, report).items()
        if sheet.rows
    }
    if sheets and "survey" not in tables:
        message = "the workbook has no sheet survey with questions."
        near = did_you_mean("survey", [one for one in sheets if one not in FORMS])
        report.add(
            "SHEET-FILE-004", CellPlace(name), message, near or "Add it, or export a pack and edit that."
        )
    languages = _languages(tables, report)
    for table in tables.values():
        localise(table, languages.default, languages.every, report)
        if not (table.form.free or table.form.prefix or table.form.name == "choices"):
            refuse_others(table, report)
    return Source(name, tables, languages, report)


def _known(sheets: dict[str, Sheet], report: SheetReport) -> dict[str, Sheet]:
    known: dict[str, Sheet] = {}
    for sheet in sheets.values():
        called = plain(sheet.name)
        place = CellPlace(sheet.name)
        if called in known:
            report.add("SHEET-FILE-006", place, f"there are two sheets “{called}”.", "Delete one of them.")
        elif called in FORMS:
            sheet.name = called
            known[called] = sheet
            _check_seen(sheet, place, report)
        elif called in SHEETS and sheet.rows:
            report.add(
                "SHEET-FILE-006", place, f"XLSForm's sheet “{called}” is not supported.", SHEETS[called]
            )
        elif called != NOTES and sheet.rows:
            _say_unread(sheet, place, [one for one in FORMS if one not in sheets], report)
    return known


def _check_seen(sheet: Sheet, place: CellPlace, report: SheetReport) -> None:
    if sheet.hidden:
        message = "the sheet is hidden."
        report.add("SHEET-FILE-005", place, message, "Unhide it, so that everybody sees what is imported.")
    for area in sheet.merged:
        remedy = "Unmerge them, and fill in each cell that needs a value."
        report.add("SHEET-FILE-007", CellPlace(sheet.name, (), area), "these cells are merged.", remedy)


def _say_unread(sheet: Sheet, place: CellPlace, missing: list[str], report: SheetReport) -> None:
    near = did_you_mean(plain(sheet.name), missing)
    if near:
        report.add("SHEET-FILE-006", place, f"there is no sheet “{sheet.name}” in a form.", near)
    else:
        message = "this sheet is no part of the form and is not read."
        report.add("SHEET-NOTICE-001", place, message, "Nothing need be done.")


def _languages(tables: dict[str, Table], report: SheetReport) -> Languages:
    settings = tables.get("settings")
    row = Row(settings, next(iter(settings.rows)), report) if settings and settings.rows else None
    listed = split_ids(row.text("locales")) if row else ()
    named = _named(tables, listed)
    said = row.text("default_language") if row else ""
    default = locale_of(said, listed) if said and said.strip() != "default" else ""
    if said and not default and row and said.strip() != "default":
        message = f"“{said}” names no language by its code."
        row.note(
            "SHEET-HEAD-006", message, "Write for example 中文 (zh-CN) or English (en).", "default_language"
        )
    plain = [] if default else _plain_labels(tables)
    if not default:
        default = guess(plain) if plain else next(iter(named), "zh-CN")
    if plain and default in named and row:
        message = f"the columns without a language look like {default}, which has columns of its own."
        row.note("SHEET-HEAD-006", message, "Say in default_language what they are in.", "default_language")
    every = tuple(dict.fromkeys([*listed, default, *named]))
    if listed and row:
        for extra in [one for one in every if one not in listed]:
            message = f"there are columns in {extra}, which “locales” does not list."
            row.note("SHEET-HEAD-006", message, f"Add {extra}, or delete these columns.", "locales")
    return Languages(default, every)


def _named(tables: dict[str, Table], listed: tuple[str, ...]) -> list[str]:
    """The locales headings name: those of survey and choices first."""
    found: dict[str, None] = {}
    for table in tables.values():
        for heading in table.languages():
            locale = locale_of(heading.language, listed)
            if heading.column and locale:
                found[locale] = None
    return list(found)


def _plain_labels(tables: dict[str, Table]) -> list[str]:
    texts = []
    for name in ("survey", "choices"):
        table = tables.get(name)
        for heading in table.headings if table else ():
            if table and heading.column and heading.column.name == "label" and not heading.language:
                texts += [
                    str(row[heading.index].value) for row in table.rows.values() if heading.index in row
                ]
    return texts
