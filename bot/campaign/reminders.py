"""Which reminder an enterprise's contact gets, if any: one at a time, each kind with its own rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.campaign.cadence import may_send
from bot.campaign.calendar import Calendar, workdays
from bot.campaign.model import Campaign, ReminderRhythm
from bot.campaign.states import Progress, State

KINDS = ("deadline_near", "not_bound", "not_started", "stalled", "report_unread")
DEADLINE_NEAR = 15  # working days before the year's deadline


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
    """
    today = local_now.date()
    if stopped or not campaign.runs_on(today) or not may_send(campaign.hours, local_now, calendar):
        return None
    if sum(today - past.on < timedelta(7) for past in sent) >= campaign.reminders_per_week:
        return None
    rhythms = {rhythm.kind: rhythm for rhythm in campaign.reminders}
    for kind, since in _conditions(campaign, one, today, calendar, report_unread_since):
        rhythm = rhythms.get(kind)
        found = rhythm and _by_rhythm(rhythm, since, sent, today)
        if found:
            return found
    return None


def _conditions(
    campaign: Campaign, one: Progress, today: date, calendar: Calendar, report_unread_since: date | None
) -> list[tuple[str, date]]:
    """What holds for the enterprise, with the day it began, the most pressing first."""
    state = one.state(today)
    found: list[tuple[str, date]] = []
    under_way = state in (State.INVITED, State.BOUND, State.STARTED, State.STALLED)
    deadline = campaign.year_on(today).deadline
    if under_way and workdays(calendar, today, deadline).count <= DEADLINE_NEAR:
        found.append(("deadline_near", today))
    if state is State.INVITED and one.invited_on:
        found.append(("not_bound", one.invited_on))
    if state is State.BOUND and one.bound_on:
        found.append(("not_started", one.bound_on))
    if state in (State.STARTED, State.STALLED):
        last = one.last_answer_on or one.started_on
        if last:
            found.append(("stalled", last))
    if state in (State.SUBMITTED, State.VERIFIED) and report_unread_since:
        found.append(("report_unread", report_unread_since))
    return found


def _by_rhythm(rhythm: ReminderRhythm, since: date, sent: Sequence[Sent], today: date) -> Reminder | None:
    """Due when long enough since the condition began and since the last of its kind, and not too often.

    An answer begins the condition anew: reminders sent before it do not count any more.
    """
    mine = [past.on for past in sent if past.kind == rhythm.kind and past.on >= since]
    if rhythm.kind == "deadline_near":
        mine = [past.on for past in sent if past.kind == rhythm.kind and past.on.year == today.year]
    if len(mine) >= rhythm.at_most or (today - since).days < rhythm.after_days:
        return None
    if mine and (today - max(mine)).days < rhythm.every_days:
        return None
    why = f"{rhythm.kind}: {(today - since).days} d, {len(mine)}/{rhythm.at_most}"
    return Reminder(rhythm.kind, len(mine) + 1, since, why)
