"""When a digest is due: in which window, on which day of it, at which hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.campaign.calendar import Calendar, next_workday, workdays
from bot.campaign.model import Campaign, Every, Hours

_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Preference:
    """What one person chose. None means the campaign's own; `stopped` means no digests at all."""

    every: Every | None = None
    at: time | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days in which one digest goes out; `id` names it for good, e.g. `2024-W42`."""

    id: str
    first: date
    last: date


def every_on(campaign: Campaign, on: date, calendar: Calendar) -> Every:
    """How often digests go out on that day: the more often the nearer the year's deadline."""
    left = workdays(calendar, on, campaign.year_on(on).deadline).count
    return next(step.every for step in campaign.cadence if left >= step.workdays_left)


def window_of(every: Every, day: date) -> Window:
    """The window a day lies in."""
    monday = day - timedelta(day.weekday())
    year, week, _ = day.isocalendar()
    match every:
        case Every.MONTH:
            first = day.replace(day=1)
            last = (first + timedelta(31)).replace(day=1) - timedelta(1)
            return Window(f"{day:%Y-%m}", first, last)
        case Every.WEEK:
            return Window(f"{year}-W{week:02}", monday, monday + timedelta(6))
        case Every.TWICE_A_WEEK:
            thursday = monday + timedelta(_THURSDAY)
            if day < thursday:
                return Window(f"{year}-W{week:02}a", monday, thursday - timedelta(1))
            return Window(f"{year}-W{week:02}b", thursday, monday + timedelta(6))
        case Every.DAY:
            return Window(day.isoformat(), day, day)


def digest_window(
    campaign: Campaign, preference: Preference, local_now: datetime, calendar: Calendar
) -> Window | None:
    """The window whose digest may go out now, or None.

    It goes out on the window's first working day at the chosen time, or later in the same window, not before
    that time of a day, if the service was down then; never in quiet hours, never on a day off. Windows that
    passed altogether are not made up for: the next digest tells what changed since the last one.
    """
    today = local_now.date()
    if preference.stopped or not may_send(campaign.hours, local_now, calendar):
        return None
    window = window_of(preference.every or every_on(campaign, today, calendar), today)
    sending_day = next_workday(calendar, window.first)
    at = preference.at or campaign.hours.digest_at
    return window if today >= sending_day and local_now.time() >= at else None


def may_send(hours: Hours, local_now: datetime, calendar: Calendar) -> bool:
    """Whether people may be written to: a working day, outside quiet hours (`quiet_from` to `quiet_to`)."""
    clock = local_now.time()
    if hours.quiet_from > hours.quiet_to:  # over midnight
        quiet = clock >= hours.quiet_from or clock < hours.quiet_to
    else:
        quiet = hours.quiet_from <= clock < hours.quiet_to
    return calendar.is_workday(local_now.date()) and not quiet


def next_moment(hours: Hours, local_now: datetime, calendar: Calendar) -> datetime:
    """The first moment from `local_now` on at which people may be written to."""
    moment = local_now
    while not may_send(hours, moment, calendar):
        over = moment.replace(hour=hours.quiet_to.hour, minute=hours.quiet_to.minute, second=0, microsecond=0)
        if calendar.is_workday(moment.date()) and over > moment and may_send(hours, over, calendar):
            return over
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return moment
