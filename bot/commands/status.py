"""`状态`, `/status`: how one's own units stand today, or one named within them; what a provider was given."""

from __future__ import annotations

from bot.campaign.digest_text import body, footer
from bot.campaign.model import Unit, UnitKind
from bot.commands import digest
from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.slots import UnitSlot
from bot.services.access import LIAISONS, Role
from bot.services.digest_notices import offered

_OTHERS = 6  # with what a digest offers, one digit each


def handle(call: Call) -> Answer:
    """Say how the unit stands and what to do next; who has several units finds the others below."""
    units = call.authority.units
    if all(one.kind is UnitKind.PROVIDER for one in units):  # not a unit's, but what it was given
        return digest.now(call, files=False)
    unit = call.args.unit or units[0]
    said = body(call.desk.campaigning.standings_in(call.work, call.today), unit, call.words)
    nexts = _nexts(call, unit)
    others = [one for one in units if one != unit][:_OTHERS] if call.args.unit is None else []
    listed = [f"{number} {one.name}" for number, one in enumerate(others, start=len(nexts) + 1)]
    choices = [Choice(one.name, Request(call.command.key, {"unit": one.id})) for one in others]
    return Answer(
        "\n".join([said, *listed, footer(call.words, [one.request.command for one in nexts])]),
        (*nexts, *choices),
        lead="\n".join([said, footer(call.words, ())]),
    )


def _nexts(call: Call, unit: Unit) -> list[Choice]:
    """What its digest offers, as far as she may use it."""
    usable = {command.key for command in call.allowed}
    return [
        Choice(call.words.say(f"digest.option.{key}"), Request(key, {"unit": unit.id}))
        for key in offered((unit,))
        if key in usable
    ]


COMMAND = Command(
    "status",
    ("状态", "/status", "进展"),
    LIAISONS | {Role.ADMIN, Role.PROVIDER},
    handle,
    (UnitSlot(),),
)
