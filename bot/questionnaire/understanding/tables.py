"""Word tables as patterns. Chinese words are separated by blanks, English phrases by slashes."""

from __future__ import annotations

import re


def chinese(table: str) -> tuple[str, ...]:
    """The words of a Chinese table."""
    return tuple(table.split())


def english(table: str) -> tuple[str, ...]:
    """The phrases of an English table."""
    return tuple(phrase.strip() for phrase in table.split("/") if phrase.strip())


def any_of(zh: str, en: str = "") -> str:
    """A pattern for any entry, longest first; English entries only as whole words."""
    entries = [(word, re.escape(word)) for word in chinese(zh)]
    entries += [(phrase, rf"\b{re.escape(phrase)}\b") for phrase in english(en)]
    entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return "(?:" + "|".join(pattern for _, pattern in entries) + ")"
