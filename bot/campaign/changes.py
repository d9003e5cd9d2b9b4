"""What changed in a unit between two days: the part of a digest that is news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.campaign.states import FINISHED, OUT, Progress, State


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a unit's enterprises after `since`, up to the day looked at.

    `finished` are the names of those that finished as the campaign counts it. `joined`, `started` and
    `stalled` count those that are in that state now and were not then; `left` those that are out now.
    `heartbeat` says that there is nothing to tell.
    """

    since: date
    finished: tuple[str, ...] = ()
    joined: int = 0
    started: int = 0
    stalled: int = 0
    left: int = 0

    @property
    def heartbeat(self) -> bool:
        """Whether nothing happened at all."""
        return not (self.finished or self.joined or self.started or self.stalled or self.left)


def changes(members: Iterable[Progress], rule: str, since: date, on: date) -> Changes:
    """What happened to these enterprises after the day `since`, up to `on`; `rule` says what counts."""
    finished: list[str] = []
    counted = dict.fromkeys(("joined", "started", "stalled", "left"), 0)
    for one in members:
        done = one.finished_on(rule)
        if done is not None and since < done <= on:
            finished.append(one.name)
            continue
        kind = _kind(one.state(since), one.state(on))
        if kind:
            counted[kind] += 1
    return Changes(since, tuple(finished), **counted)


def _kind(before: State, now: State) -> str:
    """What a change of state is called, or empty when it is none worth telling."""
    if before is now or now in FINISHED:
        return ""
    if now in OUT:
        return "left"
    named = {State.BOUND: "joined", State.STARTED: "started", State.STALLED: "stalled"}
    return named.get(now, "")
