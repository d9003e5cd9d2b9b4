"""`停`, `/stop`: no more digests. `恢复`, `/resume`: digests again, at the times she had chosen."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.base import Act, Call, Command
from bot.commands.digest import kept, told
from bot.services.access import OVERSEERS, Role
from bot.services.notice_people import chosen_by

_ROLES = OVERSEERS | {Role.PROVIDER}


def stop(call: Call) -> Act:
    """End the digests at once; commands go on working, and what she chose of their times is kept."""
    wanted = replace(chosen_by(call.work, call.whole.person)[0], stopped=True)
    return kept(call, wanted, call.words.say("commands.stopped"))


def resume(call: Call) -> Act:
    """Begin the digests again; the answer says when the next one comes."""
    wanted = replace(chosen_by(call.work, call.whole.person)[0], stopped=False)
    return kept(call, wanted, call.words.say("commands.resumed", chosen=told(call, wanted)))


STOP = Command("stop", ("停", "/stop", "stop", "退订"), _ROLES, stop)
RESUME = Command("resume", ("恢复", "/resume", "resume"), _ROLES, resume)
