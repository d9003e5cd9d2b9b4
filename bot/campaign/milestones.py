"""Milestones: what the whole campaign must have reached by a day, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.campaign.model import Milestone, UnitKind
from bot.campaign.standings import Standings


@dataclass(frozen=True, slots=True)
class Reached:
    """One milestone on a day. `has` is None where nobody keeps count of it (no providers are registered)."""

    milestone: Milestone
    needs: int
    has: int | None

    @property
    def missing(self) -> int:
        """What is still to do; never negative, and everything where nobody counts."""
        return max(0, self.needs - (self.has or 0))


def milestones(standings: Standings) -> tuple[Reached, ...]:
    """Every milestone of the campaign, in its order, with what counted for it up to its day."""
    total = standings.campaign.register_total
    return tuple(
        Reached(one, one.needs(total), _has(standings, one)) for one in standings.campaign.milestones
    )


def coming(standings: Standings) -> tuple[Reached, ...]:
    """Those of the next day that has any, today included; none after the last."""
    ahead = [one for one in milestones(standings) if one.milestone.by >= standings.on]
    first = min((one.milestone.by for one in ahead), default=None)
    return tuple(one for one in ahead if one.milestone.by == first)


def _has(standings: Standings, milestone: Milestone) -> int | None:
    until = min(milestone.by, standings.on)
    if milestone.what == "providers":
        known = [unit for unit in standings.campaign.units.all if unit.kind is UnitKind.PROVIDER]
        return sum(unit.active_on(until) for unit in known) if known else None
    return sum(
        day <= until and (milestone.what == "diagnosed" or level >= milestone.from_level)
        for day, level in _finished(standings)
    )


def _finished(standings: Standings) -> Iterator[tuple[date, int]]:
    rule = standings.campaign.counts_when
    for one in standings.members(standings.campaign.units.root):
        day = one.finished_on(rule)
        if day is not None:
            yield day, one.level
