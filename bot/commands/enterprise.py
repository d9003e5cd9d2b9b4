"""`企业`, `/enterprise`: one enterprise on a phone screen, found by a part of its name or its code."""

from __future__ import annotations

from bot.campaign.states import FINISHED, Progress, State
from bot.commands.base import Answer, Call, Choice, Command, Request
from bot.commands.enterprises import level_name
from bot.commands.examples import examples_of
from bot.commands.slots import EnterpriseSlot
from bot.services.access import EVERYBODY, OVERSEERS, Role
from bot.services.holders import masked_name, masked_phone
from storage.models.enterprise import Enterprise
from storage.models.person import Person

# Who has to ring up or go there sees names and numbers in full.
_CALLERS = frozenset({Role.DISTRICT, Role.STREET, Role.PARK, Role.GROUP, Role.PROVIDER, Role.CONTACT})


def handle(call: Call) -> Answer:
    """The portrait; a contact without a name gets her own."""
    enterprise = call.args.enterprise
    if enterprise is None:
        own = sorted(call.authority.narrowed({Role.CONTACT}).enterprises)
        if len(own) != 1:
            return _which(call, own)
        enterprise = call.work.enterprises.get(own[0])
    if enterprise is None:
        return Answer(call.words.say("commands.gone"))
    [one] = call.desk.campaigning.progress_in(call.work, call.authority.scope, [enterprise.id])
    lines = [enterprise.name, *_register(call, enterprise), _state(call, one), *_contacts(call, enterprise)]
    return Answer("\n".join(lines), _next(call, one))


def _which(call: Call, own: list[int]) -> Answer:
    rows = [row for one in own[:9] if (row := call.work.enterprises.get(one)) is not None]
    if not rows:
        example = examples_of(call.command, call.authority, call.words)[0]
        return Answer(call.say("which_enterprise", usage=example))
    choices = tuple(Choice(row.name, Request("enterprise", {"enterprise": row.id})) for row in rows)
    return Answer(call.say("which", count=len(rows)), choices)


def _register(call: Call, row: Enterprise) -> list[str]:
    """Where it lies and what it is, as far as that is known."""
    units = call.authority.tree.by_id
    places = [units[one].name for one in (row.unit, row.street, row.park, row.group) if one and one in units]
    lines = [call.words.say("list.dot").join(places)]
    facts = [call.say("enterprise.code", code=row.credit_code)] if row.credit_code else []
    if row.headcount:
        facts.append(call.say("enterprise.headcount", count=row.headcount))
    return [*lines, call.words.say("list.dot").join(facts)] if facts else lines


def _state(call: Call, one: Progress) -> str:
    """How far it is, in one line."""
    on = call.today
    state = one.state(on)
    said = call.words.say(f"digest.state.{state}")
    if state in FINISHED:
        day = one.verified_on or one.submitted_on or on
        rung = _rung(call, one)
        level = call.say("enterprise.level", rung=rung) if rung else ""
        return call.say("enterprise.done", state=said, day=day.isoformat(), level=level)
    days = one.silent_days(on)
    since = call.say("enterprise.silent", days=days) if days else ""
    if state in (State.STARTED, State.STALLED):
        facts = {"done": one.place, "total": one.total, "minutes": one.minutes_left}
        return call.say("enterprise.under_way", state=said, silent=since, **facts)
    return call.say("enterprise.waiting", state=said, silent=since)


def _rung(call: Call, one: Progress) -> str:
    """Level and grade by their names."""
    grades = call.desk.library.default().wording(call.words.locale).grades
    grade = grades.get(one.grade or 0)
    names = (level_name(call, one.level or 0), grade.name if grade else "")
    return call.words.say("list.dot").join(name for name in names if name)


def _contacts(call: Call, row: Enterprise) -> list[str]:
    people = call.work.people.contacts_of(row.id)
    if not people:
        return [call.say("enterprise.no_contact")]
    full = call.work.enterprises.visible(row.id, call.authority.narrowed(_CALLERS).scope) is not None
    numbered = call.work.enterprises.visible(row.id, call.whole.narrowed(OVERSEERS).scope) is not None
    comma = call.words.say("list.comma")
    return [
        call.say(
            "enterprise.contacts",
            people=comma.join(_numbered(_person(call, one, full), one, numbered) for one in people),
        )
    ]


def _person(call: Call, one: Person, full: bool) -> str:  # noqa: FBT001 - private
    name, phone = one.display_name or "", one.phone or ""
    if not full:
        name, phone = masked_name(name), masked_phone(phone)
    said = " ".join(part for part in (name or call.say("enterprise.unnamed"), phone) if part)
    last = [address.last_inbound_at for address in call.work.people.addresses(one.id)]
    blocked = all(address.blocked_at for address in call.work.people.addresses(one.id))
    return said if last and not blocked else call.say("enterprise.unreachable", person=said)


def _numbered(said: str, one: Person, numbered: bool) -> str:  # noqa: FBT001 - private
    """With the number `assign` and `revoke` take, for who may use them."""
    return f"P{one.id} {said}" if numbered else said


def _next(call: Call, one: Progress) -> tuple[Choice, ...]:
    """What is likely done next: a nudge, or saying that it is out; the report of who is done."""
    if one.state(call.today) in FINISHED:
        may = any(command.key == "report" for command in call.allowed)
        return (
            (Choice(call.say("enterprise.report"), Request("report", {"enterprise": one.id})),) if may else ()
        )
    overseer = call.whole.narrowed(OVERSEERS)
    visible = call.work.enterprises.visible(one.id, overseer.scope) is not None
    if not visible:
        return ()
    about = {"enterprise": one.id}
    mark = Choice(call.say("enterprise.mark"), Request("mark", about))
    if one.out_on(call.today):
        return (mark,)
    return (Choice(call.say("enterprise.nudge"), Request("nudge", about)), mark)


COMMAND = Command(
    "enterprise",
    ("企业", "/enterprise", "画像", "查企业", "/find"),
    EVERYBODY,
    handle,
    (EnterpriseSlot(required=False),),
)
