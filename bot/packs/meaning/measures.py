"""Indicators: from a raw measure and its question to the scoring engine's measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from bot.packs.raw import RawIndicator, RawQuestion
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    GridMean,
    Measure,
    NumberBands,
    NumberLinear,
    YesNo,
)

_SUITS = {
    "ladder": ("single",),
    "points": ("single", "multiple", "yesno"),
    "share": ("multiple",),
    "grid": ("grid",),
    "bands": ("number", "percent"),
    "linear": ("number", "percent"),
}
# Measure → keys it needs, keys it may have besides.
_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "ladder": (frozenset(), frozenset({"best", "first_level"})),
    "points": (frozenset({"points"}), frozenset({"levels", "level_bounds"})),
    "share": (frozenset(), frozenset({"best", "level_bounds"})),
    "grid": (frozenset({"columns"}), frozenset({"best", "level_bounds"})),
    "bands": (frozenset({"bands"}), frozenset({"level_bounds"})),
    "linear": (frozenset({"low", "high"}), frozenset({"best", "level_bounds"})),
}
_OWN = frozenset().union(*(needed | allowed for needed, allowed in _KEYS.values()))


def build_measure(raw: RawIndicator, question: RawQuestion, report: Report) -> Measure | None:
    """The measure of one indicator, or None when something is wrong with it, which has been noted."""
    before = len(report.problems)
    if question.type not in _SUITS[raw.measure]:
        message = f"“{raw.measure}” measures {' or '.join(_SUITS[raw.measure])}, not {question.type}."
        fitting = [name for name, types in _SUITS.items() if question.type in types]
        remedy = f"Use {' or '.join(fitting)}." if fitting else "Such a question cannot be scored."
        report.add("PACK-STANDARD-007", raw.place / "measure", message, remedy)
        return None
    _check_keys(raw, question, report)
    if len(report.problems) == before:
        _check_values(raw, question, report)
    return None if len(report.problems) > before else _BUILD[raw.measure](raw, question)


def attainable_levels(raw: RawIndicator, question: RawQuestion) -> frozenset[int]:
    """The levels an indicator can reach, for checking that gates can be met."""
    if raw.measure == "ladder":
        first = 1 if raw.first_level is None else raw.first_level
        return frozenset(range(first, first + len(question.choices)))
    return frozenset(raw.levels.values()) | {level for _, level in raw.level_bounds}


def _check_keys(raw: RawIndicator, question: RawQuestion, report: Report) -> None:
    needed, allowed = _KEYS[raw.measure]
    given = {key for key in _OWN if getattr(raw, key) not in (None, (), {})}
    if question.type != "single":
        allowed -= {"levels"}
    for key in sorted(given - needed - allowed):
        message = f"“{raw.measure}” over a {question.type} question has no “{key}”."
        report.add("PACK-STANDARD-008", raw.place / key, message, "Remove it, or change the measure.")
    for key in sorted(needed - given):
        report.add("PACK-STANDARD-008", raw.place, f"“{raw.measure}” needs {key}.", f"Add {key} = ….")
    if raw.levels and raw.level_bounds:
        message = "levels and level_bounds both say the level."
        report.add("PACK-STANDARD-008", raw.place / "level_bounds", message, "Keep one of them.")


def _check_values(raw: RawIndicator, question: RawQuestion, report: Report) -> None:
    choices = ("yes", "no") if question.type == "yesno" else question.choices
    for key in ("points", "levels", "columns"):
        if getattr(raw, key):
            _check_named(raw, key, choices, report)
    for key, rows in (("bands", raw.bands), ("level_bounds", raw.level_bounds)):
        bounds = [row[0] for row in rows]
        if any(one >= two for one, two in pairwise(bounds)):
            message = "the lower bounds do not ascend."
            report.add("PACK-STANDARD-010", raw.place / key, message, "Sort them, each bound once.")
    levels = [level for _, level in raw.level_bounds]
    if levels != sorted(levels):
        message = "the levels descend."
        report.add("PACK-STANDARD-010", raw.place / "level_bounds", message, "Let them ascend.")
    _check_worth(raw, question, report)


def _check_named(raw: RawIndicator, key: str, choices: Sequence[str], report: Report) -> None:
    named: Mapping[str, object] = getattr(raw, key)
    for unknown in named.keys() - set(choices):
        remedy = did_you_mean(unknown, choices) or f"The choices are {', '.join(choices)}."
        message = f"there is no choice “{unknown}”."
        report.add("PACK-STANDARD-009", raw.place / key / unknown, message, remedy)
    missing = [choice for choice in choices if choice not in named]
    if missing:
        message = f"nothing is said of {', '.join(f'“{choice}”' for choice in missing)}."
        report.add("PACK-STANDARD-009", raw.place / key, message, "Give every choice its value, 0 included.")


def _check_worth(raw: RawIndicator, question: RawQuestion, report: Report) -> None:
    worth: Iterable[Fraction] = {
        "points": raw.points.values(),
        "grid": raw.columns.values(),
        "bands": [points for _, points in raw.bands],
    }.get(raw.measure, [_best(raw)])
    if min(worth) < 0 or max(worth) == 0 or _best(raw) <= 0:
        message = "points are negative, or none can be earned."
        report.add("PACK-STANDARD-010", raw.place, message, "Give 0 or more, and something to the best.")
    if raw.measure == "linear" and raw.low == raw.high:
        message = "low and high are the same."
        report.add("PACK-STANDARD-010", raw.place / "high", message, "Let them differ.")
    if raw.measure == "ladder" and len(question.choices) == 1:
        message = "a ladder has two choices or more."
        report.add("PACK-STANDARD-010", raw.place / "measure", message, "Use points.")
    if raw.measure == "share" and set(question.choices) <= set(question.exclusive):
        message = "every choice is exclusive, so none is counted."
        report.add("PACK-STANDARD-010", raw.place / "measure", message, "Use points.")


def _best(raw: RawIndicator) -> Fraction:
    return Fraction(1) if raw.best is None else raw.best


def _ladder(raw: RawIndicator, question: RawQuestion) -> Measure:
    steps, first = len(question.choices) - 1, 1 if raw.first_level is None else raw.first_level
    points = {key: _best(raw) * place / steps for place, key in enumerate(question.choices)}
    return ChoicePoints(points, {key: first + place for place, key in enumerate(question.choices)})


def _points(raw: RawIndicator, question: RawQuestion) -> Measure:
    if question.type == "yesno":
        return YesNo(raw.points["yes"], raw.points["no"])
    points = {key: raw.points[key] for key in question.choices}
    if question.type == "multiple":
        return ChosenPoints(points, frozenset(question.exclusive))
    return ChoicePoints(points, {key: raw.levels[key] for key in question.choices if raw.levels})


def _share(raw: RawIndicator, question: RawQuestion) -> Measure:
    counted = tuple(key for key in question.choices if key not in question.exclusive)
    return ChosenShare(counted, frozenset(question.exclusive), _best(raw))


def _grid(raw: RawIndicator, question: RawQuestion) -> Measure:
    columns = {key: raw.columns[key] for key in question.choices}
    return GridMean(question.rows, columns, _best(raw))


def _bands(raw: RawIndicator, question: RawQuestion) -> Measure:  # noqa: ARG001 - one signature for all
    return NumberBands(raw.bands)


def _linear(raw: RawIndicator, question: RawQuestion) -> Measure:  # noqa: ARG001 - one signature for all
    return NumberLinear(raw.low or Fraction(0), raw.high or Fraction(0), _best(raw))


_BUILD: dict[str, Callable[[RawIndicator, RawQuestion], Measure]] = {
    "ladder": _ladder,
    "points": _points,
    "share": _share,
    "grid": _grid,
    "bands": _bands,
    "linear": _linear,
}
