"""Which reminder an enterprise's contact gets, if any: one at a time, each kind with its own rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.campaign.cadence import may_send
from bot.campaign.calendar import Calendar, workdays
from bot.campaign.model import Campaign, ReminderRhythm
from bot.campaign.states import FINISHED, Progress, State

KINDS = ("deadline_near", "not_bound", "not_started", "stalled", "measures_due", "report_unread")
DEADLINE_NEAR = 15  # working days before the year's deadline
MEASURE_NEAR = timedelta(days=7)  # before a measure's day it begins to be mentioned
_OPEN = frozenset({State.INVITED, State.BOUND, State.STARTED, State.STALLED})
_UNDER_WAY = frozenset({State.STARTED, State.STALLED})


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that went out: its kind and day."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due. `why` is its kind's condition in figures, for the preview."""

    kind: str
    nth: int
    since: date
    why: str


def due(
    campaign: Campaign,
    one: Progress,
    sent: Sequence[Sent],
    local_now: datetime,
    calendar: Calendar,
    *,
    stopped: bool = False,
    report_unread_since: date | None = None,
    measure_due: date | None = None,
) -> Reminder | None:
    """The reminder that is due to this enterprise's contact now, or None; none before and after the campaign.

    Args:
        campaign: holds the rhythms.
        one: how far the enterprise is.
        sent: what she was sent so far, of every kind.
        local_now: the moment, where she is.
        calendar: says which days are worked.
        stopped: she asked for no reminders.
        report_unread_since: the day her report was sent, while she has not opened it.
        measure_due: the day by which the first of the enterprise's open measures is to be done.
    """
    today = local_now.date()
    if one.out_on(today):  # a result does not change that it refuses, closed down or moved away
        return None
    if stopped or not campaign.runs_on(today) or not may_send(campaign.hours, local_now, calendar):
        return None
    if sum(today - past.on < timedelta(7) for past in sent) >= campaign.reminders_per_week:
        return None
    rhythms = {rhythm.kind: rhythm for rhythm in campaign.reminders}
    conditions = _conditions(campaign, one, today, calendar)
    if measure_due is not None and today >= measure_due - MEASURE_NEAR:
        conditions.append(("measures_due", measure_due - MEASURE_NEAR))
    if report_unread_since is not None and one.state(today) in FINISHED:
        conditions.append(("report_unread", report_unread_since))
    for kind, since in conditions:
        rhythm = rhythms.get(kind)
        found = rhythm and _by_rhythm(rhythm, since, sent, today, campaign.year_on(today).starts)
        if found:
            return found
    return None


def _conditions(campaign: Campaign, one: Progress, today: date, calendar: Calendar) -> list[tuple[str, date]]:
    """What holds for an enterprise that is not done, with the day it began, the most pressing first."""
    state = one.state(today)
    if state not in _OPEN:
        return []
    found: list[tuple[str, date]] = []
    deadline = campaign.year_on(today).deadline
    near = workdays(calendar, today, deadline).count <= DEADLINE_NEAR
    if near and state is not State.INVITED:  # who has not confirmed the enterprise is asked for that alone
        found.append(("deadline_near", today))
    if state is State.INVITED and one.invited_on:
        found.append(("not_bound", one.invited_on))
    if state is State.BOUND and one.bound_on:
        found.append(("not_started", one.bound_on))
    if state in _UNDER_WAY:
        last = one.last_answer_on or one.started_on
        if last:
            found.append(("stalled", last))
    return found


def _by_rhythm(
    rhythm: ReminderRhythm, since: date, sent: Sequence[Sent], today: date, first: date
) -> Reminder | None:
    """Due when long enough since the condition began and since the last of its kind, and not too often.

    An answer begins the condition anew: reminders sent before it do not count any more. Those of a deadline
    count for its year of the campaign, `first` being that year's first day.
    """
    if rhythm.kind == "deadline_near":
        mine = [past.on for past in sent if past.kind == rhythm.kind and past.on >= first]
    else:
        mine = [past.on for past in sent if past.kind == rhythm.kind and past.on >= since]
    if len(mine) >= rhythm.at_most or (today - since).days < rhythm.after_days:
        return None
    if mine and (today - max(mine)).days < rhythm.every_days:
        return None
    why = f"{rhythm.kind}: {(today - since).days} d, {len(mine)}/{rhythm.at_most}"
    return Reminder(rhythm.kind, len(mine) + 1, since, why)
