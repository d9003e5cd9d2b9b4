"""`邀请`, `/invite`: one enterprise, everybody a unit has not invited yet, or somebody for a role.

Codes and links are made outside the turn, for platforms may have to be asked; the turn keeps the hashes. What
was made can be taken back for a minute, as long as nobody has used it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.campaign.model import Unit, UnitKind
from bot.commands.base import Act, Answer, Call, Command, Request, Stage
from bot.commands.examples import a_unit
from bot.commands.slots import EnterpriseSlot, UnitSlot, WordSlot
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.reports.letters import render_letters
from bot.services.access import OVERSEERS, Holding, Role, guard_of, role_over
from bot.services.codes import code_hash, new_code, spaced
from bot.services.enrolment import Invited
from bot.services.filing import media_type_of
from bot.services.holders import scope_words
from bot.services.invitation_letters import Invitation, letters, occasion, with_ways
from bot.services.inviting import Inviter, invite_enterprises, invite_role, prepare, take_back, uninvited
from storage.json_text import Json
from storage.models.enterprise import Enterprise
from storage.turns import TurnTx

ROLES = ("admin", "expert", "provider", "liaison")
MOST = 500
VALID = timedelta(days=30)  # a code in a chat stands in two histories: shorter than one on paper alone
_NAMES = 3


def handle(call: Call) -> Answer | Act:
    """Make what was asked for; of many enterprises, after a preview."""
    if call.stage is Stage.UNDONE:
        return Act(lambda turn: _undo(call, turn))
    if call.args.text("role"):
        return _somebody(call)
    if call.args.enterprise is not None:
        return _one(call, call.args.enterprise)
    if call.args.unit is not None:
        return _many(call, call.args.unit)
    return Answer(call.say("invite.how", unit=a_unit(call.authority)))


def _one(call: Call, enterprise: Enterprise) -> Act:
    made = prepare([enterprise], call.now, VALID)
    [invitation] = with_ways(made, [enterprise], call.desk.entrances)
    file = _letters(call, [invitation], enterprise.name, guard_of(enterprise.id))
    facts = {"name": enterprise.name, "code": spaced(made[0].code), "days": VALID.days}
    link = call.desk.entrances.web(made[0].code)
    said = call.say("invite.one", link=link, **facts) if link else call.say("invite.one_code", **facts)
    bound = len(call.work.people.contacts_of(enterprise.id))
    more = [call.say("invite.bound", name=enterprise.name, count=bound)] if bound else []

    def keep(turn: TurnTx) -> Answer:
        invite_enterprises(turn.work, made, _inviter(call), call.now)
        text = "\n".join([said, *more, call.say("invite.letter")])
        return Answer(text, files=(file,), undo=_undoing(call, [made[0].code]))

    return Act(keep)


def _many(call: Call, unit: Unit) -> Answer | Act:
    again = bool(call.args.text("again"))
    found = uninvited(call.work, call.authority.over(unit), call.now, again=again)
    if not found:
        return Answer(call.say("invite.none", unit=unit.name))
    if len(found) > MOST:
        return Answer(call.say("invite.too_many", most=MOST, unit=unit.name, count=len(found)))
    if call.stage is not Stage.CONFIRMED:
        names = call.words.say("list.comma").join(one.name for one in found[:_NAMES])
        confirm = Request(call.command.key, call.request.args, Stage.CONFIRMED)
        key = "invite.preview_again" if again else "invite.preview"
        return Answer(call.say(key, unit=unit.name, count=len(found), names=names), confirm=confirm)
    made = prepare(found, call.now, VALID)
    file = _letters(call, with_ways(made, found, call.desk.entrances), unit.name, call.authority.guard(unit))

    def keep(turn: TurnTx) -> Answer:
        invite_enterprises(turn.work, made, _inviter(call), call.now, renew=again)
        said = call.say("invite.done", unit=unit.name, count=len(made), days=VALID.days)
        undo = _undoing(call, [one.code for one in made])
        return Answer(said, files=(file,), undo=undo, next=call.say("invite.next"))

    return Act(keep)


def _somebody(call: Call) -> Answer | Act:
    role, unit = _wanted(call)
    if role is None:
        said = call.words.variants(f"commands.words.{call.args.text('role')}")[0]
        return Answer(call.say("invite.which_unit", role=said, unit=a_unit(call.authority)))
    if not call.authority.may_give(role, unit):
        return Answer(call.say("invite.not_yours"))
    code = new_code()
    kind, scope = scope_words(Holding(role, unit or call.authority.tree.root))
    invited = Invited(role=role.value, scope_kind=kind, scope_id=scope)
    where = (unit or call.authority.tree.root).name
    facts = {"role": call.say(f"role.{role}"), "where": where, "code": spaced(code), "days": VALID.days}
    link = call.desk.entrances.web(code)
    said = call.say("invite.person", link=link, **facts) if link else call.say("invite.person_code", **facts)

    def keep(turn: TurnTx) -> Answer:
        invite_role(turn.work, invited, _inviter(call), call.now, valid=VALID, code=code)
        return Answer(said, undo=_undoing(call, [code]))

    return Act(keep)


def _wanted(call: Call) -> tuple[Role | None, Unit | None]:
    said, unit = call.args.text("role"), call.args.unit
    if said == Role.ADMIN:
        return Role.ADMIN, None  # of everything, whatever unit was named
    if unit is None:
        return None, None
    if said in (Role.EXPERT, Role.PROVIDER):
        return Role(said), unit
    return (Role.PROVIDER if unit.kind is UnitKind.PROVIDER else role_over(unit)), unit


def _letters(call: Call, invitations: Sequence[Invitation], name: str, guard: str) -> Attachment:
    """The Word file, stored, to be opened only by those who may see whom it is for."""
    campaign, zone = call.desk.campaigning.campaign, call.desk.campaigning.zone
    pages = letters(call.work, invitations, campaign.units, call.words, call.now, zone)
    about = occasion(campaign.name, call.desk.library.default(), call.desk.controller)
    made = render_letters(pages, about, call.words.locale, moment=call.now)
    file = call.words.say("letters.file", name=name)
    sha256 = call.desk.filing.store(made.data, media_type_of(file))
    return Attachment(AttachmentKind.DOCUMENT, file, sha256, guard=guard)


def _inviter(call: Call) -> Inviter:
    return Inviter(call.actor, call.channel, call.whole.person)


def _undoing(call: Call, codes: Sequence[str]) -> Request:
    hashes: list[Json] = [code_hash(code) for code in codes]
    return Request(call.command.key, {"codes": hashes}, Stage.UNDONE)


def _undo(call: Call, turn: TurnTx) -> Answer:
    kept = call.request.args.get("codes")
    hashes = [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
    return Answer(call.say("invite.undone", count=take_back(turn.work, hashes, _inviter(call), call.now)))


COMMAND = Command(
    "invite",
    ("邀请", "/invite", "发邀请", "邀请函"),
    OVERSEERS,
    handle,
    (WordSlot("role", ROLES), WordSlot("again", ("again",)), UnitSlot(), EnterpriseSlot(required=False)),
)
