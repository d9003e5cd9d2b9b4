"""Strict reading of parsed TOML: one small reader for each kind of value, `Shape` for tables.

A reader takes a value, its place and the report; it returns what it read, or None when it could not and has
said so. Everything wrong is noted, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeAlias, TypeVar, cast

from bot.packs.places import Place
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean
from scoring.values import JsonValue

T = TypeVar("T")
Reader: TypeAlias = Callable[[object, Place, Report], T | None]

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EXACT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15}|/[1-9][0-9]{0,14})?")
_NAMES = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    list: "a list",
    dict: "a table",
}


def anything(value: object, place: Place, report: Report) -> JsonValue:  # noqa: ARG001 - a reader's signature
    """Whatever TOML holds: answers are checked against their questions, not here."""
    return cast("JsonValue", value)


def text(value: object, place: Place, report: Report) -> str | None:
    """Any string."""
    if isinstance(value, str):
        return value
    _wrong_type("a string", value, place, report)
    return None


def flag(value: object, place: Place, report: Report) -> bool | None:
    """True or false."""
    if isinstance(value, bool):
        return value
    _wrong_type("true or false", value, place, report)
    return None


def whole(value: object, place: Place, report: Report) -> int | None:
    """A whole number of 0 or more."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    _wrong_type("a whole number of 0 or more", value, place, report)
    return None


def number(value: object, place: Place, report: Report) -> Decimal | None:
    """A number, whole or with a decimal point."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite():
        return Decimal(value)
    _wrong_type("a number", value, place, report)
    return None


def exact(value: object, place: Place, report: Report) -> Fraction | None:
    """A whole number, or a string such as "7.5" or "1/3"; floats would not be exact."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _EXACT.fullmatch(value):
        return Fraction(value)
    if isinstance(value, Decimal):
        report.add(
            "PACK-SHAPE-006", place, f"{value} is written as a float.", f'Write it as a string: "{value}".'
        )
        return None
    _wrong_type('a whole number or a string such as "7.5" or "1/3"', value, place, report)
    return None


def exact_text(value: object, place: Place, report: Report) -> str | None:
    """As `exact`, kept as written: the digits given matter."""
    return None if exact(value, place, report) is None else str(value)


def word(*allowed: str) -> Reader[str]:
    """One of a few words."""

    def read(value: object, place: Place, report: Report) -> str | None:
        found = text(value, place, report)
        if found is None or found in allowed:
            return found
        said = ", ".join(one or "“”" for one in allowed)
        remedy = did_you_mean(found, allowed) or f"Use one of: {said}."
        report.add("PACK-SHAPE-004", place, f"“{found}” is not one of: {said}.", remedy)
        return None

    return read


def _formed(pattern: re.Pattern[str], form: str) -> Reader[str]:
    def read(value: object, place: Place, report: Report) -> str | None:
        found = text(value, place, report)
        if found is None or pattern.fullmatch(found):
            return found
        report.add("PACK-SHAPE-005", place, f"“{found}” is not {form}.", f"Write {form}.")
        return None

    return read


ident = _formed(_ID, "an id: a lower-case letter, then lower-case letters, digits, - or _")
choice_key = _formed(_KEY, "a key: letters, digits, dots, - or _, beginning with a letter or digit")
version = _formed(_VERSION, "a version: letters, digits, dots and hyphens")
locale = _formed(_LOCALE, "a locale such as zh-CN or en")


def list_of(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list of such values, each once."""

    def read(value: object, place: Place, report: Report) -> tuple[T, ...] | None:
        if not isinstance(value, list):
            _wrong_type("a list", value, place, report)
            return None
        items = [reader(item, place / index, report) for index, item in enumerate(value)]
        found = [item for item in items if item is not None]
        for index, item in enumerate(found):
            if item in found[:index]:
                report.add("PACK-SHAPE-008", place, f"“{item}” is listed twice.", "Remove one of them.")
        return tuple(found) if len(found) == len(items) else None

    return read


def pairs_of(first: Reader[T], second: Reader[Any]) -> Reader[tuple[tuple[T, Any], ...]]:
    """A list of two-item lists."""

    def read(value: object, place: Place, report: Report) -> tuple[tuple[T, Any], ...] | None:
        if not isinstance(value, list) or not all(_is_pair(item) for item in value):
            _wrong_type("a list of pairs such as [[0, 0], [20, 1]]", value, place, report)
            return None
        rows = [
            (first(item[0], place / index, report), second(item[1], place / index, report))
            for index, item in enumerate(value)
        ]
        good = tuple((one, two) for one, two in rows if one is not None and two is not None)
        return good if len(good) == len(rows) else None

    return read


def table_of(reader: Reader[T], key: Reader[str] = choice_key) -> Reader[dict[str, T]]:
    """A table with keys of the author's choosing and such values; a value that cannot be read is left out."""

    def read(value: object, place: Place, report: Report) -> dict[str, T] | None:
        if not isinstance(value, dict):
            _wrong_type("a table", value, place, report)
            return None
        found = {}
        for name, item in value.items():
            one = reader(item, place / name, report)
            if key(name, place / name, report) is not None and one is not None:
                found[name] = one
        return found

    return read


class Shape(Generic[T]):
    """A table with fixed keys, read into a dataclass; keys without a default there are required."""

    def __init__(self, make: type[T], readers: Mapping[str, Reader[Any]], naming: str = "") -> None:
        self.make = make
        self.readers = readers
        self.naming = naming  # the key whose value names the table in messages
        parts = fields(make)  # type: ignore[arg-type] # always a dataclass
        self.required = [
            part.name for part in parts if part.default is MISSING and part.default_factory is MISSING
        ]
        self.placed = any(part.name == "place" for part in parts)

    def __call__(self, value: object, place: Place, report: Report) -> T | None:
        """Read one table; None when a required key is missing or unreadable."""
        if not isinstance(value, dict):
            _wrong_type("a table", value, place, report)
            return None
        if isinstance(value.get(self.naming), str):
            place = place.named(value[self.naming])
        found: dict[str, Any] = {"place": place} if self.placed else {}
        for key, item in value.items():
            reader = self.readers.get(key)
            if reader is None:
                unknown_key(key, self.readers, place, report)
            elif (read := reader(item, place / key, report)) is not None:
                found[key] = read
        for key in self.required:
            if key not in value:
                report.add("PACK-SHAPE-002", place, f"“{key}” is missing.", f"Add {key} = ….")
        return self.make(**found) if all(key in found for key in self.required) else None


def unknown_key(key: str, known: Iterable[str], place: Place, report: Report) -> None:
    """Note a key the format does not know."""
    remedy = did_you_mean(key, known) or f"The keys here are {', '.join(known)}."
    report.add("PACK-SHAPE-001", place / key, f"there is no key “{key}” here.", remedy)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == len(("first", "second"))


def _wrong_type(expected: str, value: object, place: Place, report: Report) -> None:
    found = _NAMES.get(type(value), "a date or time")
    detail = f" {value!r}" if isinstance(value, str | int) and not isinstance(value, bool) else ""
    message = f"expected {expected}, found {found}{detail if len(detail) <= 40 else ''}."  # noqa: PLR2004 - short
    report.add("PACK-SHAPE-003", place, message, f"Write {expected}.")
