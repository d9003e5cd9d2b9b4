"""Codes as people use them: what one is for is shown, and only who confirms is bound or given the role.

A contact sees her enterprise masked. Wrong codes are counted per address and overall, so that guessing ends
soon. Every binding, grant and report of a wrong enterprise is in the audit log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.campaign.model import Units
from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Prompt
from bot.messages import Messages, load
from bot.services.access import authority_of, holding_of
from bot.services.codes import CODE_LENGTH, code_hash, code_in, new_code
from bot.services.handing_over import HANDOVER, colleague_joined, settle_handover
from bot.services.invitation_prompts import QUESTION, answered, confirm_prompt, granted_text, masked
from bot.services.kept_messages import payload
from bot.services.menus import menu_due
from bot.services.telling import liaisons_of, tell_all
from storage.json_text import Json
from storage.models.access import Grant, Invitation
from storage.models.enterprise import Enterprise
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

__all__ = ["CODE_LENGTH", "PENDING", "Enrolment", "Invited", "code_hash", "invite", "masked", "new_code"]

PENDING = "invitation"  # the key under which an address remembers what it is to confirm
WRONG_AN_HOUR = 5
WRONG_AN_HOUR_OVERALL = 500
VALID = timedelta(days=60)
CONTACT, ROLE = "contact", "role"


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is for: an enterprise, or a role over a scope.

    `name` and `phone` are of the person who is to hold the role, as far as the inviter knows them: contacts
    are told whom to call.
    """

    enterprise: int | None = None
    role: str = ""
    scope_kind: str = ""
    scope_id: str = ""
    name: str = ""
    phone: str = ""


def invite(
    work: UnitOfWork,
    invited: Invited,
    now: datetime,
    *,
    by: int | None = None,
    valid: timedelta = VALID,
    kind: str = "",
    code: str = "",
) -> str:
    """Make an invitation; its code, a new one unless it is given, which is not kept anywhere."""
    code = code or new_code()
    work.access.invite(
        Invitation(
            code_hash=code_hash(code),
            kind=kind or (CONTACT if invited.enterprise is not None else ROLE),
            enterprise_id=invited.enterprise,
            role=invited.role or None,
            scope_kind=invited.scope_kind or None,
            scope_id=invited.scope_id,
            name=invited.name or None,
            phone=invited.phone or None,
            created_at=now,
            created_by=by,
            expires_at=now + valid,
        )
    )
    return code


# Begins the interview of a person for the enterprise named last: what there is to say.
Begin = Callable[[TurnTx, PersonRef, str, datetime, int], list[Prompt]]


@dataclass(frozen=True, slots=True)
class _Turn:
    """One message where it is heard."""

    turn: TurnTx
    start: TurnStart
    person: PersonRef
    message: InboundMessage
    words: Messages
    now: datetime

    @property
    def context(self) -> dict[str, Json]:
        """What is noted of the address, besides ours what its channel noted."""
        context = self.start.address.context if self.start.address else None
        return dict(context) if isinstance(context, dict) else {}

    def note(self, invitation: int | None) -> None:
        """Remember, or forget, what she is to confirm."""
        rest = {key: value for key, value in self.context.items() if key != PENDING}
        kept = rest if invitation is None else {**rest, PENDING: invitation}
        self.turn.work.people.set_context(self.turn.address_id(), kept)

    def reply(self, key: str) -> list[Prompt]:
        """One message of the enrolment's."""
        return [Prompt(self.words.say(f"enrolment.{key}"))]

    def audit(self, action: str, detail: Json) -> None:
        """Note a change, with who, when and through which channel."""
        self.turn.work.audit.append(
            at=self.now,
            actor=f"person:{self.person.id}",
            channel=self.message.channel,
            action=action,
            detail=detail,
        )


class Enrolment:
    """The part of the bot that takes codes and their confirmation."""

    def __init__(self, begin: Begin, units: Units | None = None) -> None:
        """`units` name the scopes of roles; without them their ids do."""
        self._begin = begin
        self._units = units

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | None:
        """Answer a code or the confirmation of one; None for anything else."""
        here = _Turn(turn, start, person, message, load(person.locale), now)
        if message.kind is Kind.START and (message.code or message.code_hash):
            return self._code(here, message.code_hash or code_hash(message.code))
        if message.kind is Kind.TAP and message.question == HANDOVER:
            return settle_handover(turn, person, message, here.words, now)
        code = code_in(message.text) if message.kind is Kind.TEXT else ""
        if code:
            return self._written(here, code)
        invitation = here.context.get(PENDING)
        if isinstance(invitation, int):
            return self._confirmation(here, invitation)
        return None

    def _written(self, here: _Turn, code: str) -> list[Prompt] | None:
        """A text that has the form of a code: a real one is kept as its hash only.

        Within an interview anything else is an answer, though it counts as a try.
        """
        if here.turn.work.access.invitation(code_hash(code)) is not None:
            hashed = replace(here.message, text="", code_hash=code_hash(code))
            here.turn.work.inbox.replace_payload(here.start.inbox_id, payload(hashed))
        said = self._code(here, code_hash(code))
        known = here.turn.work.access.invitation(code_hash(code)) is not None
        return said if known or here.start.interview is None else None

    def _code(self, here: _Turn, hashed: str) -> list[Prompt] | None:
        address, access = here.turn.address_id(), here.turn.work.access
        hour_ago = here.now - timedelta(hours=1)
        if (
            access.failures_since(hour_ago, address) >= WRONG_AN_HOUR
            or access.failures_since(hour_ago) >= WRONG_AN_HOUR_OVERALL
        ):
            return here.reply("too_many")
        invitation = access.invitation(hashed)
        if invitation is None:
            access.note_failure(address, here.now)
            return here.reply("unknown")
        if invitation.used_by == here.person.id:
            return None  # her own link, opened again: the interview says where she is
        if invitation.used_at is not None:
            return here.reply("used")
        if self._withdrawn(here, invitation):
            return here.reply("withdrawn")
        if invitation.expires_at <= here.now:
            return here.reply("expired")
        shown = self._shown(here, invitation)
        if shown is None:
            return here.reply("unknown")
        access.count_attempt(invitation.id)
        here.note(invitation.id)
        return [shown]

    def _withdrawn(self, here: _Turn, row: Invitation) -> bool:
        """Whether it was taken back, or is to a role which its inviter may not give any more.

        What somebody invited herself to in time would else outlive her own role.
        """
        if row.revoked_at is not None or row.kind != ROLE or row.created_by is None or self._units is None:
            return row.revoked_at is not None
        scope = Grant(role=row.role or "", scope_kind=row.scope_kind or "", scope_id=row.scope_id or "")
        holding = holding_of(scope, self._units)
        inviter = authority_of(here.turn.work, row.created_by, self._units)
        return holding is not None and not inviter.may_give(holding.role, holding.unit)

    def _shown(self, here: _Turn, invitation: Invitation) -> Prompt | None:
        """What she would be, for her to confirm; None when that is no more."""
        if invitation.kind == ROLE:
            return confirm_prompt(here.words, invitation, self._units)
        enterprise = here.turn.work.enterprises.get(invitation.enterprise_id or 0)
        return None if enterprise is None else confirm_prompt(here.words, invitation, enterprise=enterprise)

    def _confirmation(self, here: _Turn, key: int) -> list[Prompt] | None:
        row = here.turn.work.access.invitation_with(key)
        shown = self._shown(here, row) if row else None
        yes, no = (option.label for option in shown.options) if shown else ("", "")
        answer = answered(here.message, QUESTION, (yes, no))
        if answer is None and shown is not None:
            return [shown]
        here.note(None)
        if row is None or shown is None:
            return here.reply("unknown")
        if not answer:
            return self._not_mine(here, row)
        if self._withdrawn(here, row):
            return here.reply("withdrawn")
        if not here.turn.work.access.use(row.id, here.person.id, here.now):
            return here.reply("expired" if row.expires_at <= here.now else "used")
        return self._grant(here, row) if row.kind == ROLE else self._bind(here, row)

    def _bind(self, here: _Turn, row: Invitation) -> list[Prompt]:
        enterprise = row.enterprise_id or 0
        here.turn.work.people.bind(here.person.id, enterprise, here.now)
        here.turn.work.wrong_enterprises.settle(enterprise, here.now)
        here.audit("contact.bound", {"enterprise": enterprise, "invitation": row.id})
        if row.kind == HANDOVER and row.created_by is not None:
            colleague_joined(here.turn, row, here.now)
        return self._begin(here.turn, here.person, here.message.channel, here.now, enterprise)

    def _grant(self, here: _Turn, row: Invitation) -> list[Prompt]:
        role, kind, scope = row.role or "", row.scope_kind or "", row.scope_id or ""
        here.turn.work.access.grant(here.person.id, role, kind, scope, by=row.created_by, at=here.now)
        person = here.turn.work.people.get(here.person.id)
        if person is not None and row.name:
            person.display_name, person.phone = row.name, row.phone or person.phone
        row.name = row.phone = None  # it is the person's now, and erased with her
        menu_due(here.turn, here.person.id, here.now)
        here.audit("role.granted", {"role": role, "scope": f"{kind}:{scope}", "invitation": row.id})
        return [Prompt(granted_text(here.words, row, self._units))]

    def _not_mine(self, here: _Turn, row: Invitation) -> list[Prompt]:
        """She says no: of an enterprise the liaison hears, so that the right person is invited."""
        enterprise = here.turn.work.enterprises.get(row.enterprise_id or 0)
        if row.kind == ROLE or enterprise is None:
            return here.reply("role_refused")
        here.turn.work.wrong_enterprises.report(
            enterprise.id, invitation=row.id, person=here.person.id, at=here.now
        )
        here.audit("enterprise.wrong", {"enterprise": enterprise.id, "invitation": row.id})
        self._tell_liaisons(here, row, enterprise)
        return here.reply("wrong_enterprise")

    def _tell_liaisons(self, here: _Turn, row: Invitation, enterprise: Enterprise) -> None:
        liaisons = liaisons_of(here.turn.work, enterprise.street, enterprise.unit)
        tell_all(
            here.turn,
            [person.id for person in liaisons],
            f"wrong:{row.id}:{here.person.id}",
            lambda words: Prompt(words.say("enrolment.wrong_told", enterprise=enterprise.name)),
            here.now,
        )
