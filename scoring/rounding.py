"""The one place where a score is rounded: only for showing, never before a threshold is compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PLACES = 6
"""Decimals a shown number can have. Thresholds may have no more, so what is printed is what was compared."""

_MILLION: int = 10**PLACES
_LEAST = 2  # decimals always shown: 60 is printed 60.00


def shown(value: Fraction | int) -> Decimal:
    """The value rounded down to six decimals, with at least two: 60 → 60.00, 1957/42 → 46.595238.

    Down, so that a printed score never shows a threshold it has not reached.
    """
    return from_millionths(millionths(value))


def millionths(value: Fraction | int) -> int:
    """The value rounded down to whole millionths: what `shown` prints, as an integer."""
    return value.numerator * _MILLION // value.denominator


def from_millionths(count: int) -> Decimal:
    """A number of whole millionths as `shown` prints it."""
    places = PLACES
    while places > _LEAST and count % 10 == 0:
        count //= 10
        places -= 1
    return Decimal(f"{count}E-{places}")


def is_exact(value: Fraction) -> bool:
    """Whether showing the value loses nothing."""
    return _MILLION % value.denominator == 0
