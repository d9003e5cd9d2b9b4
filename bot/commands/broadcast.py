"""`群发`, `/broadcast`: tell the contacts of many enterprises something, in one's own words.

`群发 未开始：下周三下午有一场说明会`: before the colon whom, after it what. Preview, confirmation, a minute
to take it back; `群发 进度` says how far it is, `群发 取消` stops what has not gone out.
"""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.commands.enterprises import chosen, title
from bot.commands.moments import moment_text
from bot.commands.slots import BodySlot, FilterSlot, UnitSlot, WordSlot
from bot.messages import load
from bot.services import chasing
from bot.services.access import OVERSEERS
from bot.services.chasing import Reached, Round
from bot.services.notice import BROADCAST
from storage.json_text import Json
from storage.turns import TurnTx

NAMES = 3
LONGEST = 600  # characters: more is not read on a phone
ACTION = "broadcast.queued"


def handle(call: Call) -> Answer | Act:
    """Preview, send, take back, say how far it is, or stop it."""
    if call.stage is Stage.UNDONE:
        return Act(lambda turn: _stop(call, turn, call.args.number("batch")))
    action = call.args.text("action")
    if action:
        return _running(call, action)
    body = call.args.text("body")
    if not body:
        return Answer(call.say("broadcast.how"))
    if len(body) > LONGEST:
        return Answer(call.say("broadcast.too_long", count=len(body), maximum=LONGEST))
    only = call.args.numbers("only")
    members = (
        call.desk.campaigning.progress_in(call.work, call.authority.scope, only) if only else chosen(call)
    )
    round_ = chasing.to_tell(call.work, call.desk.channels, members, call.now)
    if not round_.reached:
        return Answer("\n".join([call.say("nudge.nobody"), *_why(call, round_)]))
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _send(call, round_, body, turn))
    return _preview(call, round_, body)


def _preview(call: Call, round_: Round, body: str) -> Answer:
    names = call.words.say("list.comma").join(one.enterprise.name for one in round_.reached[:NAMES])
    more = call.words.say("digest.more") if len(round_.reached) > NAMES else ""
    goes = moment_text(call, chasing.goes_at(call.desk.campaigning, call.now))
    what = title(call)
    lines = [
        call.say(
            "broadcast.preview", what=what, count=len(round_.reached), names=names, more=more, goes=goes
        ),
        *_why(call, round_),
        call.say("nudge.sample", text=_text(call, round_.reached[0], body)),
    ]
    confirm: dict[str, Json] = {"only": list(round_.enterprises), "body": body}
    return Answer("\n".join(lines), confirm=Request(call.command.key, confirm, Stage.CONFIRMED))


def _why(call: Call, round_: Round) -> list[str]:
    counts = {"unreachable": round_.unreachable, "stopped": round_.stopped}
    return [call.say(f"nudge.{why}", count=count) for why, count in counts.items() if count]


def _text(call: Call, one: Reached, body: str) -> str:
    sender = call.authority.units[0].name
    return load(one.recipient.locale).say("commands.broadcast.message", sender=sender, body=body)


def _send(call: Call, round_: Round, body: str, turn: TurnTx) -> Answer:
    due = chasing.goes_at(call.desk.campaigning, call.now)
    detail: dict[str, Json] = {"enterprises": list(round_.enterprises), "due": due.isoformat(), "text": body}
    batch = call.audit(turn, ACTION, detail)
    texts = ((one, _text(call, one, body)) for one in round_.reached)
    count = chasing.queue(turn, chasing.broadcast_prefix(batch), BROADCAST, texts, call.now, due)
    text = call.say("broadcast.queued", count=count, goes=moment_text(call, due))
    return Answer(text, undo=Request(call.command.key, {"batch": batch}, Stage.UNDONE))


def _running(call: Call, action: str) -> Answer | Act:
    """Her own last broadcast: how far it is, or no further."""
    rows = call.work.audit.recent(1, actor=call.actor, action=ACTION)
    if not rows:
        return Answer(call.say("broadcast.none"))
    batch = rows[0].seq
    if action == "cancel":
        return Act(lambda turn: _stop(call, turn, batch))
    now = chasing.course(call.work, chasing.broadcast_prefix(batch))
    facts = {"sent": now.sent, "waiting": now.waiting, "failed": now.failed, "cancelled": now.cancelled}
    parts = [call.say(f"broadcast.{what}", count=count) for what, count in facts.items() if count]
    said = call.words.say("list.comma").join(parts)
    return Answer(
        call.say("broadcast.course", parts=said), next=call.say("broadcast.stop") if now.waiting else ""
    )


def _stop(call: Call, turn: TurnTx, batch: int) -> Answer:
    count = chasing.take_back(turn, chasing.broadcast_prefix(batch))
    call.audit(turn, "broadcast.stopped", {"batch": batch, "count": count})
    now = chasing.course(turn.work, chasing.broadcast_prefix(batch))
    return Answer(call.say("broadcast.stopped", count=count, sent=now.sent))


COMMAND = Command(
    "broadcast",
    ("群发", "/broadcast", "广播"),
    OVERSEERS,
    handle,
    (BodySlot(), WordSlot("action", ("progress", "cancel")), FilterSlot(), UnitSlot()),
)
