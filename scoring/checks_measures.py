"""Contradictions inside one indicator: its points, bounds and levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    GridMean,
    Indicator,
    Measure,
    NumberBands,
    NumberLinear,
    YesNo,
)


def check_indicator(indicator: Indicator) -> Iterator[str]:
    """Every contradiction in an indicator, without its name."""
    yield from _measure(indicator.measure)
    bounds = indicator.level_bounds
    if bounds and isinstance(indicator.measure, ChoicePoints) and indicator.measure.levels:
        yield "has levels for its choices and level bounds as well; keep one"
    if any(not 0 <= bound <= 1 for bound, _ in bounds):
        yield "a level bound is a share, from 0 to 1"
    if not _ascending(bound for bound, _ in bounds) or not _ascending(level for _, level in bounds):
        yield "level bounds must ascend, and their levels with them"


def highest_level(indicator: Indicator) -> int | None:
    """The highest level any answer can reach; None when the indicator has no levels."""
    if isinstance(indicator.measure, ChoicePoints) and indicator.measure.levels:
        return max(indicator.measure.levels.values())
    return max((level for _, level in indicator.level_bounds), default=None)


def _measure(measure: Measure) -> Iterator[str]:
    match measure:
        case ChoicePoints():
            yield from _choice(measure)
        case ChosenPoints():
            yield from _points(measure.points.values())
        case ChosenShare():
            yield from _share(measure)
        case GridMean():
            yield from _distinct("rows", measure.rows)
            yield from _points(measure.columns.values())
            yield from _best(measure.best)
        case NumberBands():
            yield from _bands(measure)
        case NumberLinear():
            yield from _linear(measure)
        case YesNo():
            yield from _points((measure.yes, measure.no))


def _choice(measure: ChoicePoints) -> Iterator[str]:
    yield from _points(measure.points.values())
    if measure.levels and set(measure.levels) != set(measure.points):
        odd = ", ".join(sorted(set(measure.levels) ^ set(measure.points)))
        yield f"points and levels name different choices: {odd}"


def _share(measure: ChosenShare) -> Iterator[str]:
    yield from _distinct("choices", measure.counted)
    yield from _best(measure.best)
    both = measure.exclusive & set(measure.counted)
    if both:
        yield f"{', '.join(sorted(both))}: exclusive choices must not be among the counted ones"


def _bands(measure: NumberBands) -> Iterator[str]:
    yield from _points(points for _, points in measure.bands)
    if not _ascending(bound for bound, _ in measure.bands):
        yield "the lower bounds of the bands must ascend"


def _linear(measure: NumberLinear) -> Iterator[str]:
    yield from _best(measure.best)
    if measure.low == measure.high:
        yield "low and high are equal, so there is no way between them"


def _points(points: Iterable[Fraction]) -> Iterator[str]:
    values = list(points)
    if not values:
        yield "has no points"
    elif min(values) < 0:
        yield f"points must not be negative, found {min(values)}"
    elif max(values) == 0:
        yield "every answer earns 0 points, so there is nothing to attain"


def _best(best: Fraction) -> Iterator[str]:
    if best <= 0:
        yield f"best must be above 0, found {best}"


def _distinct(what: str, keys: tuple[str, ...]) -> Iterator[str]:
    if not keys:
        yield f"has no {what}"
    if len(set(keys)) != len(keys):
        yield f"has {what} that are named twice"


def _ascending(values: Iterable[Fraction | int]) -> bool:
    return all(lower < upper for lower, upper in pairwise(values))
