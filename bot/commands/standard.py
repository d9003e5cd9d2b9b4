"""`标准`, `/standard`: the versions of the questionnaire and its standard, what changed, publishing one."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.commands.slots import TextSlot, WordSlot
from bot.errors import WenzhenError
from bot.services import standards
from bot.services.access import Role
from storage.turns import TurnTx

SHOWN = 8


def handle(call: Call) -> Answer | Act:
    """List, compare or publish versions."""
    versions = standards.versions(call.desk.library)
    named = [one for one in call.args.text("text").split() if one]
    strange = [one for one in named if one not in versions]
    if strange:
        listed = call.words.say("list.comma").join(versions)
        return Answer(call.say("standard.unknown", version=strange[0], versions=listed))
    match call.args.text("action"):
        case "differences":
            return _differences(call, versions, named)
        case "publish":
            return _publish(call, named)
        case _:
            return _list(call, versions)


def _list(call: Call, versions: list[str]) -> Answer:
    current = call.desk.library.default()
    lines = [
        call.say("standard.current" if one == current.version else "standard.version", version=one)
        for one in versions
    ]
    head = call.say("standard.head", pack=current.id)
    return Answer("\n".join([head, *lines]), next=call.say("standard.next"))


def _differences(call: Call, versions: list[str], named: list[str]) -> Answer:
    if not named:
        named = versions[-2:]
    elif len(named) == 1:
        named = [call.desk.library.default().version, named[0]]
    if len(set(named)) < 2:  # noqa: PLR2004 - a difference is between two
        return Answer(call.say("standard.one_version"))
    old, new = named[:2]
    changes = standards.differences(call.desk.library, old, new)
    lines = [
        call.say(f"standard.{one.what}", kind=call.say(f"standard.kind.{one.kind}"), id=one.id, key=one.key)
        for one in changes[:SHOWN]
    ]
    more = [call.say("standard.more", count=len(changes) - SHOWN)] if len(changes) > SHOWN else []
    head = call.say("standard.differences", old=old, new=new, count=len(changes))
    return Answer("\n".join([head, *lines, *more]))


def _publish(call: Call, named: list[str]) -> Answer | Act:
    if len(named) != 1:
        return Answer(call.say("standard.publish_how"))
    [version] = named
    before = call.desk.library.default().version
    if version == before:
        return Answer(call.say("standard.already", version=version))
    try:
        count = len(standards.differences(call.desk.library, before, version))
    except WenzhenError:
        return Answer(call.say("standard.broken", version=version))
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _published(call, version, before, turn))
    confirm = Request(call.command.key, call.request.args, Stage.CONFIRMED)
    return Answer(call.say("standard.preview", version=version, before=before, count=count), confirm=confirm)


def _published(call: Call, version: str, before: str, turn: TurnTx) -> Answer:
    content_hash = standards.publish(turn.work, call.desk.library, version, call.now)
    detail = {"version": version, "before": before, "content_hash": content_hash}
    call.audit(turn, "standard.published", detail)
    return Answer(call.say("standard.published", version=version))


COMMAND = Command(
    "standard",
    ("标准", "/standard", "问卷版本"),
    frozenset({Role.ADMIN}),
    handle,
    (WordSlot("action", ("differences", "publish")), TextSlot()),
)
