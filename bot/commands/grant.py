"""`授权`, `/grant`: give a role over a unit: `授权 P12 洞泾镇`. Only within one's own scope and rank."""

from __future__ import annotations

from bot.campaign.model import Unit, UnitKind
from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.commands.examples import a_unit
from bot.commands.slots import PersonSlot, UnitSlot, WordSlot
from bot.conversation.prompt import Prompt
from bot.services.access import OVERSEERS, Holding, Role, role_over
from bot.services.holders import known, masked_name, scope_words
from bot.services.menus import menu_due
from bot.services.telling import tell
from storage.turns import TurnTx

ROLES = ("admin", "expert", "provider")


def handle(call: Call) -> Answer | Act:
    """Preview, then grant; both times it is looked whether she may."""
    number = call.args.number("person")
    if not number:
        return Answer(call.say("grant.how", unit=a_unit(call.authority)))
    person = known(call.work, call.authority, number)
    if person is None:
        return Answer(call.say("grant.nobody", number=number))
    role, unit = _wanted(call)
    if role is None:
        return Answer(call.say("grant.which_unit", unit=a_unit(call.authority)))
    if not call.authority.may_give(role, unit):
        return Answer(call.say("grant.not_yours"))
    facts = {
        "number": number,
        "name": masked_name(person.display_name or "") or call.say("enterprise.unnamed"),
        "role": call.say(f"role.{role}"),
        "where": (unit or call.authority.tree.root).name,
    }
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _grant(call, role, unit, facts, turn))
    confirm = Request(call.command.key, call.request.args, Stage.CONFIRMED)
    return Answer(call.say("grant.preview", **facts), confirm=confirm)


def _wanted(call: Call) -> tuple[Role | None, Unit | None]:
    """The role is that of whoever answers for the unit, unless it is said."""
    said, unit = call.args.text("role"), call.args.unit
    if said == Role.ADMIN:
        return Role.ADMIN, None  # of everything, whatever unit was named: the preview says so
    if unit is None:
        return None, None
    if said:
        return Role(said), unit
    return (Role.PROVIDER if unit.kind is UnitKind.PROVIDER else role_over(unit)), unit


def _grant(call: Call, role: Role, unit: Unit | None, facts: dict[str, object], turn: TurnTx) -> Answer:
    person = call.args.number("person")
    kind, scope = scope_words(Holding(role, unit))
    turn.work.access.grant(person, role, kind, scope, by=call.whole.person, at=call.now)
    seq = call.audit(turn, "grant", {"person": person, "role": role.value, "kind": kind, "scope": scope})
    menu_due(turn, person, call.now)
    where = (unit or call.authority.tree.root).name
    tell(
        turn,
        person,
        f"granted:{seq}",
        lambda words: Prompt(
            words.say("commands.grant.told", role=words.say(f"commands.role.{role}"), where=where)
        ),
        call.now,
    )
    return Answer(call.say("grant.done", **facts), next=call.say("grant.next"))


COMMAND = Command(
    "grant",
    ("授权", "/grant"),
    OVERSEERS,
    handle,
    (PersonSlot(), WordSlot("role", ROLES), UnitSlot()),
)
