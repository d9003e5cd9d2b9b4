"""`撤权`, `/revoke`: take a role away: `撤权 P12`. Only within one's own scope and rank."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Choice, Command, Request, Stage
from bot.commands.slots import PersonSlot
from bot.commands.who import line
from bot.conversation.prompt import Prompt
from bot.services.access import OVERSEERS, Role
from bot.services.holders import Holder, admins, given
from bot.services.menus import menu_due
from bot.services.notice import DIGEST, ESCALATION
from bot.services.telling import NOTICE as HANDOVER
from bot.services.telling import tell
from storage.json_text import Json
from storage.turns import TurnTx

_OF_ROLES = (DIGEST, ESCALATION, HANDOVER)  # kinds of messages somebody gets for a role of hers


def handle(call: Call) -> Answer | Act:
    """Preview, then revoke; who has several roles is asked which."""
    number = call.args.number("person")
    if not number:
        return Answer(call.say("revoke.how"))
    held = given(call.work, call.authority, number)
    grant = call.args.number("grant")
    if grant:
        held = [one for one in held if one.grant.id == grant]
    if not held:
        return Answer(call.say("revoke.nothing", number=number))
    if len(held) > 1:
        picks = tuple(Choice(line(one, call), call.again(grant=one.grant.id)) for one in held[:9])
        return Answer(call.words.say("commands.which", count=len(picks)), picks)
    [one] = held
    if one.holding.role is Role.ADMIN and admins(call.work, call.authority.tree) == 1:
        return Answer(call.say("revoke.last_admin"))
    if call.stage is Stage.CONFIRMED:
        said = line(one, call)  # looked up now: within the turn only the turn's own work reads
        return Act(lambda turn: _revoke(call, one, said, turn))
    confirm = Request(call.command.key, {"person": number, "grant": one.grant.id}, Stage.CONFIRMED)
    return Answer(call.say("revoke.preview", line=line(one, call)), confirm=confirm)


def _revoke(call: Call, one: Holder, said: str, turn: TurnTx) -> Answer:
    grant = one.grant
    if one.holding.role is Role.ADMIN and admins(turn.work, call.authority.tree) == 1:
        return Answer(call.say("revoke.last_admin"))  # another has gone since it was looked at
    if not turn.work.access.revoke(one.person, grant.role, grant.scope_kind, grant.scope_id, call.now):
        return Answer(call.say("revoke.nothing", number=one.person))
    detail: dict[str, Json] = {
        "person": one.person,
        "role": grant.role,
        "kind": grant.scope_kind,
        "scope": grant.scope_id,
    }
    seq = call.audit(turn, "revoke", detail)
    menu_due(turn, one.person, call.now)
    turn.work.outbox.cancel_to(one.person, _OF_ROLES)  # written for the role that is gone
    where, role = one.holding.unit, one.holding.role
    tell(
        turn,
        one.person,
        f"revoked:{seq}",
        lambda words: Prompt(
            words.say(
                "commands.revoke.told",
                role=words.say(f"commands.role.{role}"),
                where=where.name if where else _name_of(turn, one),
            )
        ),
        call.now,
    )
    return Answer(call.say("revoke.done", line=said))


def _name_of(turn: TurnTx, one: Holder) -> str:
    row = turn.work.enterprises.get(one.holding.enterprise)
    return row.name if row else ""


COMMAND = Command("revoke", ("撤权", "/revoke", "取消授权"), OVERSEERS, handle, (PersonSlot(),))
