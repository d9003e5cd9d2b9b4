"""`审计`, `/audit`: the last changes, and whether the log is whole: `审计 校验`."""

from __future__ import annotations

from bot.commands.base import Answer, Call, Command
from bot.commands.slots import WordSlot
from bot.services.access import Role

SHOWN = 8
_FLAWS = 5


def handle(call: Call) -> Answer:
    """The newest changes first, or the check of the whole chain."""
    if call.args.text("action") == "verify":
        return _verify(call)
    page = call.args.number("page", 1)
    rows = call.work.audit.recent(page * SHOWN + 1)
    shown = rows[(page - 1) * SHOWN : page * SHOWN]
    if not shown:
        return Answer(call.say("audit.nothing"))
    zone = call.desk.campaigning.zone
    lines = [
        call.say(
            "audit.line",
            number=row.seq,
            at=f"{row.at.astimezone(zone):%m-%d %H:%M}",
            who=row.actor.replace("person:", "P"),
            channel=call.say(f"channel.{row.channel}"),
            action=_did(call, row.action),
        )
        for row in shown
    ]
    more = call.again(page=page + 1) if len(rows) > page * SHOWN else None
    return Answer("\n".join([call.say("audit.head"), *lines]), more=more, next=call.say("audit.next"))


def _did(call: Call, action: str) -> str:
    """What was done, in words; an older version's own name for what is not done any more."""
    key = f"commands.audit.did.{action}"
    return call.words.say(key) if key in call.words.texts else action


def _verify(call: Call) -> Answer:
    flaws = call.work.audit.verify()
    count = sum(1 for _ in call.work.audit.recent(1))
    if not flaws:
        last = call.work.audit.recent(1)[0].seq if count else 0
        return Answer(call.say("audit.whole", count=last))
    lines = [call.say(f"audit.{one.what}", number=one.seq) for one in flaws[:_FLAWS]]
    return Answer("\n".join([call.say("audit.broken", count=len(flaws)), *lines]))


COMMAND = Command(
    "audit",
    ("审计", "/audit", "日志"),
    frozenset({Role.ADMIN}),
    handle,
    (WordSlot("action", ("verify",)),),
)
