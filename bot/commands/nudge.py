"""`催办`, `/nudge`: remind contacts to go on: one enterprise, those of a filter, or all not started.

First a preview with the number and a sample; after the confirmation a minute in which it can be taken back;
at night it waits for the morning. Nobody who wants no reminders gets one, nobody gets two a day.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.campaign.states import Progress
from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.commands.enterprises import chosen, title
from bot.commands.examples import a_unit
from bot.commands.moments import moment_text
from bot.commands.slots import EnterpriseSlot, FilterSlot, UnitSlot
from bot.services import chasing
from bot.services.access import OVERSEERS
from bot.services.chasing import Reached, Round
from bot.services.notice import REMINDER
from storage.turns import TurnTx

NAMES = 3


def handle(call: Call) -> Answer | Act:
    """Preview, send, or take back."""
    if call.stage is Stage.UNDONE:
        return Act(lambda turn: _undo(call, turn))
    if not call.request.args:
        return _how(call)
    round_ = chasing.to_nudge(call.work, call.desk.campaigning, call.desk.channels, _wanted(call), call.now)
    if not round_.reached:
        return Answer("\n".join([call.say("nudge.nobody"), *_why(call, round_)]), next=call.say("nudge.call"))
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _send(call, round_, turn))
    return _preview(call, round_)


def _how(call: Call) -> Answer:
    """Without saying whom, nobody is reminded: the likely choices."""
    return Answer(call.say("nudge.how", unit=a_unit(call.authority)))


def _wanted(call: Call) -> Sequence[Progress]:
    only = call.args.numbers("only")
    if call.args.enterprise is not None:
        only = (call.args.enterprise.id,)
    if only:
        return call.desk.campaigning.progress_in(call.work, call.authority.scope, only)
    return chosen(call)


def _preview(call: Call, round_: Round) -> Answer:
    first = round_.reached[0]
    names = call.words.say("list.comma").join(one.enterprise.name for one in round_.reached[:NAMES])
    more = call.words.say("digest.more") if len(round_.reached) > NAMES else ""
    what = call.args.enterprise.name if call.args.enterprise else title(call)
    goes = moment_text(call, chasing.goes_at(call.desk.campaigning, call.now))
    lines = [
        call.say("nudge.preview", what=what, count=len(round_.reached), names=names, goes=goes, more=more),
        *_why(call, round_),
        call.say("nudge.sample", text=_text(call, first)),
    ]
    return Answer("\n".join(lines), confirm=_confirming(call, round_))


def _confirming(call: Call, round_: Round) -> Request:
    """Never more than was previewed: the confirmation names the enterprises."""
    return Request(call.command.key, {"only": list(round_.enterprises)}, Stage.CONFIRMED)


def _why(call: Call, round_: Round) -> list[str]:
    """Who gets none, and why."""
    counts = {
        "unreachable": round_.unreachable,
        "stopped": round_.stopped,
        "today": round_.today,
        "done": round_.done,
    }
    return [call.say(f"nudge.{why}", count=count) for why, count in counts.items() if count]


def _text(call: Call, one: Reached) -> str:
    local = call.now.astimezone(call.desk.campaigning.zone)
    sender = call.authority.units[0].name
    return chasing.nudge_text(one.enterprise, one.recipient.locale, sender, local)


def _send(call: Call, round_: Round, turn: TurnTx) -> Answer:
    """Queue them; who was reminded by somebody else since the preview is left out."""
    campaigning = call.desk.campaigning
    had = chasing.reminded_since_midnight(turn, campaigning, call.now)
    going = [one for one in round_.reached if one.recipient.person not in had]
    due = chasing.goes_at(campaigning, call.now)
    enterprises = [one.enterprise.id for one in going]
    batch = call.audit(turn, "nudge.queued", {"enterprises": list(enterprises), "due": due.isoformat()})
    prefix = chasing.nudge_prefix(batch, call.now.astimezone(campaigning.zone))
    count = chasing.queue(turn, prefix, REMINDER, ((one, _text(call, one)) for one in going), call.now, due)
    text = call.say("nudge.queued", count=count, goes=moment_text(call, due))
    undo = Request(call.command.key, {"prefix": prefix, "batch": batch}, Stage.UNDONE)
    return Answer(text, undo=undo if count else None)


def _undo(call: Call, turn: TurnTx) -> Answer:
    count = chasing.take_back(turn, call.args.text("prefix"))
    call.audit(turn, "nudge.undone", {"batch": call.args.number("batch"), "count": count})
    return Answer(call.say("nudge.undone", count=count))


COMMAND = Command(
    "nudge",
    ("催办", "/nudge", "催", "提醒", "一键催办"),
    OVERSEERS,
    handle,
    (FilterSlot(), UnitSlot(), EnterpriseSlot(required=False)),
)
