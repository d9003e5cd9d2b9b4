"""Messages a liaison sends to enterprises' contacts: nudges and broadcasts. Who gets one, when, and why not.

Nothing goes out at once: it waits for the minute in which it can be taken back, and through the night.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.campaign.states import FINISHED, OUT, Progress, State
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.messages import load
from bot.services.campaigning import Campaigning
from bot.services.notice import BROADCAST, HELD_BACK, REMINDER
from bot.services.notice_people import People, Recipient, read_people
from storage.models.messaging import OutboxStatus
from storage.repositories.notices import Notices as NoticeRows
from storage.repositories.notices import Queued
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork

DELAY = timedelta(minutes=1)
_STEP = timedelta(minutes=15)
_LONGEST = 14 * 24 * 4  # steps: two weeks of holidays


@dataclass(frozen=True, slots=True)
class Reached:
    """One enterprise and its contact who can be written to."""

    enterprise: Progress
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Round:
    """Who would get a message, and how many would not: no way to reach them, stopped, or told today."""

    reached: Sequence[Reached]
    unreachable: int = 0
    stopped: int = 0
    today: int = 0
    done: int = 0

    @property
    def enterprises(self) -> list[int]:
        """The enterprises of those who would."""
        return [one.enterprise.id for one in self.reached]


def to_nudge(
    work: UnitOfWork,
    campaigning: Campaigning,
    channels: Collection[str],
    enterprises: Iterable[Progress],
    now: datetime,
) -> Round:
    """Those of these enterprises whose contact may be reminded now; one message a person, one a day."""
    people = read_people(work, now, channels, brief=False)
    local = now.astimezone(campaigning.zone)
    counted = {"unreachable": 0, "stopped": 0, "today": 0, "done": 0}
    found: dict[int, Reached] = {}
    for one in enterprises:
        why = _why_not(one, people, local)
        if why:
            counted[why] += 1
            continue
        recipient = people.contact_of(one.id)
        if recipient is not None:
            found.setdefault(recipient.person, Reached(one, recipient))
    return Round(list(found.values()), **counted)


def _why_not(one: Progress, people: People, local: datetime) -> str:
    if one.state(local.date()) in FINISHED | OUT:
        return "done"
    recipient = people.contact_of(one.id)
    if recipient is None or recipient.address is None:
        return "unreachable"
    if recipient.reminders_stopped:
        return "stopped"
    return "today" if recipient.reminded_on(local) else ""


def to_tell(
    work: UnitOfWork, channels: Collection[str], enterprises: Iterable[Progress], now: datetime
) -> Round:
    """Those of these enterprises whose contact can be written to; one message a person."""
    people = read_people(work, now, channels, brief=False)
    found: dict[int, Reached] = {}
    unreachable = stopped = 0
    for one in enterprises:
        recipient = people.contact_of(one.id)
        if recipient is None or recipient.address is None:
            unreachable += 1
        elif recipient.reminders_stopped:
            stopped += 1
        else:
            found.setdefault(recipient.person, Reached(one, recipient))
    return Round(list(found.values()), unreachable=unreachable, stopped=stopped)


def goes_at(campaigning: Campaigning, now: datetime) -> datetime:
    """When a message asked for now goes out: after the minute for undoing, at night the next morning."""
    moment = now + DELAY
    if campaigning.awake(moment):
        return moment
    moment = moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)
    for _ in range(_LONGEST):
        moment += _STEP
        if campaigning.awake(moment):
            break
    return moment


def nudge_text(one: Progress, locale: str, sender: str, on: datetime) -> str:
    """What a nudge says: who asks, where it stands, how to go on."""
    state = one.state(on.date())
    key = "started" if state in (State.STARTED, State.STALLED) else "not_started"
    return load(locale).say(
        f"commands.nudged.{key}",
        sender=sender,
        name=one.name,
        place=one.place,
        total=one.total,
        minutes=one.minutes_left,
    )


def queue(
    turn: TurnTx, prefix: str, kind: str, texts: Iterable[tuple[Reached, str]], at: datetime, due: datetime
) -> int:
    """Queue messages under keys that begin with `prefix`; how many were."""
    messages = [
        Queued(f"{prefix}{one.enterprise.id}", one.recipient.address, kind, _prompt(text))
        for one, text in texts
        if one.recipient.address is not None
    ]
    return len(NoticeRows(turn.work.session).queue(messages, at, due))


def reminded_since_midnight(turn: TurnTx, campaigning: Campaigning, now: datetime) -> set[int]:
    """Who was sent a reminder today, as this turn sees it: somebody else may have been quicker."""
    midnight = now.astimezone(campaigning.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = NoticeRows(turn.work.session)
    past = rows.history(frozenset({REMINDER}), midnight, None, HELD_BACK)
    return {one.person for one in past}


def nudge_prefix(batch: int, on: datetime) -> str:
    """What the keys of one person's nudges begin with; the rhythm of reminders reads the rest of the key."""
    return f"{REMINDER}:by{batch}:{on.date().isoformat()}:nudged:"


def broadcast_prefix(batch: int) -> str:
    """What the keys of one broadcast begin with."""
    return f"{BROADCAST}:{batch}:"


def take_back(turn: TurnTx, prefix: str) -> int:
    """Cancel what waits under a prefix; how many were."""
    return turn.work.outbox.cancel_under(prefix)


@dataclass(frozen=True, slots=True)
class Course:
    """How far a broadcast is: how many were sent, wait, did not arrive or were cancelled."""

    sent: int
    waiting: int
    failed: int
    cancelled: int


def course(work: UnitOfWork, prefix: str) -> Course:
    """How far the messages under a prefix are."""
    counts = work.outbox.statuses_under(prefix)
    return Course(
        counts.get(OutboxStatus.SENT, 0) + counts.get(OutboxStatus.UNKNOWN, 0),
        counts.get(OutboxStatus.QUEUED, 0) + counts.get(OutboxStatus.SENDING, 0),
        counts.get(OutboxStatus.FAILED, 0),
        counts.get(OutboxStatus.CANCELLED, 0),
    )


def _prompt(text: str) -> str:
    return json.dumps(prompt_to_json(Prompt(text)), ensure_ascii=False)
