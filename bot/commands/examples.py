"""How commands are used, told with a unit the asker knows: one of her own."""

from __future__ import annotations

from bot.commands.base import Command
from bot.messages import Messages
from bot.services.access import Authority

_UNIT = "{unit}"


def examples_of(command: Command, authority: Authority, words: Messages) -> list[str]:
    """The command's examples; those with a unit only for someone who has one."""
    unit = a_unit(authority)
    found = words.variants(f"commands.examples.{command.key}")
    return [one.replace(_UNIT, unit) for one in found if unit or _UNIT not in one]


def a_unit(authority: Authority) -> str:
    """The name of a unit she may see: one below her own, else her own; empty without any."""
    if not authority.units:
        return ""
    own = authority.units[0]
    return next((below.name for below in authority.tree.children(own.id)), own.name)
