"""Text from people made fit for a document: no control characters, no direction tricks, no endless names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# C0 and C1 controls but tab and newline, direction marks, embeddings, overrides and isolates, the byte-order
# mark, line and paragraph separators, lone surrogates, non-characters, and the vertical tab and form feed
# that docxtpl would turn into page breaks.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LONGEST_LINE: Final = 18
_LINES: Final = re.compile(r"[ \t]*\r?\n[ \t\r\n]*")


def clean(text: str) -> str:
    """The text without characters that could break a document or turn its neighbours round.

    Line breaks stay, one at a time; everything a reader can see stays.
    """
    if text.isalnum():  # most labels; far quicker than looking for what is not there
        return text
    text = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LINES.sub("\n", text).strip()


def one_line(text: str, longest: int) -> str:
    """A clean text on one line, clipped."""
    return clipped(" ".join(clean(text).split()), longest)


def narrowed(text: str, widest: int) -> str:
    """The text clipped to a width in half-width columns: a Chinese character takes two."""
    room = widest
    for place, letter in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return clipped(text, max(place, 1))
    return text


def two_lines(text: str) -> str:
    """A long name in Latin letters broken at the space nearest its middle; others as they are."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= _LONGEST_LINE or not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(2 * place - len(text)))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def clipped(text: str, longest: int) -> str:
    """The text, or its beginning with an ellipsis; never cut between a letter and its accent or joiner."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 1 and (
        unicodedata.combining(text[end]) or text[end - 1] == "\u200d" or text[end] == "\u200d"
    ):
        end -= 1
    return text[:end].rstrip() + "…"
