"""What goes out unasked: digests to liaisons, reminders to contacts, escalations; each exactly once.

A round is planned from a few reads and then queued in short writes. Every message is an outbox row under a
key of (recipient, window, kind), which is unique; and a write holds a lock and looks again at what its people
were queued today, so that two processes never write to one person twice, whatever each of them had read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.campaign.standings import Standings
from bot.conversation.prompt_json import prompt_to_json
from bot.services.campaigning import Campaigning
from bot.services.digest_notices import DigestRound, windows_open
from bot.services.escalating import Escalating
from bot.services.escalation_notices import EscalationRound, Person
from bot.services.notice import DIGEST, ESCALATION, GROUPS, HELD_BACK, REMINDER, Notice
from bot.services.notice_people import Liaisons, read_liaisons, read_people, read_recipients
from bot.services.reminder_facts import read_facts
from bot.services.reminder_notices import ReminderRound
from bot.services.whereabouts import Finder, Whereabouts
from storage.engine import Database
from storage.repositories.batches import batched
from storage.repositories.escalations import RAISE, Escalations, Step
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.notices import Queued
from storage.unit_of_work import UnitOfWork

_LOCK = "notices"
_LOCKED = timedelta(minutes=1)
_AT_ONCE = (
    1000  # messages queued by one write: turns of conversations wait for it no longer than for each other
)


@dataclass(slots=True)
class _Looked:
    """What this process looked at today and need not look at again: another look would find nothing."""

    on: date
    windows: set[tuple[int, str]] = field(default_factory=set)
    reminders: bool = False


class Notices:
    """Plans and queues what is due at a moment."""

    def __init__(
        self,
        database: Database,
        campaigning: Campaigning,
        channels: Collection[str],
        *,
        finder: Finder | None = None,
        in_chat: Collection[str] = (),
    ) -> None:
        """`channels` are those a message can be sent on by itself; on those `in_chat` files need no link.

        `finder` knows where people stand in their questionnaires; without it, answers are counted.
        """
        self._database = database
        self._campaigning = campaigning
        self._channels = channels
        self._finder = finder
        self._in_chat = frozenset(in_chat)
        self._escalating = Escalating(database, campaigning)
        self._looked = _Looked(date.min)

    def plan(self, now: datetime) -> list[Notice]:
        """Everything due at `now`, sendable or not, by what was known then; nothing is kept."""
        if not self._campaigning.awake(now):
            return []
        local = now.astimezone(self._campaigning.zone)
        with self._database.read() as work:
            standings = self._campaigning.standings_in(work, local.date())
            liaisons = read_liaisons(work, now, self._channels)
            reminders = self._reminders(work, standings, liaisons, local, until=now)
            rows = Escalations(work.session, self._campaigning.campaign.id)
            owed = _with_expected(
                self._owed(rows, local.date()), self._escalating.expected(work, standings, now)
            )
            return [
                *DigestRound(standings, liaisons, local).due(),
                *reminders.due(self._where(work, reminders)),
                *reminders.unreachable(),
                *self._escalations(work, standings, liaisons, local, owed),
            ]

    def run(self, now: datetime, only: Collection[str] = GROUPS) -> list[Notice]:
        """Queue everything of the groups that is due and can be sent; what was queued by this call."""
        if not self._campaigning.awake(now):
            return []
        local = now.astimezone(self._campaigning.zone)
        if self._looked.on != local.date():
            self._looked = _Looked(local.date())
        looked, found = self._due(local, only)
        queued = self._queue(found, now)
        self._looked.windows |= looked.windows
        self._looked.reminders |= looked.reminders
        return queued

    def _due(self, local: datetime, only: Collection[str]) -> tuple[_Looked, list[Notice]]:
        """What is due, and what was looked at for it: no more reads than it takes, nothing twice a day."""
        campaign, calendar = self._campaigning.campaign, self._campaigning.calendar
        look = _Looked(local.date())
        look.reminders = REMINDER in only and not self._looked.reminders and campaign.runs_on(local.date())
        found: list[Notice] = []
        with self._database.read() as work:
            liaisons = read_liaisons(work, None, self._channels, local)
            if DIGEST in only:
                look.windows = set(windows_open(campaign, calendar, liaisons, local)) - self._looked.windows
            rows = Escalations(work.session, campaign.id)
            owed = self._owed(rows, local.date()) if ESCALATION in only else []
            if not look.windows and not owed and not look.reminders:
                return look, found
            standings = self._campaigning.standings_in(work, local.date())
            if look.windows:
                found += DigestRound(standings, liaisons, local).due()
            if look.reminders:
                reminders = self._reminders(work, standings, liaisons, local, until=None)
                found += reminders.due(self._where(work, reminders))
            found += self._escalations(work, standings, liaisons, local, owed)
        return look, found

    def _reminders(
        self,
        work: UnitOfWork,
        standings: Standings,
        liaisons: Liaisons,
        local: datetime,
        until: datetime | None,
    ) -> ReminderRound:
        people = read_people(work, local, self._channels, until=until)
        facts = read_facts(work, self._campaigning, liaisons, self._in_chat)
        joining = set(facts.pending.values()) - people.recipients.keys()
        others = read_recipients(work, joining, local, self._channels)
        return ReminderRound(standings, people.joined_by(others), facts, local)

    def _where(self, work: UnitOfWork, round_: ReminderRound) -> Mapping[tuple[int, int], Whereabouts]:
        if self._finder is None:
            return {}
        found: dict[tuple[int, int], Whereabouts] = {}
        for one, due, recipient in round_.chosen():
            if due.kind in ("stalled", "deadline_near"):
                where = self._finder.of(work, recipient.person, one.id)
                if where is not None:
                    found[recipient.person, one.id] = where
        return found

    @staticmethod
    def _owed(rows: Escalations, until: date) -> list[Step]:
        """What escalations owe; of one that is over only its end, and only to who heard of it."""
        owed = rows.owed(until)
        unheard = {(one.escalation, one.told_unit) for one in owed if one.kind == RAISE}
        return [
            one
            for one in owed
            if one.ended_on is None or (one.kind != RAISE and (one.escalation, one.told_unit) not in unheard)
        ]

    def _escalations(
        self,
        work: UnitOfWork,
        standings: Standings,
        liaisons: Liaisons,
        local: datetime,
        owed: Sequence[Step],
    ) -> Iterable[Notice]:
        if not owed:
            return ()
        behind = Escalations(work.session, self._campaigning.campaign.id).behind()

        def named(person: int) -> Person | None:
            row = work.people.get(person)
            return Person(row.display_name or "", row.phone or "") if row is not None else None

        return list(EscalationRound(standings, liaisons, local, behind, named).due(owed))

    def _queue(self, due: Sequence[Notice], now: datetime) -> list[Notice]:
        sendable = [notice for notice in due if notice.address is not None]
        new: set[str] = set()
        for part in batched(sendable, _AT_ONCE):
            new |= self._database.write(lambda work, part=part: self._put(work, part, now))  # type: ignore[misc]
        stuck = {step for notice in due if notice.address is None for step in notice.steps}
        stuck -= {step for notice in sendable for step in notice.steps}
        if stuck:
            nobody = {step for notice in due if notice.person is None for step in notice.steps}
            self._database.write(lambda work: self._note(work, stuck & nobody, stuck - nobody))
        return [notice for notice in sendable if notice.key in new]

    def _put(self, work: UnitOfWork, due: Sequence[Notice], now: datetime) -> set[str]:
        # The lock is the row, held until the commit; its lease only ends a lock nobody gave back.
        if not work.tokens.lease(_LOCK, now, _LOCKED):
            return set()
        midnight = now.astimezone(self._campaigning.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = NoticeRows(work.session)
        people = sorted({notice.person for notice in due if notice.person is not None})
        just_before = midnight - timedelta(microseconds=1)
        tomorrow = midnight + timedelta(days=1)
        today = rows.history(GROUPS, just_before, tomorrow, HELD_BACK, people)
        had = {(past.person, past.key.partition(":")[0]) for past in today}
        wanted = [notice for notice in due if (notice.person, notice.group) not in had]
        # A digest's key is its window's, which may last a month: one that was held back is not lost by it.
        new = rows.queue(_queued(one for one in wanted if one.group == DIGEST), now, again=HELD_BACK)
        new |= rows.queue(_queued(one for one in wanted if one.group != DIGEST), now)
        self._note_told(work, [notice for notice in wanted if notice.key in new and notice.steps], now)
        work.tokens.release(_LOCK)
        return new

    def _note_told(self, work: UnitOfWork, notices: Sequence[Notice], now: datetime) -> None:
        if not notices:
            return
        keys: dict[int, list[str]] = {}
        for notice in notices:
            for step in notice.steps:
                keys.setdefault(step, []).append(notice.key)
        rows = Escalations(work.session, self._campaigning.campaign.id)
        for step, own in keys.items():
            rows.told([step], own, now)

    def _note(self, work: UnitOfWork, nobody: Collection[int], unreachable: Collection[int]) -> None:
        rows = Escalations(work.session, self._campaigning.campaign.id)
        for steps, problem in ((nobody, "nobody"), (unreachable, "unreachable")):
            if steps:
                rows.note(steps, problem)


def _with_expected(owed: Sequence[Step], expected: Sequence[Step]) -> list[Step]:
    """What will be owed once the day is judged: of what ends then only the end, to who heard of it."""
    over = {one.unit for one in expected if one.kind != RAISE}
    unheard = {(one.unit, one.told_unit) for one in owed if one.unit in over and one.kind == RAISE}
    return [
        *(one for one in owed if (one.unit, one.told_unit) not in unheard or one.kind != RAISE),
        *(one for one in expected if (one.unit, one.told_unit) not in unheard or one.kind == RAISE),
    ]


def _queued(notices: Iterable[Notice]) -> list[Queued]:
    return [
        Queued(one.key, one.address, one.group, _prompt(one)) for one in notices if one.address is not None
    ]


def _prompt(notice: Notice) -> str:
    return json.dumps(prompt_to_json(notice.prompt), ensure_ascii=False)
