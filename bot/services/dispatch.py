"""Which messages go out now, by which way and to which address; and what becomes of them. Transactions only.

A message is claimed and its place in the person's allowance taken in one transaction; what became of it and
what that does to the allowance are noted in another. One that cannot go where it was to go is moved to the
person's next open address; one that can go nowhere ends as `no_way`, and somebody has to call.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.channels.base import DeliveryNews, Way
from bot.channels.choosing import Choice, Reach
from bot.channels.economics import (
    Allowance,
    Closes,
    Sending,
    after_error,
    after_news,
    after_send,
    closes,
    reserve,
)
from bot.services import troubles
from bot.services.allowances import Allowances, limited, locked, shut_by
from bot.services.notice import NO_WAY, NUDGE, OVERTAKEN, QUIET, REMINDER, UNASKED
from bot.services.replies import REPLY
from storage.json_text import Json
from storage.repositories.messages import Claimed
from storage.unit_of_work import UnitOfWork

LEASE: Final = timedelta(minutes=2)
"""Longer than any platform's time-out, so that a message is not given up while it is still being sent."""

WAITING: Final = "waiting"  # our code for one that was put back for a moment

SOON: Final = timedelta(seconds=1)
MAX_ATTEMPTS: Final = 8
"""At one address; with doubling waits from 15 s, about half an hour of trying."""

HELD: Final = timedelta(minutes=5)
"""How often it is looked whether a message somebody waits for can go now."""

HELD_FOR: Final = timedelta(hours=48)
"""How long such a message waits for the person to write again."""


EARLY: Final = "news:"  # before the key of news that came before the platform's answer


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt and its outcome; `error` is our code, `after` the wait before the next.

    `messages` is how many of the platform's messages were taken, or may have been. `vendor` and `hint` are
    the platform's code and what the operator can do.
    """

    outcome: Outcome
    platform_id: str = ""
    error: str = ""
    after: timedelta = timedelta(0)
    messages: int | None = 1
    vendor: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message that may be sent now, and how. `tries` counts from 1 at its present address."""

    message: Claimed
    way: Way = Way.PLAIN
    form: str = ""
    most: int | None = None

    @property
    def tries(self) -> int:
        """How often it has been tried at this address, this time included."""
        return self.message.attempt - max((ended for _, _, ended in tried(self.message)), default=0)


@dataclass
class Round:
    """What one claim came to. `ended` could not be sent, each with a code; `lost` had no report in time."""

    ready: list[Ready] = field(default_factory=list)
    ended: list[tuple[Claimed, str]] = field(default_factory=list)
    lost: list[Claimed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Decides and notes. `channels` are those that are on; `knows_keys` those that take a message once."""

    allowances: Allowances
    channels: Collection[str]
    knows_keys: Collection[str] = ()

    # claiming

    def claim(self, work: UnitOfWork, now: datetime, room: int, *, awake: bool) -> Round:
        """Lease what is due and may be sent; everything that belongs to it in this transaction."""
        found = Round(lost=self.give_up(work, now))
        claimed = work.outbox.claim_due(now, LEASE, room)
        # Without waiting: whoever holds an address may be waiting for one of our messages.
        kept = locked(work, {one.address_id for one in claimed if limited(one.channel)}, wait=False)
        for message in claimed:
            self._take(work, message, kept, now, found, awake=awake)
        return found

    def give_up(self, work: UnitOfWork, now: datetime, *, all_leased: bool = False) -> list[Claimed]:
        """Messages whose senders did not report back in time, or with `all_leased` any that is leased."""
        lost = work.outbox.lost(now, all_leased=all_leased)
        for message in lost:
            self._give_up(work, message, now)
        return lost

    def _give_up(self, work: UnitOfWork, message: Claimed, now: datetime) -> None:
        """Its sender did not report back. If it had not begun, or the platform knows our keys: once more."""
        again = message.begun_at is None or message.channel in self.knows_keys
        if limited(message.channel):
            allowance = locked(work, [message.address_id])[message.address_id]
            used = 0 if again else None
            self._keep(work, message, after_send(allowance, message.channel, used, now))
        if again:
            work.outbox.requeue(message.id, now)

    def _take(
        self,
        work: UnitOfWork,
        message: Claimed,
        kept: dict[int, Allowance],
        now: datetime,
        found: Round,
        *,
        awake: bool,
    ) -> None:
        if message.channel not in self.channels:
            self._end(work, message, "channel_off", now, found)
        elif message.kind in UNASKED and not awake:
            work.outbox.failed(message.id, message.attempt, QUIET)
            found.ended.append((message, QUIET))
        elif message.kind in (REMINDER, NUDGE) and _overtaken(work, message):
            work.outbox.failed(message.id, message.attempt, OVERTAKEN)
            found.ended.append((message, OVERTAKEN))
        elif not limited(message.channel):
            found.ready.append(Ready(message))
        else:
            self._choose(work, message, kept.get(message.address_id), now, found)

    def _choose(
        self, work: UnitOfWork, message: Claimed, allowance: Allowance | None, now: datetime, found: Round
    ) -> None:
        if allowance is None or allowance.sending is not None:  # somebody is just changing it, or sending
            work.outcomes.put_back(message.id, message.attempt, now + SOON, WAITING)
            return
        reach = Reach(message.address_id, message.channel, allowance)
        choice = self.allowances.choose(work, [reach], now, brief=_has_brief(message))
        if choice is None:
            self._end(work, message, NO_WAY, now, found)
        elif choice.wait_until is not None:
            work.outcomes.put_back(message.id, message.attempt, choice.wait_until, WAITING)
        else:
            found.ready.append(self._reserved(work, message, allowance, choice, now))

    def _reserved(
        self, work: UnitOfWork, message: Claimed, allowance: Allowance, choice: Choice, now: datetime
    ) -> Ready:
        what = Sending(choice.way, choice.form, choice.most or 1)
        self._keep(work, message, reserve(allowance, message.channel, what, now))
        work.outcomes.going(message.id, choice.way)
        return Ready(message, choice.way, choice.form, choice.most)

    def _end(self, work: UnitOfWork, message: Claimed, code: str, now: datetime, found: Round) -> None:
        """It cannot go where it was to go and no platform was asked: elsewhere, later, or never."""
        if self._moved(work, message, code, now):
            return
        waited_for = message.kind not in UNASKED and message.kind != REPLY
        if code == NO_WAY and waited_for and now - message.created_at < HELD_FOR:
            work.outcomes.put_back(message.id, message.attempt, now + HELD, NO_WAY)
            return
        work.outbox.failed(message.id, message.attempt, code)
        found.ended.append((message, code))

    def _moved(self, work: UnitOfWork, message: Claimed, code: str, now: datetime) -> bool:
        """Queue it for the person's next open address; False without one."""
        if message.kind == REPLY:
            return False  # it belongs to the chat it answers in
        before = [*tried(message), (message.address_id, code, message.attempt)]
        gone = {address for address, _, _ in before}
        others = [
            reach
            for reach in self.allowances.reaches(work, message.person_id, self.channels)
            if reach.address not in gone
        ]
        choice = self.allowances.choose(work, others, now, brief=_has_brief(message))
        if choice is None:
            return False
        return work.outcomes.move(message.id, message.attempt, choice.address, json.dumps(before), code)

    # sending

    def begin(self, work: UnitOfWork, one: Ready, now: datetime) -> bool:
        """Right before the platform is called: whether it still is this process' to send."""
        return work.outcomes.begin(one.message.id, one.message.attempt, now)

    # noting

    def settle(self, work: UnitOfWork, sent: Ready, attempt: Attempt, now: datetime) -> bool:
        """Note what became of an attempt; False when its lease was lost meanwhile: that was noted already."""
        message = sent.message
        allowance = _allowance(work, message)  # the address first, as everybody locks
        attempt = _other_way(sent, attempt)
        if not self._noted(work, message, attempt, now):
            return False
        if allowance is not None:
            after = after_send(allowance, message.channel, attempt.messages, now)
            self._keep(work, message, after_error(after, attempt.error, sent.form))
        if attempt.error:
            self._judge(work, sent, attempt, now)
        if attempt.outcome is Outcome.FAILED:
            self._moved(work, message, attempt.error, now)
        if attempt.platform_id and limited(message.channel):
            self._read_early(work, message.channel, attempt.platform_id, now)
        return True

    def _noted(self, work: UnitOfWork, message: Claimed, attempt: Attempt, now: datetime) -> bool:
        outbox, key, number = work.outbox, message.id, message.attempt
        match attempt.outcome:
            case Outcome.SENT:
                return outbox.sent(key, number, now, attempt.platform_id)
            case Outcome.RETRY:
                return outbox.retry(key, number, now + attempt.after, attempt.error)
            case Outcome.FAILED:
                return outbox.failed(key, number, attempt.error)
            case Outcome.UNKNOWN:
                return outbox.unknown(key, number, attempt.error, attempt.platform_id)

    def _judge(self, work: UnitOfWork, sent: Ready, attempt: Attempt, now: datetime) -> None:
        """What an error says of the person and of the channel."""
        message, code = sent.message, attempt.error
        if attempt.outcome is Outcome.FAILED and closes(code) is Closes.PERSON:
            work.people.block(message.address_id, now)
        shut_by(work, message.channel, sent.way, code, now)
        troubles.note(work, message.channel, code, attempt.vendor, attempt.hint, now)

    # news

    def news(self, work: UnitOfWork, item: DeliveryNews, now: datetime) -> bool:
        """Note what a platform tells later; False for a message it is not known of, or not yet."""
        message = work.outcomes.told(item.channel, item.platform_id)
        if message is None:
            work.settings.replace(_early(item.channel, item.platform_id), _as_json(item, now))
            return False
        self._tell(work, message, item, now)
        return True

    def _tell(self, work: UnitOfWork, message: Claimed, item: DeliveryNews, now: datetime) -> None:
        if item.delivered:
            work.outcomes.arrived(message.id, now)
            return
        code = item.code or "not_delivered"
        allowance = _allowance(work, message)
        work.outcomes.did_not_arrive(message.id, code)
        if allowance is not None:
            self._keep(work, message, after_news(allowance, code))
        if closes(code) is Closes.PERSON:
            work.people.block(message.address_id, now)
        self._moved(work, message, code, now)

    def _read_early(self, work: UnitOfWork, channel: str, platform_id: str, now: datetime) -> None:
        """The news may have come before the platform's answer to the sending."""
        key = _early(channel, platform_id)
        kept = work.settings.get(key)
        if not isinstance(kept, dict):
            return
        work.settings.remove(key)
        item = DeliveryNews(channel, platform_id, bool(kept.get("delivered")), str(kept.get("code", "")))
        message = work.outcomes.told(channel, platform_id)
        if message is not None:
            self._tell(work, message, item, now)

    def _keep(self, work: UnitOfWork, message: Claimed, allowance: Allowance) -> None:
        self.allowances.keep(work, message.channel, message.address_id, allowance)


def _overtaken(work: UnitOfWork, message: Claimed) -> bool:
    """Whether she wrote after a reminder was queued: it has nothing to ask for any more."""
    wrote = [one.last_inbound_at for one in work.people.addresses(message.person_id)]
    return any(at is not None and at > message.created_at for at in wrote)


def forget_early(work: UnitOfWork, before: datetime) -> None:
    """Drop news older than that of messages that were never ours: of another program, or a colleague."""
    for key, kept in work.settings.beginning(EARLY).items():
        at = kept.get("at") if isinstance(kept, dict) else None
        if not isinstance(at, str) or datetime.fromisoformat(at) < before:
            work.settings.remove(key)


def _other_way(sent: Ready, attempt: Attempt) -> Attempt:
    """What fails because its way is closed is looked at again at once: the address may have another one."""
    closed = closes(attempt.error) not in (Closes.NOTHING, Closes.PERSON)
    if attempt.outcome is not Outcome.FAILED or not closed or sent.message.kind == REPLY:
        return attempt
    return replace(attempt, outcome=Outcome.RETRY, after=SOON) if sent.tries < MAX_ATTEMPTS else attempt


def tried(message: Claimed) -> list[tuple[int, str, int]]:
    """The addresses a message was tried at before: each with the code it ended with, after which attempt."""
    return [(address, code, attempt) for address, code, attempt in json.loads(message.tried or "[]")]


def _has_brief(message: Claimed) -> bool:
    return '"brief"' in message.prompt and bool(json.loads(message.prompt).get("brief"))


def _allowance(work: UnitOfWork, message: Claimed) -> Allowance | None:
    return locked(work, [message.address_id]).get(message.address_id) if limited(message.channel) else None


def _early(channel: str, platform_id: str) -> str:
    return f"{EARLY}{channel}:{platform_id}"[:200]


def _as_json(item: DeliveryNews, now: datetime) -> Json:
    return {"delivered": item.delivered, "code": item.code, "at": now.isoformat()}
