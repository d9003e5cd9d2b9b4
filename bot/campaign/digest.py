"""Digests as facts: what a liaison has to know today, before it is put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.campaign.calendar import Calendar
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.pace import WEEKS, Pace, pace
from bot.campaign.quota import Target, district_target, street_targets
from bot.campaign.states import FINISHED, OUT, Progress, State, tally

CALLS = 3  # names to do first: as many as one does before lunch
NEARLY = 10  # questions left at most to be called nearly done


@dataclass(frozen=True, slots=True)
class Call:
    """One enterprise to call, and why; `days` it has been waiting or silent."""

    name: str
    state: State
    days: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class StreetDigest:
    """A street, park or group on one day.

    `new` finished in the last seven days. `call_first` are those the bot cannot reach, or that stopped, the
    most urgent first. `stalled` counts the silent ones, `longest` how many days the longest is silent.
    `nearly` have at most ten questions left.
    """

    unit: Unit
    on: date
    pace: Pace
    states: Mapping[State, int]
    new: tuple[str, ...]
    call_first: tuple[Call, ...]
    unreachable: int
    stalled: int
    longest: int
    nearly: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One unit in the ranking of the unit above it. `idle` is True without a finish in four weeks."""

    unit: Unit
    pace: Pace
    idle: bool


@dataclass(frozen=True, slots=True)
class UnitDigest:
    """A district, or the city, on one day: its own pace and its parts ranked, the furthest behind first.

    `printed_total` is the notice's own total where it differs from the sum of the rows, else None.
    """

    unit: Unit
    on: date
    pace: Pace
    states: Mapping[State, int]
    rows: tuple[Row, ...]
    printed_total: int | None = None


def street_digest(
    campaign: Campaign, unit: Unit, members: Sequence[Progress], target: Target, on: date, calendar: Calendar
) -> StreetDigest:
    """Compose a street's digest from its enterprises."""
    stalled = [one for one in members if one.state(on) is State.STALLED]
    calls = _calls(members, on)
    return StreetDigest(
        unit=unit,
        on=on,
        pace=_pace(campaign, target, members, on, calendar),
        states=tally(members, on),
        new=tuple(one.name for one in members if _finished_since(campaign, one, on - timedelta(7), on)),
        call_first=tuple(calls[:CALLS]),
        unreachable=sum(not call.reachable for call in calls[CALLS:]),
        stalled=len(stalled),
        longest=max((_silent(one, on) for one in stalled), default=0),
        nearly=tuple(
            one.name
            for one in members
            if one.state(on) in (State.STARTED, State.STALLED) and 0 < one.total - one.place <= NEARLY
        ),
    )


def district_digest(
    campaign: Campaign, unit: Unit, members: Sequence[Progress], on: date, calendar: Calendar
) -> UnitDigest:
    """Compose a district's digest from its enterprises: its streets ranked."""
    year = campaign.year_on(on).year
    target = district_target(campaign, unit.id, year, done_by_year(campaign, members, on))
    by_street = _grouped(members, lambda one: one.street)
    streets = campaign.units.children(unit.id, UnitKind.STREET)
    targets = street_targets(
        campaign,
        unit.id,
        target,
        {street.id: _done(campaign, by_street.get(street.id, ()), year, on) for street in streets},
        {street.id: _open(by_street.get(street.id, ()), on) for street in streets},
        year,
    )
    rows = [
        _row(campaign, street, by_street.get(street.id, ()), targets[street.id], on, calendar)
        for street in streets
        if targets[street.id].total or by_street.get(street.id)
    ]
    return UnitDigest(
        unit, on, _pace(campaign, target, members, on, calendar), tally(members, on), _ranked(rows)
    )


def city_digest(campaign: Campaign, members: Sequence[Progress], on: date, calendar: Calendar) -> UnitDigest:
    """Compose the city's digest: every responsible unit ranked."""
    year = campaign.year_on(on).year
    by_unit = _grouped(members, lambda one: one.unit)
    rows = []
    owed = 0
    for unit in campaign.units.children(campaign.units.root.id, UnitKind.DISTRICT):
        own = by_unit.get(unit.id, ())
        target = district_target(campaign, unit.id, year, done_by_year(campaign, own, on))
        owed += target.carried_over
        rows.append(_row(campaign, unit, own, target, on, calendar))
    total = Target(campaign.quotas.sum(year), owed, estimated=year in campaign.quotas.estimated)
    of_districts = [one for one in members if one.unit in campaign.quotas.rows]
    printed = campaign.quotas.printed.get(year)
    return UnitDigest(
        campaign.units.root,
        on,
        _pace(campaign, total, of_districts, on, calendar),
        tally(members, on),
        _ranked(rows),
        printed if printed != campaign.quotas.sum(year) else None,
    )


def street_target(
    campaign: Campaign, street: Unit, members_of_district: Sequence[Progress], on: date
) -> Target:
    """One street's target, from its district's enterprises."""
    year = campaign.year_on(on).year
    target = district_target(campaign, street.parent, year, done_by_year(campaign, members_of_district, on))
    by_street = _grouped(members_of_district, lambda one: one.street)
    streets = campaign.units.children(street.parent, UnitKind.STREET)
    done = {unit.id: _done(campaign, by_street.get(unit.id, ()), year, on) for unit in streets}
    open_ = {unit.id: _open(by_street.get(unit.id, ()), on) for unit in streets}
    return street_targets(campaign, street.parent, target, done, open_, year)[street.id]


def done_by_year(campaign: Campaign, members: Iterable[Progress], on: date) -> Counter[int]:
    """What was finished up to a day, by the year it counts for."""
    days = (one.finished_on(campaign.counts_when) for one in members)
    return Counter(campaign.year_on(day).year for day in days if day is not None and day <= on)


def _pace(
    campaign: Campaign, target: Target, members: Iterable[Progress], on: date, calendar: Calendar
) -> Pace:
    year = campaign.year_on(on)
    days = (one.finished_on(campaign.counts_when) for one in members)
    finished = Counter(day for day in days if day is not None and day <= on)
    return pace(target, finished, year.starts, year.deadline, on, calendar)


def _row(
    campaign: Campaign, unit: Unit, members: Sequence[Progress], target: Target, on: date, calendar: Calendar
) -> Row:
    since = on - timedelta(7 * WEEKS)
    idle = not any(_finished_since(campaign, one, since, on) for one in members)
    own = _pace(campaign, target, members, on, calendar)
    return Row(unit, own, idle=idle and own.remaining > 0)


def _ranked(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The largest expected shortfall first, then the most remaining; ties in the campaign's order."""
    return tuple(sorted(rows, key=lambda row: (-row.pace.shortfall[1], -row.pace.remaining)))


_URGENCY = (State.STALLED, State.INVITED, State.NOT_INVITED, State.BOUND, State.STARTED)


def _calls(members: Iterable[Progress], on: date) -> list[Call]:
    """Whom only a person can move: the unreachable and the stalled, the nearest to done first."""
    waiting = [
        one
        for one in members
        if one.state(on) in _URGENCY and (not one.reachable or one.state(on) is State.STALLED)
    ]
    waiting.sort(key=lambda one: (_URGENCY.index(one.state(on)), one.total - one.place, -_silent(one, on)))
    return [Call(one.name, one.state(on), _silent(one, on), one.reachable) for one in waiting]


def _silent(one: Progress, on: date) -> int:
    known = (one.last_answer_on, one.started_on, one.bound_on, one.invited_on)
    last = max((day for day in known if day is not None and day <= on), default=None)
    return (on - last).days if last else 0


def _finished_since(campaign: Campaign, one: Progress, after: date, until: date) -> bool:
    day = one.finished_on(campaign.counts_when)
    return day is not None and after < day <= until


def _done(campaign: Campaign, members: Iterable[Progress], year: int, on: date) -> int:
    return done_by_year(campaign, members, on)[year]


def _open(members: Iterable[Progress], on: date) -> int:
    return sum(one.state(on) not in FINISHED | OUT for one in members)


def _grouped(members: Iterable[Progress], key: Callable[[Progress], str]) -> dict[str, list[Progress]]:
    found: dict[str, list[Progress]] = {}
    for one in members:
        found.setdefault(key(one), []).append(one)
    return found
