"""`指派`, `/assign`: give an enterprise to a provider or an expert, or make somebody its contact."""

from __future__ import annotations

from bot.commands.base import Act, Answer, Call, Choice, Command, Request, Stage
from bot.commands.slots import EnterpriseSlot, PersonSlot, WordSlot
from bot.conversation.prompt import Prompt
from bot.services.access import ENTERPRISE, OVERSEERS, Role, authority_of
from bot.services.handing_over import unbind
from bot.services.holders import Holder, admitted, assignable, known, masked_name
from bot.services.telling import tell
from storage.models.enterprise import Enterprise
from storage.turns import TurnTx

_CHOICES = 9
_ASSIGNED = (Role.PROVIDER, Role.EXPERT)


def handle(call: Call) -> Answer | Act:
    """Preview, assign, or take back; each time it is looked whether she may."""
    enterprise, number = call.args.enterprise, call.args.number("person")
    if enterprise is None:
        return Answer(call.say("assign.how"))
    if not number:
        return _whom(call, enterprise)
    person = known(call.work, call.authority, number) or admitted(call.work, call.authority.tree, number)
    if person is None:
        return Answer(call.say("assign.nobody", number=number))
    role = Role.CONTACT if call.args.text("as") else _role_of(call, number)
    if role is None:
        return Answer(call.say("assign.no_provider", number=number, name=enterprise.name))
    if call.stage is not Stage.UNDONE and _holds(call, number, enterprise, role):
        return Answer(call.say("assign.already", number=number, name=enterprise.name))
    facts = {
        "number": number,
        "person": masked_name(person.display_name or "") or call.say("enterprise.unnamed"),
        "name": enterprise.name,
        "role": call.say("assign.contact" if role is Role.CONTACT else f"role.{role}"),
    }
    if call.stage is Stage.UNDONE:
        return Act(lambda turn: _undo(call, turn, enterprise, role, facts))
    if call.stage is Stage.CONFIRMED:
        return Act(lambda turn: _assign(call, turn, enterprise, role, facts))
    confirm = Request(call.command.key, call.request.args, Stage.CONFIRMED)
    return Answer(call.say("assign.preview", **facts), confirm=confirm)


def _whom(call: Call, enterprise: Enterprise) -> Answer:
    """The providers and experts there are, to choose from."""
    choices = tuple(
        Choice(_named(call, one), call.again(person=one.person))
        for one in assignable(call.work, call.authority)[:_CHOICES]
    )
    if not choices:
        return Answer(call.say("assign.how"))
    return Answer(call.say("assign.whom", name=enterprise.name), choices)


def _named(call: Call, one: Holder) -> str:
    unit = one.holding.unit.name if one.holding.unit else ""
    role = call.say(f"role.{one.holding.role}")
    name = one.name or call.say("enterprise.unnamed")
    return call.say("assign.choice", unit=unit, person=name, role=role, number=one.person)


def _role_of(call: Call, person: int) -> Role | None:
    """Provider or expert, whichever she is; None when neither."""
    held = authority_of(call.work, person, call.authority.tree).roles
    return next((role for role in _ASSIGNED if role in held), None)


def _holds(call: Call, person: int, enterprise: Enterprise, role: Role) -> bool:
    """Whether she has it already: assigning it changes nothing, and undoing that would take it away."""
    held = authority_of(call.work, person, call.authority.tree).holdings
    return any(one.role is role and one.enterprise == enterprise.id for one in held)


def _assign(call: Call, turn: TurnTx, enterprise: Enterprise, role: Role, facts: dict[str, object]) -> Answer:
    person = call.args.number("person")
    if role is Role.CONTACT:
        turn.work.people.bind(person, enterprise.id, call.now)
    else:
        turn.work.access.grant(
            person, role.value, ENTERPRISE, str(enterprise.id), by=call.whole.person, at=call.now
        )
    seq = call.audit(turn, "assign", {"enterprise": enterprise.id, "person": person, "role": role.value})
    tell(
        turn,
        person,
        f"assigned:{seq}",
        lambda words: Prompt(
            words.say(
                "commands.assign.told",
                name=enterprise.name,
                role=words.say(
                    "commands.assign.contact" if role is Role.CONTACT else f"commands.role.{role}"
                ),
            )
        ),
        call.now,
    )
    undo = Request(call.command.key, call.request.args, Stage.UNDONE)
    return Answer(call.say("assign.done", **facts), undo=undo)


def _undo(call: Call, turn: TurnTx, enterprise: Enterprise, role: Role, facts: dict[str, object]) -> Answer:
    person = call.args.number("person")
    if role is Role.CONTACT:
        unbind(turn, person, enterprise.id, call.channel, call.now, actor=call.actor)
    else:
        turn.work.access.revoke(person, role.value, ENTERPRISE, str(enterprise.id), call.now)
    call.audit(turn, "assign.undone", {"enterprise": enterprise.id, "person": person, "role": role.value})
    return Answer(call.say("assign.undone", **facts))


COMMAND = Command(
    "assign",
    ("指派", "/assign", "分派", "分配"),
    OVERSEERS,
    handle,
    (PersonSlot(), WordSlot("as", ("contact",)), EnterpriseSlot()),
)
