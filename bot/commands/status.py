"""`状态`, `/status`: the digest of one's own unit, or of one named within it, now."""

from __future__ import annotations

from bot.campaign.model import Unit
from bot.commands.base import Call, Command
from bot.conversation.prompt import Prompt, PromptKind


def handle(call: Call) -> Prompt:
    """Say how the unit stands today; a name outside the asker's scope is as unknown as any other."""
    unit = _unit(call)
    if isinstance(unit, Prompt):
        return unit
    return Prompt(call.campaigning.digest_text(unit, call.today, call.messages))


def _unit(call: Call) -> Unit | Prompt:
    own = call.asker.units
    if not call.argument:
        return own[0]
    tree = call.campaigning.campaign.units
    visible = {unit.id: unit for one in own for unit in tree.within(one.id)}
    named = [unit for unit in tree.named(call.argument) if unit.id in visible]
    if len(named) == 1:
        return named[0]
    if not named:
        return Prompt(call.messages.say("commands.no_unit", name=call.argument))
    listed = call.messages.say("list.comma").join(unit.name for unit in named[:8])
    return Prompt(call.messages.say("commands.which_unit", names=listed), PromptKind.LIST)


COMMAND = Command("status", ("状态", "/status", "简报", "/digest"), frozenset(), handle)
