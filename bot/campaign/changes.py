"""What changed in a unit between two days: the part of a digest that is news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.campaign.states import OUT, Progress, State

FINISHED = "finished"
COUNTED = ("submitted", "joined", "started", "stalled", "left")  # in the order they are told
_NAMED = {State.BOUND: "joined", State.STARTED: "started", State.STALLED: "stalled"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a unit's enterprises after `since`, up to the day looked at.

    `finished` are the names of those that finished as the campaign counts it. `joined`, `started` and
    `stalled` count those that are in that state now and were not then; `submitted` those that wait to be
    verified where only verified ones count; `left` those that are out now.
    `heartbeat` says that there is nothing to tell.
    """

    since: date
    finished: tuple[str, ...] = ()
    joined: int = 0
    started: int = 0
    stalled: int = 0
    submitted: int = 0
    left: int = 0

    @property
    def heartbeat(self) -> bool:
        """Whether nothing happened at all."""
        return not (self.finished or any(getattr(self, kind) for kind in COUNTED))


def changes(members: Iterable[Progress], rule: str, since: date, on: date) -> Changes:
    """What happened to these enterprises after the day `since`, up to `on`; `rule` says what counts."""
    finished: list[str] = []
    counted = dict.fromkeys(COUNTED, 0)
    for one in members:
        kind = change(one, rule, since, on)
        if kind == FINISHED:
            finished.append(one.name)
        elif kind:
            counted[kind] += 1
    return Changes(since, tuple(finished), **counted)


def change(one: Progress, rule: str, since: date, on: date) -> str:
    """What became of one enterprise: FINISHED, one of COUNTED, or empty when it is nothing worth telling."""
    before, now = one.state(since), one.state(on)
    if before is now:
        return ""
    done = one.finished_on(rule)
    if done is not None and since < done <= on:
        return FINISHED
    if now is State.SUBMITTED:
        return "submitted" if done is None or done > on else ""
    return "left" if now in OUT else _NAMED.get(now, "")
