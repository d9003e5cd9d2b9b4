"""Invitations: one-time codes that bind a person to an enterprise, or give her a role.

A code is kept as its hash. A contact sees, masked, which enterprise it is and confirms before she is bound.
Wrong codes are counted per address and overall, so that guessing ends soon.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Option, Prompt, PromptKind
from bot.messages import Messages
from bot.questionnaire.understanding import interpret_confirmation
from storage.json_text import Json
from storage.models.access import Invitation
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

QUESTION = "enrolment"  # what a tap on the confirmation's buttons names
PENDING = "invitation"  # the key under which an address remembers what it is to confirm

CODE_LENGTH = 10
"""Letters of a code: 31 ** 10 codes, 49 bits; with the limits below, guessing one is hopeless."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: codes are read out over the telephone
WRONG_AN_HOUR = 5
WRONG_AN_HOUR_OVERALL = 500
VALID = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is for: an enterprise, or a role over a scope."""

    enterprise: int | None = None
    role: str = ""
    scope_kind: str = ""
    scope_id: str = ""


def new_code() -> str:
    """A random one-time code."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def code_hash(code: str) -> str:
    """How a code is kept; letter case and surrounding blanks do not matter."""
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def invite(
    work: UnitOfWork, invited: Invited, now: datetime, *, by: int | None = None, valid: timedelta = VALID
) -> str:
    """Make an invitation; its code, which is not kept anywhere."""
    code = new_code()
    work.access.invite(
        Invitation(
            code_hash=code_hash(code),
            kind="contact" if invited.enterprise is not None else "role",
            enterprise_id=invited.enterprise,
            role=invited.role or None,
            scope_kind=invited.scope_kind or None,
            scope_id=invited.scope_id,
            created_at=now,
            created_by=by,
            expires_at=now + valid,
        )
    )
    return code


_KIND = re.compile(r"(集团)?(股份)?(有限)?(责任)?(公司|集团|厂|中心|研究所|企业)$")


def masked(name: str) -> str:
    """A name with its middle hidden: enough to recognise one's own, too little to learn another's."""
    kind = _KIND.search(name)
    stem, ending = (name[: kind.start()], kind.group()) if kind else (name, "")
    shown = max(1, len(stem) // 2)
    return stem[:shown] + "＊" * (len(stem) - shown) + ending


# Begins the interview of a person for the enterprise named last: what there is to say.
Begin = Callable[[TurnTx, PersonRef, str, datetime, int], list[Prompt]]


class Enrolment:
    """The part of the bot that takes codes and their confirmation."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | None:
        """Answer a code or the confirmation of one; None for anything else."""
        words = messages.load(person.locale)
        if message.kind is Kind.START and message.code:
            return self._code(turn, start, person, message.code, words, now)
        invitation = _context(start).get(PENDING)
        if isinstance(invitation, int):
            return self._confirmation(turn, start, person, message, invitation, words, now)
        return None

    def _code(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, code: str, words: Messages, now: datetime
    ) -> list[Prompt] | None:
        address, access = turn.address_id(), turn.work.access
        hour_ago = now - timedelta(hours=1)
        if (
            access.failures_since(hour_ago, address) >= WRONG_AN_HOUR
            or access.failures_since(hour_ago) >= WRONG_AN_HOUR_OVERALL
        ):
            return [Prompt(words.say("enrolment.too_many"))]
        invitation = access.invitation(code_hash(code))
        if invitation is None:
            access.note_failure(address, now)
            return [Prompt(words.say("enrolment.unknown"))]
        if invitation.used_by == person.id:
            return None  # her own link, opened again: the interview says where she is
        if invitation.used_at is not None or invitation.revoked_at is not None:
            return [Prompt(words.say("enrolment.used"))]
        if invitation.expires_at <= now:
            return [Prompt(words.say("enrolment.expired"))]
        if invitation.kind == "role":
            return self._grant(turn, person, invitation, words, now)
        enterprise = turn.work.enterprises.get(invitation.enterprise_id or 0)
        if enterprise is None:
            return [Prompt(words.say("enrolment.unknown"))]
        turn.work.people.set_context(address, {**_context(start), PENDING: invitation.id})
        return [_confirm(masked(enterprise.name), words)]

    def _grant(
        self, turn: TurnTx, person: PersonRef, invitation: Invitation, words: Messages, now: datetime
    ) -> list[Prompt]:
        if not turn.work.access.use(invitation.id, person.id, now):
            return [Prompt(words.say("enrolment.used"))]
        turn.work.access.grant(
            person.id,
            invitation.role or "",
            invitation.scope_kind or "",
            invitation.scope_id or "",
            by=invitation.created_by,
            at=now,
        )
        return [Prompt(words.say(f"enrolment.role.{invitation.role}"))]

    def _confirmation(
        self,
        turn: TurnTx,
        start: TurnStart,
        person: PersonRef,
        message: InboundMessage,
        invitation: int,
        words: Messages,
        now: datetime,
    ) -> list[Prompt] | None:
        answer = _answer(message)
        row = turn.work.access.invitation_with(invitation)
        enterprise = turn.work.enterprises.get(row.enterprise_id or 0) if row else None
        if answer is None and enterprise is not None:
            return [_confirm(masked(enterprise.name), words)]
        rest = {key: value for key, value in _context(start).items() if key != PENDING}
        turn.work.people.set_context(turn.address_id(), rest)
        if row is None or enterprise is None:
            return [Prompt(words.say("enrolment.unknown"))]
        if not answer:
            return [Prompt(words.say("enrolment.wrong_enterprise"))]
        if not turn.work.access.use(row.id, person.id, now):
            why = "expired" if row.expires_at <= now else "used"
            return [Prompt(words.say(f"enrolment.{why}"))]
        turn.work.people.bind(person.id, enterprise.id, now)
        return self._begin(turn, person, message.channel, now, enterprise.id)


def _context(start: TurnStart) -> dict[str, Json]:
    """What is noted of the address, besides ours what its channel noted."""
    context = start.address.context if start.address else None
    return context if isinstance(context, dict) else {}


def _answer(message: InboundMessage) -> bool | None:
    if message.kind is Kind.TAP and message.question == QUESTION and message.keys:
        return message.keys[0] == "yes"
    return interpret_confirmation(message.text) if message.kind is Kind.TEXT else None


def _confirm(name: str, words: Messages) -> Prompt:
    lead = words.say("enrolment.confirm", name=name)
    options = (
        Option("yes", words.say("enrolment.yes"), mark="1"),
        Option("no", words.say("enrolment.no"), mark="2"),
    )
    listed = "\n".join(f"{option.mark} {option.label}" for option in options)
    return Prompt(
        f"{lead}\n{listed}", PromptKind.CONFIRM, lead=lead, question=QUESTION, token=QUESTION, options=options
    )
