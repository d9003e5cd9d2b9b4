"""`状态`, `/status`: how one's own unit stands today, or one named within it."""

from __future__ import annotations

from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.slots import UnitSlot
from bot.services.access import LIAISONS, Role


def handle(call: Call) -> Answer:
    """Say how the unit stands; who has several is asked which, after her own was shown."""
    units = call.authority.units
    unit = call.args.unit or units[0]
    text = call.desk.campaigning.digest_text(unit, call.today, call.words)
    others = [one for one in units if one != unit][:9] if call.args.unit is None else []
    choices = tuple(Choice(one.name, Request(call.command.key, {"unit": one.id})) for one in others)
    return Answer(text, choices)


COMMAND = Command("status", ("状态", "/status", "进展"), LIAISONS | {Role.ADMIN}, handle, (UnitSlot(),))
