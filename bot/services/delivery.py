"""Sending what waits in the outbox: claim under a lease, send, note what became of it.

A message is sent at most once for each lease. One whose outcome is unknown (a time-out, a lost process) is
noted so and never repeated by itself.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

import structlog

from bot.channels.base import Channel, DeliveryError, DeliveryNews, Outgoing, Receipt
from bot.channels.choosing import Offer
from bot.clock import Clock
from bot.conversation.prompt_json import prompt_from_json
from bot.services import troubles
from bot.services.allowances import Allowances
from bot.services.dispatch import (
    LEASE,
    MAX_ATTEMPTS,
    Attempt,
    Dispatch,
    Outcome,
    Ready,
    Round,
)
from storage.engine import Database
from storage.repositories.messages import Claimed
from storage.unit_of_work import UnitOfWork

__all__ = ["LEASE", "MAX_ATTEMPTS", "Attempt", "Delivery", "Outcome", "judged"]

log = structlog.get_logger("bot.delivery")

BATCH = 50
MOST_AT_ONCE = 100
"""Messages under way at a time: with more, the last in a channel's line would wait longer than it may."""

FIRST_RETRY = timedelta(seconds=15)
LAST_RETRY = timedelta(hours=1)
REPEATED = "repeated"  # our code for: the platform had it already


class Delivery:
    """The outbox's way out. One instance a process; several processes share the work safely."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        count: Callable[[str, str], None] = lambda _channel, _outcome: None,
        awake: Callable[[datetime], bool] = lambda _now: True,
        allowances: Allowances | None = None,
    ) -> None:
        """`count(channel, outcome)` is told of every attempt; `awake` says when people may be disturbed."""
        self._database = database
        self._channels = channels
        self._clock = clock
        self._count = count
        self._awake = awake
        self._allowances = allowances or Allowances()
        self._dispatch = Dispatch(
            self._allowances,
            frozenset(channels),
            frozenset(name for name, channel in channels.items() if channel.capabilities.knows_keys),
        )
        self._under_way = 0
        self._stopped: set[str] = set()  # channels on which something lately kept everything back
        self._arriving = Lock()
        self._arrived = False

    async def run_once(self) -> int:
        """Send what is due now; how many messages were looked at. May run beside a run that still sends."""
        room = min(BATCH, MOST_AT_ONCE - self._under_way)
        if room <= 0:
            return 0  # whoever is done first looks again
        found = await asyncio.to_thread(self._claim, room)
        self._under_way += len(found.ready)
        try:
            await asyncio.gather(*(self._deliver(one) for one in found.ready))
        finally:
            self._under_way -= len(found.ready)
        return len(found.ready) + len(found.ended)

    def news(self, item: DeliveryNews) -> None:
        """Note what the platform tells later of a message it took."""
        now = self._clock.now()
        known = self._database.write(lambda work: self._dispatch.news(work, item, now))
        log.info(
            "delivery_news", channel=item.channel, delivered=item.delivered, error=item.code, known=known
        )

    async def _deliver(self, one: Ready) -> None:
        """Send one and note it at once: nobody's next message waits for a stranger's slow one."""
        if not await asyncio.to_thread(self._begin, one):
            return  # held up for longer than its lease: somebody else sends it, or nobody
        attempt = await self._attempt(one)
        await asyncio.to_thread(self._note, one, attempt)

    def _begin(self, one: Ready) -> bool:
        """Note that the platform is asked now; one that knows our keys can be asked twice without harm."""
        if self._channels[one.message.channel].capabilities.knows_keys:
            return True
        now = self._clock.now()
        return self._database.write(lambda work: self._dispatch.begin(work, one, now))

    def _arrive(self) -> None:
        """Before the first message: where nobody else sends, whatever is leased was a dead process's."""
        with self._arriving:
            if self._arrived:
                return
            with self._database.arrival() as alone:
                while alone and self._give_up():
                    pass
            self._stopped = set(self._channels)
            self._database.write(self._begin_anew)
            self._arrived = True

    def _begin_anew(self, work: UnitOfWork) -> None:
        """Whoever mended the configuration starts the service again."""
        now = self._clock.now()
        for channel in sorted(self._channels):
            work.outcomes.hurry(channel, troubles.STOPS_ALL, now)

    def _give_up(self) -> int:
        now = self._clock.now()
        lost = self._database.write(lambda work: self._dispatch.give_up(work, now, all_leased=True))
        self._tell_lost(lost)
        return len(lost)

    def _tell_lost(self, lost: Iterable[Claimed]) -> None:
        for message in lost:
            log.warning("delivery_lost", message=message.id, channel=message.channel, kind=message.kind)

    def _claim(self, room: int) -> Round:
        self._arrive()
        now = self._clock.now()
        awake = self._awake(now)
        found = self._database.write(lambda work: self._dispatch.claim(work, now, room, awake=awake))
        self._tell_lost(found.lost)
        for message, code in found.ended:
            log.warning("delivery_failed", message=message.id, channel=message.channel, error=code)
        return found

    async def _attempt(self, one: Ready) -> Attempt:
        channel = self._channels[one.message.channel]
        try:
            attempt = _taken(await channel.send(self._outgoing(one)))
        except DeliveryError as error:
            attempt = judged(error, one.tries, knows_keys=channel.capabilities.knows_keys)
        except Exception as error:  # noqa: BLE001 - whatever an adapter lets through, the loop goes on
            log.error("delivery_broke", message=one.message.id, error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            attempt = Attempt(Outcome.UNKNOWN, error="adapter_error", messages=None)
        self._count(one.message.channel, attempt.outcome)
        return attempt

    def _outgoing(self, one: Ready) -> Outgoing:
        message, prompt = one.message, prompt_from_json(json.loads(one.message.prompt))
        if one.form:
            offer = self._allowances.offers.get(message.channel, Offer())
            prompt = replace(prompt, brief=offer.form(one.way).filled(prompt.brief))
        context = message.context if isinstance(message.context, dict) else {}
        return Outgoing(
            key=message.key,
            account=message.account,
            prompt=prompt,
            context={key: str(value) for key, value in context.items()},
            locale=message.locale,
            way=one.way,
            form=one.form,
            most=one.most,
        )

    def _note(self, one: Ready, attempt: Attempt) -> None:
        now, channel = self._clock.now(), one.message.channel
        over = attempt.outcome is Outcome.SENT and channel in self._stopped

        def settle(work: UnitOfWork) -> None:
            self._dispatch.settle(work, one, attempt, now)
            if over:
                troubles.over(work, channel, now)

        self._database.write(settle)
        if over:
            self._stopped.discard(channel)
        if attempt.error in troubles.STOPS_ALL:
            self._stopped.add(channel)
        if attempt.outcome is not Outcome.SENT:
            log.warning(
                "delivery_failed",
                message=one.message.id,
                channel=channel,
                way=one.way,
                outcome=attempt.outcome,
                error=attempt.error,
                vendor=attempt.vendor,
                attempt=one.message.attempt,
                **({"hint": attempt.hint} if attempt.hint else {}),
            )


def judged(error: DeliveryError, tries: int, *, knows_keys: bool = False) -> Attempt:
    """What a failed attempt leads to: never again when unknown, later when that can help, else never.

    `knows_keys`: the platform takes a message once, however often it is sent under its key, so that one of
    unknown outcome is sent again.
    """
    if error.code == REPEATED:
        return Attempt(Outcome.SENT, error.context.get("platform_id", ""))
    attempt = Attempt(
        Outcome.FAILED,
        error.context.get("platform_id", ""),
        error.code,
        messages=error.messages,
        vendor=error.vendor,
        hint=error.hint,
    )
    if error.unknown and not (knows_keys and tries < MAX_ATTEMPTS):
        return replace(attempt, outcome=Outcome.UNKNOWN)
    if tries >= MAX_ATTEMPTS or not (error.retryable or error.unknown):
        return attempt
    if error.unknown:  # the platform counts it once, however often it is sent
        attempt = replace(attempt, messages=0)
    wait = min(FIRST_RETRY * 2 ** (tries - 1), LAST_RETRY)
    if error.retry_after is not None:
        wait = max(wait, timedelta(seconds=error.retry_after))
    return replace(attempt, outcome=Outcome.RETRY, after=wait)


def _taken(receipt: Receipt) -> Attempt:
    return Attempt(Outcome.SENT, receipt.platform_id, messages=receipt.messages)
