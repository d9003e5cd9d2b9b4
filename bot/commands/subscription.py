"""`停`, `/stop`: no more digests. `恢复`, `/resume`: digests again, at the campaign's own times."""

from __future__ import annotations

from bot.campaign.cadence import Preference
from bot.commands.base import Act, Answer, Call, Command
from bot.services.access import OVERSEERS
from bot.services.notice_people import choose
from storage.turns import TurnTx


def stop(call: Call) -> Act:
    """End the digests at once; commands go on working."""
    return _chosen(call, Preference(stopped=True), "commands.stopped")


def resume(call: Call) -> Act:
    """Begin the digests again."""
    return _chosen(call, Preference(), "commands.resumed")


def _chosen(call: Call, preference: Preference, key: str) -> Act:
    def run(turn: TurnTx) -> Answer:
        choose(turn.work, call.whole.person, preference)
        return Answer(call.words.say(key))

    return Act(run)


STOP = Command("stop", ("停", "/stop", "stop", "退订"), OVERSEERS, stop)
RESUME = Command("resume", ("恢复", "/resume", "resume"), OVERSEERS, resume)
