"""To whom notices go: who can be reached and how, what she chose, what she was sent already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from bot.campaign.cadence import Preference
from bot.campaign.model import Every
from bot.campaign.reminders import Sent
from bot.channels.allowance_json import from_text
from bot.channels.choosing import Reach
from bot.channels.choosing import choose as by_rules
from bot.services.access import OVER_UNITS
from bot.services.allowances import limited, offers_of
from bot.services.notice import DIGEST, ESCALATION, HELD_BACK, NUDGE, REMINDER
from storage.json_text import Json
from storage.models.access import Grant
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.notices import OpenAddress, Past, Whom
from storage.repositories.people import NOTICES
from storage.unit_of_work import UnitOfWork

REMEMBERED = timedelta(days=1500)
"""Longer than a campaign of three years: what was given up after so many reminders stays given up."""

_SETTING = NOTICES
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
    past: Sequence[Past] = ()
    last_digest: datetime | None = None
    last_escalation: datetime | None = None

    def last_digest_on(self, zone: tzinfo | None) -> date | None:
        """The day of her last digest, or None."""
        return self.last_digest.astimezone(zone).date() if self.last_digest else None

    def reminded_on(self, local: datetime) -> bool:
        """Whether she was reminded that day already, be it of another enterprise."""
        return any(past.at.astimezone(local.tzinfo).date() == local.date() for past in self.past)

    def reminded_in_week(self, local: datetime) -> int:
        """How many reminders she was sent in the seven days up to that moment, of all enterprises."""
        first = local.date() - timedelta(days=6)
        return sum(past.at.astimezone(local.tzinfo).date() >= first for past in self.past)


@dataclass(frozen=True, slots=True)
class Liaisons:
    """Everybody with a role."""

    grants: Mapping[int, Sequence[Grant]]
    recipients: Mapping[int, Recipient]

    def of_unit(self, unit: str) -> tuple[int, ...]:
        """The liaisons of exactly that unit, by id."""
        return tuple(
            sorted(
                person
                for person, grants in self.grants.items()
                if any(one.role in OVER_UNITS and one.scope_id == unit for one in grants)
            )
        )


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who speaks for an enterprise."""

    contacts: Mapping[int, Sequence[int]]
    recipients: Mapping[int, Recipient]

    def joined_by(self, others: Mapping[int, Recipient]) -> People:
        """The same with further recipients, who speak for nobody yet."""
        return replace(self, recipients={**others, **self.recipients}) if others else self

    def contact_of(self, enterprise: int) -> Recipient | None:
        """The contact to remind: the earliest bound who can be reached, else the first; None without any."""
        known = [self.recipients[one] for one in self.contacts.get(enterprise, ()) if one in self.recipients]
        return next((one for one in known if one.address is not None), known[0] if known else None)


def read_liaisons(
    work: UnitOfWork, until: datetime | None, channels: Collection[str], now: datetime | None = None
) -> Liaisons:
    """Everybody with a role, and when each was last told, up to a moment; None: up to the newest.

    Each with the best way to her that is open at `now`; where it is left out, at `until`.
    """
    grants: dict[int, list[Grant]] = {}
    for grant in work.access.all_grants():
        grants.setdefault(grant.person_id, []).append(grant)
    rows = NoticeRows(work.session)
    digests = rows.last(DIGEST, until, HELD_BACK)
    escalations = rows.last(ESCALATION, until, HELD_BACK)
    recipients = {
        person: replace(one, last_digest=digests.get(person), last_escalation=escalations.get(person))
        for person, one in _recipients(rows, Whom.HOLDERS, sorted(grants), channels, now or until).items()
    }
    return Liaisons(grants, recipients)


def read_people(
    work: UnitOfWork,
    now: datetime,
    channels: Collection[str],
    *,
    until: datetime | None = None,
    brief: bool = True,
) -> People:
    """Everybody who speaks for an enterprise, and the reminders each was sent, up to a moment as above.

    Without `brief` what is to be said has no short form, so that fixed forms are no way.
    """
    rows = NoticeRows(work.session)
    past: dict[int, list[Past]] = {}
    for sent in rows.history(frozenset({REMINDER, NUDGE}), now - REMEMBERED, until, HELD_BACK):
        past.setdefault(sent.person, []).append(sent)
    contacts: dict[int, list[int]] = {}
    for enterprise, person in rows.contacts():
        contacts.setdefault(enterprise, []).append(person)
    people = sorted({one for speakers in contacts.values() for one in speakers})
    recipients = _recipients(rows, Whom.CONTACTS, people, channels, now, brief=brief)
    for person, sent_before in past.items():
        if person in recipients:
            recipients[person] = replace(recipients[person], past=sent_before)
    return People(contacts, recipients)


def read_recipients(
    work: UnitOfWork, people: Iterable[int], now: datetime, channels: Collection[str], *, brief: bool = True
) -> dict[int, Recipient]:
    """A few people with the reminders each was sent; `brief` as in `read_people`."""
    wanted = sorted(set(people))
    rows = NoticeRows(work.session)
    past: dict[int, list[Past]] = {}
    kinds = frozenset({REMINDER, NUDGE})
    for sent in rows.history(kinds, now - REMEMBERED, None, HELD_BACK, people=wanted):
        past.setdefault(sent.person, []).append(sent)
    found = {}
    for person in wanted:
        own = [
            OpenAddress(person, row.locale, one.id, one.channel, one.last_inbound_at, one.economics)
            for row in [work.people.get(person)]
            if row is not None and row.erased_at is None
            for one in work.people.addresses(person)
            if one.blocked_at is None
        ]
        chosen = work.settings.get(f"{_SETTING}{person}")
        recipient = _recipient(person, own, chosen, channels, now, brief=brief)
        found[person] = replace(recipient, past=past.get(person, ()))
    return found


def _recipients(
    rows: NoticeRows,
    whom: Whom,
    people: Sequence[int],
    channels: Collection[str],
    now: datetime | None,
    *,
    brief: bool = True,
) -> dict[int, Recipient]:
    addresses: dict[int, list[OpenAddress]] = {}
    for one in rows.open_addresses(whom):
        addresses.setdefault(one.person, []).append(one)
    chosen = rows.settings(_SETTING)
    return {
        person: _recipient(
            person, addresses.get(person, ()), chosen.get(str(person)), channels, now, brief=brief
        )
        for person in people
    }


def _recipient(
    person: int,
    own: Sequence[OpenAddress],
    chosen: Json,
    channels: Collection[str],
    now: datetime | None,
    *,
    brief: bool = True,
) -> Recipient:
    best = _best([one for one in own if one.channel in channels], channels, now, brief=brief)
    preference, reminders_stopped = preference_from(chosen)
    return Recipient(
        person=person,
        locale=own[0].locale if own else _LOCALE,
        address=best.address if best else None,
        channel=best.channel if best else "",
        preference=preference,
        reminders_stopped=reminders_stopped,
    )


def _best(
    ways: Sequence[OpenAddress], channels: Collection[str], now: datetime | None, *, brief: bool
) -> OpenAddress | None:
    """The best way that is open to a person."""
    if now is None or (len(ways) == 1 and not limited(ways[0].channel)):
        return next(iter(ways), None)
    reaches = [Reach(one.address, one.channel, from_text(one.economics), one.last_inbound_at) for one in ways]
    choice = by_rules(reaches, now, offers=offers_of(channels), brief=brief)
    return next(one for one in ways if one.address == choice.address) if choice else None


def history_of(recipient: Recipient, enterprise: int, zone: tzinfo | None) -> list[Sent]:
    """What she was sent, as the rhythm counts it: of another enterprise only towards the week's allowance."""
    return [Sent(_kind(past.key, enterprise), past.at.astimezone(zone).date()) for past in recipient.past]


def _kind(key: str, enterprise: int) -> str:
    """The kind in a key `reminder:person:day:kind:enterprise`; `other` when it was about something else."""
    parts = key.split(":")
    about_it = parts[0] == REMINDER and parts[-1] == str(enterprise)
    return parts[-2] if about_it else "other"


_USUAL = Preference()


def preference_from(chosen: Json) -> tuple[Preference, bool]:
    """Her preference for digests, and whether she wants no reminders, as kept in the settings."""
    if not isinstance(chosen, dict):
        return _USUAL, False
    every, at = chosen.get("every"), chosen.get("at")
    preference = Preference(
        every=Every(every) if isinstance(every, str) else None,
        at=time.fromisoformat(at) if isinstance(at, str) else None,
        stopped=chosen.get("digests") is False,
    )
    return preference, chosen.get("reminders") is False


def choose(
    work: UnitOfWork, person: int, preference: Preference | None = None, *, reminders: bool | None = None
) -> None:
    """Keep what a person chose: how often and when digests come, or none at all; whether she is reminded.

    What is None stays as it was.
    """
    key = f"{_SETTING}{person}"
    before, stopped = preference_from(work.settings.get(key))
    wanted = before if preference is None else preference
    kept: dict[str, Json] = {
        "digests": not wanted.stopped,
        "reminders": not stopped if reminders is None else reminders,
    }
    if wanted.every is not None:
        kept["every"] = wanted.every.value
    if wanted.at is not None:
        kept["at"] = wanted.at.isoformat("minutes")
    work.settings.put(key, kept)


def chosen_by(work: UnitOfWork, person: int) -> tuple[Preference, bool]:
    """What a person chose so far: her preference for digests, and whether she wants no reminders."""
    return preference_from(work.settings.get(f"{_SETTING}{person}"))
