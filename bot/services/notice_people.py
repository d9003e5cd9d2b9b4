"""To whom notices go: who can be reached and how, what she chose, what she was sent already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.campaign.cadence import Preference
from bot.campaign.model import Every
from bot.campaign.reminders import Sent
from bot.services.delivery import QUIET
from storage.json_text import Json
from storage.models.access import Grant
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.notices import OpenAddress, Past
from storage.unit_of_work import UnitOfWork

DIGEST = "digest"
REMINDER = "reminder"
NUDGE = "nudge"  # an interview's own reminder counts into the week's allowance
REMEMBERED = timedelta(days=400)  # a campaign year and a little more
_SETTING = "notices:"
_LOCALE = "zh-CN"  # of someone who cannot be reached anyway


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person as a recipient. `address` is the open way she last wrote from, None when there is none."""

    person: int
    locale: str
    address: int | None
    channel: str
    preference: Preference
    reminders_stopped: bool
    past: tuple[Past, ...]

    def last_digest(self, zone: tzinfo | None) -> date | None:
        """The day of her last digest, or None."""
        moments = [past.at for past in self.past if past.key.startswith(f"{DIGEST}:")]
        return max(moments).astimezone(zone).date() if moments else None

    def reminded_on(self, local: datetime) -> bool:
        """Whether she was reminded that day already, be it of another enterprise."""
        reminded = (past.at for past in self.past if past.key.startswith(f"{REMINDER}:"))
        return any(at.astimezone(local.tzinfo).date() == local.date() for at in reminded)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody a round may write to."""

    grants: Mapping[int, Sequence[Grant]]
    contacts: Mapping[int, Sequence[int]]
    recipients: Mapping[int, Recipient]

    def recipient(self, person: int) -> Recipient:
        """That person, who holds a role or speaks for an enterprise."""
        return self.recipients[person]

    def contact_of(self, enterprise: int) -> Recipient | None:
        """The contact to remind: the earliest bound who can be reached, else the first; None without any."""
        known = [self.recipients[one] for one in self.contacts.get(enterprise, ())]
        return next((one for one in known if one.address is not None), known[0] if known else None)


def read_people(work: UnitOfWork, now: datetime, channels: Collection[str]) -> People:
    """Everybody with a role or an enterprise, and what they were sent until `now`, in five statements."""
    rows = NoticeRows(work.session)
    addresses: dict[int, list[OpenAddress]] = {}
    for one in rows.open_addresses():
        addresses.setdefault(one.person, []).append(one)
    past: dict[int, list[Past]] = {}
    for sent in rows.history(frozenset({DIGEST, REMINDER, NUDGE}), now - REMEMBERED, now, QUIET):
        past.setdefault(sent.person, []).append(sent)
    chosen = rows.settings(_SETTING)
    grants: dict[int, list[Grant]] = {}
    for grant in work.access.all_grants():
        grants.setdefault(grant.person_id, []).append(grant)
    contacts: dict[int, list[int]] = {}
    for enterprise, person in rows.contacts():
        contacts.setdefault(enterprise, []).append(person)
    recipients = {
        person: _recipient(
            person, addresses.get(person, []), chosen.get(str(person)), past.get(person, []), channels
        )
        for person in sorted({*grants, *(one for people in contacts.values() for one in people)})
    }
    return People(grants, contacts, recipients)


def _recipient(
    person: int, own: Sequence[OpenAddress], chosen: Json, past: Sequence[Past], channels: Collection[str]
) -> Recipient:
    ways = [one for one in own if one.channel in channels]
    best = min(ways, key=_recency, default=None)
    preference, reminders_stopped = preference_from(chosen)
    return Recipient(
        person=person,
        locale=own[0].locale if own else _LOCALE,
        address=best.address if best else None,
        channel=best.channel if best else "",
        preference=preference,
        reminders_stopped=reminders_stopped,
        past=tuple(past),
    )


def _recency(one: OpenAddress) -> tuple[float, int]:
    """The one last written from first; those never written from last."""
    return (-one.last_inbound_at.timestamp() if one.last_inbound_at else 0.0, one.address)


def history_of(recipient: Recipient, enterprise: int, zone: tzinfo | None) -> list[Sent]:
    """What she was sent, as the rhythm counts it: of another enterprise only towards the week's allowance."""
    return [
        Sent(_kind(past.key, enterprise), past.at.astimezone(zone).date())
        for past in recipient.past
        if not past.key.startswith(f"{DIGEST}:")
    ]


def _kind(key: str, enterprise: int) -> str:
    """The kind in a key `reminder:person:day:kind:enterprise`; `other` when it was about something else."""
    parts = key.split(":")
    about_it = parts[0] == REMINDER and parts[-1] == str(enterprise)
    return parts[-2] if about_it else "other"


def preference_from(chosen: Json) -> tuple[Preference, bool]:
    """Her preference for digests, and whether she wants no reminders, as kept in the settings."""
    if not isinstance(chosen, dict):
        return Preference(), False
    every, at = chosen.get("every"), chosen.get("at")
    preference = Preference(
        every=Every(every) if isinstance(every, str) else None,
        at=time.fromisoformat(at) if isinstance(at, str) else None,
        stopped=chosen.get("digests") is False,
    )
    return preference, chosen.get("reminders") is False


def choose(work: UnitOfWork, person: int, preference: Preference, *, reminders: bool = True) -> None:
    """Keep what a person chose: how often and when digests come, or none at all; whether she is reminded."""
    kept: dict[str, Json] = {"digests": not preference.stopped, "reminders": reminders}
    if preference.every is not None:
        kept["every"] = preference.every.value
    if preference.at is not None:
        kept["at"] = preference.at.isoformat("minutes")
    work.settings.put(f"{_SETTING}{person}", kept)
