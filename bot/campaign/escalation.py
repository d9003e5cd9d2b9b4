"""When a unit that stays behind is told of one level up, and when that ends by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.campaign.calendar import Calendar, workdays
from bot.campaign.model import Campaign, Unit, UnitKind, Units
from bot.campaign.standings import Standings


@dataclass(frozen=True, slots=True)
class Escalation:
    """One unit's escalation. `chain` are the units to tell, lowest first, as they were when it began.

    `step` counts those already told; `last_step_on` is when the last was. `ended_on` is None while it lasts.
    """

    unit: str
    chain: tuple[str, ...]
    began_on: date
    step: int
    last_step_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands: since when it has been behind its pace (None: it keeps up), and unopened digests."""

    behind_since: date | None = None
    unopened_digests: int = 0


def chain_of(units: Units, unit: str, kinds: tuple[UnitKind, ...]) -> tuple[str, ...]:
    """The units above `unit` of the given kinds, lowest first."""
    return tuple(above.id for above in units.chain(unit)[1:] if above.kind in kinds)


def advance(
    campaign: Campaign,
    unit: str,
    current: Escalation | None,
    standing: Standing,
    on: date,
    calendar: Calendar,
) -> Escalation | None:
    """The unit's escalation after that day: begun, a step further, ended, or as it was; None: there is none.

    Raising a step takes another `behind_workdays` after the last; it stops at the top of the chain. Called
    twice on one day it changes nothing the second time.
    """
    rule = campaign.escalation
    waited = workdays(calendar, standing.behind_since, on).count if standing.behind_since else 0
    must = waited >= rule.behind_workdays or standing.unopened_digests >= rule.unopened_digests
    if current is None or current.ended_on is not None:
        chain = chain_of(campaign.units, unit, rule.chain)
        return Escalation(unit, chain, on, 1, on) if must and chain else current
    if standing.behind_since is None and standing.unopened_digests < rule.unopened_digests:
        return replace(current, ended_on=on)
    since_last = workdays(calendar, current.last_step_on, on).count
    if must and since_last >= rule.behind_workdays and current.step < len(current.chain):
        return replace(current, step=current.step + 1, last_step_on=on)
    return current


@dataclass(frozen=True, slots=True)
class Owed:
    """One unit to be told that another is behind (`raised`, its step from 1), or is no longer."""

    unit: str
    raised: bool
    step: int


@dataclass(frozen=True, slots=True)
class Day:
    """One judged day: who is behind since when, and the escalations that changed, by their unit."""

    on: date
    behind: Mapping[str, date]
    changed: Mapping[str, Escalation] = field(default_factory=dict)


def watched(campaign: Campaign) -> Iterator[Unit]:
    """The units that are escalated: those of the chain's kinds with a unit of the chain above them."""
    kinds = campaign.escalation.chain
    for unit in campaign.units.all:
        if unit.kind in kinds and chain_of(campaign.units, unit.id, kinds):
            yield unit


def judge(
    standings: Standings,
    behind: Mapping[str, date],
    current: Mapping[str, Escalation],
    unopened: Mapping[str, int],
) -> Day:
    """Judge every watched unit on the day of the standings.

    Args:
        standings: the units on that day.
        behind: who was behind after the day before, and since when.
        current: the escalations that have not ended, by unit.
        unopened: how many digests of a unit nobody there opened; absent: none.
    """
    campaign, on = standings.campaign, standings.on
    now: dict[str, date] = {}
    changed: dict[str, Escalation] = {}
    for unit in watched(campaign):
        pace = standings.pace(unit)
        since = behind.get(unit.id, on) if pace.remaining and pace.behind else None
        if since is not None:
            now[unit.id] = since
        before = current.get(unit.id)
        standing = Standing(since, unopened.get(unit.id, 0))
        after = advance(campaign, unit.id, before, standing, on, standings.calendar)
        if after is not None and after != before:
            changed[unit.id] = after
    return Day(on, now, changed)


def owes(before: Escalation | None, after: Escalation) -> tuple[Owed, ...]:
    """Whom a change of an escalation is to be told to."""
    if after.ended_on is not None:
        return tuple(Owed(unit, raised=False, step=0) for unit in told(after))
    done = 0 if before is None or before.ended_on is not None else before.step
    return tuple(
        Owed(unit, raised=True, step=step)
        for step, unit in enumerate(after.chain[done : after.step], start=done + 1)
    )


def told(escalation: Escalation) -> tuple[str, ...]:
    """The units that have been told so far, lowest first."""
    return escalation.chain[: escalation.step]


def missing_steps(expected: Mapping[str, Escalation], proven: Mapping[str, int]) -> dict[str, int]:
    """The auditor's check: units whose escalation has more steps than were proven sent, and how many more."""
    return {
        unit: escalation.step - proven.get(unit, 0)
        for unit, escalation in expected.items()
        if escalation.step > proven.get(unit, 0)
    }
