"""Every command, and which one a message asks for."""

from __future__ import annotations

from bot.commands import enterprises, status, subscription
from bot.commands.base import Call, Command
from bot.conversation.prompt import Prompt


def _help(call: Call) -> Prompt:
    words = call.messages
    lines = [
        words.say(
            "commands.line",
            names=" ".join(command.names[:2]),
            about=words.say(f"commands.about.{command.key}"),
        )
        for command in COMMANDS
        if allowed(command, call.asker.roles)
    ]
    return Prompt("\n".join([words.say("commands.help"), *lines]))


HELP = Command("help", ("帮助", "/help", "help", "?"), frozenset(), _help)
COMMANDS = (status.COMMAND, enterprises.COMMAND, subscription.STOP, subscription.RESUME, HELP)


def allowed(command: Command, roles: frozenset[str]) -> bool:
    """Whether someone with these roles may use it."""
    return not command.roles or bool(command.roles & roles)


def find(text: str) -> tuple[Command, str] | None:
    """The command a message begins with, and the rest of it; None when it begins with none."""
    word, _, rest = text.strip().partition(" ")
    for command in COMMANDS:
        if word.lower() in command.names:
            return command, rest.strip()
        for name in command.names:
            # Chinese needs no blank: 状态洞泾镇. A single character is too little to go by.
            if len(name) > 1 and not name.isascii() and text.strip().startswith(name):
                return command, text.strip()[len(name) :].strip()
    return None


def names() -> list[str]:
    """Every name a command goes by, for suggestions."""
    return [name for command in COMMANDS for name in command.names]
