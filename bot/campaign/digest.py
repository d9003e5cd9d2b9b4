"""Digests as facts: what a liaison has to know today, before it is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace import WEEKS, Pace
from bot.campaign.standings import Standings
from bot.campaign.states import Progress, State, tally

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


def street_digest(standings: Standings, unit: Unit) -> StreetDigest:
    """Compose the digest of a street, a park, a group or a provider."""
    members, on, rule = standings.members(unit), standings.on, standings.campaign.counts_when
    stalled = [one for one in members if one.state(on) is State.STALLED]
    calls = _calls(members, on)
    return StreetDigest(
        unit=unit,
        on=on,
        pace=standings.pace(unit),
        states=tally(members, on),
        new=tuple(one.name for one in members if _finished_since(rule, one, on - timedelta(7), on)),
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


def unit_digest(standings: Standings, unit: Unit) -> UnitDigest:
    """Compose the digest of a district or the city: the units below it ranked.

    Streets without a target and without enterprises are left out.
    """
    rows = [
        _row(standings, one)
        for one in standings.below(unit)
        if one.kind is not UnitKind.STREET or standings.target(one).total or standings.members(one)
    ]
    printed = standings.printed_total(unit)
    return UnitDigest(
        unit,
        standings.on,
        standings.pace(unit),
        tally(standings.members(unit), standings.on),
        _ranked(rows),
        printed if printed != standings.sum_of_quotas(unit) else None,
    )


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
    waiting.sort(key=lambda one: (_URGENCY.index(one.state(on)), one.total - one.place, -_silent(one, on)))
    return [Call(one.name, one.state(on), _silent(one, on), one.reachable) for one in waiting]


def _silent(one: Progress, on: date) -> int:
    known = (one.last_answer_on, one.started_on, one.bound_on, one.invited_on)
    last = max((day for day in known if day is not None and day <= on), default=None)
    return (on - last).days if last else 0


def _finished_since(rule: str, one: Progress, after: date, until: date) -> bool:
    day = one.finished_on(rule)
    return day is not None and after < day <= until
