"""What a question counts for: the scoring columns of survey, points and levels of choices."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.packs.places import Place
from bot.packs.raw import RawIndicator, RawQuestion
from bot.packs.spreadsheet.columns import MEASURES
from bot.packs.spreadsheet.reading.lists import ChoiceList
from bot.packs.spreadsheet.rows import Row

_SCORING = (
    "weight",
    "measure",
    "best",
    "first_level",
    "low",
    "high",
    "bands",
    "level_bounds",
    "flags",
    "score_order",
)
_UNSCORABLE = ("text", "date", "file")
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator, and its place among them where results list them otherwise than they are asked."""

    raw: RawIndicator
    order: int | None


def read_indicator(row: Row, question: RawQuestion, choices: ChoiceList | None) -> Counted | None:
    """The indicator of a question; None when it is not scored, or cannot be, which is noted."""
    if not row.has("dimension"):
        for name in (name for name in _SCORING if row.has(name)):
            message = f"“{name}” means nothing for a question without a dimension."
            row.note("SHEET-CELL-008", message, "Fill in dimension, or clear the cell.", name)
        return None
    measure = row.word("measure", MEASURES) or _usual(row, question, choices)
    if not measure:
        return None
    points = _points(choices) if measure in ("points", "grid") else {}
    if measure == "points" and question.type == "yesno" and not points:
        points = {"yes": Fraction(1), "no": Fraction(0)}
    low, high = row.exact("low"), row.exact("high")
    if measure == "linear" and question.type == "percent" and low is None and high is None:
        low, high = Fraction(0), _HUNDRED
    levels = _levels(choices)
    first_level = row.whole("first_level")
    if measure == "ladder" and levels:
        first_level = _ladder(row, question, levels, first_level)
        levels = {}
    raw = RawIndicator(
        question=question.id,
        parent=row.ident("dimension"),
        measure=measure,
        weight=_or(row.exact("weight"), Fraction(1)),
        flags=row.ids("flags"),
        best=row.exact("best"),
        first_level=first_level,
        points=points if measure == "points" else {},
        levels=levels,
        columns=points if measure == "grid" else {},
        bands=row.pairs("bands"),
        low=low,
        high=high,
        level_bounds=_bounds(row),
        place=_place(row, choices),
    )
    return Counted(raw, row.whole("score_order"))


def uses_points(counted: Counted | None) -> bool:
    """Whether an indicator earns by the points of its choices."""
    return counted is not None and counted.raw.measure in ("points", "grid")


def uses_levels(counted: Counted | None) -> bool:
    """Whether an indicator takes its levels from its choices."""
    return counted is not None and counted.raw.measure in ("points", "ladder")


def _or(value: Fraction | None, default: Fraction) -> Fraction:
    return default if value is None else value


def _usual(row: Row, question: RawQuestion, choices: ChoiceList | None) -> str:
    """The measure of a question that names none."""
    pointed = any(one.has("points") for one in choices.rows.values()) if choices else False
    if question.type in _UNSCORABLE:
        message = f"a {question.type} question cannot be scored."
        row.note("SHEET-SCORE-001", message, "Clear its dimension.", "dimension")
        return ""
    match question.type:
        case "single":
            return "points" if pointed else "ladder"
        case "multiple":
            return "points" if pointed else "share"
        case "yesno":
            return "points"
        case "grid" if pointed:
            return "grid"
        case "percent" | "number" if row.has("bands"):
            return "bands"
        case "percent" | "number" if question.type == "percent" or row.has("low", "high"):
            return "linear"
        case _:
            pass
    need = "points for the choices of its table" if question.type == "grid" else "bands, or low and high"
    message = "this question has a dimension, but nothing says what it earns."
    row.note("SHEET-SCORE-001", message, f"Fill in {need}.", "dimension")
    return ""


def _points(choices: ChoiceList | None) -> dict[str, Fraction]:
    found = {key: row.exact("points") for key, row in choices.rows.items()} if choices else {}
    return {key: value for key, value in found.items() if value is not None}


def _levels(choices: ChoiceList | None) -> dict[str, int]:
    found = {key: row.whole("level") for key, row in choices.rows.items()} if choices else {}
    return {key: value for key, value in found.items() if value is not None}


def _ladder(row: Row, question: RawQuestion, levels: dict[str, int], first: int | None) -> int | None:
    """The first level of a ladder whose choices say their levels; they must ascend by one."""
    start = levels.get(question.choices[0], 1 if first is None else first) if question.choices else 1
    if list(levels.items()) != [(key, start + place) for place, key in enumerate(question.choices)]:
        message = "the choices of a ladder have levels that ascend by one, in all rows or in none."
        row.note("SHEET-SCORE-002", message, "Correct their levels, or set measure to points.", "measure")
    elif first is not None and first != start:
        message = f"first_level is {first}, but the first choice has level {start}."
        row.note("SHEET-SCORE-002", message, "Keep one of them.", "first_level")
    return start


def _bounds(row: Row) -> tuple[tuple[Fraction, int], ...]:
    pairs = row.pairs("level_bounds")
    for _, level in pairs:
        if level.denominator != 1 or level < 0:
            row.note(
                "SHEET-CELL-007", f"{level} is no level.", "Write for example 0=1; 0.5=2.", "level_bounds"
            )
            return ()
    return tuple((bound, int(level)) for bound, level in pairs)


def _place(row: Row, choices: ChoiceList | None) -> Place:
    parts: dict[str, Place] = {name: row.place(name) for name in _SCORING}
    parts |= {"question": row.place("name"), "parent": row.place("dimension")}
    if choices and choices.rows:
        parts |= {
            "points": choices.places("points"),
            "columns": choices.places("points"),
            "levels": choices.places("level"),
        }
    return row.place("dimension").holding(parts)
