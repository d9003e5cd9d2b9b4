"""Where one result stands among its peers: percentile rank, quartiles, mean; silent for small groups.

Everything is exact. Peers are the other enterprises' scores, in whole numbers, decimals or fractions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = Fraction | Decimal | int

MINIMUM_PEERS = 10
"""Below this many peers nothing is shown: a single enterprise could be guessed from the figures."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Too few peers to show anything, not even how many there are; `needed` is the least number."""

    needed: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """The distribution of a group of peers.

    Quartiles are interpolated between neighbours at place (n - 1)·p of the sorted peers, counted from 0
    (Hyndman and Fan's type 7, the QUARTILE.INC of spreadsheets).
    """

    n: int
    mean: Fraction
    lowest: Fraction
    first_quartile: Fraction
    median: Fraction
    third_quartile: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """One result among `n` peers: `below` and `equal` count them, `percentile` is 0 to 100."""

    n: int
    below: int
    equal: int
    percentile: Fraction


def describe(peers: Sequence[Number], *, minimum_peers: int = MINIMUM_PEERS) -> Cohort | Suppressed:
    """The distribution of the peers' scores."""
    if len(peers) < max(minimum_peers, 1):
        return Suppressed(max(minimum_peers, 1))
    ordered = _sorted(peers)
    return Cohort(
        n=len(ordered),
        mean=sum(ordered, Fraction(0)) / len(ordered),
        lowest=ordered[0],
        first_quartile=_at(ordered, Fraction(1, 4)),
        median=_at(ordered, Fraction(1, 2)),
        third_quartile=_at(ordered, Fraction(3, 4)),
        highest=ordered[-1],
    )


def standing(
    own: Number, peers: Sequence[Number], *, minimum_peers: int = MINIMUM_PEERS
) -> Standing | Suppressed:
    """The percentile rank of a result: the share of peers strictly below plus half of those equal, × 100.

    `peers` do not include the enterprise itself.
    """
    if len(peers) < max(minimum_peers, 1):
        return Suppressed(max(minimum_peers, 1))
    ordered, here = _sorted(peers), Fraction(own)
    below = bisect_left(ordered, here)
    equal = bisect_right(ordered, here) - below
    return Standing(len(peers), below, equal, Fraction(100 * (2 * below + equal), 2 * len(peers)))


def _sorted(numbers: Sequence[Number]) -> list[Fraction]:
    # Rounding to float keeps order, so the slow exact comparison is needed for near ties alone.
    return sorted((Fraction(number) for number in numbers), key=lambda exact: (float(exact), exact))


def _at(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    place = (len(ordered) - 1) * part
    lower = int(place)
    here = ordered[lower]
    return here if place == lower else here + (ordered[lower + 1] - here) * (place - lower)
