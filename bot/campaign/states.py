"""In which state an enterprise is: always exactly one, so that the states add up to the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STALLED_AFTER = 7  # days without an answer; a week without one is no longer a busy day


class State(StrEnum):
    """How far an enterprise is, or why it is out. In the order of a list a liaison works down."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    BOUND = "bound"  # a contact has joined, nothing is answered
    STARTED = "started"
    STALLED = "stalled"  # started, and silent for a week
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REFUSED = "refused"
    CLOSED = "closed"
    MOVED = "moved"


OUT = frozenset({State.REFUSED, State.CLOSED, State.MOVED})
FINISHED = frozenset({State.SUBMITTED, State.VERIFIED})


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of one enterprise on a day; the campaign's lists and digests are made of these.

    `standing` is active, refused, closed or moved. `place` of `total` is the question it stands at.
    `reachable` says whether the bot has any open way to it.
    """

    id: int
    name: str
    unit: str
    street: str = ""
    park: str = ""
    group: str = ""
    provider: str = ""
    industry: str = ""
    standing: str = "active"
    invited_on: date | None = None
    bound_on: date | None = None
    started_on: date | None = None
    last_answer_on: date | None = None
    submitted_on: date | None = None
    verified_on: date | None = None
    place: int = 0
    total: int = 0
    minutes_left: int = 0
    level: int = 0
    grade: int = 0
    reachable: bool = False

    def state(self, on: date) -> State:
        """The one state it is in on that day. What happened after it is not seen."""
        if _by(self.verified_on, on):
            return State.VERIFIED
        if _by(self.submitted_on, on):
            return State.SUBMITTED
        if self.standing != "active":
            return State(self.standing)
        if _by(self.started_on, on):
            last = max(day for day in (self.started_on, self.last_answer_on) if _by(day, on))  # type: ignore[type-var]
            return State.STALLED if self.silent_days(on, last) >= STALLED_AFTER else State.STARTED
        if _by(self.bound_on, on):
            return State.BOUND
        return State.INVITED if _by(self.invited_on, on) else State.NOT_INVITED

    @staticmethod
    def silent_days(on: date, last: date | None) -> int:
        """Days since `last`; 0 when there is none."""
        return (on - last).days if last else 0

    def finished_on(self, counts_when: str) -> date | None:
        """The day it counts from under the campaign's rule: submitted, or verified."""
        return self.verified_on if counts_when == "verified" else self.submitted_on


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def tally(progress: Iterable[Progress], on: date) -> Counter[State]:
    """How many enterprises are in each state on a day; the counts add up to their number."""
    return Counter(one.state(on) for one in progress)
