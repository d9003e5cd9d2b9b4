"""Making invitations: to enterprises of a scope, to roles, to a colleague; each noted in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.prompt import Prompt
from bot.services.codes import new_code, spaced
from bot.services.effects import Scene
from bot.services.enrolment import VALID, Invited, invite
from bot.services.entrances import Entrances
from bot.services.handing_over import CODE_VALID, HANDOVER
from storage.json_text import Json
from storage.models.enterprise import Enterprise, Standing
from storage.repositories.scope import EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Inviter:
    """Who invites: for the audit log, and for whom to tell. `person` is None on the command line."""

    actor: str
    channel: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation that was made. The code is in no log and in no table."""

    code: str = field(repr=False)
    expires: datetime
    enterprise: int | None = None


def uninvited(work: UnitOfWork, scope: Scope, now: datetime, *, again: bool = False) -> list[Enterprise]:
    """The enterprises of a scope nobody speaks for and that have no open invitation, by unit and name.

    With `again` those with an open invitation too: what they have is worth nothing afterwards.
    """
    wanted = EnterpriseFilter(scope=scope, standings=frozenset({Standing.ACTIVE}))
    rows = work.enterprises.select(wanted)
    bound = work.people.enterprises_with_contacts()
    open_ = frozenset() if again else work.access.enterprises_invited(now)
    return [one for one in rows if one.id not in bound and one.id not in open_]


def prepare(enterprises: Sequence[Enterprise], now: datetime, valid: timedelta = VALID) -> list[Made]:
    """New codes for enterprises, not kept yet: letters and links can be made of them first."""
    return [Made(new_code(), now + valid, one.id) for one in enterprises]


def invite_enterprises(
    work: UnitOfWork, made: Sequence[Made], inviter: Inviter, now: datetime, *, renew: bool = False
) -> None:
    """Keep prepared invitations; with `renew` the open ones an enterprise had are revoked first."""
    for one in made:
        enterprise = one.enterprise or 0
        if renew:
            work.access.revoke_invitations(enterprise, now)
        invited = Invited(enterprise=enterprise)
        invite(work, invited, now, by=inviter.person, valid=one.expires - now, code=one.code)
        work.wrong_enterprises.settle(enterprise, now)
    if made:
        days = (made[0].expires - now).days
        detail: Json = {"enterprises": [one.enterprise for one in made], "days": days, "renewed": renew}
        _audit(work, inviter, now, "invitation.made", detail)


def take_back(work: UnitOfWork, codes: Iterable[str], inviter: Inviter, now: datetime) -> int:
    """Revoke invitations nobody has used yet, by their hashes; how many."""
    revoked = work.access.revoke_codes(list(codes), now)
    if revoked:
        _audit(work, inviter, now, "invitation.revoked", {"invitations": revoked})
    return revoked


def _audit(work: UnitOfWork, inviter: Inviter, now: datetime, action: str, detail: Json) -> None:
    work.audit.append(at=now, actor=inviter.actor, channel=inviter.channel, action=action, detail=detail)


def invite_role(
    work: UnitOfWork,
    invited: Invited,
    inviter: Inviter,
    now: datetime,
    *,
    valid: timedelta = VALID,
    code: str = "",
) -> Made:
    """A code for somebody who is to hold a role; a new one unless it is given."""
    code = invite(work, invited, now, by=inviter.person, valid=valid, code=code)
    scope = f"{invited.scope_kind}:{invited.scope_id}"
    detail: Json = {"role": invited.role, "scope": scope, "days": valid.days}
    _audit(work, inviter, now, "invitation.made", detail)
    return Made(code, now + valid)


def hand_over(work: UnitOfWork, enterprise: int, inviter: Inviter, now: datetime) -> Made:
    """A code a contact gives to her colleague; short-lived, for it stands in a chat. It ends the last one."""
    work.access.revoke_handovers(enterprise, inviter.person or 0, now)
    code = invite(
        work, Invited(enterprise=enterprise), now, by=inviter.person, valid=CODE_VALID, kind=HANDOVER
    )
    _audit(work, inviter, now, "invitation.handed_over", {"enterprise": enterprise})
    return Made(code, now + CODE_VALID, enterprise)


def in_parts(rows: Sequence[Enterprise], size: int = 500) -> Iterator[Sequence[Enterprise]]:
    """So many at a time: a transaction that invites thousands would hold everybody else up."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


class PassingOn:
    """What a contact passes on to a colleague: a link to the web chat, and a code for any other."""

    def __init__(self, entrances: Entrances) -> None:
        self._entrances = entrances

    def message(self, scene: Scene, who: str) -> Prompt:
        """A message to forward, with a new code in it."""
        place, words = scene.place, scene.definition.messages
        inviter = Inviter(f"person:{place.person.id}", place.channel, place.person.id)
        made = hand_over(place.turn.work, place.diagnosis.enterprise_id or 0, inviter, place.now)
        link = self._entrances.web(made.code)
        key = "enrolment.pass_on" if link else "enrolment.pass_on_code"
        named = who or words.say("handoff.somebody")
        facts = {"who": named, "name": scene.surroundings.name, "days": CODE_VALID.days}
        return Prompt(words.say(key, link=link, code=spaced(made.code), **facts))
