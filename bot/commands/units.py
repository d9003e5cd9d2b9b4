"""`单位`, `/units`: the units below one's own, how many enterprises each has and how many are done."""

from __future__ import annotations

from bot.campaign.model import Unit
from bot.campaign.standings import Standings
from bot.campaign.states import FINISHED
from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.slots import UnitSlot
from bot.services.access import OVERSEERS

SHOWN = 12


def handle(call: Call) -> Answer:
    """List them in the campaign's order; a number shows how one stands."""
    asked = call.args.unit
    units = _below(call, asked) if asked else _own(call)
    if not units and asked:
        return Answer(call.say("units.none", unit=asked.name))
    standings = call.desk.campaigning.standings_in(call.work, call.today)
    first = call.args.number("page", 1) * SHOWN - SHOWN
    page = units[first : first + SHOWN]
    left = len(units) - first - len(page)
    lines = [_line(number, one, standings, call) for number, one in enumerate(page, start=1)]
    return Answer(
        "\n".join([call.say("units.head", count=len(units)), *lines]),
        tuple(Choice(one.name, Request("status", {"unit": one.id})) for one in page),
        listed=True,
        more=call.again(page=first // SHOWN + 2) if left > 0 else None,
    )


def _own(call: Call) -> list[Unit]:
    """Someone with one unit sees what is below it; with several, these."""
    own = list(call.authority.units)
    return (_below(call, own[0]) or own) if len(own) == 1 else own


def _below(call: Call, unit: Unit) -> list[Unit]:
    return list(call.authority.tree.children(unit.id))


def _line(number: int, unit: Unit, standings: Standings, call: Call) -> str:
    members = standings.members(unit)
    done = sum(one.state(call.today) in FINISHED for one in members)
    return call.say("units.line", number=number, unit=unit.name, count=len(members), done=done)


COMMAND = Command("units", ("单位", "/units", "下级"), OVERSEERS, handle, (UnitSlot(),))
