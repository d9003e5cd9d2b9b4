"""The type column of survey: XLSForm's word for a type, and the list of choices after it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.packs.spreadsheet.columns import TYPES as KNOWN
from bot.packs.spreadsheet.foreign import TYPE_ALIASES, TYPES
from bot.packs.spreadsheet.rows import Row
from bot.questionnaire.problems import did_you_mean

_WITH_LIST = ("select_one", "select_multiple")
_LONGEST = 5  # words of the longest spelling of a type


@dataclass(frozen=True, slots=True)
class AskedAs:
    """A type of the form, and the list it names."""

    word: str
    choices: str = ""


def type_of(row: Row) -> AskedAs | None:
    """The type of a row; None when it is none of ours, which is noted by name."""
    words = row.text("type").split()
    if not words:
        row.note("SHEET-ROW-001", "this row has no type.", "Choose one, or clear the row.", "type")
        return None
    for count in range(min(_LONGEST, len(words)), 0, -1):
        spelt = " ".join(words[:count]).lower()
        word = TYPE_ALIASES.get(spelt, spelt)
        if word in TYPES:
            message = f"XLSForm's type “{spelt}” is not supported."
            row.note("SHEET-ROW-002", message, TYPES[word], "type")
            return None
        if word in KNOWN:
            return _with_list(row, word, words[count:])
    known = [*KNOWN, *TYPE_ALIASES]
    remedy = did_you_mean(words[0].lower(), known) or f"Use one of: {', '.join(KNOWN)}."
    row.note("SHEET-ROW-002", f"there is no type “{' '.join(words)}”.", remedy, "type")
    return None


def _with_list(row: Row, word: str, rest: list[str]) -> AskedAs | None:
    if word not in _WITH_LIST:
        if rest:
            message = f"“{' '.join(rest)}” after {word} means nothing."
            row.note("SHEET-ROW-002", message, f"Write {word}.", "type")
        return AskedAs(word)
    if rest[1:] in (["or_other"], ["or", "specify", "other"]):
        message = "XLSForm's “or_other” is not supported."
        remedy = "Add a choice “other”, and after the question a text asked when it is chosen."
        row.note("SHEET-ROW-002", message, remedy, "type")
        return None
    if len(rest) != 1:
        message = f"{word} needs the name of one list of choices."
        row.note(
            "SHEET-ROW-005", message, f"Write {word} LIST, with a list_name of the sheet choices.", "type"
        )
        return None
    return AskedAs(word, rest[0])
