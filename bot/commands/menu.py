"""The command menu of a role, for channels that show one."""

from __future__ import annotations

from collections.abc import Mapping

from bot import messages
from bot.commands.registry import allowed
from bot.services.access import Authority


def menu_of(authority: Authority, locale: str) -> Mapping[str, str]:
    """The English names without the slash, and what each command does in that language."""
    words = messages.load(locale)
    return {
        command.names[1].removeprefix("/"): words.say(f"commands.about.{command.key}")
        for command in allowed(authority)
    }
