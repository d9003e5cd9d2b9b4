"""Digests as facts: what a liaison has to know today, before it is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.campaign.changes import Changes, changes
from bot.campaign.milestones import Reached, coming
from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace import WEEKS, Pace
from bot.campaign.standings import Rank, Standings
from bot.campaign.states import Progress, State, tally

CALLS = 3  # names to do first: as many as one does before lunch
NEARLY = 10  # questions left at most to be called nearly done
WEEK = timedelta(7)  # what a first digest tells of
RANKED = frozenset({UnitKind.CITY, UnitKind.DISTRICT})  # kinds whose parts are ranked


@dataclass(frozen=True, slots=True)
class Call:
    """One enterprise to call, and why; `days` it has been waiting or silent, `left` questions to go."""

    name: str
    state: State
    days: int
    reachable: bool
    left: int = 0


@dataclass(frozen=True, slots=True)
class StreetDigest:
    """A street, park, group or provider on one day.

    `call_first` are those the bot cannot reach, or that stopped, the most urgent first; `unreachable` counts
    further ones that were invited and are out of its reach. `longest` is how many days the longest stalled is
    silent. `nearly` have at most ten questions left. `available` is what the register holds for the year,
    done and still open; `unverified` of the open are submitted, where only verified ones count.
    """

    unit: Unit
    on: date
    pace: Pace
    rank: Rank | None
    states: Mapping[State, int]
    changes: Changes
    call_first: tuple[Call, ...]
    unreachable: int
    longest: int
    nearly: tuple[str, ...]
    available: int
    unverified: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One unit in the ranking of the unit above it. `idle` is True without a finish in four weeks."""

    unit: Unit
    pace: Pace
    idle: bool


@dataclass(frozen=True, slots=True)
class UnitDigest:
    """A district, or the city, on one day: its own pace and its parts ranked, the furthest behind first.

    `printed_total` is the notice's own total where it differs from `sum_of_quotas`, else None. `milestones`
    are the campaign's next ones, on the city's digest alone.
    """

    unit: Unit
    on: date
    pace: Pace
    rank: Rank | None
    states: Mapping[State, int]
    changes: Changes
    rows: tuple[Row, ...]
    available: int
    sum_of_quotas: int = 0
    printed_total: int | None = None
    milestones: tuple[Reached, ...] = ()


def street_digest(standings: Standings, unit: Unit, last_on: date | None = None) -> StreetDigest:
    """Compose the digest of a street, a park, a group or a provider; `last_on` is the last digest's day."""
    members, on = standings.members(unit), standings.on
    calls = _calls(members, on)
    return StreetDigest(
        unit=unit,
        on=on,
        pace=standings.pace(unit),
        rank=standings.rank(unit),
        states=tally(members, on),
        changes=_changes(standings, unit, last_on),
        call_first=tuple(calls[:CALLS]),
        unreachable=sum(not call.reachable and call.state is not State.NOT_INVITED for call in calls[CALLS:]),
        longest=max((one.silent_days(on) for one in members if one.state(on) is State.STALLED), default=0),
        nearly=tuple(
            one.name
            for one in members
            if one.state(on) in (State.STARTED, State.STALLED) and 0 < one.total - one.place <= NEARLY
        ),
        available=standings.available(unit),
        unverified=_unverified(standings, members),
    )


def _unverified(standings: Standings, members: Iterable[Progress]) -> int:
    if standings.campaign.counts_when != "verified":
        return 0
    return sum(one.state(standings.on) is State.SUBMITTED for one in members)


def unit_digest(standings: Standings, unit: Unit, last_on: date | None = None) -> UnitDigest:
    """Compose the digest of a district or the city: the units below it ranked; `last_on` as above.

    Streets without a target and without enterprises are left out.
    """
    rows = [
        _row(standings, one)
        for one in standings.below(unit)
        if one.kind is not UnitKind.STREET or standings.target(one).total or standings.members(one)
    ]
    printed, total = standings.printed_total(unit), standings.sum_of_quotas(unit)
    return UnitDigest(
        unit=unit,
        on=standings.on,
        pace=standings.pace(unit),
        rank=standings.rank(unit),
        states=tally(standings.members(unit), standings.on),
        changes=_changes(standings, unit, last_on),
        rows=_ranked(rows),
        available=standings.available(unit),
        sum_of_quotas=total,
        printed_total=printed if printed != total else None,
        milestones=coming(standings) if unit.kind is UnitKind.CITY else (),
    )


def _changes(standings: Standings, unit: Unit, last_on: date | None) -> Changes:
    """Since the last digest; the first one tells of a week."""
    since = last_on if last_on is not None and last_on < standings.on else standings.on - WEEK
    return changes(standings.members(unit), standings.campaign.counts_when, since, standings.on)


def _row(standings: Standings, unit: Unit) -> Row:
    on, rule = standings.on, standings.campaign.counts_when
    since = on - timedelta(7 * WEEKS)
    idle = not any(_finished_since(rule, one, since, on) for one in standings.members(unit))
    own = standings.pace(unit)
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
    waiting.sort(key=lambda one: (_URGENCY.index(one.state(on)), one.total - one.place, -one.silent_days(on)))
    return [
        Call(one.name, one.state(on), one.silent_days(on), one.reachable, max(0, one.total - one.place))
        for one in waiting
    ]


def _finished_since(rule: str, one: Progress, after: date, until: date) -> bool:
    day = one.finished_on(rule)
    return day is not None and after < day <= until
