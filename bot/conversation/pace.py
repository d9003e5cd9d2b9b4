"""How long it still takes, from the person's own pace."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation import limits
from bot.conversation.interview import Interview

_MINUTE = 60


def seconds_per_question(interview: Interview) -> float:
    """Her seconds a question so far, drawn towards a prior while there is little data."""
    spent = interview.active_seconds + limits.PRIOR_SECONDS * limits.PRIOR_WEIGHT
    return spent / (interview.answered_turns + limits.PRIOR_WEIGHT)


def minutes_left(interview: Interview, questions: int) -> int:
    """Whole minutes for that many questions, rounded up; 0 only for no question."""
    return math.ceil(questions * seconds_per_question(interview) / _MINUTE)


def gap(interview: Interview, now: datetime) -> timedelta:
    """Time since the last turn; nothing before the first, nor when the clock was set back."""
    if interview.last_turn is None:
        return timedelta(0)
    return max(now - interview.last_turn, timedelta(0))


def seen(interview: Interview, now: datetime, *, asking: bool) -> Interview:
    """The interview with the time since the last turn counted, unless it was an interruption.

    Only what follows a question counts: reading the consent text says nothing of her pace.
    """
    spent = gap(interview, now)
    working = asking and spent <= limits.IDLE_AFTER
    active = int(spent.total_seconds()) if working else 0
    return replace(interview, active_seconds=interview.active_seconds + active, last_turn=now)
