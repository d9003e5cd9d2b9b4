"""A pace in words: done, remaining, the time left, what is needed, where it leads; and the numbers in it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace import Pace
from bot.campaign.standings import Rank
from bot.messages import Messages

WEEK = 5  # working days a week has, for rates people can picture


def year_line(unit: Unit, pace: Pace, messages: Messages, printed: tuple[int, int] | None = None) -> str:
    """The whole of a unit's year in one line; `printed` is the notice's total and the sum of its rows."""
    say = messages.say
    total = pace.target.total
    known = notes(unit, pace, printed, messages)
    facts = {
        "target": total,
        "done": pace.done,
        "percent": percent(pace.done, total),
        "notes": say("digest.notes", notes=known) if known else "",
    }
    if not pace.remaining:
        return say("digest.all_done", **facts)
    line = say("digest.whole_year", remaining=pace.remaining, **facts)
    if pace.needed is None:
        over = "over" if pace.on > pace.deadline else "no_time_left"
        return line + say(f"digest.{over}", year=pace.deadline.year, day=day_text(pace.deadline, messages))
    daily = pace.workdays_left <= WEEK  # in the last week a week's rate is no picture any more
    line += say(
        "digest.time_left",
        days=pace.workdays_left,
        assumed="" if pace.official_calendar else say("digest.assumed"),
        per=say("digest.per.day" if daily else "digest.per.week"),
        needed=tenths(pace.needed if daily else pace.needed * WEEK),
        day=day_text(pace.deadline, messages),
    )
    return line + forecast_text(pace, messages)


def forecast_text(pace: Pace, messages: Messages) -> str:
    """Where the last four weeks' pace leads: by the deadline, as a plain range, and what will be missing.

    In a campaign's first weeks the pace is that of its days so far. Where it is enough, the day the target
    is met, and what the slower weeks' pace would leave.
    """
    say, forecast = messages.say, pace.forecast
    _, short, slow = pace.shortfall
    so_far = "_so_far" if pace.young else ""
    rate = say(f"digest.{'rate' if pace.rate else 'no_rate'}{so_far}", rate=tenths(pace.rate * WEEK))
    if not short and forecast.reached_on is not None:
        line = say("digest.reached_on", rate=rate, day=day_text(forecast.reached_on, messages))
        return line + (say("digest.if_slow", count=slow) if slow else say("digest.stop_here"))
    line = say("digest.likely", rate=rate, likely=forecast.likely)
    if forecast.low != forecast.high:
        line += say("digest.range", low=forecast.low, high=forecast.high)
    return line + say("digest.short", count=short)


def course_line(
    unit: Unit, pace: Pace, rank: Rank | None, messages: Messages, *, week_told: bool = False
) -> str:
    """The last seven days against the seven before, and the place among the units beside it.

    `week_told`: the line before has said what the last seven days brought. Two weeks of nothing are not told
    again: the forecast has said so.
    """
    say = messages.say
    place = ""
    if rank is not None and rank.of > 1:
        beside = say(f"digest.beside.{unit.kind}", count=rank.of)
        place = say("digest.rank", beside=beside, place=rank.place)
    weeks = ""
    if pace.week or pace.week_before:
        key = "digest.week_before" if week_told else "digest.weeks"
        weeks = say(key, week=pace.week, before=pace.week_before)
    said = [part for part in (weeks, place) if part]
    return say("digest.course", said=say("digest.semicolon").join(said)) if said else ""


def month_text(day: date, messages: Messages) -> str:
    """A month as it stands beside a day."""
    return messages.variants("digest.months")[day.month - 1]


def day_text(day: date, messages: Messages) -> str:
    """A day as people say it."""
    return messages.say("digest.day", month=month_text(day, messages), day=day.day)


def notes(unit: Unit, pace: Pace, printed: tuple[int, int] | None, messages: Messages) -> str:
    """What has to be known of a target: debts, shares, estimates, the notice's own total; may be empty."""
    say = messages.say
    found = []
    if pace.target.carried_over:
        found.append(say("digest.carried", count=pace.target.carried_over))
    if pace.target.derived:
        found.append(say("digest.given" if unit.kind is UnitKind.PROVIDER else "digest.derived"))
    if pace.target.estimated:
        found.append(say("digest.estimated"))
    if printed is not None:
        said, total = printed
        found.append(say("digest.printed", printed=said, sum=total, difference=f"{total - said:+d}"))
    return say("digest.comma").join(found)


def percent(part: int, whole: int) -> str:
    """Whole per cent, halves up; 100 where there is nothing to do."""
    if not whole:
        return "100"
    return str(_rounded(Fraction(100 * part, whole), "1"))


def tenths(number: Fraction) -> str:
    """One decimal, halves up."""
    return str(_rounded(number, "0.1"))


def a_day(rate: Fraction) -> str:
    """A rate per working day: one decimal, two below one, halves up."""
    return str(_rounded(rate, "0.1" if rate >= 1 else "0.01"))


def _rounded(number: Fraction, step: str) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(step), ROUND_HALF_UP)
