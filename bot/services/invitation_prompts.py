"""What an invited person is shown before she confirms, and told afterwards."""

from __future__ import annotations

import re
from typing import Final

from bot.campaign.model import Units
from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Option, Prompt, PromptKind
from bot.messages import Messages
from bot.questionnaire.understanding import interpret_confirmation
from bot.services.access import OVER_UNITS, role_over
from storage.models.access import Invitation
from storage.models.enterprise import Enterprise

QUESTION: Final = "enrolment"  # what a tap on the confirmation's buttons names
_NO_DIGESTS = frozenset({"admin", "provider", "expert"})
_KIND = re.compile(r"(集团)?(股份)?(有限)?(责任)?(公司|集团|厂|中心|研究所|企业)$")


def masked(name: str) -> str:
    """A name with its middle hidden: enough to recognise one's own, too little to learn another's."""
    kind = _KIND.search(name)
    stem, ending = (name[: kind.start()], kind.group()) if kind else (name, "")
    shown = max(1, len(stem) // 2)
    return stem[:shown] + "＊" * (len(stem) - shown) + ending


def confirm_prompt(
    words: Messages,
    invitation: Invitation,
    units: Units | None = None,
    *,
    enterprise: Enterprise | None = None,
) -> Prompt:
    """Whose contact, or what with which scope she would be: yes or no."""
    if enterprise is not None:
        lead, yes = words.say("enrolment.confirm", name=masked(enterprise.name)), words.say("enrolment.yes")
    else:
        role, scope = role_name(words, invitation, units), scope_name(words, invitation, units)
        lead = words.say("enrolment.confirm_role", role=role, scope=scope)
        yes = words.say("enrolment.yes_role")
    return choice(QUESTION, QUESTION, lead, (("yes", yes), ("no", words.say("enrolment.no"))))


def choice(question: str, token: str, lead: str, options: tuple[tuple[str, str], ...]) -> Prompt:
    """A question with numbered answers."""
    drawn = tuple(Option(key, label, mark=str(n)) for n, (key, label) in enumerate(options, start=1))
    listed = "\n".join(f"{option.mark} {option.label}" for option in drawn)
    return Prompt(
        f"{lead}\n{listed}", PromptKind.CONFIRM, lead=lead, question=question, token=token, options=drawn
    )


def answered(message: InboundMessage, question: str, labels: tuple[str, str]) -> bool | None:
    """Yes or no, tapped or written, be it in the words of the options; None for anything else."""
    if message.kind is Kind.TAP:
        return message.keys[0] == "yes" if message.question == question and message.keys else None
    if message.kind is not Kind.TEXT:
        return None
    said = message.text.strip().rstrip("。.")
    return said == labels[0] if said in labels else interpret_confirmation(message.text)


def granted_text(words: Messages, invitation: Invitation, units: Units | None) -> str:
    """What she is told once she holds the role."""
    key = "granted" if (invitation.role or "") in _NO_DIGESTS else "granted_digests"
    role, scope = role_name(words, invitation, units), scope_name(words, invitation, units)
    return words.say(f"enrolment.{key}", role=role, scope=scope)


def role_name(words: Messages, invitation: Invitation, units: Units | None) -> str:
    """What a role is called: over a unit, after the unit's kind."""
    role, unit = invitation.role or "", units.by_id.get(invitation.scope_id or "") if units else None
    if role in OVER_UNITS and unit is not None:
        role = role_over(unit).value
    return words.say(f"enrolment.role.{role}")


def scope_name(words: Messages, invitation: Invitation, units: Units | None) -> str:
    """What a role is over: a unit by its name, with its district's; everything."""
    scope = invitation.scope_id or ""
    if invitation.scope_kind == "all":
        return words.say("enrolment.everything")
    if units is None or scope not in units:
        return words.say("enrolment.one_enterprise") if invitation.scope_kind == "enterprise" else scope
    chain = [unit.name for unit in units.chain(scope) if unit.parent]
    return "".join(reversed(chain)) or units[scope].name
