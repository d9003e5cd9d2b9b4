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
    facts = {
        "target": total,
        "done": pace.done,
        "percent": percent(pace.done, total),
        "notes": notes(unit, pace, printed, messages),
    }
    if not pace.remaining:
        return say("digest.all_done", **facts)
    line = say("digest.whole_year", remaining=pace.remaining, **facts)
    if pace.needed is None:
        return line + say("digest.no_time_left", day=day_text(pace.deadline, messages))
    line += say(
        "digest.time_left",
        days=pace.workdays_left,
        assumed="" if pace.official_calendar else say("digest.assumed"),
        needed=tenths(pace.needed * WEEK),
        day=day_text(pace.deadline, messages),
    )
    return line + forecast_text(pace, messages)


def forecast_text(pace: Pace, messages: Messages) -> str:
    """Where the last four weeks' pace leads by the deadline, as a plain range, and what will be missing."""
    say, forecast = messages.say, pace.forecast
    line = say("digest.rate", rate=tenths(pace.rate * WEEK), likely=forecast.likely)
    if forecast.low != forecast.high:
        line += say("digest.range", low=forecast.low, high=forecast.high)
    short = pace.shortfall[1]
    return line + (say("digest.short", count=short) if short else say("digest.enough"))


def course_line(
    unit: Unit, pace: Pace, rank: Rank | None, messages: Messages, *, week_told: bool = False
) -> str:
    """The last seven days against the seven before, and the place among the units beside it.

    `week_told`: the line before has said what the last seven days brought.
    """
    say = messages.say
    place = ""
    if rank is not None and rank.of > 1:
        beside = say(f"digest.beside.{unit.kind}", count=rank.of)
        place = say("digest.rank", beside=beside, place=rank.place)
    key = "digest.week_before" if week_told else "digest.weeks"
    return say(key, week=pace.week, before=pace.week_before, rank=place)


def day_text(day: date, messages: Messages) -> str:
    """A day as people say it."""
    return messages.say("digest.day", month=day.month, day=day.day)


def notes(unit: Unit, pace: Pace, printed: tuple[int, int] | None, messages: Messages) -> str:
    """What has to be known of a target, in brackets: debts, shares, estimates, the notice's own total."""
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
    return say("digest.notes", notes=say("digest.comma").join(found)) if found else ""


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
