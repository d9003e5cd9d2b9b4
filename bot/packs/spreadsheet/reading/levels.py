"""The sheet levels: rungs, and the names of levels and grades."""

from __future__ import annotations

from bot.packs.places import Place
from bot.packs.raw import RawNameWords, RawRung
from bot.packs.spreadsheet import phrases
from bot.packs.spreadsheet.reading.source import Source
from bot.packs.spreadsheet.reading.wording import needed
from bot.packs.spreadsheet.rows import Row
from bot.packs.spreadsheet.texts import exact_text


def read_rungs(source: Source) -> tuple[RawRung, ...]:
    """The rungs, in the order of their rows."""
    return tuple(_rung(row) for row in source.rows("levels"))


def level_words(source: Source, locale: str) -> dict[str, RawNameWords]:
    """The names and meanings of levels in one language; a meaning left open is made of the lower bound."""
    found: dict[str, RawNameWords] = {}
    for number, rows in _by_number(source, "level").items():
        name = _said(rows, "level_name", locale) or needed(rows[0], "level_name", locale)
        meaning = _said(rows, "meaning", locale) or _meaning(rows[0], locale)
        found[number] = RawNameWords(name, meaning=meaning, place=rows[0].place("level_name", locale))
    return found


def grade_words(source: Source, locale: str) -> dict[str, RawNameWords]:
    """The names of grades in one language."""
    found: dict[str, RawNameWords] = {}
    for number, rows in _by_number(source, "grade").items():
        name = _said(rows, "grade_name", locale) or needed(rows[0], "grade_name", locale)
        found[number] = RawNameWords(name, place=rows[0].place("grade_name", locale))
    return found


def _rung(row: Row) -> RawRung:
    level = row.whole("level")
    if not row.has("level"):
        row.note("SHEET-CELL-009", "this row has no level.", "Fill in its number.", "level")
    names = ("level", "grade", "min_score", "above", "gate")
    parts: dict[str, Place] = {name: row.place(name) for name in names}
    return RawRung(
        level=level or 0,
        grade=row.whole("grade") or 0,
        min_score=row.exact("min_score"),
        above=row.exact("above"),
        gate=row.text("gate"),
        place=row.place("level").holding(parts),
    )


def _by_number(source: Source, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in source.rows("levels"):
        number = row.whole(column)
        if number:
            found.setdefault(str(number), []).append(row)
    return found


def _said(rows: list[Row], column: str, locale: str) -> str:
    """What the rows of one level say alike; a blank says nothing."""
    said = {row.text(column, locale): row for row in rows if row.text(column, locale)}
    if len(said) > 1:
        first, second = list(said.items())[:2]
        message = f"“{second[0]}” here, “{first[0]}” in row {first[1].number}."
        second[1].note(
            "SHEET-SCORE-003", message, "Write the same in both rows, or in the first only.", column, locale
        )
    return next(iter(said), "")


def _meaning(row: Row, locale: str) -> str:
    lowest, above = row.exact("min_score"), row.exact("above")
    if above is not None:
        return phrases.level_meaning("above", exact_text(above), locale)
    kind = "from" if lowest else ""
    return phrases.level_meaning(kind, exact_text(lowest) if lowest else "", locale)
