"""`撤权`, `/revoke`: take a role away: `撤权 P12`. Only within one's own scope and rank."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Choice, Command, Request, Stage
from bot.commands.slots import PersonSlot
from bot.commands.who import line
from bot.conversation.prompt import Prompt
from bot.services.access import OVERSEERS, Role
from bot.services.handing_over import unbind
from bot.services.holders import Holder, admins, given
from bot.services.menus import menu_due
from bot.services.notice import DIGEST, ESCALATION
from bot.services.telling import NOTICE as HANDOVER
from bot.services.telling import tell
from storage.json_text import Json
from storage.models.enterprise import Enterprise
from storage.turns import TurnTx

_OF_ROLES = (DIGEST, ESCALATION, HANDOVER)  # kinds of messages somebody gets for a role of hers
_MOST = 9  # choices: one digit each


def handle(call: Call) -> Answer | Act:
    """Preview, then revoke; who has several roles is asked which. A contact's place is one of them."""
    number = call.args.number("person")
    if not number:
        return Answer(call.say("revoke.how"))
    grant, contact = call.args.number("grant"), call.args.number("contact")
    held = given(call.work, call.authority, number)
    held = [] if contact else [one for one in held if grant in (0, one.grant.id)]
    bound = [] if grant else [one for one in _spoken_for(call, number) if contact in (0, one.id)]
    if not held and not bound:
        return Answer(call.say("revoke.nothing", number=number))
    if len(held) + len(bound) > 1:
        picks = [Choice(line(one, call), call.again(grant=one.grant.id)) for one in held]
        picks += [Choice(_place(call, number, one), call.again(contact=one.id)) for one in bound]
        return Answer(call.words.say("commands.which", count=len(picks[:_MOST])), tuple(picks[:_MOST]))
    return _role(call, held[0]) if held else _contact(call, number, bound[0])


def _role(call: Call, one: Holder) -> Answer | Act:
    if one.holding.role is Role.ADMIN and admins(call.work, call.authority.tree) == 1:
        return Answer(call.say("revoke.last_admin"))
    if call.stage is Stage.CONFIRMED:
        said = line(one, call)  # looked up now: within the turn only the turn's own work reads
        return Act(lambda turn: _revoke(call, one, said, turn))
    confirm = Request(call.command.key, {"person": one.person, "grant": one.grant.id}, Stage.CONFIRMED)
    return Answer(call.say("revoke.preview", line=line(one, call)), confirm=confirm)


def _spoken_for(call: Call, number: int) -> list[Enterprise]:
    """The enterprises within the asker's scope that a person speaks for."""
    rows = call.work.people.enterprises_of(number)
    visible = call.work.enterprises.visible
    return [one for one in rows if visible(one.id, call.authority.scope) is not None]


def _place(call: Call, number: int, enterprise: Enterprise) -> str:
    return call.say("revoke.contact", number=number, name=enterprise.name)


def _contact(call: Call, number: int, enterprise: Enterprise) -> Answer | Act:
    """End that she speaks for an enterprise: she left it, or never was there. Its answers stay."""
    key, name = enterprise.id, enterprise.name
    said = _place(call, number, enterprise)
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _unbound(call, number, key, name, said, turn))
    confirm = Request(call.command.key, {"person": number, "contact": key}, Stage.CONFIRMED)
    return Answer(call.say("revoke.preview", line=said), confirm=confirm)


def _unbound(call: Call, number: int, enterprise: int, name: str, said: str, turn: TurnTx) -> Answer:
    if not unbind(turn, number, enterprise, call.channel, call.now, actor=call.actor):
        return Answer(call.say("revoke.nothing", number=number))
    seq = turn.work.audit.recent(1)[0].seq
    tell(
        turn,
        number,
        f"unbound:{seq}",
        lambda words: Prompt(words.say("commands.revoke.unbound", name=name)),
        call.now,
    )
    return Answer(call.say("revoke.done", line=said), next=call.say("revoke.invite", name=name))


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
