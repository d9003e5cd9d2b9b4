"""Whole labels inside a longer reply, replaced by markers so that their own commas split nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.questionnaire.model import Choice
from bot.questionnaire.understanding.names import names
from bot.questionnaire.understanding.whole_words import NONE

MARKER = "\x01"


def with_markers(choices: Sequence[Choice], text: str) -> str:
    """The folded text with every whole wording of one choice replaced by its place between markers."""
    owners: dict[str, set[int]] = {}
    for place, choice in enumerate(choices):
        for name in names(choice):
            # “没有” as a label of its own is not meant in “没有 5G”.
            if len(name.whole.text) > 1 and not name.whole.text.isdecimal() and name.whole.text not in NONE:
                owners.setdefault(name.whole.wire, set()).add(place)
    clear = {wire: next(iter(places)) for wire, places in owners.items() if len(places) == 1}
    if not clear:
        return text
    return _pattern(tuple(sorted(clear, key=len, reverse=True))).sub(lambda found: _mark(found, clear), text)


def unmarked(choices: Sequence[Choice], text: str) -> str:
    """The text with the markers turned back into labels."""
    return re.sub(rf"{MARKER}(\d+){MARKER}", lambda found: choices[int(found[1])].label, text)


def _mark(found: re.Match[str], clear: dict[str, int]) -> str:
    wires = sorted(clear, key=len, reverse=True)
    place = clear[wires[int((found.lastgroup or "w0")[1:])]]
    return f"{MARKER}{place}{MARKER}"


@lru_cache(maxsize=512)
def _pattern(wires: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the wordings, longest first, with whatever punctuation between their tokens."""
    parts = []
    for number, wire in enumerate(wires):
        tokens = [re.escape(token) for token in wire.strip("|").split("|")]
        body = r"[\s,、;./()\"'-]*".join(tokens)
        before = r"(?<![a-z0-9])" if tokens[0][0].isascii() else ""
        after = r"s?\)?(?![a-z0-9])" if tokens[-1][-1].isascii() else r"\)?"
        parts.append(f"(?P<w{number}>{before}{body}{after})")
    return re.compile("|".join(parts))
