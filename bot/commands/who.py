"""`人员`, `/who`: who holds which role within one's own scope. Names and numbers are masked."""

from __future__ import annotations

from bot.commands.base import Answer, Call, Command
from bot.commands.moments import ago_text
from bot.commands.slots import UnitSlot
from bot.services.access import OVERSEERS
from bot.services.holders import Holder, holders

SHOWN = 10


def handle(call: Call) -> Answer:
    """One line a role; the number in it is what `grant` and `revoke` take."""
    found = holders(call.work, call.authority, call.args.unit)
    if not found:
        return Answer(call.say("who.nobody"), next=call.say("who.invite"))
    first = call.args.number("page", 1) * SHOWN - SHOWN
    page = found[first : first + SHOWN]
    left = len(found) - first - len(page)
    return Answer(
        "\n".join([call.say("who.head", count=len(found)), *(line(one, call) for one in page)]),
        more=call.again(page=first // SHOWN + 2) if left > 0 else None,
        next=call.say("who.next") if left <= 0 else "",
    )


def line(one: Holder, call: Call) -> str:
    """A person's number, masked name, role and where, and when she was last here."""
    where = one.holding.unit.name if one.holding.unit else _enterprise(one, call)
    ways = call.words.say("list.comma").join(call.say(f"channel.{channel}") for channel in one.channels)
    return call.say(
        "who.line",
        number=one.person,
        name=" ".join(part for part in (one.name, one.phone) if part) or call.say("enterprise.unnamed"),
        role=call.say(f"role.{one.holding.role}"),
        where=where,
        ways=ways or call.say("who.no_way"),
        seen=ago_text(call, one.seen),
    )


def _enterprise(one: Holder, call: Call) -> str:
    row = call.work.enterprises.visible(one.holding.enterprise, call.authority.scope)
    return row.name if row else ""


COMMAND = Command("who", ("人员", "/who", "谁", "权限"), OVERSEERS, handle, (UnitSlot(),))
