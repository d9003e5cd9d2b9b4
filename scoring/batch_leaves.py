"""Reading one indicator of very many packed vectors at once: shares as whole numbers, and levels.

Only this module and `scoring.batch` use NumPy. Nothing here is a float: a share is a whole number of parts of
`Leaf.parts`, the same rational number the exact engine computes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scoring.measures import ChoiceMeter, ChosenMeter, GridMeter, Levels, Meter, NumberMeter
from scoring.packed import ANSWERED, NOT_APPLICABLE, SCALE, Cell
from scoring.standard import NumberLinear

Bytes: TypeAlias = NDArray[np.uint8]
Whole: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]

_BITS = 8
_CODES = 256


@dataclass(frozen=True)
class Leaf:
    """One indicator made ready. `shares` reads a block of vectors into parts of `parts`.

    `bounds` are the least parts for each level reached by share, ascending; `levels` gives the level of each
    code of a choice (-1: none).
    """

    cell: Cell
    parts: int
    shares: Callable[[Bytes], Whole]
    bounds: tuple[tuple[int, int], ...]
    levels: Whole | None

    def state(self, block: Bytes) -> NDArray[np.uint8]:
        """Each vector's state byte."""
        return block[:, self.cell.offset]

    def reaches(self, block: Bytes, shares: Whole, level: int) -> Truth:
        """Which vectors have an answer of at least that level."""
        state = self.state(block)
        given: Truth = (state >= ANSWERED) & (state < NOT_APPLICABLE)
        if self.levels is not None:
            return given & (self.levels[state] >= level)
        if level <= 0 and self.bounds:
            return given
        least = [parts for parts, reached in self.bounds if reached >= level]
        return given & (shares >= min(least)) if least else np.zeros(len(block), dtype=bool)


def leaf(cell: Cell, meter: Meter) -> Leaf:
    """Make one indicator ready."""
    match meter:
        case ChoiceMeter():
            return _choice(cell, meter)
        case ChosenMeter():
            return _chosen(cell, meter)
        case GridMeter():
            return _grid(cell, meter)
        case NumberMeter():
            return _number(cell, meter)


def _choice(cell: Cell, meter: ChoiceMeter) -> Leaf:
    readings = [meter.readings[key] for key in cell.keys]
    parts = lcm(*(reading.share.denominator for reading in readings))
    table, levels = np.zeros(_CODES, np.int64), np.full(_CODES, -1, np.int64)
    for code, reading in enumerate(readings, start=1):
        table[code] = int(reading.share * parts)
        levels[code] = -1 if reading.level is None else reading.level
    offset = cell.offset
    return Leaf(cell, parts, lambda block: table[block[:, offset]], (), levels)


def _chosen(cell: Cell, meter: ChosenMeter) -> Leaf:
    earned = [meter.points[str(key)] / meter.attainable for key in cell.keys]
    parts = lcm(*(share.denominator for share in earned))
    tables = [
        _byte_table([int(share * parts) for share in earned[first : first + _BITS]])
        for first in range(0, len(earned), _BITS)
    ]
    offset = cell.offset + 1

    def shares(block: Bytes) -> Whole:
        found = tables[0][block[:, offset]]
        for number, table in enumerate(tables[1:], start=1):
            found = found + table[block[:, offset + number]]
        return found

    return Leaf(cell, parts, shares, _bounds(meter.levels, parts), None)


def _byte_table(earned: list[int]) -> Whole:
    codes = np.arange(_CODES)
    table = np.zeros(_CODES, np.int64)
    for bit, parts in enumerate(earned):
        table += (codes >> bit & 1) * parts
    return table


def _grid(cell: Cell, meter: GridMeter) -> Leaf:
    best = max(meter.columns.values())
    each = [meter.columns[str(key)] / (best * len(cell.rows)) for key in cell.keys]
    parts = lcm(*(share.denominator for share in each))
    table = np.zeros(_CODES, np.int64)
    table[1 : len(each) + 1] = [int(share * parts) for share in each]
    first, last = cell.offset + 1, cell.offset + cell.width

    def shares(block: Bytes) -> Whole:
        found: Whole = table[block[:, first:last]].sum(axis=1)
        return found

    return Leaf(cell, parts, shares, _bounds(meter.levels, parts), None)


def _number(cell: Cell, meter: NumberMeter) -> Leaf:
    measure = meter.measure
    first, last = cell.offset + 1, cell.offset + cell.width
    if isinstance(measure, NumberLinear):
        # (value - low) / (high - low), with the value in millionths and both ends over one denominator.
        unit = lcm(measure.low.denominator, measure.high.denominator)
        low, span = int(measure.low * unit) * SCALE, int((measure.high - measure.low) * unit) * SCALE
        parts, sign = abs(span), 1 if span > 0 else -1

        def shares(block: Bytes) -> Whole:
            way = (_millionths(block, first, last).astype(object) * unit - low) * sign
            clipped: Whole = np.clip(way, 0, parts).astype(np.int64)
            return clipped

    else:
        points = [Fraction(0), *(earned / meter.attainable for _, earned in measure.bands)]
        parts = lcm(*(share.denominator for share in points))
        table = np.array([int(share * parts) for share in points], np.int64)
        edges = np.array([-(-(bound * SCALE) // 1) for bound, _ in measure.bands], np.int64)

        def shares(block: Bytes) -> Whole:
            return table[np.searchsorted(edges, _millionths(block, first, last), side="right")]

    def read(block: Bytes) -> Whole:
        found = shares(block)
        found[block[:, cell.offset] != ANSWERED] = 0
        return found

    return Leaf(cell, parts, read, _bounds(meter.levels, parts), None)


def _millionths(block: Bytes, first: int, last: int) -> Whole:
    raw: Any = np.ascontiguousarray(block[:, first:last]).view(">i8")[:, 0]
    return raw.astype(np.int64)  # type: ignore[no-any-return]


def _bounds(levels: Levels, parts: int) -> tuple[tuple[int, int], ...]:
    """The least parts at which each level is reached."""
    return tuple((-(-(bound * parts) // 1), levels.at(bound) or 0) for bound in levels.lower)
