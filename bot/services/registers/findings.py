"""What is found wrong with a register's workbook, by code; worded for a person in her language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from openpyxl.utils import get_column_letter

from bot.errors import nearest
from bot.messages import Messages
from bot.questionnaire.problems import Problem

WARNINGS = frozenset({"REG-HEAD-002", "REG-NAME-003", "REG-CODE-002", "REG-CODE-003"})
"""What is noted and stops nothing: real exceptions exist, or nothing is lost."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. `row` and `column` count from 1; 0 is the whole sheet, or the whole row.

    `fields` fill its wording; `hint` is a name it may have been meant for.
    """

    code: str
    row: int = 0
    column: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether it stops nothing."""
        return self.code in WARNINGS


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """As they stand in the sheet: by row, column and code."""
    return sorted(findings, key=lambda one: (one.row, one.column, one.code))


def worded(finding: Finding, words: Messages, sheet: str, headings: Mapping[int, str]) -> Problem:
    """The problem in words: where, which rule, what to do. `headings` are the sheet's own."""
    cell = f"{get_column_letter(max(finding.column, 1))}{max(finding.row, 1)}"
    if not finding.row:
        where = sheet
    elif finding.column in headings:
        where = words.say(
            "registers.where", sheet=sheet, row=finding.row, column=headings[finding.column], cell=cell
        )
    else:
        where = words.say("registers.where_row", sheet=sheet, row=finding.row, cell=cell)
    hint = words.say("registers.mean", name=finding.hint) if finding.hint else ""
    message = words.say(f"registers.problem.{finding.code}", **finding.fields)
    remedy = words.say(f"registers.remedy.{finding.code}", **{"hint": hint, **finding.fields})
    return Problem(where, finding.code, message, remedy.strip())


@lru_cache(maxsize=2048)
def suggestion(word: str, known: tuple[str, ...]) -> str:
    """The known name most like a misspelt one; a list of many wrong rows asks for the same few again."""
    return nearest(word, known)
