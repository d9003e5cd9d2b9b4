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


def next_digest(
    campaign: Campaign, preference: Preference, last_on: date | None, local_now: datetime, calendar: Calendar
) -> datetime | None:
    """When her next digest can go out at the earliest, `local_now` when it is due already; None: never.

    It goes out then if there is anything to say. `last_on` is the day of her last.
    """
    day = local_now.date()
    while not preference.stopped and day <= campaign.years[-1].deadline:
        moment = _on_day(campaign, preference, last_on, day, local_now, calendar)
        if moment is not None:
            return moment
        day += timedelta(1)
    return None


def _on_day(
    campaign: Campaign,
    preference: Preference,
    last_on: date | None,
    day: date,
    local_now: datetime,
    calendar: Calendar,
) -> datetime | None:
    """The first moment of a day, from `local_now` on, that a digest can go out."""
    if not campaign.runs_on(day) or not calendar.is_workday(day):
        return None
    window = window_of(preference.every or every_on(campaign, day, calendar), day)
    sending_day = next_workday(calendar, window.first)
    if day < sending_day or (last_on is not None and window.first <= last_on):
        return None
    hours = campaign.hours
    at = datetime.combine(day, preference.at or hours.digest_at, local_now.tzinfo)
    earliest = max(at, local_now)
    for moment in (earliest, datetime.combine(day, hours.quiet_to, local_now.tzinfo)):
        if moment >= earliest and may_send(hours, moment, calendar):
            return moment
    return None


def may_send(hours: Hours, local_now: datetime, calendar: Calendar) -> bool:
    """Whether people may be written to: a working day, outside quiet hours (`quiet_from` to `quiet_to`)."""
    return calendar.is_workday(local_now.date()) and not is_quiet(hours, local_now.time())


def is_quiet(hours: Hours, clock: time) -> bool:
    """Whether a time of day lies in the quiet hours."""
    if hours.quiet_from > hours.quiet_to:  # over midnight
        return clock >= hours.quiet_from or clock < hours.quiet_to
    return hours.quiet_from <= clock < hours.quiet_to


def next_moment(hours: Hours, local_now: datetime, calendar: Calendar) -> datetime:
    """The first moment from `local_now` on at which people may be written to."""
    moment = local_now
    while not may_send(hours, moment, calendar):
        over = moment.replace(hour=hours.quiet_to.hour, minute=hours.quiet_to.minute, second=0, microsecond=0)
        if calendar.is_workday(moment.date()) and over > moment and may_send(hours, over, calendar):
            return over
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return moment
