"""The ways an indicator's answer can be raised, each with its price in steps.

One step is one choice up for a single choice or a yes/no; one more tick for a multiple choice; one column up
in one row of a grid; the next band, or a tenth of the way, for a number. “Up” is towards more points. No
answer at all counts as one step below the lowest choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from scoring.measures import ChoiceMeter, ChosenMeter, GridMeter, Meter, NumberMeter, Reading
from scoring.standard import NumberLinear
from scoring.values import AnswerValue, GridAnswer

TENTHS = 10  # steps on a straight line from nothing to everything
_EXACT_DIGITS = 6  # decimals of a proposed number; it is rounded towards earning more


@dataclass(frozen=True, slots=True)
class Move:
    """Raise an answer to `reading` for `steps`."""

    steps: int
    reading: Reading


def moves(meter: Meter, present: Reading | None) -> tuple[Move, ...]:
    """Every worthwhile raise of an answer: for each price the best, a dearer one only if it earns more."""
    best: dict[int, Reading] = {}
    for steps, answer in _candidates(meter, present):
        reading = meter.read(answer)
        if steps not in best or _worth(reading) > _worth(best[steps]):
            best[steps] = reading
    found: list[Move] = []
    worth = _worth(present) if present else (Fraction(0), 0)
    for steps in sorted(best):
        raised = _worth(best[steps])
        if raised[0] >= worth[0] and raised[1] >= worth[1] and raised != worth:
            found.append(Move(steps, best[steps]))
            worth = raised
    return tuple(found)


def _worth(reading: Reading) -> tuple[Fraction, int]:
    return reading.share, reading.level or 0


def _candidates(meter: Meter, present: Reading | None) -> Iterator[tuple[int, AnswerValue]]:
    match meter:
        case ChoiceMeter():
            return _choices(meter, present)
        case ChosenMeter():
            return _ticks(meter, present)
        case GridMeter():
            return _columns(meter, present)
        case NumberMeter():
            return _numbers(meter, present)


def _choices(meter: ChoiceMeter, present: Reading | None) -> Iterator[tuple[int, AnswerValue]]:
    ladder = sorted(meter.options, key=lambda key: _worth(meter.readings[key]))  # ties keep their order
    here = ladder.index(present.answer) if present else -1
    for place in range(here + 1, len(ladder)):
        yield place - here, ladder[place]


def _ticks(meter: ChosenMeter, present: Reading | None) -> Iterator[tuple[int, AnswerValue]]:
    chosen = present.answer if present and isinstance(present.answer, tuple) else ()
    kept = [key for key in chosen if key not in meter.exclusive]
    free = [key for key in meter.options if key not in meter.exclusive and key not in kept]
    free.sort(key=lambda key: -meter.points[key])  # the best first; ties keep their order
    for count in range(1, len(free) + 1):
        ticked = {*kept, *free[:count]}
        yield count, tuple(key for key in meter.options if key in ticked)


def _columns(meter: GridMeter, present: Reading | None) -> Iterator[tuple[int, AnswerValue]]:
    """For each number of steps, the best way to spread them over the rows."""
    ladder = sorted(meter.columns, key=lambda column: meter.columns[column])
    given = present.answer.as_dict() if present and isinstance(present.answer, GridAnswer) else {}
    spread: dict[int, tuple[Fraction, dict[str, str]]] = {0: (Fraction(0), dict(given))}
    for row in meter.rows:
        here = ladder.index(given[row]) if row in given else -1
        earned = meter.columns[given[row]] if row in given else Fraction(0)
        raised = dict(spread)
        for steps, (points, cells) in spread.items():
            for place in range(here + 1, len(ladder)):
                total = steps + place - here
                gain = points + meter.columns[ladder[place]] - earned
                if total not in raised or gain > raised[total][0]:
                    raised[total] = gain, {**cells, row: ladder[place]}
        spread = raised
    for steps, (_, cells) in spread.items():
        if steps:
            yield steps, GridAnswer.of(cells)


def _numbers(meter: NumberMeter, present: Reading | None) -> Iterator[tuple[int, AnswerValue]]:
    measure = meter.measure
    value = Fraction(present.answer) if present and isinstance(present.answer, Decimal) else None
    if isinstance(measure, NumberLinear):
        start = measure.low if value is None else min(max(value, *_low(measure)), *_high(measure))
        span = measure.high - measure.low
        towards = ROUND_CEILING if span > 0 else ROUND_FLOOR
        for step in range(1, TENTHS + 1):
            target = start + span * step / TENTHS
            past = target > measure.high if span > 0 else target < measure.high
            yield step, _decimal(measure.high if past else target, towards)
            if past:
                return
        return
    here = meter.band_of(value) if value is not None else -1
    for band in range(max(here + 1, 0), len(measure.bands)):
        yield band - max(here, -1), _decimal(measure.bands[band][0], ROUND_CEILING)


def _low(measure: NumberLinear) -> tuple[Fraction]:
    return (min(measure.low, measure.high),)


def _high(measure: NumberLinear) -> tuple[Fraction]:
    return (max(measure.low, measure.high),)


def _decimal(value: Fraction, towards: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return exact
    return exact.quantize(Decimal(1).scaleb(-_EXACT_DIGITS), towards)
