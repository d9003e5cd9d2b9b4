"""The sheet survey as an outline: sections, the questions in them, and what is said before each.

Our sections do not nest and have no condition: a run of questions in the same labelled groups is a section,
and the conditions of all groups around a question become its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.packs.spreadsheet.foreign import APPEARANCES
from bot.packs.spreadsheet.places import SheetReport
from bot.packs.spreadsheet.reading.types import AskedAs, type_of
from bot.packs.spreadsheet.rows import Row

SECTION_SUFFIX = "__section"  # set after a section's id where a question has the same
TABLE_LIST = "table-list"
_ALWAYS = frozenset({"type", "name", "label", "appearance"})
_ALLOWED = {
    "begin_group": _ALWAYS | {"relevant", "hint"},
    "note": _ALWAYS | {"relevant", "hint"},
    "end_group": _ALWAYS,
    "row": _ALWAYS | {"required"},
}


@dataclass(slots=True)
class Asked:
    """A question: row, type, conditions of its groups, what is said before it, the rows of a table."""

    row: Row
    asked_as: AskedAs
    conditions: tuple[str, ...] = ()
    notes: list[Row] = field(default_factory=list)
    rows: list[tuple[Row, AskedAs]] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it is a group with the appearance table-list."""
        return self.asked_as.word == "begin_group"


@dataclass(slots=True)
class Drafted:
    """A section: the groups it is in, the outermost first; what is said when it begins; its questions."""

    groups: tuple[Row, ...]
    notes: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The whole survey; `opening` are the notes before everything."""

    sections: list[Drafted] = field(default_factory=list)
    opening: list[Row] = field(default_factory=list)

    def asked(self) -> Iterator[Asked]:
        """Every question in order."""
        return (one for section in self.sections for one in section.asked)


class _Builder:
    def __init__(self, report: SheetReport) -> None:
        self.report = report
        self.outline = Outline()
        self.groups: list[Row] = []
        self.waiting: list[Row] = []  # notes that wait for the next question
        self.table: Asked | None = None
        self.holding: set[int] = set()  # rows of groups that hold a question
        self.begun = False

    def add(self, row: Row) -> None:
        asked_as = type_of(row)
        if asked_as is None:
            self.begun = True
            return
        if asked_as.word == "end_group":
            self.close(row)
        elif self.table is not None:
            self.add_row(row, asked_as)
        elif asked_as.word == "begin_group" and TABLE_LIST in row.text("appearance").split():
            self.table = self.ask(row, asked_as)
        elif asked_as.word == "begin_group":
            self.begun = True
            allow(row, "begin_group")
            check_appearance(row)
            self.groups.append(row)
            if row.has("hint"):
                self.waiting.append(row)
        elif asked_as.word == "note":
            self.say(row)
        else:
            check_appearance(row)
            self.ask(row, asked_as)

    def say(self, row: Row) -> None:
        allow(row, "note")
        check_appearance(row)
        if not self.begun:
            check_unconditional(row)
            self.outline.opening.append(row)
        else:
            self.waiting.append(row)

    def ask(self, row: Row, asked_as: AskedAs) -> Asked:
        self.begun = True
        path = tuple(group for group in self.groups if group.has("label"))
        sections = self.outline.sections
        if not sections or sections[-1].groups != path:
            sections.append(Drafted(path))
        section = sections[-1]
        self.holding.update(group.number for group in self.groups)
        conditions = tuple(text for group in self.groups if (text := group.text("relevant")))
        asked = Asked(row, asked_as, conditions)
        if section.asked:
            asked.notes = self.waiting
        else:
            section.notes += self.waiting
            for note in self.waiting:
                check_unconditional(note)
        self.waiting = []
        section.asked.append(asked)
        return asked

    def add_row(self, row: Row, asked_as: AskedAs) -> None:
        assert self.table is not None  # noqa: S101 - the caller has looked
        allow(row, "row")
        if asked_as.word != "select_one":
            message = f"a table holds rows of select_one, not {asked_as.word}."
            row.note("SHEET-ROW-006", message, "Move it out of the table.", "type")
        self.table.rows.append((row, asked_as))

    def close(self, row: Row) -> None:
        allow(row, "end_group")
        if self.table is not None:
            if not self.table.rows:
                message = "this table has no rows."
                self.table.row.note("SHEET-ROW-006", message, "Put select_one rows into it.", "type")
            self.table = None
        elif self.groups:
            group = self.groups.pop()
            if group.number not in self.holding:
                message = "this group holds no question."
                group.note("SHEET-ROW-003", message, "Put questions into it, or delete it.", "type")
        else:
            row.note("SHEET-ROW-003", "no group is open here.", "Delete the row.", "type")

    def finish(self) -> Outline:
        left = [*self.groups, *([self.table.row] if self.table else [])]
        for group in left:
            group.note(
                "SHEET-ROW-003", "this group is never closed.", "Add end_group after its last row.", "type"
            )
        for note in self.waiting:
            message = f"the note “{note.text('label')[:30]}” stands after the last question and is left out."
            note.note("SHEET-NOTICE-004", message, "Move it before a question to keep it.", "label")
        return self.outline


def build_outline(rows: Iterator[Row], report: SheetReport) -> Outline:
    """Put the rows of survey in order; what is wrong is noted."""
    builder = _Builder(report)
    for row in rows:
        builder.add(row)
    return builder.finish()


def allow(row: Row, kind: str) -> None:
    """Note every cell that means nothing in such a row."""
    for name, cell in row.filled():
        if name not in _ALLOWED[kind]:
            what = "a row of a table" if kind == "row" else kind
            message = f"“{name}” means nothing for {what}."
            row.report.add("SHEET-CELL-008", cell.place, message, "Clear the cell, or move it to a question.")


def is_group(row: Row) -> bool:
    """Whether what is said is the hint of a group, whose condition is that of its questions."""
    return row.text("type").lower().startswith("begin")


def check_unconditional(row: Row) -> None:
    """Note a note that has a condition."""
    if row.has("relevant") and not is_group(row):
        message = "a note with a condition of its own is not supported."
        remedy = "Put it before a question with the same condition, or into that question's hint."
        row.note("SHEET-ROW-007", message, remedy, "relevant")


def check_appearance(row: Row) -> None:
    """Refuse appearances that change what is asked; say that the others are left out."""
    words = row.text("appearance").split()
    for word in words:
        plain = word.split("(")[0].split(":")[0].lower()
        if plain in APPEARANCES:
            message = f"XLSForm's appearance “{word}” is not supported."
            row.note("SHEET-ROW-008", message, APPEARANCES[plain], "appearance")
        else:
            message = f"the appearance “{word}” is left out: a chat has no such look."
            row.note("SHEET-NOTICE-003", message, "Nothing need be done.", "appearance")
