"""One row of a table, read column by column: each reader notes what is wrong with its cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar
from unicodedata import normalize

from bot.packs.spreadsheet.book import Cell
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.tables import Table
from bot.packs.spreadsheet.texts import exact_of, exact_text, split_ids, split_pairs, split_texts
from bot.questionnaire.problems import did_you_mean

T = TypeVar("T")
_YES = frozenset({"yes", "true", "true()", "1", "是"})
_NO = frozenset({"no", "false", "false()", "0", "否"})
_FORMS = {
    "id": (
        re.compile(r"[a-z][a-z0-9_-]*"),
        "an id: a lower-case letter, then lower-case letters, digits, - or _",
    ),
    "key": (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*"),
        "a key: letters, digits, dots, - or _, beginning with a letter or digit",
    ),
}
_AS_TEXT = "Format the cell as text and type it again."


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row, with the table it is in and the report that hears of its problems."""

    table: Table
    number: int
    report: SheetReport

    def cell(self, name: str, locale: str = "") -> Cell | None:
        """The cell of a column, None when it is blank or the column is not there."""
        heading = self.table.heading(name, locale)
        return self.table.rows[self.number].get(heading.index) if heading else None

    def place(self, name: str = "", locale: str = "") -> CellPlace:
        """Where the cell of a column is, or would be."""
        return self.table.place(self.number, name, locale)

    def has(self, *names: str) -> bool:
        """Whether any of these columns is filled in, in any language."""
        cells = self.table.rows[self.number]
        return any(
            one.index in cells for one in self.table.headings if one.column and one.column.name in names
        )

    def filled(self) -> Iterable[tuple[str, Cell]]:
        """Every filled cell of a column of the form, with the column's name."""
        cells = self.table.rows[self.number]
        for one in self.table.headings:
            if one.column and one.index in cells:
                yield one.column.name, cells[one.index]

    def note(self, code: str, message: str, remedy: str, name: str = "", locale: str = "") -> None:
        """Note a problem with a cell."""
        self.report.add(code, self.place(name, locale), message, remedy)

    def text(self, name: str, locale: str = "") -> str:
        """The text of a cell as it is; a number as it is written."""
        cell = self.cell(name, locale)
        return "" if cell is None else text_of(cell, self.report)

    def word(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """One of a few words."""
        found = self.text(name).strip()
        if not found or found in allowed:
            return found or default
        remedy = did_you_mean(found, allowed) or f"Use one of: {', '.join(allowed)}."
        self.note("SHEET-CELL-006", f"“{found}” is not one of: {', '.join(allowed)}.", remedy, name)
        return default

    def flag(self, name: str) -> bool:
        """Ticked with yes."""
        cell = self.cell(name)
        if cell is None:
            return False
        said = str(cell.value).strip().lower()
        if cell.kind == "text" and "${" in said:
            message = f"a condition in “{name}” is not supported."
            remedy = "Write yes or no; put the condition into relevant."
            self.note("SHEET-CELL-006", message, remedy, name)
        elif said not in _YES | _NO:
            self.note("SHEET-CELL-006", f"“{said}” is neither yes nor no.", "Write yes or no.", name)
        return said in _YES

    def ident(self, name: str, form: str = "id", *, fold: bool = False) -> str:
        """An id or key; empty when it is none. With `fold`, upper-case letters become lower-case ones."""
        cell = self.cell(name)
        return "" if cell is None else ident_of(cell, form, self.report, fold=fold)

    def exact(self, name: str) -> Fraction | None:
        """A number, exactly."""
        cell = self.cell(name)
        return None if cell is None else exact_in(cell, self.report)

    def decimal(self, name: str) -> Decimal | None:
        """A decimal number of any length."""
        cell = self.cell(name)
        if cell is None:
            return None
        if cell.percent or cell.kind in ("date", "truth"):
            exact_in(cell, self.report)  # says what is wrong
            return None
        try:
            found = Decimal(repr(cell.value) if cell.kind == "number" else str(cell.value).strip())
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite():
            return found
        self.note(
            "SHEET-CELL-004", f"“{cell.value}” is no number.", "Write a number in half-width digits.", name
        )
        return None

    def whole(self, name: str) -> int | None:
        """A whole number of 0 or more."""
        found = self.exact(name)
        if found is None or (found.denominator == 1 and found >= 0):
            return None if found is None else int(found)
        self.note(
            "SHEET-CELL-004", f"{exact_text(found)} is no whole number from 0.", "Write 0, 1, 2 …", name
        )
        return None

    def ids(self, name: str, form: str = "key") -> tuple[str, ...]:
        """Several ids or keys, each once."""
        cell = self.cell(name)
        found = split_ids(text_of(cell, self.report)) if cell else ()
        for one in found:
            _check_form(one, form, cell.place, self.report) if cell else None
        return tuple(dict.fromkeys(found))

    def texts(self, name: str, locale: str = "") -> tuple[str, ...]:
        """Several texts."""
        try:
            return split_texts(self.text(name, locale))
        except ValueError as error:
            remedy = "Divide the texts by semicolons."
            self.note("SHEET-CELL-007", f"the list cannot be read: {error}.", remedy, name, locale)
            return ()

    def pairs(self, name: str) -> tuple[tuple[Fraction, Fraction], ...]:
        """Pairs of numbers such as `0=0; 20=1`."""
        try:
            return tuple((exact_of(one), exact_of(two)) for one, two in split_pairs(self.text(name)))
        except ValueError as error:
            self.note("SHEET-CELL-007", f"{error}.", "Write for example 0=0; 20=1; 60=2.", name)
            return ()


def text_of(cell: Cell, report: SheetReport) -> str:
    """What a cell says, a number as it is written."""
    if cell.kind in ("date", "truth"):
        what = "a date" if cell.kind == "date" else "a truth value"
        report.add("SHEET-CELL-003", cell.place, f"Excel has made {what} of this: {cell.value}.", _AS_TEXT)
        return ""
    if cell.kind == "number":
        whole = isinstance(cell.value, float) and cell.value.is_integer()
        return str(int(cell.value)) if whole and isinstance(cell.value, float) else str(cell.value)
    return str(cell.value) if cell.kind == "text" else ""


def ident_of(cell: Cell, form: str, report: SheetReport, *, fold: bool = False) -> str:
    """The id or key in a cell; empty when it is none, which is noted."""
    found = text_of(cell, report)
    if fold and found != found.lower():
        message = f"“{found}” is called “{found.lower()}” here."
        report.add("SHEET-NOTICE-002", cell.place, message, "Nothing need be done.")
        found = found.lower()
    return found if not found or _check_form(found, form, cell.place, report) else ""


def _check_form(found: str, form: str, place: CellPlace, report: SheetReport) -> bool:
    pattern, said = _FORMS[form]
    if pattern.fullmatch(found):
        return True
    better = re.sub(r"\s+", "_", normalize("NFKC", found).strip())
    better = better.lower() if form == "id" else better
    message = f"“{found}” is not {said}."
    if found != found.strip():
        message = f"“{found}” begins or ends with a blank."
    remedy = f"Write “{better}”." if pattern.fullmatch(better) else f"Write {said}."
    report.add("SHEET-CELL-005", place, message, remedy)
    return False


def exact_in(cell: Cell, report: SheetReport) -> Fraction | None:
    """The number in a cell, exactly; None when it is none, which is noted."""
    if cell.percent:
        message = f"the cell is shown in per cent; its value is {cell.value}, not a hundred times that."
        report.add("SHEET-CELL-004", cell.place, message, "Format the cell as a number and type it again.")
        return None
    if cell.kind in ("date", "truth"):
        text_of(cell, report)
        return None
    written = f"{Decimal(repr(cell.value)):f}" if cell.kind == "number" else str(cell.value).strip()
    try:
        return exact_of(written)
    except ValueError as error:
        remedy = "Write a number in half-width digits: 15, 7.5, or 1/3 as text, with at most 15 digits."
        report.add("SHEET-CELL-004", cell.place, f"{error}.", remedy)
        return None
