"""The sheet choices: lists of choices, and the columns of an author's own that choice_filter compares."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.packs.places import Place
from bot.packs.spreadsheet.places import CellPlace
from bot.packs.spreadsheet.reading.source import Source
from bot.packs.spreadsheet.rows import Row, text_of
from bot.questionnaire.problems import did_you_mean

YES_NO = frozenset({"yes", "no"})


@dataclass(slots=True)
class ChoiceList:
    """One list: its rows by the choice's key. `used` once a question names it."""

    name: str
    rows: dict[str, Row] = field(default_factory=dict)
    used: bool = False

    @property
    def is_yes_no(self) -> bool:
        """Whether a select_one over it is a yes/no."""
        return set(self.rows) == YES_NO

    def place(self, column: str) -> Place:
        """The first filled cell of a column, else the list's first row."""
        row = next((one for one in self.rows.values() if one.has(column)), next(iter(self.rows.values())))
        return row.place(column)

    def places(self, column: str, locale: str = "") -> CellPlace:
        """The cells of a column, by the choice's key."""
        parts: dict[str, Place] = {key: row.place(column, locale) for key, row in self.rows.items()}
        first = next(iter(self.rows.values())).place(column, locale)
        return first.holding(parts)


class Lists:
    """Every list of the sheet choices, by name."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lists: dict[str, ChoiceList] = {}
        self.compared: set[str] = set()  # headings of an author's own that some choice_filter compares
        for row in source.rows("choices"):
            self._add(row)

    def get(self, name: str, row: Row) -> ChoiceList | None:
        """The list a question names; None when it is not there, which is noted."""
        found = self.lists.get(name)
        if found is None:
            remedy = did_you_mean(name, self.lists) or f"Add its choices, with {name} in their list_name."
            row.note("SHEET-ROW-005", f"the sheet choices has no list “{name}”.", remedy, "type")
        else:
            found.used = True
        return found

    def column(self, name: str) -> bool:
        """Whether choice_filter may compare a column of that name; remembers that one does."""
        table = self.source.tables.get("choices")
        if name == "name":
            return True
        self.compared.add(name)
        return bool(table and name in table.others)

    def value(self, choice: Row, column: str) -> str:
        """What a choice has in such a column."""
        if column == "name":
            return choice.text("name")
        cell = choice.table.rows[choice.number].get(choice.table.others[column])
        return "" if cell is None else text_of(cell, choice.report)

    def check_unused(self) -> None:
        """Say which lists no question names."""
        for one in self.lists.values():
            if not one.used:
                row = next(iter(one.rows.values()))
                message = f"no question uses the list “{one.name}”; it is left out."
                row.note("SHEET-NOTICE-006", message, "Nothing need be done.", "list_name")

    def _add(self, row: Row) -> None:
        name, key = row.text("list_name").strip(), row.ident("name", "key")
        for column in ("list_name", "name"):
            if not row.has(column) and row.table.heading(column):
                row.note("SHEET-CELL-009", f"this choice has no {column}.", "Fill it in.", column)
        if not name or not key:
            return
        rows = self.lists.setdefault(name, ChoiceList(name)).rows
        if key in rows:
            message = f"the list “{name}” has “{key}” in row {rows[key].number} already."
            row.note("SHEET-ROW-004", message, "Give each choice of a list its own name.", "name")
        rows.setdefault(key, row)
