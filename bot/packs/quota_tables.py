"""Tables as rows of text, whatever file they come from."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.packs.report import PackError
from bot.questionnaire.problems import Problem

UNIT_COLUMNS = ("unit", "id", "name", "单位", "责任单位", "名称", "街道", "街镇", "区", "units")
_SHEETS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its cells as trimmed text."""

    place: str
    cells: tuple[str, ...]
    header: tuple[str, ...]

    def text(self, column: int | None) -> str:
        """The cell of a column; empty where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def where(self, column: int | None) -> str:
        """How a message names the cell."""
        return self.place if column is None else f"{self.place}, {self.header[column]}"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows that hold something."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, names: Iterable[str]) -> int | None:
        """The first column with one of these names, whatever its letter case; None when there is none."""
        for name in names:
            for place, own in enumerate(self.header):
                if own.casefold() == name:
                    return place
        return None


def read_table(path: Path, header: Sequence[str]) -> Table:
    """A table from CSV (UTF-8, or GB 18030 as Excel writes it in China), JSON or a workbook's first sheet.

    A CSV or sheet whose second cell of the first row is a number has no header: `header` is taken. JSON is an
    object `{unit: number}` or `{unit: {year: number}}`, or a list of objects with the columns as keys.

    Raises:
        PackError: the file cannot be read.
    """
    try:
        if path.suffix.lower() in _SHEETS:
            rows = _sheet(path)
        else:
            written = _decoded(path.read_bytes())
            if path.suffix.lower() == ".json":
                rows = _from_json(json.loads(written), header)
            else:
                rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(written))]
    except (OSError, ValueError, TypeError, KeyError, csv.Error, zipfile.BadZipFile) as error:
        message = f"the file cannot be read: {error}."
        raise PackError(
            [Problem(str(path), "QUOTA-FILE-001", message, "Give CSV, JSON or .xlsx, CSV as UTF-8.")]
        ) from error
    return _table(path.name, rows, tuple(header))


def _table(name: str, rows: list[list[str]], header: tuple[str, ...]) -> Table:
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if numbered and _is_header(numbered[0][1]):
        header = tuple(numbered.pop(0)[1])
    return Table(name, header, tuple(Row(f"{name}, row {n}", tuple(row), header) for n, row in numbered))


def _is_header(row: Sequence[str]) -> bool:
    second = row[1].replace(",", "") if len(row) > 1 else ""
    return row[0].casefold() in UNIT_COLUMNS or not second.isdecimal()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _sheet(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and needed for workbooks only

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _from_json(data: object, header: Sequence[str]) -> list[list[str]]:
    if isinstance(data, dict):
        if all(isinstance(value, dict) for value in data.values()) and data:
            years = sorted({str(year) for row in data.values() for year in row})
            body = [[unit, *(_text(row.get(year)) for year in years)] for unit, row in data.items()]
            return [["unit", *years], *body]
        return [[*header[:1], *header[-1:]], *([unit, _text(value)] for unit, value in data.items())]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise TypeError("it is neither an object nor a list of objects")
    columns = list(dict.fromkeys(str(key) for row in data for key in row))
    return [columns, *([_text(row.get(column)) for column in columns] for row in data)]
