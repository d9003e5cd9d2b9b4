"""`标记`, `/mark`: an enterprise refuses, closed down or moved away; or takes part again after all.

It is reminded of nothing any more and counted apart; what it answered stays.
"""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Choice, Command, Request, Stage
from bot.commands.slots import EnterpriseSlot, WordSlot
from bot.services.access import OVERSEERS
from bot.services.notice import NUDGE, REMINDER
from storage.models.enterprise import Enterprise, Standing
from storage.turns import TurnTx

_WORDS = tuple(standing.value for standing in Standing)


def handle(call: Call) -> Answer | Act:
    """Ask for what is missing, else mark it or take that back."""
    enterprise, said = call.args.enterprise, call.args.text("standing")
    if enterprise is None:
        return Answer(call.words.say("commands.gone"))
    if not said:
        return _ask(call, enterprise)
    wanted = Standing(said)
    if enterprise.standing is wanted:
        return Answer(call.say("mark.already", name=enterprise.name, standing=_named(call, wanted)))
    return Act(lambda turn: _mark(call, turn, enterprise, wanted))


def _ask(call: Call, enterprise: Enterprise) -> Answer:
    """Whichever it is not now, to pick from."""
    choices = tuple(
        Choice(_named(call, one), call.again(standing=one.value))
        for one in Standing
        if one is not enterprise.standing
    )
    return Answer(call.say("mark.which", name=enterprise.name), choices)


def _mark(call: Call, turn: TurnTx, enterprise: Enterprise, wanted: Standing) -> Answer:
    before = enterprise.standing
    turn.work.enterprises.set_standing(enterprise.id, wanted, None, call.now)
    if wanted is not Standing.ACTIVE:
        _take_back(turn, enterprise.id)
    call.audit(turn, "mark", {"enterprise": enterprise.id, "from": before.value, "to": wanted.value})
    facts = {"name": enterprise.name, "standing": _named(call, wanted)}
    if call.stage is Stage.UNDONE:
        return Answer(call.say("mark.undone", **facts))
    key = "mark.back" if wanted is Standing.ACTIVE else "mark.done"
    args = {**call.request.args, "standing": before.value}
    return Answer(call.say(key, **facts), undo=Request(call.command.key, args, Stage.UNDONE))


def _take_back(turn: TurnTx, enterprise: int) -> None:
    """No reminder that waits, of those who speak for this enterprise alone."""
    for person in turn.work.people.contacts_of(enterprise):
        if {one.id for one in turn.work.people.enterprises_of(person.id)} == {enterprise}:
            for address in turn.work.people.addresses(person.id):
                for kind in (REMINDER, NUDGE):
                    turn.work.outbox.cancel(address.id, kind)


def _named(call: Call, standing: Standing) -> str:
    return call.say(f"mark.standing.{standing}")


COMMAND = Command(
    "mark",
    ("标记", "/mark", "mark"),
    OVERSEERS,
    handle,
    (WordSlot("standing", _WORDS), EnterpriseSlot()),
)
