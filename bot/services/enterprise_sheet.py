"""A list of enterprises as a workbook. Whatever came from outside is text in it, never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bot.campaign.model import Units
from bot.campaign.states import FINISHED, Progress
from bot.messages import Messages
from storage.repositories.scope import EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork

COLUMNS = (
    ("name", 34),
    ("code", 21),
    ("unit", 14),
    ("street", 14),
    ("park", 16),
    ("group", 16),
    ("industry", 14),
    ("state", 12),
    ("place", 9),
    ("total", 9),
    ("silent", 12),
    ("last", 12),
    ("level", 7),
    ("grade", 7),
    ("reachable", 12),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(
    members: Iterable[Progress], codes: Mapping[int, str], units: Units, on: date, words: Messages
) -> bytes:
    """The enterprises, one a row, in the given order; `codes` are the credit codes by enterprise."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = words.say("commands.sheet.title")
    for column, (key, width) in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, column, words.say(f"commands.sheet.{key}"))
        head.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, one in enumerate(members, start=2):
        for column, value in enumerate(_row(one, codes.get(one.id, ""), units, on, words), start=1):
            cell = sheet.cell(row, column)
            if isinstance(cell, Cell):
                write(cell, value)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def codes_of(work: UnitOfWork, scope: Scope) -> dict[int, str]:
    """The credit codes of a scope's enterprises, by enterprise; empty where one is not known."""
    return {row.id: row.credit_code or "" for row in work.enterprises.stream(EnterpriseFilter(scope=scope))}


def write(cell: Cell, value: str | int | date | None) -> None:
    """Write one value: a text stays a text even where it begins like a formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _NOT_IN_XML.sub("", value)
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True


def _row(
    one: Progress, code: str, units: Units, on: date, words: Messages
) -> Sequence[str | int | date | None]:
    done = one.state(on) in FINISHED
    places = (_name(units, place) for place in (one.unit, one.street, one.park, one.group))
    last = max((day for day in (one.last_answer_on, one.submitted_on, one.started_on) if day), default=None)
    return (
        one.name,
        code,
        *places,
        one.industry,
        words.say(f"digest.state.{one.state(on)}"),
        one.place,
        one.total,
        None if done else one.silent_days(on),
        last,
        one.level or None if done else None,
        one.grade or None if done else None,
        words.say("commands.sheet.yes" if one.reachable else "commands.sheet.no"),
    )


def _name(units: Units, unit_id: str) -> str:
    unit = units.by_id.get(unit_id)
    return unit.name if unit else unit_id
