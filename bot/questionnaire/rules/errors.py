"""What is wrong with an expression: where in it, what was expected, what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import WenzhenError


class FaultKind(StrEnum):
    """What sort of thing is wrong with an expression."""

    SYNTAX = "syntax"
    FUNCTION = "function"  # no such function, or not so many arguments
    UNKNOWN_QUESTION = "unknown-question"
    UNKNOWN_CHOICE = "unknown-choice"
    TYPE = "type"
    THIS = "this"  # `.` where there is no answer of its own
    LATER = "later"  # reads a question that is asked later
    CYCLE = "cycle"
    NEVER = "never"  # no answers make it true
    GATE = "gate"  # something a gate cannot hold


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; `column` counts characters from 1 (0: the expression as a whole)."""

    kind: FaultKind
    column: int
    message: str
    remedy: str


class RuleError(WenzhenError):
    """An expression cannot be compiled; `source` is its text, `fault` says what is wrong and where."""

    def __init__(self, source: str, fault: Fault) -> None:
        self.source = source
        self.fault = fault
        super().__init__(f"column {fault.column} of “{source}”: {fault.message} {fault.remedy}")

    @property
    def column(self) -> int:
        """Where in the source, counting characters from 1."""
        return self.fault.column
