"""A register's workbook as a table: the right sheet, its headings, rows of cells not yet understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import range_boundaries

from bot import messages
from bot.packs.spreadsheet.book import Cell, Sheet, open_book
from bot.packs.spreadsheet.places import SheetReport
from bot.services.registers.columns import BY_KEY, COLUMNS
from bot.services.registers.findings import Finding, suggestion
from bot.services.registers.vocabulary import folded

MAX_ROWS = 30_000
_HEADINGS_WITHIN = 6  # rows; a title and a date often stand above the headings
_FILE_CODES = {"SHEET-FILE-002": "REG-FILE-002", "SHEET-FILE-003": "REG-FILE-003"}


@dataclass(slots=True)
class Table:
    """The list of enterprises in a workbook: its sheet, its columns by key, its rows.

    `headings` are the sheet's own words by column; `findings` what is wrong so far.
    """

    sheet: str = ""
    top: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether its rows can be looked at."""
        return bool(self.columns) and not any(one.code == "REG-HEAD-001" for one in self.findings)


def heading_names() -> dict[str, str]:
    """Every heading a column goes by in any language, folded, and the column's key."""
    found: dict[str, str] = {}
    for locale in messages.locales():
        words = messages.load(locale)
        for column in COLUMNS:
            for name in words.variants(f"registers.column.{column.key}"):
                found.setdefault(folded(name), column.key)
    return found


def read_table(content: bytes, name: str, locale: str) -> Table:
    """The list of enterprises in the bytes of a workbook called `name`, with everything wrong about it."""
    report = SheetReport()
    sheets = open_book(content, name, None, report, rows=MAX_ROWS)
    table = Table()
    for problem in report.problems:
        code = _FILE_CODES.get(problem.code, "REG-FILE-001")
        table.findings.append(Finding(code, fields={"detail": problem.message.rstrip(".")}))
    if not sheets:
        table.sheet = name
        return table
    names = heading_names()
    sheet, top = _find(sheets, names)
    words = messages.load(locale)
    if sheet is None:
        table.sheet = name
        needed = "”“".join(words.say(f"registers.column.{one.key}") for one in COLUMNS if one.needed)
        fields = {"needed": needed, "sheets": ", ".join(sheets)}
        table.findings.append(Finding("REG-SHEET-001", fields=fields))
        return table
    table.sheet, table.top = sheet.name, top
    _take_headings(table, sheet.rows[top], names, locale)
    table.rows = {number: cells for number, cells in sheet.rows.items() if number > top}
    table.findings += _merged(sheet, top)
    if not table.rows:
        table.findings.append(Finding("REG-SHEET-003", top))
    return table


def _find(sheets: Mapping[str, Sheet], names: Mapping[str, str]) -> tuple[Sheet | None, int]:
    """The sheet and row that hold the most of our headings, the needed ones among them if any do."""
    best: tuple[int, Sheet | None, int] = (0, None, 0)
    for sheet in sheets.values():
        for number in [one for one in sheet.rows if one <= _HEADINGS_WITHIN]:
            keys = {names.get(folded(str(cell.value)), "") for cell in sheet.rows[number].values()} - {""}
            score = len(keys) + 100 * sum(column.needed and column.key in keys for column in COLUMNS)
            if score > best[0]:
                best = (score, sheet, number)
    score, found, number = best
    return (found, number) if score > 100 else (None, 0)  # noqa: PLR2004 - one needed column at least


def _take_headings(table: Table, cells: Mapping[int, Cell], names: Mapping[str, str], locale: str) -> None:
    known = tuple(
        name for key in BY_KEY for name in messages.load(locale).variants(f"registers.column.{key}")
    )
    for index, cell in cells.items():
        text = str(cell.value).strip()
        table.headings[index] = text
        key = names.get(folded(text))
        if key is None:
            hint = suggestion(text, known)
            finding = Finding("REG-HEAD-002", table.top, index, {"column": text}, hint)
            table.findings.append(finding)
        elif key in table.columns:
            table.findings.append(Finding("REG-HEAD-003", table.top, index, {"column": text}))
        else:
            table.columns[key] = index
    for column in COLUMNS:
        if column.needed and column.key not in table.columns:
            said = messages.load(locale).say(f"registers.column.{column.key}")
            table.findings.append(Finding("REG-HEAD-001", table.top, fields={"column": said}))


def _merged(sheet: Sheet, top: int) -> Iterator[Finding]:
    """Merged areas that reach the headings or rows; a merged title above them does no harm."""
    for area in sheet.merged:
        try:
            left, _, _, bottom = range_boundaries(area)
        except ValueError:
            left, bottom = 1, top
        if (bottom or top) >= top:
            first = int(range_boundaries(area)[1] or top) if ":" in area else top
            yield Finding("REG-SHEET-002", max(first, top), left or 1, {"area": area})
