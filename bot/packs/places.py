"""Where in a pack something stands: the file, the path of keys, and the line for messages."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$")
_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(_NAME)


@dataclass(frozen=True, slots=True)
class Place:
    """A key of a file: its path from the top, and how a person is told of it."""

    file: str
    path: tuple[str | int, ...] = ()
    label: str = ""

    def __truediv__(self, key: str | int) -> Place:
        """The place of a key, or of the n-th item, inside this one."""
        if isinstance(key, int):
            return Place(self.file, (*self.path, key), f"{self.label}[{key + 1}]")
        return Place(self.file, (*self.path, key), f"{self.label}.{key}" if self.label else key)

    def named(self, name: str) -> Place:
        """The same place, said by an id instead of a number."""
        return Place(self.file, self.path, f"{self.label.rsplit('[', 1)[0]}.{name}")

    def said(self, text: str = "") -> str:
        """As a message names it: file, line (when the file's text is given), keys."""
        line = line_of(text, self.path) if text else 0
        where = f"{self.file}:{line}" if line else self.file
        return f"{where} {self.label}".rstrip()


NOWHERE = Place("")


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line (from 1) where a path of keys stands in a TOML text, or its nearest enclosing table; 0: none.

    A plain scan of headers and keys, made only when there is a problem to report. Lines inside a
    multi-line string are skipped; keys inside an inline table are found by the line the table begins on.
    """
    best, found = 0, 0
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            table = _open(header.group(2), array=header.group(1) == "[[", counts=counts)
            here = table
        elif key:
            here = (*table, *_parts(key.group(1)))
        else:
            continue
        shared = min(len(here), len(path))
        if shared > best and path[:shared] == here[:shared]:
            best, found = shared, number
        quote = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def _open(name: str, *, array: bool, counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    parts = _parts(name)
    for place, part in enumerate(parts):
        path = (*path, part)
        if array and place == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
