"""Digests in words: short enough for a phone screen, facts in the order of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.campaign.digest import Row, StreetDigest, UnitDigest, street_digest, unit_digest
from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace import Pace
from bot.campaign.standings import Standings
from bot.campaign.states import State
from bot.messages import Messages

NAMES = 3  # names said in one line; further ones are counted
ROWS = 5  # units said in a ranking
WEEK = 5  # working days a week has, for rates people can picture


def worded(standings: Standings, unit: Unit, messages: Messages) -> str:
    """Any unit's digest, composed and put into words."""
    return f"{body(standings, unit, messages)}\n{messages.say('digest.footer')}"


def body(standings: Standings, unit: Unit, messages: Messages) -> str:
    """The same without the last line, which says what to reply: for several in one message."""
    if unit.kind in (UnitKind.CITY, UnitKind.DISTRICT):
        return unit_text(unit_digest(standings, unit), messages)
    return street_text(street_digest(standings, unit), messages)


def street_text(digest: StreetDigest, messages: Messages) -> str:
    """A street's, park's or group's digest, without what to reply."""
    say = messages.say
    lines = [_title(digest.unit.name, digest.on, messages), _pace_line(digest.pace, messages)]
    lines.append(
        say("digest.new", count=len(digest.new), **_names(digest.new, messages))
        if digest.new
        else say("digest.none_new")
    )
    if digest.call_first:
        lines.append(say("digest.call_first", count=len(digest.call_first), why=_why(digest, messages)))
        lines += [
            say(
                "digest.call",
                number=number,
                name=call.name,
                state=say(f"digest.state.{call.state}"),
                days=say("digest.days", count=call.days) if call.days else "",
            )
            for number, call in enumerate(digest.call_first, start=1)
        ]
    if digest.unreachable:
        lines.append(say("digest.unreachable", count=digest.unreachable))
    if digest.stalled:
        lines.append(say("digest.stalled", count=digest.stalled, days=digest.longest))
    if digest.nearly:
        lines.append(say("digest.nearly", count=len(digest.nearly), **_names(digest.nearly, messages)))
    return "\n".join(lines)


def unit_text(digest: UnitDigest, messages: Messages) -> str:
    """A district's or the city's digest, without what to reply."""
    say = messages.say
    pace = digest.pace
    lines = [
        _title(digest.unit.name, digest.on, messages),
        _pace_line(pace, messages, digest.printed_total),
        say("digest.new_count", count=pace.week, before=pace.week_before),
    ]
    if digest.rows:
        lines.append(say("digest.ranked"))
        lines += [_row(number, row, messages) for number, row in enumerate(digest.rows[:ROWS], start=1)]
    idle = [row.unit.name for row in digest.rows if row.idle]
    if idle:
        lines.append(say("digest.idle", **_names(idle, messages)))
    return "\n".join(lines)


def _title(unit: str, on: date, messages: Messages) -> str:
    weekday = messages.variants("digest.weekdays")[on.weekday()]
    return messages.say("digest.title", unit=unit, month=on.month, day=on.day, weekday=weekday)


def _pace_line(pace: Pace, messages: Messages, printed: int | None = None) -> str:
    say = messages.say
    total = pace.target.total
    facts = {
        "target": total,
        "done": pace.done,
        "percent": percent(pace.done, total),
        "notes": _notes(pace, printed, messages),
    }
    if not pace.remaining:
        return say("digest.all_done", **facts)
    line = say("digest.whole_year", remaining=pace.remaining, **facts)
    deadline = {"month": pace.deadline.month, "day": pace.deadline.day}
    if pace.needed is None:
        return line + say("digest.no_time_left", **deadline)
    assumed = "" if pace.official_calendar else say("digest.assumed")
    line += say(
        "digest.time_left",
        days=pace.workdays_left,
        assumed=assumed,
        needed=tenths(pace.needed * WEEK),
        **deadline,
    )
    forecast = pace.forecast
    line += say("digest.rate", rate=tenths(pace.rate * WEEK), likely=forecast.likely)
    if forecast.low != forecast.high:
        line += say("digest.range", low=forecast.low, high=forecast.high)
    short = pace.shortfall[1]
    return line + (say("digest.short", count=short) if short else say("digest.enough"))


def _notes(pace: Pace, printed: int | None, messages: Messages) -> str:
    say = messages.say
    notes = []
    if pace.target.carried_over:
        notes.append(say("digest.carried", count=pace.target.carried_over))
    if pace.target.derived:
        notes.append(say("digest.derived"))
    if pace.target.estimated:
        notes.append(say("digest.estimated"))
    if printed is not None:
        notes.append(say("digest.printed", count=printed))
    return say("digest.notes", notes=say("digest.comma").join(notes)) if notes else ""


def _why(digest: StreetDigest, messages: Messages) -> str:
    stalled = sum(call.state is State.STALLED for call in digest.call_first)
    if not stalled:
        return messages.say("digest.why_unreachable")
    all_stalled = stalled == len(digest.call_first)
    return messages.say("digest.why_stalled" if all_stalled else "digest.why_both")


def _row(number: int, row: Row, messages: Messages) -> str:
    pace = row.pace
    facts = {
        "number": number,
        "unit": row.unit.name,
        "done": pace.done,
        "target": pace.target.total,
        "percent": percent(pace.done, pace.target.total),
    }
    short = pace.shortfall[1]
    if short:
        return messages.say("digest.row", short=short, **facts)
    return messages.say("digest.row_enough", **facts)


def _names(names: Sequence[str], messages: Messages) -> dict[str, str]:
    return {
        "names": messages.say("digest.comma").join(names[:NAMES]),
        "more": messages.say("digest.more") if len(names) > NAMES else "",
    }


def percent(part: int, whole: int) -> str:
    """Whole per cent, halves up; 100 where there is nothing to do."""
    if not whole:
        return "100"
    return str(_rounded(Fraction(100 * part, whole), "1"))


def tenths(number: Fraction) -> str:
    """One decimal, halves up."""
    return str(_rounded(number, "0.1"))


def _rounded(number: Fraction, step: str) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(step), ROUND_HALF_UP)
