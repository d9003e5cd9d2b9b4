"""Pace and forecast: how many a working day are needed, how many come, where that leads by the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bot.campaign.calendar import Calendar, after_workdays, workdays
from bot.campaign.quota import Target

WEEKS = 4  # the pace is that of the last four weeks


@dataclass(frozen=True, slots=True)
class Forecast:
    """The total by the deadline if things go on as in the last four weeks.

    `likely` is at the pace of the four weeks; `low` and `high` at that of the two slowest and the two fastest
    of them: a plain range, not a confidence interval. In a campaign's first week its days stand in for weeks,
    and on its first day the least is that nothing more comes. `reached_on` is when the target is met at the
    likely pace, None when it never is or the pace is zero.
    """

    low: int
    likely: int
    high: int
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Pace:
    """One unit against its target on one day. Rates are per working day, exact.

    `young`: the campaign is younger than four weeks, and the rate is that of its days so far.
    """

    on: date
    deadline: date
    target: Target
    done: int
    days_left: int
    workdays_left: int
    official_calendar: bool
    rate: Fraction
    forecast: Forecast
    week: int  # finished in the seven days up to `on`
    week_before: int
    young: bool = False

    @property
    def remaining(self) -> int:
        """What is still to do; never negative."""
        return max(0, self.target.total - self.done)

    @property
    def needed(self) -> Fraction | None:
        """Needed per working day; None when something remains and no working day does."""
        if not self.remaining:
            return Fraction(0)
        return Fraction(self.remaining, self.workdays_left) if self.workdays_left else None

    @property
    def shortfall(self) -> tuple[int, int, int]:
        """What will be missing at the deadline: at the fast, the likely and the slow pace."""
        total = self.target.total
        return (
            max(0, total - self.forecast.high),
            max(0, total - self.forecast.likely),
            max(0, total - self.forecast.low),
        )

    @property
    def behind(self) -> bool:
        """Whether the present pace falls short of what is needed."""
        return self.needed is None or self.rate < self.needed


def pace(
    target: Target,
    finished: Mapping[date, int],
    starts: date,
    deadline: date,
    on: date,
    calendar: Calendar,
    *,
    began: date = date.min,
) -> Pace:
    """One unit's pace on a day.

    Args:
        target: what it has to finish in the year.
        finished: how many it finished on each day; days outside the year do not count as done.
        starts: the year's first day.
        deadline: the year's last day.
        on: the day looked at; what finished on it counts.
        calendar: says which days are worked.
        began: the campaign's first day; days before it are no part of the pace.
    """
    done = sum(count for day, count in finished.items() if starts <= day <= min(on, deadline))
    left = workdays(calendar, on, deadline)
    weeks = [_span(finished, on - timedelta(7 * n), 7, calendar, began) for n in range(WEEKS)]
    if sum(days > 0 for _, days in weeks) == 1:  # the first week: its days tell more than one rate does
        spans = [_span(finished, on - timedelta(n), 1, calendar, began) for n in range(7)]
    else:
        spans = weeks
    return Pace(
        on=on,
        deadline=deadline,
        target=target,
        done=done,
        days_left=max(0, (deadline - on).days),
        workdays_left=left.count,
        official_calendar=left.official,
        rate=_rate(weeks),
        forecast=_forecast(target, done, spans, on, deadline, calendar),
        week=weeks[0][0],
        week_before=weeks[1][0],
        young=(on - began).days < 7 * WEEKS - 1,
    )


def _span(
    finished: Mapping[date, int], ends: date, length: int, calendar: Calendar, began: date
) -> tuple[int, int]:
    """What was finished in so many days up to `ends`, not before `began`; how many of them were worked."""
    length = min(length, (ends - began).days + 1)
    count = sum(finished.get(ends - timedelta(n), 0) for n in range(length))
    return count, workdays(calendar, ends - timedelta(length), ends).count if length > 0 else 0


def _rate(spans: list[tuple[int, int]]) -> Fraction:
    worked = sum(days for _, days in spans)
    return Fraction(sum(count for count, _ in spans), worked) if worked else Fraction(0)


def _forecast(
    target: Target,
    done: int,
    spans: list[tuple[int, int]],
    on: date,
    deadline: date,
    calendar: Calendar,
) -> Forecast:
    left = workdays(calendar, on, deadline).count
    likely = _rate(spans)
    slow, fast = _halves(spans, likely)
    missing = target.total - done
    reached: date | None = None
    if missing <= 0:
        reached = on
    elif likely:
        needed_days = -(-missing // likely)  # rounded up
        reached = _after_workdays(on, int(needed_days), calendar)
    return Forecast(
        low=done + int(slow * left),
        likely=done + int(likely * left),
        high=done + int(fast * left),
        reached_on=reached,
    )


def _halves(spans: list[tuple[int, int]], likely: Fraction) -> tuple[Fraction, Fraction]:
    """The rates of the slower and the faster spans; one without work (a holiday) is neither."""
    worked = sorted((span for span in spans if span[1]), key=lambda span: Fraction(*span))
    half = len(worked) // 2
    if not half:
        return Fraction(0), likely
    return min(_rate(worked[:half]), likely), max(_rate(worked[-half:]), likely)


_HORIZON = 2000  # working days; later than that is as good as never


def _after_workdays(day: date, count: int, calendar: Calendar) -> date | None:
    return None if count > _HORIZON else after_workdays(calendar, day, count)
