"""`停`, `/stop`: no more digests. `恢复`, `/resume`: digests again, at the campaign's own times."""

from __future__ import annotations

from bot.campaign.cadence import Preference
from bot.commands.base import Call, Command
from bot.conversation.prompt import Prompt


def stop(call: Call) -> Prompt:
    """End the digests at once; commands go on working."""
    call.choose(Preference(stopped=True))
    return Prompt(call.messages.say("commands.stopped"))


def resume(call: Call) -> Prompt:
    """Begin the digests again."""
    call.choose(Preference())
    return Prompt(call.messages.say("commands.resumed"))


STOP = Command("stop", ("停", "/stop", "stop", "退订"), frozenset(), stop)
RESUME = Command("resume", ("恢复", "/resume", "resume"), frozenset(), resume)
