"""Invitations as letters and lists: what stands in each, from the register and the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.campaign.model import Units
from bot.messages import Messages
from bot.packs.pack import Pack
from bot.reports.letters import Letter, Occasion, Way
from bot.services.codes import spaced
from bot.services.entrances import Entrance, Entrances
from bot.services.inviting import Made
from bot.services.library import usual_length
from bot.services.telling import liaisons_of
from storage.models.enterprise import Enterprise
from storage.unit_of_work import UnitOfWork

_QUESTIONS_A_MINUTE = 3
_SCANNED_ONLY = frozenset({"wechat"})  # its link means something to the camera of WeChat alone


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was made for an enterprise, with its ways in."""

    made: Made
    enterprise: Enterprise
    ways: tuple[Entrance, ...]


def with_ways(
    made: Sequence[Made], enterprises: Sequence[Enterprise], entrances: Entrances
) -> list[Invitation]:
    """Invitations with their links. Blocking: platforms may be asked for each."""
    return [
        Invitation(one, enterprise, entrances.of(one.code))
        for one, enterprise in zip(made, enterprises, strict=True)
    ]


def letters(
    work: UnitOfWork,
    invitations: Sequence[Invitation],
    units: Units,
    words: Messages,
    now: datetime,
    zone: tzinfo,
) -> list[Letter]:
    """The letters, in the same order."""
    return [_letter(work, one, units, words, now, zone) for one in invitations]


def occasion(campaign: str, pack: Pack, controller: str) -> Occasion:
    """What all letters have in common."""
    asked = usual_length(pack)
    minutes = max(5, round(asked / _QUESTIONS_A_MINUTE / 5) * 5)
    return Occasion(campaign, asked, minutes, controller)


def ways_of(entrances: Sequence[Entrance], words: Messages) -> tuple[Way, ...]:
    """The ways in, in words."""
    return tuple(
        Way(
            words.say(f"letters.way.{one.channel}"),
            words.say(f"letters.how.{one.channel}"),
            one.link,
            "" if one.channel in _SCANNED_ONLY else one.link,
        )
        for one in entrances
    )


def _letter(
    work: UnitOfWork, one: Invitation, units: Units, words: Messages, now: datetime, zone: tzinfo
) -> Letter:
    enterprise = one.enterprise
    liaisons = liaisons_of(work, enterprise.street, enterprise.unit)
    named = next((person for person in liaisons if person.display_name and person.phone), None)
    people = work.register_contacts.of(enterprise.id)
    return Letter(
        enterprise=enterprise.name,
        code=spaced(one.made.code),
        expires=_day(one.made.expires.astimezone(zone), words),
        ways=ways_of(one.ways, words),
        contact=next((name for name, _ in people if name), ""),
        liaison=(named.display_name or "") if named else "",
        phone=(named.phone or "") if named else "",
        sender=_sender(units, enterprise),
        date=_day(now.astimezone(zone), words),
    )


def _sender(units: Units, enterprise: Enterprise) -> str:
    lowest = enterprise.street if enterprise.street in units else enterprise.unit
    if lowest is None or lowest not in units:
        return ""
    chain = [unit.name for unit in units.chain(lowest) if unit.parent]
    return "".join(reversed(chain)) or units[lowest].name


def _day(moment: datetime, words: Messages) -> str:
    return words.say("letters.day", year=moment.year, month=moment.month, day=moment.day)
