"""Every command. A new one is one line here; nothing registers itself."""

from __future__ import annotations

from bot.commands import (
    assign,
    audit,
    broadcast,
    digest,
    enterprise,
    enterprises,
    export,
    grant,
    help_,
    import_,
    invite,
    mark,
    nudge,
    quota,
    rank,
    report,
    revoke,
    standard,
    status,
    subscription,
    units,
    who,
)
from bot.commands.base import Answer, Command
from bot.commands.follow_up import FollowUp
from bot.commands.resolving import suggestion
from bot.messages import Messages
from bot.services.access import Authority

HELP = help_.COMMAND
COMMANDS: tuple[Command, ...] = (
    status.COMMAND,
    digest.COMMAND,
    quota.COMMAND,
    units.COMMAND,
    rank.COMMAND,
    enterprises.COMMAND,
    enterprise.COMMAND,
    report.COMMAND,
    nudge.COMMAND,
    invite.COMMAND,
    assign.COMMAND,
    mark.COMMAND,
    broadcast.COMMAND,
    export.COMMAND,
    import_.COMMAND,
    who.COMMAND,
    grant.COMMAND,
    revoke.COMMAND,
    standard.COMMAND,
    audit.COMMAND,
    subscription.STOP,
    subscription.RESUME,
    HELP,
)


def by_key(key: str) -> Command | None:
    """The command with that key, or None."""
    return next((command for command in COMMANDS if command.key == key), None)


def allowed(authority: Authority) -> tuple[Command, ...]:
    """The commands a person may use, in the order of the list."""
    return tuple(command for command in COMMANDS if command.roles & authority.roles)


def unknown(text: str, authority: Authority, words: Messages, follow: FollowUp) -> Answer:
    """What to say to a word that is no command: the nearest she may use, or which numbers there are."""
    if follow.choices and text.strip().isdecimal():
        if len(follow.choices) == 1:
            return Answer(words.say("commands.only_one"))
        return Answer(words.say("commands.no_such_number", count=len(follow.choices)))
    head = text.strip().partition(" ")[0]
    names = [name for command in allowed(authority) for name in command.names]
    return Answer(words.say("commands.unknown", hint=suggestion(head, names, words)).strip())
