"""Sending what waits in the outbox: claim under a lease, send, note what became of it.

A message is sent at most once for each lease. One whose outcome is unknown (a time-out, a lost process) is
noted so and never repeated by itself.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

import structlog

from bot.channels.base import Channel, DeliveryError, DeliveryNews, Outgoing, Receipt
from bot.clock import Clock
from bot.conversation.prompt_json import prompt_from_json
from bot.services.notice import QUIET, UNASKED
from storage.engine import Database
from storage.repositories.messages import Claimed
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger("bot.delivery")

LEASE = timedelta(minutes=2)
"""Longer than any platform's time-out, so that a message is not given up while it is still being sent."""

BATCH = 50
MOST_AT_ONCE = 100
"""Messages under way at a time: with more, the last in a channel's line would wait longer than it may."""

FIRST_RETRY = timedelta(seconds=15)
LAST_RETRY = timedelta(hours=1)
MAX_ATTEMPTS = 8
"""With doubling waits from 15 s, about half an hour of trying."""

_LEFT = frozenset({"blocked", "deactivated", "unfollowed"})  # codes that mean: not to be written to any more


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt and its outcome; `error` is our code, `after` the wait before the next."""

    outcome: Outcome
    platform_id: str = ""
    error: str = ""
    after: timedelta = timedelta(0)


class Delivery:
    """The outbox's way out. One instance a process; several processes share the work safely."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        count: Callable[[str, str], None] = lambda _channel, _outcome: None,
        awake: Callable[[datetime], bool] = lambda _now: True,
    ) -> None:
        """`count(channel, outcome)` is told of every attempt; `awake` says when people may be disturbed."""
        self._database = database
        self._channels = channels
        self._clock = clock
        self._count = count
        self._awake = awake
        self._under_way = 0
        self._arriving = Lock()
        self._arrived = False

    async def run_once(self) -> int:
        """Send what is due now; how many messages were tried. May run beside a run that is still sending."""
        room = min(BATCH, MOST_AT_ONCE - self._under_way)
        if room <= 0:
            return 0  # whoever is done first looks again
        claimed = await asyncio.to_thread(self._claim, room)
        self._under_way += len(claimed)
        try:
            await asyncio.gather(*(self._deliver(message) for message in claimed))
        finally:
            self._under_way -= len(claimed)
        return len(claimed)

    def news(self, item: DeliveryNews) -> None:
        """Note what the platform tells later of a message it took."""
        if not item.delivered:
            self._database.write(lambda work: work.outbox.delivery_failed(item.platform_id, item.code))

    async def _deliver(self, message: Claimed) -> None:
        """Send one and note it at once: nobody's next message waits for a stranger's slow one."""
        attempt = await self._attempt(message)
        await asyncio.to_thread(self._note, message, attempt)

    def _arrive(self) -> None:
        """Before the first message: where nobody else sends, whatever is leased was a dead process's."""
        with self._arriving:
            if self._arrived:
                return
            with self._database.arrival() as alone:
                while alone and self._give_up():
                    pass
            self._arrived = True

    def _give_up(self) -> int:
        now = self._clock.now()
        lost = self._database.write(lambda work: work.outbox.lost(now, all_leased=True))
        for message in lost:
            log.warning("delivery_lost", message=message.id, channel=message.channel, kind=message.kind)
        return len(lost)

    def _claim(self, room: int) -> list[Claimed]:
        self._arrive()
        now = self._clock.now()

        def claim(work: UnitOfWork) -> tuple[list[Claimed], list[Claimed]]:
            return work.outbox.lost(now), work.outbox.claim_due(now, LEASE, room)

        lost, claimed = self._database.write(claim)
        for message in lost:
            log.warning("delivery_lost", message=message.id, channel=message.channel, kind=message.kind)
        return claimed

    async def _attempt(self, message: Claimed) -> Attempt:
        channel = self._channels.get(message.channel)
        if channel is None:
            return Attempt(Outcome.FAILED, error="channel_off")
        if message.kind in UNASKED and not self._awake(self._clock.now()):
            return Attempt(Outcome.FAILED, error=QUIET)
        try:
            receipt = await channel.send(_outgoing(message))
        except DeliveryError as error:
            attempt = judged(error, message.attempt)
        except Exception as error:  # noqa: BLE001 - whatever an adapter lets through, the loop goes on
            log.error("delivery_broke", message=message.id, error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            attempt = Attempt(Outcome.UNKNOWN, error="adapter_error")
        else:
            attempt = _taken(receipt)
        self._count(message.channel, attempt.outcome)
        return attempt

    def _note(self, message: Claimed, attempt: Attempt) -> None:
        now = self._clock.now()
        self._database.write(lambda work: _settle(work, message, attempt, now))


def _outgoing(message: Claimed) -> Outgoing:
    context = message.context if isinstance(message.context, dict) else {}
    return Outgoing(
        key=message.key,
        account=message.account,
        prompt=prompt_from_json(json.loads(message.prompt)),
        context={key: str(value) for key, value in context.items()},
        locale=message.locale,
    )


def judged(error: DeliveryError, attempt: int) -> Attempt:
    """What a failed attempt leads to: never again when unknown, later when that can help, else never."""
    if error.unknown:
        return Attempt(Outcome.UNKNOWN, error=error.code)
    if not error.retryable or attempt >= MAX_ATTEMPTS:
        return Attempt(Outcome.FAILED, error=error.code)
    wait = min(FIRST_RETRY * 2 ** (attempt - 1), LAST_RETRY)
    if error.retry_after is not None:
        wait = max(wait, timedelta(seconds=error.retry_after))
    return Attempt(Outcome.RETRY, error=error.code, after=wait)


def _taken(receipt: Receipt) -> Attempt:
    return Attempt(Outcome.SENT, platform_id=receipt.platform_id)


def _settle(work: UnitOfWork, message: Claimed, attempt: Attempt, now: datetime) -> None:
    outbox = work.outbox
    match attempt.outcome:
        case Outcome.SENT:
            outbox.sent(message.id, message.attempt, now, attempt.platform_id)
        case Outcome.RETRY:
            outbox.retry(message.id, message.attempt, now + attempt.after, attempt.error)
        case Outcome.FAILED:
            outbox.failed(message.id, message.attempt, attempt.error)
            if attempt.error in _LEFT:
                work.people.block(message.address_id, now)
        case Outcome.UNKNOWN:
            outbox.unknown(message.id, message.attempt, attempt.error)
    if attempt.outcome is not Outcome.SENT:
        log.warning(
            "delivery_failed",
            message=message.id,
            channel=message.channel,
            outcome=attempt.outcome,
            error=attempt.error,
            attempt=message.attempt,
        )
