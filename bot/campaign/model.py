"""A campaign as values: the unit tree, the quotas, the milestones, the cadence, the rhythm of reminders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from functools import cached_property


class UnitKind(StrEnum):
    """What a unit is."""

    CITY = "city"
    DISTRICT = "district"  # a district-level responsible unit; its enterprises count for its quota
    STREET = "street"  # a street, town or township
    PARK = "park"
    GROUP = "group"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; `parent` is empty for the city. `since` to `until` is when a provider is admitted."""

    id: str
    name: str
    kind: UnitKind
    parent: str = ""
    since: date | None = None
    until: date | None = None

    def active_on(self, day: date) -> bool:
        """Whether it takes part on that day; without bounds it always does."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Units:
    """The unit tree, in the campaign file's order."""

    all: tuple[Unit, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.all}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.all:
            found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    def __getitem__(self, unit_id: str) -> Unit:
        """The unit with that id; KeyError when there is none."""
        return self.by_id[unit_id]

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.by_id

    def children(self, unit_id: str, kind: UnitKind | None = None) -> tuple[Unit, ...]:
        """The units right below, in order; only those of `kind` when it is given."""
        below = self._children.get(unit_id, ())
        return tuple(unit for unit in below if kind is None or unit.kind is kind)

    def within(self, unit_id: str) -> Iterator[Unit]:
        """The unit itself and everything below it."""
        yield self.by_id[unit_id]
        for child in self.children(unit_id):
            yield from self.within(child.id)

    def chain(self, unit_id: str) -> tuple[Unit, ...]:
        """The unit and its ancestors, lowest first."""
        unit = self.by_id[unit_id]
        return (unit, *self.chain(unit.parent)) if unit.parent else (unit,)

    @cached_property
    def root(self) -> Unit:
        """The unit without a parent."""
        return next(unit for unit in self.all if not unit.parent)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.all:
            for name in {unit.id, unit.name}:
                found.setdefault(name, []).append(unit)
        return {name: tuple(units) for name, units in found.items()}

    def named(self, text: str) -> tuple[Unit, ...]:
        """The units whose id or whole name is `text`; else those whose name contains it."""
        return self._by_name.get(text) or tuple(unit for unit in self.all if text in unit.name)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the campaign; both days belong to it."""

    year: int
    starts: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Quotas:
    """Diagnoses to finish: increments by unit and year. Rows are authoritative.

    `printed` are the totals as the notice prints them, which need not be the sums of the rows. `streets` are
    what districts set themselves, by street and year.
    """

    rows: Mapping[str, Mapping[int, int]]
    printed: Mapping[int, int] = field(default_factory=dict)
    estimated: frozenset[int] = frozenset()
    streets: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    source: str = ""

    def sum(self, year: int) -> int:
        """The sum of the rows of one year."""
        return sum(row.get(year, 0) for row in self.rows.values())


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the whole campaign must have reached by a day: a number, or a share of the register."""

    by: date
    what: str  # diagnosed | transformed | providers
    at_least: int | None = None
    share: Fraction | None = None
    from_level: int = 0

    def needs(self, register_total: int) -> int:
        """The number needed: the share is rounded up."""
        if self.at_least is not None:
            return self.at_least
        share = (self.share or Fraction(0)) * register_total
        return -(-share.numerator // share.denominator)


class Every(StrEnum):
    """How often a digest goes out."""

    MONTH = "month"
    WEEK = "week"
    TWICE_A_WEEK = "twice_a_week"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cadence:
    """From so many working days left downwards, a digest goes out so often."""

    workdays_left: int
    every: Every


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages may go out, in the campaign's time zone."""

    digest_at: time
    quiet_from: time
    quiet_to: time
    heartbeat_days: int


@dataclass(frozen=True, slots=True)
class ReminderRhythm:
    """One kind of reminder: first after so many days, then every so many, at most so often."""

    kind: str
    after_days: int
    every_days: int
    at_most: int


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """When the next level is told, and along which kinds of unit."""

    behind_workdays: int
    unopened_digests: int
    chain: tuple[UnitKind, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Everything a campaign file holds."""

    id: str
    name: str
    source: str
    timezone: str
    calendar: str
    pack: str
    counts_when: str
    register_total: int
    led_by: Mapping[str, int]
    units: Units
    quotas: Quotas
    years: tuple[Year, ...]
    milestones: tuple[Milestone, ...]
    year_shares: Mapping[int, Fraction]
    cadence: tuple[Cadence, ...]
    hours: Hours
    reminders_per_week: int
    reminders: tuple[ReminderRhythm, ...]
    escalation: EscalationRule

    def year(self, year: int) -> Year:
        """That year; KeyError when the campaign has none."""
        for candidate in self.years:
            if candidate.year == year:
                return candidate
        raise KeyError(year)

    def runs_on(self, day: date) -> bool:
        """Whether the campaign has begun and its last deadline has not passed."""
        return self.years[0].starts <= day <= self.years[-1].deadline

    def year_on(self, day: date) -> Year:
        """The year a day falls in; before the first the first, after the last the last."""
        for candidate in self.years:
            if day <= candidate.deadline:
                return candidate
        return self.years[-1]
