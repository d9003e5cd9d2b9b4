"""Every unit's enterprises, target and pace on one day, each worked out once however many ask."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bot.campaign.calendar import Calendar
from bot.campaign.model import Campaign, Unit, UnitKind, Year
from bot.campaign.pace import Pace, pace
from bot.campaign.quota import ELSEWHERE, Target, district_target, part_of, street_targets
from bot.campaign.states import Progress


@dataclass(frozen=True, slots=True)
class Rank:
    """A unit's place among the units beside it by the share of its target it has finished, 1 the highest.

    Units with the same share have the same place; `of` is how many have a target at all.
    """

    place: int
    of: int


@dataclass(slots=True)
class _Part:
    """What targets and paces need of some enterprises: when how many finished, how many are still open."""

    finished: Counter[date] = field(default_factory=Counter)
    open: int = 0

    def add(self, day: date | None, *, is_open: bool) -> None:
        """Take one enterprise in."""
        if day is not None:
            self.finished[day] += 1
        self.open += is_open


def _together(parts: Iterable[_Part]) -> _Part:
    whole = _Part()
    for part in parts:
        whole.finished.update(part.finished)
        whole.open += part.open
    return whole


class Standings:
    """The register on one day, gone through once: streets are rolled up into districts, these into the city.

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
        self._parts: dict[str, dict[str, _Part]] = {}  # by district and street
        self._others: dict[str, _Part] = {}  # of streets, parks, groups
        self._wholes: dict[str, _Part] = {}
        self._targets: dict[str, Target] = {}
        self._paces: dict[str, Pace] = {}
        self._ranked: dict[tuple[str, UnitKind], Sequence[Fraction]] = {}
        self._group()

    def _group(self) -> None:
        on, rule, of, others = self.on, self.campaign.counts_when, self._of, self._others
        for one in self._all:
            day = one.finished_on(rule)
            if day is not None and day > on:
                day = None
            is_open = _is_open(one, day, on)
            streets = self._parts.setdefault(one.unit, {})
            street = streets.get(one.street)
            if street is None:
                street = streets[one.street] = _Part()
            street.add(day, is_open=is_open)
            for unit_id in _places(one):
                if unit_id in of:
                    of[unit_id].append(one)
                else:
                    of[unit_id] = [one]
                if unit_id != one.unit:
                    if unit_id not in others:
                        others[unit_id] = _Part()
                    others[unit_id].add(day, is_open=is_open)

    def on_day(self, day: date) -> Standings:
        """The same register on another day, as far as it is known for one: what came later is not seen."""
        return Standings(self.campaign, self._all, day, self.calendar)

    def adopt(self, unit: Unit, enterprises: Collection[int]) -> None:
        """Let a unit outside the tree have these enterprises: those a provider was given."""
        wanted = frozenset(enterprises)
        own = [one for one in self._all if one.id in wanted]
        self._of[unit.id] = own
        part = self._others[unit.id] = _Part()
        for one in own:
            day = one.finished_on(self.campaign.counts_when)
            counts = day if day is not None and day <= self.on else None
            part.add(counts, is_open=_is_open(one, counts, self.on))

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
                began=self.campaign.years[0].starts,
            )
        return self._paces[unit.id]

    def rank(self, unit: Unit) -> Rank | None:
        """The unit's place among those beside it; None where nobody has finished any."""
        if not unit.parent or not self.target(unit).total:
            return None
        shares = self._shares(unit.parent, unit.kind)
        if not any(shares):
            return None
        own = Fraction(self.pace(unit).done, self.target(unit).total)
        return Rank(1 + len(shares) - bisect_right(shares, own), len(shares))

    def _shares(self, parent: str, kind: UnitKind) -> Sequence[Fraction]:
        """The shares of their targets that the units side by side have finished, ascending."""
        if (parent, kind) not in self._ranked:
            paces = [self.pace(one) for one in self.campaign.units.children(parent, kind)]
            self._ranked[parent, kind] = sorted(
                Fraction(one.done, one.target.total) for one in paces if one.target.total
            )
        return self._ranked[parent, kind]

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
        return self._whole(unit).finished

    def available(self, unit: Unit) -> int:
        """How many the year's target could be met with: those done in the year and those still open."""
        whole = self._whole(unit)
        return self._done(whole) + whole.open

    def done_by_year(self, unit: Unit) -> Counter[int]:
        """What the unit finished up to the day, by the campaign year it counts for."""
        return self._by_year(self._whole(unit))

    def _by_year(self, part: _Part) -> Counter[int]:
        found: Counter[int] = Counter()
        for day, count in part.finished.items():
            if self.campaign.runs_on(day):  # what was finished before it began counts for no year
                found[self.campaign.year_on(day).year] += count
        return found

    def _done(self, part: _Part) -> int:
        return self._by_year(part)[self.year.year]

    def _whole(self, unit: Unit) -> _Part:
        """All that counts for the unit's target."""
        if unit.id not in self._wholes:
            self._wholes[unit.id] = self._rolled_up(unit)
        return self._wholes[unit.id]

    def _rolled_up(self, unit: Unit) -> _Part:
        if unit.kind is UnitKind.CITY:
            rows = [
                self.campaign.units[one] for one in self.campaign.quotas.rows if one in self.campaign.units
            ]
            return _together(self._whole(one) for one in rows)
        if unit.id in self._parts:
            return _together(self._parts[unit.id].values())
        return self._others.get(unit.id, _Part())

    def _target(self, unit: Unit) -> Target:
        campaign, year = self.campaign, self.year.year
        if unit.kind is UnitKind.CITY:
            districts = [self.target(one) for one in self.below(unit) if one.id in campaign.quotas.rows]
            owed = sum(target.carried_over for target in districts)
            return Target(campaign.quotas.sum(year), owed, estimated=year in campaign.quotas.estimated)
        if unit.kind is UnitKind.DISTRICT:
            return district_target(campaign, unit.id, year, self.done_by_year(unit))
        given = campaign.quotas.streets.get(unit.id, {}).get(year)
        if given is not None:
            return Target(given, 0)
        own = self._whole(unit)
        if unit.kind is UnitKind.PROVIDER:
            return Target(self._done(own) + own.open, 0, derived=True)  # all that it was given
        above = self.campaign.units[unit.parent]
        whole = self._whole(above)
        left = self.target(above).total - self._done(whole)
        return part_of(left, self._done(own), own.open, whole.open)

    def _street_targets(self, district: Unit) -> dict[str, Target]:
        streets = {street.id for street in self.below(district)}
        parts = self._parts.get(district.id, {})
        grouped = {street: parts.get(street, _Part()) for street in streets}
        grouped[ELSEWHERE] = _together(part for street, part in parts.items() if street not in streets)
        return street_targets(
            self.campaign,
            district.id,
            self.target(district),
            {street: self._done(part) for street, part in grouped.items()},
            {street: part.open for street, part in grouped.items()},
            self.year.year,
        )


def _is_open(one: Progress, counts_from: date | None, on: date) -> bool:
    """Whether it can still come to count: one that waits to be verified can, where only verified ones do."""
    return counts_from is None and not one.out_on(on)


def _places(one: Progress) -> set[str]:
    """The ids of the units it lies in."""
    found = {one.unit, one.street, one.park, one.group}
    found.discard("")
    return found
