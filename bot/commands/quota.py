"""`指标`, `/quota`: a unit's quota, what is done and left, and the same of the units below it."""

from __future__ import annotations

from bot.campaign.model import Unit
from bot.campaign.pace_text import percent, year_line
from bot.campaign.standings import Standings
from bot.commands.base import Answer, Call, Choice, Command
from bot.commands.slots import NumberSlot, UnitSlot
from bot.services.access import OVERSEERS

SHOWN = 10


def handle(call: Call) -> Answer:
    """The unit's own line, then a line for each unit below."""
    unit = call.args.unit or call.authority.units[0]
    years = [one.year for one in call.desk.campaigning.campaign.years]
    year = call.args.number("year") or None
    if year is not None and year not in years:
        listed = call.words.say("list.comma").join(str(one) for one in years)
        return Answer(call.say("quota.no_year", year=year, years=listed))
    standings = call.desk.campaigning.standings_in(call.work, call.today, year)
    head = call.say("quota.head", unit=unit.name, year=standings.year.year)
    lines = [head]
    if call.args.number("page", 1) == 1:
        lines.append(year_line(unit, standings.pace(unit), call.words, _printed(standings, unit)))
    below = [one for one in standings.below(unit) if standings.target(one).total or standings.members(one)]
    first = call.args.number("page", 1) * SHOWN - SHOWN
    page = below[first : first + SHOWN]
    lines += [_line(number, one, standings, call) for number, one in enumerate(page, start=1)]
    left = len(below) - first - len(page)
    return Answer(
        "\n".join(lines),
        tuple(Choice(one.name, call.again(unit=one.id, page=1)) for one in page),
        listed=True,
        more=call.again(page=first // SHOWN + 2) if left > 0 else None,
        next="" if page else call.say("quota.next"),
    )


def _printed(standings: Standings, unit: Unit) -> tuple[int, int] | None:
    printed, total = standings.printed_total(unit), standings.sum_of_quotas(unit)
    return (printed, total) if printed is not None and printed != total else None


def _line(number: int, unit: Unit, standings: Standings, call: Call) -> str:
    own = standings.pace(unit)
    return call.say(
        "quota.line",
        number=number,
        unit=unit.name,
        done=own.done,
        target=own.target.total,
        percent=percent(own.done, own.target.total),
        left=own.remaining,
    )


COMMAND = Command(
    "quota",
    ("指标", "/quota", "任务数"),
    OVERSEERS,
    handle,
    (NumberSlot("year", 2000, 2100), UnitSlot()),
)
