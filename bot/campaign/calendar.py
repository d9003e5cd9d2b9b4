"""Working days: the official calendar with its moved days (调休), weekdays where none is published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Protocol

import chinese_calendar

_SATURDAY = 5


class Calendar(Protocol):
    """Says which days are worked."""

    def is_workday(self, day: date) -> bool:
        """Whether people are at work."""
        ...

    def is_official(self, year: int) -> bool:
        """Whether that year's calendar is published; if not, weekdays stand in."""
        ...

    def __hash__(self) -> int:
        """Spans that were counted once are remembered."""
        ...


class WeekdayCalendar:
    """Monday to Friday; for places whose calendar we do not have."""

    def is_workday(self, day: date) -> bool:
        """Monday to Friday."""
        return day.weekday() < _SATURDAY

    def is_official(self, year: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Never: weekdays are a stand-in."""
        return False


class ChinaCalendar:
    """The State Council's yearly notice, as the chinesecalendar package carries it (2004 to 2026)."""

    def is_workday(self, day: date) -> bool:
        """By the notice; Monday to Friday where the year's notice is not out yet."""
        return _china_workday(day)

    def is_official(self, year: int) -> bool:
        """Whether the package knows that year."""
        return _china_knows(year)


@cache
def _china_knows(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _china_workday(day: date) -> bool:
    if not _china_knows(day.year):
        return day.weekday() < _SATURDAY
    return bool(chinese_calendar.is_workday(day))


def calendar(name: str) -> Calendar:
    """The calendar a campaign names: `CN`, or `weekdays`.

    Raises:
        KeyError: there is no such calendar.
    """
    known: dict[str, Calendar] = {"CN": ChinaCalendar(), "weekdays": WeekdayCalendar()}
    return known[name]


@dataclass(frozen=True, slots=True)
class Workdays:
    """How many working days; `official` is False when some of them are only weekdays by assumption."""

    count: int
    official: bool


@lru_cache(maxsize=4096)  # every unit of a round asks for the same few spans
def workdays(calendar: Calendar, after: date, until: date) -> Workdays:
    """Working days from the day after `after` up to and including `until`; none when `until` is not later."""
    days = [after + timedelta(n) for n in range(1, (until - after).days + 1)]
    official = all(calendar.is_official(year) for year in {day.year for day in days})
    return Workdays(sum(calendar.is_workday(day) for day in days), official)


@lru_cache(maxsize=4096)
def after_workdays(calendar: Calendar, day: date, count: int) -> date:
    """The day on which so many working days after `day` are over; `day` itself for none."""
    while count > 0:
        day += timedelta(1)
        count -= calendar.is_workday(day)
    return day


def next_workday(calendar: Calendar, day: date) -> date:
    """`day` itself when it is worked, else the next day that is."""
    while not calendar.is_workday(day):
        day += timedelta(1)
    return day


def previous_workday(calendar: Calendar, day: date) -> date:
    """The last working day before `day`."""
    day -= timedelta(1)
    while not calendar.is_workday(day):
        day -= timedelta(1)
    return day
