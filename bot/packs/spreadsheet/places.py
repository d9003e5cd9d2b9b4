"""Cells as places of a pack, so that its own checks name the cell; and the report that knows notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.packs.places import Place
from bot.packs.report import Report
from bot.packs.spreadsheet.codes import NOTICE
from bot.questionnaire.problems import Problem


@dataclass(frozen=True, slots=True)
class CellPlace(Place):
    """A cell: `file` is the sheet, `label` the coordinate; `parts` are the cells of the keys inside it.

    A key that has no cell of its own stands where its table does.
    """

    parts: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def __truediv__(self, key: str | int) -> Place:
        """The cell of a key, or this one."""
        return self.parts.get(str(key), self)

    def named(self, name: str) -> Place:  # noqa: ARG002 - a cell has its coordinate for a name
        """Itself."""
        return self

    def said(self, text: str = "") -> str:  # noqa: ARG002 - the lines of a file mean nothing here
        """As a message names it, e.g. `survey!C14`; a whole sheet or file by its name."""
        return f"{self.file}!{self.label}" if self.label else self.file

    def holding(self, parts: Mapping[str, Place]) -> CellPlace:
        """The same cell, with the cells of these keys inside it."""
        return CellPlace(self.file, (), self.label, {**self.parts, **parts})


class SheetReport(Report):
    """Collects problems, and apart from them notices, which do not stop an import."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Problem] = []

    def add(self, code: str, place: Place, message: str, remedy: str) -> None:
        """Note a problem or, by its code, a notice; the same one only once."""
        if code.startswith(NOTICE):
            problem = Problem(place.said(), code, message, remedy)
            if problem not in self.notices:
                self.notices.append(problem)
            return
        super().add(code, place, message, remedy)
        if self.problems[-1] in self.problems[:-1]:
            self.problems.pop()
        self.damaged = self.damaged or code.startswith("SHEET")
