"""Making invitations: to enterprises of a scope, to roles, to a colleague; each noted in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.prompt import Prompt
from bot.services.codes import spaced
from bot.services.effects import Scene
from bot.services.enrolment import VALID, Invited, invite
from bot.services.entrances import Entrances
from bot.services.handing_over import CODE_VALID, HANDOVER
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


def invite_enterprises(
    work: UnitOfWork,
    enterprises: Iterable[Enterprise],
    inviter: Inviter,
    now: datetime,
    *,
    valid: timedelta = VALID,
    renew: bool = False,
) -> list[Made]:
    """One new code for each enterprise; with `renew` the open ones it had are revoked first."""
    made = [_one(work, enterprise, inviter, now, valid, renew=renew) for enterprise in enterprises]
    if made:
        work.audit.append(
            at=now,
            actor=inviter.actor,
            channel=inviter.channel,
            action="invitation.made",
            detail={"enterprises": [one.enterprise for one in made], "days": valid.days, "renewed": renew},
        )
    return made


def _one(
    work: UnitOfWork,
    enterprise: Enterprise,
    inviter: Inviter,
    now: datetime,
    valid: timedelta,
    *,
    renew: bool,
) -> Made:
    if renew:
        work.access.revoke_invitations(enterprise.id, now)
    code = invite(work, Invited(enterprise=enterprise.id), now, by=inviter.person, valid=valid)
    work.wrong_enterprises.settle(enterprise.id, now)
    return Made(code, now + valid, enterprise.id)


def invite_role(
    work: UnitOfWork, invited: Invited, inviter: Inviter, now: datetime, *, valid: timedelta = VALID
) -> Made:
    """A code for somebody who is to hold a role."""
    code = invite(work, invited, now, by=inviter.person, valid=valid)
    work.audit.append(
        at=now,
        actor=inviter.actor,
        channel=inviter.channel,
        action="invitation.made",
        detail={
            "role": invited.role,
            "scope": f"{invited.scope_kind}:{invited.scope_id}",
            "days": valid.days,
        },
    )
    return Made(code, now + valid)


def hand_over(work: UnitOfWork, enterprise: int, inviter: Inviter, now: datetime) -> Made:
    """A code a contact gives to her colleague; short-lived, for it stands in a chat. It ends the last one."""
    work.access.revoke_handovers(enterprise, inviter.person or 0, now)
    code = invite(
        work, Invited(enterprise=enterprise), now, by=inviter.person, valid=CODE_VALID, kind=HANDOVER
    )
    work.audit.append(
        at=now,
        actor=inviter.actor,
        channel=inviter.channel,
        action="invitation.handed_over",
        detail={"enterprise": enterprise},
    )
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
