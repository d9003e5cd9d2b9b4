"""Tables in the terminal, aligned although Chinese characters take two columns."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

_WIDE = "WF"


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if east_asian_width(character) in _WIDE else 1 for character in text)


def aligned(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as lines: texts to the left, numbers to the right, two blanks between."""
    texts = [[str(cell) for cell in row] for row in rows]
    lines = [list(header), *texts]
    widths = [max(width(line[place]) for line in lines) for place in range(len(header))]
    right = [bool(rows) and all(_is_number(row[place]) for row in texts) for place in range(len(header))]
    return "\n".join(
        "  ".join(_padded(cell, widths[n], to_right=right[n]) for n, cell in enumerate(line)).rstrip()
        for line in lines
    )


def _is_number(text: str) -> bool:
    return not text.strip("0123456789.,-–+% /*") and bool(text)


def _padded(text: str, columns: int, *, to_right: bool) -> str:
    blanks = " " * (columns - width(text))
    return blanks + text if to_right else text + blanks
