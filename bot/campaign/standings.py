"""Every unit's enterprises, target and pace on one day, each worked out once however many ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bot.campaign.calendar import Calendar
from bot.campaign.model import Campaign, Unit, UnitKind, Year
from bot.campaign.pace import Pace, pace
from bot.campaign.quota import ELSEWHERE, Target, district_target, part_of, street_targets
from bot.campaign.states import FINISHED, OUT, Progress


@dataclass(frozen=True, slots=True)
class Rank:
    """A unit's place among the units beside it by the share of its target it has finished, 1 the highest.

    Units with the same share have the same place; `of` is how many have a target at all.
    """

    place: int
    of: int


class Standings:
    """The register on one day, grouped once.

    A district's target is its own quota with what it still owes; a street's is what its district set, else
    its part of what is left to do; that of a park or a group is its part of the unit above. A provider has
    all the enterprises it was given.
    """

    def __init__(
        self,
        campaign: Campaign,
        members: Iterable[Progress],
        on: date,
        calendar: Calendar,
        year: int | None = None,
    ) -> None:
        """`year` is the campaign year looked at; None is the one `on` lies in."""
        self.campaign = campaign
        self.on = on
        self.calendar = calendar
        self.year: Year = campaign.year_on(on) if year is None else campaign.year(year)
        self._all = list(members)
        self._of: dict[str, list[Progress]] = {}
        for one in self._all:
            for unit_id in {one.unit, one.street, one.park, one.group, one.provider} - {""}:
                self._of.setdefault(unit_id, []).append(one)
        self._targets: dict[str, Target] = {}
        self._paces: dict[str, Pace] = {}

    def members(self, unit: Unit) -> Sequence[Progress]:
        """The unit's enterprises; the city's are all of the register."""
        return self._all if unit.kind is UnitKind.CITY else self._of.get(unit.id, [])

    def counted(self, unit: Unit) -> Sequence[Progress]:
        """Those that count for the unit's target: the city's quotas are the responsible units'."""
        if unit.kind is not UnitKind.CITY:
            return self.members(unit)
        return [one for one in self._all if one.unit in self.campaign.quotas.rows]

    def below(self, unit: Unit) -> tuple[Unit, ...]:
        """The units ranked under it: a city's districts, a district's streets."""
        kinds = {UnitKind.CITY: UnitKind.DISTRICT, UnitKind.DISTRICT: UnitKind.STREET}
        kind = kinds.get(unit.kind)
        return self.campaign.units.children(unit.id, kind) if kind else ()

    def target(self, unit: Unit) -> Target:
        """What the unit has to finish in the year."""
        if unit.id not in self._targets:
            if unit.kind is UnitKind.STREET:
                self._targets |= self._street_targets(self.campaign.units[unit.parent])
            else:
                self._targets[unit.id] = self._target(unit)
        return self._targets[unit.id]

    def pace(self, unit: Unit) -> Pace:
        """The unit against its target."""
        if unit.id not in self._paces:
            self._paces[unit.id] = pace(
                self.target(unit),
                self.finished(unit),
                self.year.starts,
                self.year.deadline,
                self.on,
                self.calendar,
            )
        return self._paces[unit.id]

    def rank(self, unit: Unit) -> Rank | None:
        """The unit's place among those beside it; None where nobody has finished any."""
        if not unit.parent or not self.target(unit).total:
            return None
        beside = self.campaign.units.children(unit.parent, unit.kind)
        paces = [self.pace(one) for one in beside]
        shares = [Fraction(one.done, one.target.total) for one in paces if one.target.total]
        if not any(shares):
            return None
        own = Fraction(self.pace(unit).done, self.target(unit).total)
        return Rank(1 + sum(share > own for share in shares), len(shares))

    def sum_of_quotas(self, unit: Unit) -> int:
        """What the rows below the unit add up to in the year: the city's districts, a district's streets."""
        if unit.kind is UnitKind.CITY:
            return self.campaign.quotas.sum(self.year.year)
        return sum(self.target(one).quota for one in self.below(unit))

    def printed_total(self, unit: Unit) -> int | None:
        """The notice's own total of the year; None where it prints none, and for units below the city."""
        return self.campaign.quotas.printed.get(self.year.year) if unit.kind is UnitKind.CITY else None

    def finished(self, unit: Unit) -> Counter[date]:
        """How many of those that count for its target finished on each day, up to the day looked at."""
        return self._finished(self.counted(unit))

    def available(self, unit: Unit) -> int:
        """How many the year's target could be met with: those done in the year and those still open."""
        own = self.counted(unit)
        return self._done(own) + self._open(own)

    def done_by_year(self, members: Iterable[Progress]) -> Counter[int]:
        """What was finished up to the day, by the campaign year it counts for."""
        return Counter(self.campaign.year_on(day).year for day in self._finished(members).elements())

    def _finished(self, members: Iterable[Progress]) -> Counter[date]:
        rule = self.campaign.counts_when
        days = (one.finished_on(rule) for one in members)
        return Counter(day for day in days if day is not None and day <= self.on)

    def _done(self, members: Iterable[Progress]) -> int:
        return self.done_by_year(members)[self.year.year]

    def _open(self, members: Iterable[Progress]) -> int:
        return sum(one.state(self.on) not in FINISHED | OUT for one in members)

    def _target(self, unit: Unit) -> Target:
        campaign, year = self.campaign, self.year.year
        if unit.kind is UnitKind.CITY:
            districts = [self.target(one) for one in self.below(unit) if one.id in campaign.quotas.rows]
            owed = sum(target.carried_over for target in districts)
            return Target(campaign.quotas.sum(year), owed, estimated=year in campaign.quotas.estimated)
        if unit.kind is UnitKind.DISTRICT:
            return district_target(campaign, unit.id, year, self.done_by_year(self.members(unit)))
        given = campaign.quotas.streets.get(unit.id, {}).get(year)
        if given is not None:
            return Target(given, 0)
        own = self.members(unit)
        if unit.kind is UnitKind.PROVIDER:
            return Target(self._done(own) + self._open(own), 0, derived=True)  # all that it was given
        above = self.campaign.units[unit.parent]
        left = self.target(above).total - self._done(self.counted(above))
        return part_of(left, self._done(own), self._open(own), self._open(self.counted(above)))

    def _street_targets(self, district: Unit) -> dict[str, Target]:
        grouped: dict[str, list[Progress]] = {street.id: [] for street in self.below(district)}
        grouped[ELSEWHERE] = []
        for one in self.members(district):
            grouped[one.street if one.street in grouped else ELSEWHERE].append(one)
        return street_targets(
            self.campaign,
            district.id,
            self.target(district),
            {street: self._done(members) for street, members in grouped.items()},
            {street: self._open(members) for street, members in grouped.items()},
            self.year.year,
        )
