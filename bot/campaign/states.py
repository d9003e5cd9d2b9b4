"""In which state an enterprise is: always exactly one, so that the states add up to the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

STALLED_AFTER = 7  # days without an answer; a week without one is no longer a busy day


ACTIVE = "active"  # the standing of an enterprise that takes part


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


@dataclass(
    slots=True
)  # not frozen: a round makes one of every enterprise, and frozen takes three times as long
class Progress:
    """What is known of one enterprise on a day; the campaign's lists and digests are made of these.

    `standing` is active, refused, closed or moved, since `standing_since` (None: it is not known since when,
    and taken as always). `place` of `total` is the question it stands at.
    `reachable` says whether the bot has any open way to it. Nothing of it is changed once it is made.
    """

    id: int
    name: str
    unit: str
    street: str = ""
    park: str = ""
    group: str = ""
    industry: str = ""
    standing: str = ACTIVE
    standing_since: date | None = None
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
    # The state on the first day it was asked for: digests of a street, its district and its city ask again.
    _day: date | None = field(default=None, init=False, repr=False, compare=False)
    _state: State = field(default=State.NOT_INVITED, init=False, repr=False, compare=False)

    def state(self, on: date) -> State:
        """The one state it is in on that day. What happened after it is not seen."""
        if self._day == on:
            return self._state
        found = self._found(on)
        if self._day is None:
            self._day, self._state = on, found
        return found

    def _found(self, on: date) -> State:
        if _by(self.verified_on, on):
            return State.VERIFIED
        if _by(self.submitted_on, on):
            return State.SUBMITTED
        if self.out_on(on):
            return State(self.standing)
        if self.started_on is not None and self.started_on <= on:
            last = self.started_on
            if self.last_answer_on is not None and last < self.last_answer_on <= on:
                last = self.last_answer_on
            return State.STALLED if (on - last).days >= STALLED_AFTER else State.STARTED
        if _by(self.bound_on, on):
            return State.BOUND
        return State.INVITED if _by(self.invited_on, on) else State.NOT_INVITED

    def out_on(self, on: date) -> bool:
        """Whether it refuses, closed down or moved away, whatever it handed in before."""
        return self.standing != ACTIVE and (self.standing_since is None or self.standing_since <= on)

    def silent_days(self, on: date) -> int:
        """Days since the enterprise last did something, as seen on `on`; 0 when it never did."""
        known = (self.last_answer_on, self.started_on, self.bound_on, self.invited_on)
        last = max((day for day in known if day is not None and day <= on), default=None)
        return (on - last).days if last else 0

    def finished_on(self, counts_when: str) -> date | None:
        """The day it counts from under the campaign's rule: submitted, or verified."""
        return self.verified_on if counts_when == "verified" else self.submitted_on


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def tally(progress: Iterable[Progress], on: date) -> Counter[State]:
    """How many enterprises are in each state on a day; the counts add up to their number."""
    return Counter(one.state(on) for one in progress)
