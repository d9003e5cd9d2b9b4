"""`排名`, `/rank`: the units below one's own by the share of their target they have finished."""

from __future__ import annotations

from fractions import Fraction

from bot.campaign.model import Unit
from bot.campaign.pace_text import percent
from bot.campaign.standings import Standings
from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.slots import UnitSlot
from bot.services.access import OVERSEERS

SHOWN = 10


def handle(call: Call) -> Answer:
    """Rank the units she may see; units with the same share have the same place."""
    unit = call.args.unit or call.authority.units[0]
    standings = call.desk.campaigning.standings_in(call.work, call.today)
    ranked = _ranked(standings, unit)
    if not ranked:
        return Answer(call.say("rank.none", unit=unit.name), next=call.say("rank.next"))
    first = call.args.number("page", 1) * SHOWN - SHOWN
    page = ranked[first : first + SHOWN]
    lines = [_line(number, *one, call) for number, one in enumerate(page, start=1)]
    left = len(ranked) - first - len(page)
    return Answer(
        "\n".join([call.say("rank.head", unit=unit.name, count=len(ranked)), *lines]),
        tuple(Choice(one.name, Request("status", {"unit": one.id})) for _, one, _, _ in page),
        listed=True,
        more=call.again(page=first // SHOWN + 2) if left > 0 else None,
    )


def _ranked(standings: Standings, unit: Unit) -> list[tuple[int, Unit, int, int]]:
    """Place, unit, done and target, the highest share first."""
    rows = [(one, standings.pace(one)) for one in standings.below(unit)]
    rows = [(one, pace) for one, pace in rows if pace.target.total]
    rows.sort(key=lambda row: -Fraction(row[1].done, row[1].target.total))
    shares = [Fraction(pace.done, pace.target.total) for _, pace in rows]
    return [
        (1 + sum(other > share for other in shares), one, pace.done, pace.target.total)
        for (one, pace), share in zip(rows, shares, strict=True)
    ]


def _line(number: int, place: int, unit: Unit, done: int, target: int, call: Call) -> str:
    share = percent(done, target)
    return call.say(
        "rank.line", number=number, place=place, unit=unit.name, done=done, target=target, percent=share
    )


COMMAND = Command("rank", ("排名", "/rank", "排行"), OVERSEERS, handle, (UnitSlot(),))
