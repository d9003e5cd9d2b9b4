"""A year's course as points: what is needed by each day, what was finished, where the pace leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from bot.campaign.calendar import workdays
from bot.campaign.model import Unit
from bot.campaign.standings import Standings

STEP = timedelta(7)


@dataclass(frozen=True, slots=True)
class Curve:
    """The course of one unit's year, by week or month; every list is as long as `days`.

    `needed` grows with the working days from nothing to the target. `done` is None after the day looked at,
    `expected` None before it. Numbers of enterprises, exact.
    """

    days: tuple[date, ...]
    needed: tuple[Fraction, ...]
    done: tuple[int | None, ...]
    expected: tuple[Fraction | None, ...]

    @property
    def today(self) -> int | None:
        """The place of the day looked at among `days`; None when it is outside the year."""
        known = [place for place, count in enumerate(self.done) if count is not None]
        return known[-1] if known else None

    @property
    def top(self) -> Fraction:
        """The largest number on it."""
        drawn = [*self.needed, *(Fraction(one) for one in (*self.done, *self.expected) if one is not None)]
        return max(drawn)


def curve(standings: Standings, unit: Unit, *, by_month: bool = False) -> Curve:
    """The course of the unit's year up to the day looked at, and on to the deadline at the present pace.

    Its points are a week apart, or the ends of months; the first day, the last and `on` are among them.
    """
    year, on = standings.year, standings.on
    days = (_month_ends if by_month else _weeks)(year.starts, year.deadline, on)
    own = standings.pace(unit)
    finished = standings.finished(unit)
    worked = [workdays(standings.calendar, year.starts - timedelta(1), days[0]).count]
    for before, day in pairwise(days):
        worked.append(worked[-1] + workdays(standings.calendar, before, day).count)
    in_all = worked[-1] or 1
    now = max((n for n, day in enumerate(days) if day <= on), default=-1)
    rate = Fraction(0)
    if 0 <= now < len(days) - 1 and worked[-1] > worked[now]:
        rate = Fraction(own.forecast.likely - own.done, worked[-1] - worked[now])
    done = [
        sum(count for day, count in finished.items() if year.starts <= day <= until) if n <= now else None
        for n, until in enumerate(days)
    ]
    return Curve(
        days=tuple(days),
        needed=tuple(Fraction(own.target.total * count, in_all) for count in worked),
        done=tuple(done),
        expected=tuple(
            own.done + rate * (worked[n] - worked[now]) if 0 <= now <= n else None for n in range(len(days))
        ),
    )


def _month_ends(starts: date, deadline: date, on: date) -> list[date]:
    days = {starts, deadline, min(max(on, starts), deadline)}
    day = starts
    while day < deadline:
        end = (day.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)
        days.add(min(end, deadline))
        day = end + timedelta(1)
    return sorted(days)


def _weeks(starts: date, deadline: date, on: date) -> list[date]:
    """The first day, the last, and those a week apart that meet `on` when it lies between."""
    anchor = min(max(on, starts), deadline)
    day = anchor - STEP * ((anchor - starts).days // STEP.days)
    days = {starts, deadline}
    while day <= deadline:
        days.add(day)
        day += STEP
    return sorted(days)
