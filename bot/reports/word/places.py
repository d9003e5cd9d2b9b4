"""Which paragraph a line of a template's source stands for, in words an editor can search for in Word."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"(?<=</w:p>)|(?=<w:p[ >])")
_MARKUP = re.compile(r"<[^>]*>")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Lines:
    """A patched source with a line break before each paragraph, so that a line number names a paragraph."""

    text: str

    def quote(self, line: int) -> str:
        """The paragraph of that line (from 1), quoted; of a block between paragraphs, the block itself."""
        lines = self.text.split("\n")
        text = html.unescape(_MARKUP.sub("", lines[min(max(line, 1), len(lines)) - 1])).strip()
        if len(text) > _LONGEST:
            text = text[:_LONGEST] + "…"
        return f"paragraph “{text}”" if text else "a paragraph without text"


def place_of(source: str) -> Lines:
    """Give each paragraph of a patched source its own line."""
    return Lines(_PARAGRAPH.sub("\n", source.replace("\n", " ")))
