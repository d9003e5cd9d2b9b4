"""Digests in words: short enough for a phone screen, facts in the order of use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.campaign.changes import COUNTED, Changes
from bot.campaign.digest import RANKED, WEEK, Row, StreetDigest, UnitDigest, street_digest, unit_digest
from bot.campaign.milestones import Reached
from bot.campaign.model import Unit
from bot.campaign.pace_text import course_line, day_text, month_text, percent, year_line
from bot.campaign.standings import Standings
from bot.campaign.states import State
from bot.messages import Messages

NAMES = 3  # names said in one line; further ones are counted
ROWS = 5  # units said in a ranking
OPTIONS = ("enterprises", "nudge", "export")  # what a reader can ask for by number


def worded(standings: Standings, unit: Unit, messages: Messages, last_on: date | None = None) -> str:
    """Any unit's digest, composed and put into words; it tells what changed since `last_on`."""
    return f"{body(standings, unit, messages, last_on)}\n{footer(messages)}"


def footer(messages: Messages, options: Sequence[str] = OPTIONS) -> str:
    """The last line: what to reply, numbered."""
    say = messages.say
    picks = [
        say("digest.pick", number=number, option=say(f"digest.option.{key}"))
        for number, key in enumerate(options, start=1)
    ]
    stop = say("digest.stop")
    return say("digest.footer", picks=say("digest.between").join(picks), stop=stop) if picks else stop


def body(standings: Standings, unit: Unit, messages: Messages, last_on: date | None = None) -> str:
    """The same without the last line, which says what to reply: for several in one message."""
    if unit.kind in RANKED:
        return unit_text(unit_digest(standings, unit, last_on), messages)
    return street_text(street_digest(standings, unit, last_on), messages)


def street_text(digest: StreetDigest, messages: Messages) -> str:
    """A street's, park's, group's or provider's digest, without what to reply."""
    return "\n".join(
        [
            _title(digest.unit.name, digest.on, messages),
            year_line(digest.unit, digest.pace, messages),
            news_line(digest.changes, digest.on, messages),
            *_course(digest, messages),
            *_register(digest, messages),
            *_waiting(digest, messages),
            *_calls(digest, messages),
        ]
    )


def unit_text(digest: UnitDigest, messages: Messages) -> str:
    """A district's or the city's digest, without what to reply."""
    printed = None if digest.printed_total is None else (digest.printed_total, digest.sum_of_quotas)
    return "\n".join(
        [
            _title(digest.unit.name, digest.on, messages),
            year_line(digest.unit, digest.pace, messages, printed),
            news_line(digest.changes, digest.on, messages, names=False),
            *_course(digest, messages),
            *_register(digest, messages),
            *([milestone_line(digest.milestones, messages)] if digest.milestones else []),
            *_ranking(digest.rows, messages),
        ]
    )


def _title(unit: str, on: date, messages: Messages) -> str:
    weekday = messages.variants("digest.weekdays")[on.weekday()]
    month = month_text(on, messages)
    return messages.say("digest.title", unit=unit, month=month, day=on.day, weekday=weekday)


def news_line(found: Changes, on: date, messages: Messages, *, names: bool = True) -> str:
    """What is new since the last digest, on one line; with the names of the finished where they are few."""
    say = messages.say
    if on - found.since == WEEK:
        since = say("digest.since_week")
    else:
        since = say("digest.since", day=day_text(found.since, messages))
    parts = []
    if found.finished:
        key = "digest.new.finished" if names else "digest.new.done"
        parts.append(say(key, count=len(found.finished), **_names(found.finished, messages, most=2)))
    for key in COUNTED:
        count = getattr(found, key)
        if count:
            parts.append(say(f"digest.new.{key}", count=count))
    if not parts:
        return say("digest.no_news", since=since)
    return say("digest.news", since=since, news=say("digest.and").join(parts))


def _course(digest: StreetDigest | UnitDigest, messages: Messages) -> Iterator[str]:
    week_told = digest.on - digest.changes.since == WEEK
    line = course_line(digest.unit, digest.pace, digest.rank, messages, week_told=week_told)
    if line:
        yield line


def _register(digest: StreetDigest | UnitDigest, messages: Messages) -> Iterator[str]:
    """A register too small for the target: no pace can mend that."""
    if digest.pace.remaining and digest.available < digest.pace.target.total:
        yield messages.say("digest.register_short", count=digest.available)


_OPEN = (State.NOT_INVITED, State.INVITED, State.BOUND, State.STARTED, State.STALLED)


def _waiting(digest: StreetDigest, messages: Messages) -> Iterator[str]:
    """How many are how far, and who is nearly done."""
    say = messages.say
    parts = []
    for state in _OPEN:
        count = digest.states.get(state, 0)
        if count:
            longest = say("digest.longest", days=digest.longest) if state is State.STALLED else ""
            parts.append(
                say("digest.waiting", state=say(f"digest.state.{state}"), count=count, longest=longest)
            )
    if parts:
        yield say("digest.open", states=say("digest.apart").join(parts))
    if digest.unverified:
        yield say("digest.unverified", count=digest.unverified)
    if digest.nearly:
        yield say("digest.nearly", count=len(digest.nearly), **_names(digest.nearly, messages, most=2))


def _calls(digest: StreetDigest, messages: Messages) -> Iterator[str]:
    """Whom to call first, and how many more only a call can reach."""
    say = messages.say
    if digest.call_first:
        yield say("digest.call_first", count=len(digest.call_first), why=_why(digest, messages))
    for number, call in enumerate(digest.call_first, start=1):
        under_way = call.state in (State.STALLED, State.STARTED)
        yield say(
            "digest.call",
            number=number,
            name=call.name,
            state=say(f"digest.state.{call.state}"),
            days=say("digest.days", count=call.days) if call.days else "",
            left=say("digest.left", count=call.left) if under_way else "",
        )
    if digest.unreachable:
        yield say("digest.unreachable", count=digest.unreachable)


def _why(digest: StreetDigest, messages: Messages) -> str:
    stalled = sum(call.state is State.STALLED for call in digest.call_first)
    if not stalled:
        return messages.say("digest.why_unreachable")
    all_stalled = stalled == len(digest.call_first)
    return messages.say("digest.why_stalled" if all_stalled else "digest.why_both")


def milestone_line(found: Sequence[Reached], messages: Messages) -> str:
    """The next day that something is due on, and what is missing by then; empty when nothing is."""
    say = messages.say
    if not found:
        return ""
    parts = []
    for one in found:
        kind = say(f"digest.milestone.{one.milestone.what}", level=one.milestone.from_level)
        if one.has is None:
            parts.append(say("digest.uncounted", what=kind, needs=one.needs))
        else:
            short = say("digest.missing", count=one.missing) if one.missing else say("digest.met")
            parts.append(say("digest.reached", what=kind, has=one.has, needs=one.needs, short=short))
    by = day_text(found[0].milestone.by, messages)
    return say("digest.milestones", day=by, milestones=say("digest.semicolon").join(parts))


def _ranking(rows: Sequence[Row], messages: Messages) -> Iterator[str]:
    """The parts furthest behind, those that stand still, and how targets nobody set were split."""
    say = messages.say
    if rows:
        derived = any(row.pace.target.derived for row in rows)
        yield say("digest.ranked", split=say("digest.split") if derived else "")
    for number, row in enumerate(rows[:ROWS], start=1):
        pace = row.pace
        short = pace.shortfall[1]
        yield say(
            "digest.row" if short else "digest.row_enough",
            number=number,
            unit=row.unit.name,
            done=pace.done,
            target=pace.target.total,
            percent=percent(pace.done, pace.target.total),
            short=short,
        )
    idle = [row.unit.name for row in rows if row.idle]
    if idle:
        yield say("digest.idle", count=len(idle), **_names(idle, messages))


def _names(names: Sequence[str], messages: Messages, most: int = NAMES) -> dict[str, str]:
    return {
        "names": messages.say("digest.comma").join(names[:most]),
        "more": messages.say("digest.more") if len(names) > most else "",
    }
