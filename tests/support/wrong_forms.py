"""Forms with one thing wrong: what to change in a workbook, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

Change = Callable[[Workbook], object]


@dataclass(frozen=True)
class Wrong:
    """A form (or this one), a change to it, its problems: code, where, part of the remedy."""

    expected: tuple[tuple[str, str, str], ...]
    form: str = """
    | survey | type    | name | label | hint |
    |        | integer | q1   | One?  |      |
    |        | text    | q2   | Two?  |      |
    """
    change: Change | None = None


def setting(address: str, value: object, number_format: str = "") -> Change:
    def change(book: Workbook) -> None:
        cell = book["survey"][address]
        assert isinstance(cell, Cell)
        cell.value = value  # type: ignore[assignment]
        if number_format:
            cell.number_format = number_format

    return change


def error_value(book: Workbook) -> None:
    book["survey"]["C3"].data_type = "e"
    book["survey"]["C3"].value = "#REF!"


def hide(book: Workbook) -> None:
    book.create_sheet("other")
    book["survey"].sheet_state = "hidden"
