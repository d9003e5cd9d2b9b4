"""A contact passes her place on: a code for her colleague, and whether she stays once he has confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.channels.base import InboundMessage
from bot.conversation.prompt import Prompt
from bot.messages import Messages
from bot.services.effects import TIMER
from bot.services.invitation_prompts import choice
from bot.services.telling import tell
from storage.models.access import Invitation
from storage.turns import PersonRef, TurnTx

HANDOVER: Final = "handover"  # the kind of such invitations, and what a tap on the choice names
CODE_VALID: Final = timedelta(days=3)


def colleague_joined(turn: TurnTx, invitation: Invitation, now: datetime) -> None:
    """Ask her who passed it on whether she stays; without an answer both do."""

    def ask(words: Messages) -> Prompt:
        options = (("keep", words.say("enrolment.stay")), ("leave", words.say("enrolment.go")))
        return choice(HANDOVER, str(invitation.id), words.say("enrolment.colleague_joined"), options)

    tell(turn, invitation.created_by or 0, f"joined:{invitation.id}", ask, now)


def settle_handover(
    turn: TurnTx, person: PersonRef, message: InboundMessage, words: Messages, now: datetime
) -> list[Prompt]:
    """She stays, or goes; only hers, and only as long as she is bound."""
    row = turn.work.access.invitation_with(int(message.token)) if message.token.isdecimal() else None
    ours = row is not None and row.kind == HANDOVER and row.created_by == person.id
    if row is None or not ours or row.used_at is None or not message.keys:
        return [Prompt(words.say("enrolment.too_late"))]
    if message.keys[0] != "leave":
        return [Prompt(words.say("enrolment.both_stay"))]
    unbind(turn, person.id, row.enterprise_id or 0, message.channel, now)
    return [Prompt(words.say("enrolment.unbound"))]


def unbind(
    turn: TurnTx, person: int, enterprise: int, channel: str, now: datetime, *, actor: str = ""
) -> bool:
    """End that a person speaks for an enterprise, and her interview for it; False when she did not.

    The enterprise's answers stay. `actor` is who ends it, she herself unless given.
    """
    work = turn.work
    if not work.people.unbind(person, enterprise, now):
        return False
    for interview in work.interviews.of_person(person):
        diagnosis = work.diagnoses.get(interview.diagnosis_id)
        if diagnosis is not None and diagnosis.enterprise_id == enterprise:
            interview.active = False
            turn.cancel_timer(kind=TIMER, subject=str(interview.id))
    work.flush()
    work.audit.append(
        at=now,
        actor=actor or f"person:{person}",
        channel=channel,
        action="contact.unbound",
        detail={"enterprise": enterprise, "person": person},
    )
    return True
