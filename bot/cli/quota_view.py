"""What `quota show` prints: one unit against its deadline, and the units below it."""

from __future__ import annotations

from fractions import Fraction

from bot.campaign.milestones import Reached, milestones
from bot.campaign.model import Unit
from bot.campaign.pace import Pace
from bot.campaign.pace_text import WEEK, percent, tenths
from bot.campaign.standings import Rank, Standings
from bot.campaign.states import State, tally
from bot.cli.columns import aligned
from bot.messages import Messages

_DERIVED = "*"  # marks a target nobody set
_DIGITS = 4  # of a rate in JSON; the arithmetic is exact


def as_json(standings: Standings, unit: Unit) -> dict[str, object]:
    """The unit with everything known of it, and the units below in the campaign's order."""
    printed = standings.printed_total(unit)
    total = standings.sum_of_quotas(unit)
    states = tally(standings.members(unit), standings.on)
    return {
        "campaign": standings.campaign.id,
        "year": standings.year.year,
        "on": standings.on.isoformat(),
        **_row(standings, unit),
        "sum_of_quotas": total,
        "printed_total": printed,
        "printed_difference": None if printed is None else total - printed,
        "register": len(standings.members(unit)),
        "states": {state.value: states[state] for state in State},
        "led": _led(standings, unit),
        "milestones": _milestones(standings) if unit == standings.campaign.units.root else [],
        "units": [_row(standings, one) for one in standings.below(unit)],
    }


def _row(standings: Standings, unit: Unit) -> dict[str, object]:
    pace, target = standings.pace(unit), standings.target(unit)
    forecast, short = pace.forecast, pace.shortfall
    rank = standings.rank(unit)
    return {
        "unit": unit.id,
        "name": unit.name,
        "kind": unit.kind.value,
        "quota": target.quota,
        "carried_over": target.carried_over,
        "target": target.total,
        "estimated": target.estimated,
        "derived": target.derived,
        "done": pace.done,
        "remaining": pace.remaining,
        "deadline": pace.deadline.isoformat(),
        "days_left": pace.days_left,
        "workdays_left": pace.workdays_left,
        "calendar_official": pace.official_calendar,
        "needed_per_workday": None if pace.needed is None else _number(pace.needed),
        "pace_per_workday": _number(pace.rate),
        "behind": pace.behind,
        "forecast": {
            "low": forecast.low,
            "likely": forecast.likely,
            "high": forecast.high,
            "reached_on": forecast.reached_on.isoformat() if forecast.reached_on else None,
        },
        "shortfall": {"low": short[0], "likely": short[1], "high": short[2]},
        "rank": None if rank is None else {"place": rank.place, "of": rank.of},
        "week": pace.week,
        "week_before": pace.week_before,
        "trend": trend(pace),
    }


def _led(standings: Standings, unit: Unit) -> dict[str, int] | None:
    """What the unit looks after itself, over all years, outside the quotas; None where it does not."""
    count = standings.campaign.led_by.get(unit.id)
    if count is None:
        return None
    own = [one for one in standings.members(unit) if one.unit == unit.id]
    days = [one.finished_on(standings.campaign.counts_when) for one in own]
    return {"count": count, "done": sum(day is not None and day <= standings.on for day in days)}


def _number(rate: Fraction) -> float:
    return round(float(rate), _DIGITS)


def trend(pace: Pace) -> str:
    """Whether the last seven days brought more than the seven before: rising, falling or steady."""
    if pace.week == pace.week_before:
        return "steady"
    return "rising" if pace.week > pace.week_before else "falling"


def _milestones(standings: Standings) -> list[dict[str, object]]:
    """Every milestone; `has` is null where nobody keeps count."""
    return [
        {
            "by": one.milestone.by.isoformat(),
            "what": one.milestone.what,
            "needs": one.needs,
            "share": None if one.milestone.share is None else float(one.milestone.share),
            "from_level": one.milestone.from_level or None,
            "has": one.has,
            "missing": None if one.has is None else one.missing,
        }
        for one in milestones(standings)
    ]


_TREND = {"rising": "↑", "falling": "↓", "steady": "→"}


def as_text(standings: Standings, unit: Unit, messages: Messages) -> str:
    """The same for reading."""
    title = {"unit": unit.name, "year": standings.year.year, "on": standings.on.isoformat()}
    lines = [messages.say("quota.title", **title), *_facts(standings, unit, messages)]
    led = _led(standings, unit)
    if led is not None:
        lines.append(messages.say("quota.led", **led))
    if unit == standings.campaign.units.root:
        lines += [_milestone(one, messages) for one in milestones(standings)]
    below = [one for one in standings.below(unit) if standings.target(one).total or standings.members(one)]
    if below:
        header = messages.variants("quota.head")
        lines += ["", aligned(header, [_cells(standings, one) for one in below])]
        if any(standings.target(one).derived for one in below):
            lines.append(messages.say("quota.derived_mark", mark=_DERIVED))
    return "\n".join(lines)


def _milestone(one: Reached, messages: Messages) -> str:
    kind = messages.say(f"digest.milestone.{one.milestone.what}", level=one.milestone.from_level)
    facts = {"by": one.milestone.by.isoformat(), "what": kind, "needs": one.needs}
    if one.has is None:
        return messages.say("quota.milestone_uncounted", **facts)
    return messages.say("quota.milestone", has=one.has, missing=one.missing, **facts)


def _facts(standings: Standings, unit: Unit, messages: Messages) -> list[str]:
    pace, target = standings.pace(unit), standings.target(unit)
    share = percent(pace.done, target.total)
    return [
        _target_line(standings, unit, messages),
        messages.say("quota.done", done=pace.done, percent=share, remaining=pace.remaining),
        _time_line(pace, messages),
        _pace_line(pace, messages),
        _weeks_line(pace, standings.rank(unit), messages),
        _states_line(standings, unit, messages),
    ]


def _target_line(standings: Standings, unit: Unit, messages: Messages) -> str:
    say, target = messages.say, standings.target(unit)
    notes = [say("quota.this_year", count=target.quota)]
    if target.carried_over:
        notes.append(say("quota.carried", count=target.carried_over))
    if target.derived:
        notes.append(say("quota.derived"))
    if target.estimated:
        notes.append(say("quota.estimated"))
    line = say("quota.target", target=target.total, notes=say("quota.comma").join(notes))
    printed, total = standings.printed_total(unit), standings.sum_of_quotas(unit)
    if printed is not None:
        line += say("quota.printed", sum=total, printed=printed, difference=f"{total - printed:+d}")
    return line


def _time_line(pace: Pace, messages: Messages) -> str:
    say = messages.say
    deadline = pace.deadline.isoformat()
    line = say("quota.time", deadline=deadline, days=pace.days_left, workdays=pace.workdays_left)
    if not pace.official_calendar:
        line += say("quota.assumed")
    if pace.needed is None:
        return line + say("quota.no_time")
    return line + say("quota.needed", rate=_hundredths(pace.needed))


def _pace_line(pace: Pace, messages: Messages) -> str:
    say, forecast, short = messages.say, pace.forecast, pace.shortfall
    line = say("quota.pace", rate=_hundredths(pace.rate), likely=forecast.likely)
    if forecast.low != forecast.high:
        line += say("quota.range", low=forecast.low, high=forecast.high)
    line += say("quota.short", count=short[1]) if short[1] else say("quota.enough")
    if short[0] != short[2]:
        line += say("quota.range", low=short[0], high=short[2])
    if not pace.remaining:
        return line
    if forecast.reached_on is None:
        return line + say("quota.never")
    return line + say("quota.reached", day=forecast.reached_on.isoformat())


def _weeks_line(pace: Pace, rank: Rank | None, messages: Messages) -> str:
    say = messages.say
    line = say("quota.weeks", week=pace.week, before=pace.week_before, trend=_TREND[trend(pace)])
    if rank is None:
        return line
    return say("quota.rank", place=rank.place, of=rank.of) + say("quota.semicolon") + line


def _states_line(standings: Standings, unit: Unit, messages: Messages) -> str:
    members = standings.members(unit)
    states = tally(members, standings.on)
    line = messages.say("quota.register", count=len(members))
    listed = [f"{messages.say(f'digest.state.{state}')} {states[state]}" for state in State if states[state]]
    return line + messages.say("quota.colon") + messages.say("quota.comma").join(listed) if listed else line


def _cells(standings: Standings, unit: Unit) -> list[object]:
    pace, rank = standings.pace(unit), standings.rank(unit)
    return [
        unit.name,
        f"{pace.target.total}{_DERIVED if pace.target.derived else ''}",
        pace.target.carried_over,
        pace.done,
        percent(pace.done, pace.target.total),
        pace.remaining,
        "–" if pace.needed is None else tenths(pace.needed * WEEK),
        tenths(pace.rate * WEEK),
        pace.forecast.likely,
        pace.shortfall[1],
        "–" if rank is None else f"{rank.place}/{rank.of}",
        _TREND[trend(pace)],
    ]


def _hundredths(rate: Fraction) -> str:
    return f"{float(rate):.2f}"
