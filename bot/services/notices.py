"""What goes out unasked: digests to liaisons, reminders to enterprises' contacts; each exactly once.

A round is planned from a few reads and then queued in one write. Every message is an outbox row under a key
of (recipient, window, kind), which is unique; and a round's write holds a lock and looks again at what was
queued today, so that two processes never write to one person twice, whatever each of them had read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from bot import messages
from bot.campaign import reminders
from bot.campaign.calendar import Calendar, workdays
from bot.campaign.digest_text import NAMES, body
from bot.campaign.model import Unit
from bot.campaign.notices import digest_due
from bot.campaign.reminders import Reminder
from bot.campaign.standings import Standings
from bot.campaign.states import Progress
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.services.access import visible_units
from bot.services.campaigning import Campaigning
from bot.services.delivery import QUIET
from bot.services.notice_people import DIGEST, REMINDER, People, Recipient, history_of, read_people
from storage.engine import Database
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.notices import Queued
from storage.unit_of_work import UnitOfWork

LIAISON = "liaison"
UNITS = 3  # units told of in full in one message; further ones are named
_LOCK = "notices"
_LOCKED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message that is due: to whom, what, by which way and why. `address` is None without an open way."""

    key: str
    kind: str
    person: int
    window: str
    why: str
    text: str
    address: int | None = None
    channel: str = ""
    enterprise: int | None = None


class Notices:
    """Plans and queues what is due at a moment."""

    def __init__(self, database: Database, campaigning: Campaigning, channels: Collection[str]) -> None:
        """`channels` are those a message can be sent on by itself."""
        self._database = database
        self._campaigning = campaigning
        self._channels = frozenset(channels)

    def plan(self, now: datetime) -> list[Notice]:
        """Everything due at `now`, whether it can be sent or not; nothing is kept."""
        if not self._campaigning.awake(now):
            return []
        local = now.astimezone(self._campaigning.zone)
        with self._database.read() as work:
            people = read_people(work, now, self._channels)
            standings = self._campaigning.standings_in(work, local.date())
        round_ = _Round(standings, people, local)
        return [*round_.digests(), *round_.reminders()]

    def run(self, now: datetime) -> list[Notice]:
        """Queue everything that is due and can be sent; what was queued by this call."""
        due = [notice for notice in self.plan(now) if notice.address is not None]
        if not due:
            return []
        new = self._database.write(lambda work: self._queue(work, due, now))
        return [notice for notice in due if notice.key in new]

    def _queue(self, work: UnitOfWork, due: Sequence[Notice], now: datetime) -> set[str]:
        # The lock is the row, held until the commit; its lease only ends a lock nobody gave back.
        if not work.tokens.lease(_LOCK, now, _LOCKED):
            return set()
        midnight = now.astimezone(self._campaigning.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = NoticeRows(work.session)
        today = rows.history(frozenset({DIGEST, REMINDER}), midnight, midnight + timedelta(days=1), QUIET)
        had = {(past.person, past.key.partition(":")[0]) for past in today}
        wanted = [
            Queued(notice.key, notice.address, _group(notice), _prompt(notice.text))
            for notice in due
            if notice.address is not None and (notice.person, _group(notice)) not in had
        ]
        new = rows.queue(wanted, now)
        work.tokens.release(_LOCK)
        return new


def _group(notice: Notice) -> str:
    return DIGEST if notice.kind == DIGEST else REMINDER


def _prompt(text: str) -> str:
    return json.dumps(prompt_to_json(Prompt(text)), ensure_ascii=False)


class _Round:
    """One round: what is due to everybody at one moment."""

    def __init__(self, standings: Standings, people: People, local: datetime) -> None:
        self._standings = standings
        self._campaign = standings.campaign
        self._people = people
        self._local = local
        self._texts: dict[tuple[str, str, date | None], str] = {}

    def digests(self) -> Iterable[Notice]:
        """The digests due to liaisons, one a person however many units she has."""
        for person, grants in self._people.grants.items():
            own = [grant for grant in grants if grant.role == LIAISON]
            units = self._outermost(visible_units(self._campaign.units, own))
            recipient = self._people.recipient(person)
            if not units:
                continue
            last = recipient.last_digest(self._local.tzinfo)
            due = digest_due(self._standings, units, recipient.preference, last, self._local)
            if due is None:
                continue
            yield Notice(
                key=f"{DIGEST}:{person}:{due.window.id}",
                kind=DIGEST,
                person=person,
                window=due.window.id,
                why=due.why,
                text=self._digest(units, recipient.locale, last),
                address=recipient.address,
                channel=recipient.channel,
            )

    def _outermost(self, units: Sequence[Unit]) -> list[Unit]:
        """Those not within another (a district tells of its streets); the furthest behind first."""
        ids = {unit.id for unit in units}
        tree = self._campaign.units
        outer = [unit for unit in units if not ids & {above.id for above in tree.chain(unit.id)[1:]}]
        return sorted(outer, key=lambda unit: -self._standings.pace(unit).shortfall[1])

    def _digest(self, units: Sequence[Unit], locale: str, last_on: date | None) -> str:
        words = messages.load(locale)
        parts = [self._text(unit, locale, last_on) for unit in units[:UNITS]]
        rest = units[UNITS:]
        if rest:
            names = words.say("digest.comma").join(unit.name for unit in rest[:NAMES])
            more = words.say("digest.more") if len(rest) > NAMES else ""
            parts.append(words.say("reminders.more_units", count=len(rest), names=names, more=more))
        return "\n\n".join([*parts, words.say("digest.footer")])

    def _text(self, unit: Unit, locale: str, last_on: date | None) -> str:
        key = (unit.id, locale, last_on)
        if key not in self._texts:
            self._texts[key] = body(self._standings, unit, messages.load(locale), last_on)
        return self._texts[key]

    def reminders(self) -> Iterable[Notice]:
        """The reminders due to contacts: one a person, of the enterprise it matters most to."""
        found: dict[int, tuple[tuple[int, int], Notice]] = {}
        for one in self._standings.members(self._campaign.units.root):
            recipient = self._people.contact_of(one.id)
            if recipient is None or recipient.reminders_stopped or recipient.reminded_on(self._local):
                continue
            due = reminders.due(
                self._campaign,
                one,
                history_of(recipient, one.id, self._local.tzinfo),
                self._local,
                self._calendar,
            )
            if due is None:
                continue
            order = (self._order[due.kind], one.id)
            if recipient.person not in found or order < found[recipient.person][0]:
                found[recipient.person] = (order, self._reminder(one, due, recipient))
        return [notice for _, notice in found.values()]

    @property
    def _calendar(self) -> Calendar:
        return self._standings.calendar

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {kind: place for place, kind in enumerate(reminders.KINDS)}

    def _reminder(self, one: Progress, due: Reminder, recipient: Recipient) -> Notice:
        today, deadline = self._local.date(), self._standings.year.deadline
        facts = {
            "name": one.name,
            "place": one.place,
            "total": one.total,
            "minutes": one.minutes_left,
            "month": deadline.month,
            "day": deadline.day,
            "workdays": workdays(self._calendar, today, deadline).count,
        }
        window = today.isoformat()
        return Notice(
            key=f"{REMINDER}:{recipient.person}:{window}:{due.kind}:{one.id}",
            kind=due.kind,
            person=recipient.person,
            window=window,
            why=due.why,
            text=messages.load(recipient.locale).say(f"reminders.{due.kind}", **facts),
            address=recipient.address,
            channel=recipient.channel,
            enterprise=one.id,
        )
