"""What a question's answer is in the rule language, for the static checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a value is. The last two are no answers: a truth is a condition's, empty is the literal `''`."""

    NUMBER = "a number"
    TEXT = "a text"
    DATE = "a date"
    CHOICE = "one choice"
    CHOICES = "several choices"
    YESNO = "a yes/no"
    GRID = "a grid"
    FILE = "a file"
    TRUTH = "a condition"
    EMPTY = "the empty text"


@dataclass(frozen=True, slots=True)
class Subject:
    """A question as the static checks see it. Bounds matter to whether a rule can ever hold."""

    id: str
    kind: Kind
    keys: tuple[str, ...] = ()
    exclusive: frozenset[str] = frozenset()
    integer: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_chosen: int = 0
    max_chosen: int | None = None
