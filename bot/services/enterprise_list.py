"""A list of enterprises as a workbook: what a liaison works down, in her order."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill

from bot.campaign.model import Units
from bot.campaign.states import FINISHED, Progress
from bot.messages import Messages
from bot.services.listing import silent

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (30, 14, 14, 14, 14, 14, 8, 8, 10, 12, 12, 12, 6)


def list_workbook(
    members: Iterable[Progress], units: Units, on: date, messages: Messages, *, note: str
) -> bytes:
    """The enterprises in the given order, one a row, as they stood on that day; `note` is the last row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(messages.say("enterprise_list.sheet"))
    sheet.freeze_panes = "B2"
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    head = messages.variants("enterprise_list.head")
    sheet.append([_heading(sheet, text) for text in head])
    count = 1
    for one in members:
        sheet.append([_cell(sheet, value) for value in _row(one, units, on, messages)])
        count += 1
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(head) - 1)}{count}"
    sheet.append([])
    sheet.append([_cell(sheet, note)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _row(one: Progress, units: Units, on: date, messages: Messages) -> Sequence[str | int | date | None]:
    state = one.state(on)
    done = state in FINISHED
    say = messages.say
    return [
        one.name,
        _name(one.unit, units),
        _name(one.street, units),
        _name(one.park, units),
        _name(one.group, units),
        say(f"digest.state.{state}"),
        None if done else one.place,
        None if done else one.total,
        None if done else one.minutes_left,
        None if done else silent(one, on),
        say("enterprise_list.reachable" if one.reachable else "enterprise_list.unreachable"),
        one.submitted_on if done else None,
        one.level or None if done else None,
    ]


def _name(unit: str, units: Units) -> str:
    return units[unit].name if unit in units else ""


def _heading(sheet: Any, text: str) -> Any:  # noqa: ANN401 - openpyxl's write-only cells are untyped
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E3EEF6")
    return cell


def _cell(sheet: Any, value: str | int | date | None) -> Any:  # noqa: ANN401 - as above
    """A cell that is never a formula, whatever an enterprise is called."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_RISKY)
    return cell
