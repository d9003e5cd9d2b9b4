"""Answer values: one Python shape for each JSON shape, exact and immutable.

single choice: `str`; multiple choice: `tuple[str, ...]`; number and percent: `Decimal` (percent 0 to 100);
yes/no: `bool`; date: `str` (YYYY-MM-DD); text: `str`; grid: `GridAnswer`; file: `FileAnswer`;
not applicable: `NotApplicable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | Decimal | list[JsonValue] | dict[str, JsonValue] | None"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not apply to this enterprise; `reason` is in the person's own words."""

    reason: str


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A stored file: its display name and the SHA-256 of its content (hex)."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """One column key for each answered row, sorted by row key so that equal answers compare equal."""

    cells: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> GridAnswer:
        """Build from a mapping of row key to column key."""
        return cls(tuple(sorted(cells.items())))

    def as_dict(self) -> dict[str, str]:
        """Row key to column key."""
        return dict(self.cells)


AnswerValue: TypeAlias = str | bool | Decimal | tuple[str, ...] | GridAnswer | FileAnswer | NotApplicable
Answers: TypeAlias = Mapping[str, AnswerValue]


def answer_from_json(value: JsonValue) -> AnswerValue:
    """Turn a JSON answer value into its Python shape.

    Floats are read through their shortest decimal text, so 0.8 is exactly eight tenths.

    Raises:
        ValueError: the value has none of the shapes in this module's docstring.
    """
    match value:
        case bool() | str():
            return value
        case int() | float() | Decimal():
            return _number(value)
        case list():
            return tuple(_key(item) for item in value)
        case dict() if value.keys() == {"na"}:
            return NotApplicable(_key(value["na"]))
        case dict() if value.keys() == {"name", "sha256"}:
            return FileAnswer(_key(value["name"]), _key(value["sha256"]))
        case dict():
            return GridAnswer.of({row: _key(column) for row, column in value.items()})
        case _:
            raise ValueError(f"{value!r} is no answer value")


def answer_to_json(value: AnswerValue) -> JsonValue:
    """Turn an answer value into its JSON shape; whole numbers become integers."""
    match value:
        case bool() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else value
        case tuple():
            return list(value)
        case GridAnswer():
            return dict(value.cells)
        case FileAnswer():
            return {"name": value.name, "sha256": value.sha256}
        case NotApplicable():
            return {"na": value.reason}


def _number(value: float | Decimal) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:  # pragma: no cover - str of a number always parses
        raise ValueError(f"{value!r} is no number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return number


def _key(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} must be a string here")  # noqa: TRY004 - bad data, not a bad call
    return value
