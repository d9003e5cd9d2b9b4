"""Quota arithmetic: largest remainders, the year's target with what was carried over, streets, a new plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from bot.campaign.model import Campaign, UnitKind

K = TypeVar("K")

ELSEWHERE = ""  # the street of a district's enterprises that lie in none of its streets


def largest_remainder(total: int, weights: Mapping[K, Fraction | int]) -> dict[K, int]:
    """Split `total` in proportion to `weights` into whole parts that add up to it.

    Each gets its share rounded down; what is left goes to the largest remainders, ties in the mapping's
    order. With all weights zero the first gets everything; without weights the result is empty.
    """
    if not weights:
        return {}
    weight_sum = sum(map(Fraction, weights.values()))
    if weight_sum == 0:
        return {key: total if n == 0 else 0 for n, key in enumerate(weights)}
    exact = {key: Fraction(total) * weight / weight_sum for key, weight in weights.items()}
    parts = {key: share.numerator // share.denominator for key, share in exact.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(exact, key=lambda key: parts[key] - exact[key])  # stable: ties keep their order
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit has to finish in a year: its own quota and the shortfall of earlier years.

    `estimated` says that the year's quota is an estimate. `derived` says that nobody set it: it is the
    unit's part of the quota above it.
    """

    quota: int
    carried_over: int
    estimated: bool = False
    derived: bool = False

    @property
    def total(self) -> int:
        """Quota and shortfall together."""
        return self.quota + self.carried_over


def carried_over(quotas: Mapping[int, int], done: Mapping[int, int], year: int) -> int:
    """What the earlier years together left undone; a surplus does not lower this year's quota."""
    earlier = [past for past in quotas if past < year]
    return max(0, sum(quotas[past] - done.get(past, 0) for past in earlier))


def district_target(campaign: Campaign, unit: str, year: int, done: Mapping[int, int]) -> Target:
    """A responsible unit's target; `done` is what it finished, by year."""
    row = campaign.quotas.rows.get(unit, {})
    return Target(
        row.get(year, 0), carried_over(row, done, year), estimated=year in campaign.quotas.estimated
    )


def street_targets(
    campaign: Campaign,
    district: str,
    target: Target,
    done: Mapping[str, int],
    open_: Mapping[str, int],
    year: int,
) -> dict[str, Target]:
    """Each street's target in a district: the one the district set, else its part of what is left.

    Args:
        campaign: the campaign.
        district: the responsible unit.
        target: the district's own target of the year.
        done: finished this year, by street, those outside all streets under ELSEWHERE.
        open_: not yet diagnosed, likewise; what is left is split in proportion to it, and with nobody
            left to diagnose there is nothing to split.
        year: the year.
    """
    streets = [unit.id for unit in campaign.units.children(district, UnitKind.STREET)]
    given = {street: campaign.quotas.streets.get(street, {}).get(year) for street in streets}
    set_by_district = {street: quota for street, quota in given.items() if quota is not None}
    others = [street for street in streets if street not in set_by_district]
    remaining = (
        target.total
        - sum(done.values())
        - sum(max(0, quota - done.get(street, 0)) for street, quota in set_by_district.items())
    )
    weights = {street: open_.get(street, 0) for street in (*others, ELSEWHERE)}
    split = largest_remainder(max(0, remaining), weights) if any(weights.values()) else {}
    result: dict[str, Target] = {}
    for street in streets:
        if street in set_by_district:
            result[street] = Target(set_by_district[street], 0)
        else:
            result[street] = Target(done.get(street, 0) + split.get(street, 0), 0, derived=True)
    return result


def part_of(left: int, done: int, open_: int, open_above: int) -> Target:
    """The target of a unit nobody set one for: what it finished, and its part of what is `left` above it.

    `open_` of the `open_above` enterprises not yet diagnosed are its own; halves are rounded up.
    """
    share = Fraction(max(0, left) * open_, open_above) if open_above else Fraction(0)
    return Target(done + int(share + Fraction(1, 2)), 0, derived=True)


def plan(
    total: int, counts: Mapping[str, int], year_shares: Mapping[int, Fraction]
) -> dict[str, dict[int, int]]:
    """A new campaign's quotas by the notice's note 2.

    Each unit's total in proportion to its enterprises, then each unit's years by the shares; both by largest
    remainder, unit totals first, ties in the given order. Source: 沪经信软〔2023〕625号, Annex 2, note 2.
    """
    totals = largest_remainder(total, counts)
    return {unit: largest_remainder(amount, dict(year_shares)) for unit, amount in totals.items()}
