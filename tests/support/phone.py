"""How much room a message takes on a phone."""

from __future__ import annotations

from unicodedata import east_asian_width

# A chat bubble on a 360-pixel phone holds about 17 Chinese characters in a line.
_COLUMNS = 34


def width(text: str) -> int:
    """Columns: two for a Chinese character, one for a Latin one."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def lines_on_a_phone(text: str) -> int:
    """Lines the text takes, long ones wrapped."""
    return sum(max(1, -(-width(line) // _COLUMNS)) for line in text.split("\n"))
