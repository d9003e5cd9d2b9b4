"""Lists of enterprises within a scope, as the campaign sees them: for commands and exports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.campaign.states import FINISHED, OUT, Progress, State

# What a liaison works down: the stalled first, then those under way, then those not begun.
_ORDER = {
    state: place
    for place, state in enumerate(
        (
            State.STALLED,
            State.STARTED,
            State.BOUND,
            State.INVITED,
            State.NOT_INVITED,
            State.SUBMITTED,
            State.VERIFIED,
            State.REFUSED,
            State.CLOSED,
            State.MOVED,
        )
    )
}


def waiting(progress: Iterable[Progress], on: date) -> list[Progress]:
    """Those that are neither done nor out."""
    return [one for one in progress if one.state(on) not in FINISHED | OUT]


def selected(
    progress: Iterable[Progress],
    on: date,
    *,
    states: frozenset[State] = frozenset(),
    days: int = 0,
    level: int = 0,
    grade: int = 0,
) -> list[Progress]:
    """Those that fit, in the order a liaison works them down; what is not set does not narrow.

    `days` since the last sign of life; `level` and `grade` of those that are done.
    """
    found = [
        one
        for one in progress
        if (not states or one.state(on) in states)
        and (not days or one.silent_days(on) >= days)
        and (not level or (one.level == level and one.state(on) in FINISHED))
        and (not grade or (one.grade == grade and one.state(on) in FINISHED))
    ]
    found.sort(key=lambda one: (_ORDER[one.state(on)], -one.silent_days(on), -one.place, one.name, one.id))
    return found
