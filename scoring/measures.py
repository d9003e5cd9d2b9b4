"""What one answer earns under each measure: points, share and level, exactly.

A meter is a measure made ready: everything that does not depend on the answer is worked out once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from scoring.errors import AnswerError
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    GridMean,
    Indicator,
    NumberBands,
    NumberLinear,
    YesNo,
)
from scoring.values import AnswerValue, GridAnswer, answer_to_json

_MOST_DIGITS = 100  # a longer number is a mistake or an attack; exact arithmetic would choke on 1E+999999


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer earned. `answer` is in canonical form: equal answers read equal.

    `made_of` adds up to `points`: what earned it and how much.
    """

    answer: AnswerValue
    points: Fraction
    share: Fraction
    level: int | None
    made_of: tuple[tuple[str, Fraction], ...]


class Levels:
    """An indicator's level by share: inclusive lower bounds, ascending; no bounds, no level."""

    __slots__ = ("_bounds", "_levels")

    def __init__(self, bounds: tuple[tuple[Fraction, int], ...]) -> None:
        self._bounds = [bound for bound, _ in bounds]
        self._levels = [0, *(level for _, level in bounds)]

    @property
    def lower(self) -> tuple[Fraction, ...]:
        """The inclusive lower bounds, ascending."""
        return tuple(self._bounds)

    def at(self, share: Fraction) -> int | None:
        """The level of a share; 0 below the first bound, None when the indicator has no levels."""
        return self._levels[bisect_right(self._bounds, share)] if self._bounds else None


class ChoiceMeter:
    """Single choice and yes/no: one reading for each choice, worked out once."""

    __slots__ = ("attainable", "kind", "options", "question", "readings", "rule")

    def __init__(self, indicator: Indicator, measure: ChoicePoints | YesNo) -> None:
        self.question = indicator.id
        points: Mapping[str, Fraction] | Mapping[bool, Fraction]
        self.kind: type[str | bool]
        if isinstance(measure, YesNo):
            self.rule, self.kind, points = "yesno", bool, {False: measure.no, True: measure.yes}
        else:
            self.rule, self.kind, points = "choice", str, measure.points
        levels = measure.levels if isinstance(measure, ChoicePoints) else {}
        bounds = Levels(indicator.level_bounds)
        self.attainable = max(points.values())
        self.readings: dict[AnswerValue, Reading] = {}
        for key, earned in points.items():
            share = earned / self.attainable
            level = levels.get(key, 0) if isinstance(key, str) and levels else bounds.at(share)
            self.readings[key] = Reading(key, earned, share, level, ((str(answer_to_json(key)), earned),))
        self.options = tuple(self.readings)

    def read(self, answer: AnswerValue) -> Reading:
        """The reading of a chosen key, or of true or false.

        Raises:
            AnswerError: it is no choice of this question.
        """
        reading = self.readings.get(answer) if isinstance(answer, self.kind) else None
        if reading is None:
            known = "true or false" if self.kind is bool else f"one of {_listed(map(str, self.options))}"
            raise AnswerError(self.question, f"{answer!r} is no choice here; give {known}")
        return reading


class ChosenMeter:
    """Multiple choice: the chosen keys' points add up; an exclusive key goes with no other."""

    __slots__ = ("attainable", "exclusive", "levels", "options", "points", "question", "rule")

    def __init__(self, indicator: Indicator, measure: ChosenPoints | ChosenShare) -> None:
        self.question = indicator.id
        self.exclusive = measure.exclusive
        if isinstance(measure, ChosenShare):
            self.rule = "share"
            each = measure.best / len(measure.counted)
            points = dict.fromkeys(measure.counted, each)
        else:
            self.rule = "chosen"
            points = dict(measure.points)
        for key in sorted(measure.exclusive):
            points.setdefault(key, Fraction(0))
        self.points = points
        self.options = tuple(points)
        together = sum((earned for key, earned in points.items() if key not in self.exclusive), Fraction(0))
        self.attainable = max([together, *(points[key] for key in self.exclusive)])
        self.levels = Levels(indicator.level_bounds)

    def read(self, answer: AnswerValue) -> Reading:
        """The reading of a tuple of chosen keys, in any order; an empty one is an answer too.

        Raises:
            AnswerError: another shape, an unknown key, a key twice, an exclusive choice with others.
        """
        if not isinstance(answer, tuple):
            raise AnswerError(self.question, f"{answer!r} is no list of choices; give a list of their keys")
        chosen = frozenset(answer)
        unknown = [key for key in answer if key not in self.points]
        if unknown:
            known = _listed(self.options)
            raise AnswerError(self.question, f"{_listed(unknown)}: no such choice here; choose from {known}")
        if len(chosen) != len(answer):
            raise AnswerError(self.question, "a choice is given twice; give each once")
        if len(chosen) > 1 and chosen & self.exclusive:
            alone = _listed(key for key in self.options if key in chosen & self.exclusive)
            raise AnswerError(
                self.question, f"{alone} goes with no other choice; give it alone or leave it out"
            )
        made_of = tuple((key, points) for key, points in self.points.items() if key in chosen)
        points = sum((earned for _, earned in made_of), Fraction(0))
        share = points / self.attainable
        return Reading(tuple(key for key, _ in made_of), points, share, self.levels.at(share), made_of)


class GridMeter:
    """Grid: the mean of the rows' columns; an unanswered row earns nothing."""

    __slots__ = ("_earned", "attainable", "columns", "levels", "question", "rows", "rule")

    def __init__(self, indicator: Indicator, measure: GridMean) -> None:
        self.question = indicator.id
        self.rule = "grid"
        self.rows = measure.rows
        self.columns = measure.columns
        self.attainable = measure.best
        unit = measure.best / (len(measure.rows) * max(measure.columns.values()))
        self._earned = {column: points * unit for column, points in measure.columns.items()}
        self.levels = Levels(indicator.level_bounds)

    def read(self, answer: AnswerValue) -> Reading:
        """The reading of a grid of row and column keys.

        Raises:
            AnswerError: another shape, an unknown row or column.
        """
        if not isinstance(answer, GridAnswer):
            raise AnswerError(self.question, f"{answer!r} is no grid; give a column key for each row key")
        for row, column in answer.cells:
            if row not in self.rows:
                raise AnswerError(self.question, f"row {row!r} is unknown; the rows are {_listed(self.rows)}")
            if column not in self.columns:
                raise AnswerError(
                    self.question,
                    f"row {row!r}: column {column!r} is unknown; choose from {_listed(self.columns)}",
                )
        cells = dict(answer.cells)
        if len(cells) != len(answer.cells):
            raise AnswerError(self.question, "a row is given twice; give each once")
        made_of = tuple(
            (f"{row}: {cells[row]}", self._earned[cells[row]]) for row in self.rows if row in cells
        )
        points = sum((earned for _, earned in made_of), Fraction(0))
        share = points / self.attainable
        return Reading(GridAnswer.of(cells), points, share, self.levels.at(share), made_of)


class NumberMeter:
    """Numbers and percentages: by bands with inclusive lower bounds, or straight between two ends."""

    __slots__ = ("_lower", "attainable", "levels", "measure", "question", "rule")

    def __init__(self, indicator: Indicator, measure: NumberBands | NumberLinear) -> None:
        self.question = indicator.id
        self.measure = measure
        self._lower: list[Fraction] = []
        if isinstance(measure, NumberBands):
            self.rule = "bands"
            self.attainable = max(points for _, points in measure.bands)
            self._lower = [bound for bound, _ in measure.bands]
        else:
            self.rule = "linear"
            self.attainable = measure.best
        self.levels = Levels(indicator.level_bounds)

    def read(self, answer: AnswerValue) -> Reading:
        """The reading of a decimal number.

        Raises:
            AnswerError: another shape, not finite, or absurdly long.
        """
        if not isinstance(answer, Decimal):
            raise AnswerError(self.question, f"{answer!r} is no number; give a number in the question's unit")
        number = canonical_number(self.question, answer)
        value = Fraction(number)
        points = self.points_at(value)
        share = points / self.attainable
        return Reading(number, points, share, self.levels.at(share), ((self._place(value), points),))

    def band_of(self, value: Fraction) -> int:
        """The index of the band a value falls in; -1 below the first."""
        return bisect_right(self._lower, value) - 1

    def _place(self, value: Fraction) -> str:
        """Where a value lies, for explaining."""
        if isinstance(self.measure, NumberLinear):
            return f"{value} on {self.measure.low} … {self.measure.high}"
        band = self.band_of(value)
        return f"{value} >= {self._lower[band]}" if band >= 0 else f"{value} < {self._lower[0]}"

    def points_at(self, value: Fraction) -> Fraction:
        """The points a value earns."""
        measure = self.measure
        if isinstance(measure, NumberBands):
            band = self.band_of(value)
            return measure.bands[band][1] if band >= 0 else Fraction(0)
        way = (value - measure.low) / (measure.high - measure.low)
        return measure.best * min(max(way, Fraction(0)), Fraction(1))


Meter: TypeAlias = ChoiceMeter | ChosenMeter | GridMeter | NumberMeter


def meter(indicator: Indicator) -> Meter:
    """The meter of an indicator's measure. The standard must have passed `check_standard`."""
    match indicator.measure:
        case ChoicePoints() | YesNo() as choice:
            return ChoiceMeter(indicator, choice)
        case ChosenPoints() | ChosenShare() as chosen:
            return ChosenMeter(indicator, chosen)
        case GridMean() as grid:
            return GridMeter(indicator, grid)
        case NumberBands() | NumberLinear() as number:
            return NumberMeter(indicator, number)


def canonical_number(question: str, number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: 80, 80.0 and 8E+1 become one value.

    Raises:
        AnswerError: it is not finite or has an absurd number of digits.
    """
    if not number.is_finite():
        raise AnswerError(question, f"{number} is not a finite number")
    if abs(number.adjusted()) > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise AnswerError(question, f"the number has more than {_MOST_DIGITS} digits; give fewer")
    if not number:
        return Decimal(0)  # no negative zero
    text = format(number, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(keys)
