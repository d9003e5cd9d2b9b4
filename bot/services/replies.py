"""Which way a reply goes: back in the request, out through the outbox, or a part of it each way.

A platform that takes a passive reply waits only so long for it. What it will not wait for is stored by
`LateReplies.later`; from then on all of the reply goes out through the outbox and none of it goes back.
Whichever of the turn and `later` is committed first, the other finds it so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Final, TypeAlias

from bot.channels.base import InboundMessage
from bot.channels.passive import Parted
from bot.channels.recent import Recent
from bot.clock import Clock
from bot.conversation.prompt import Prompt
from bot.services.kept_messages import message_of, payload, prompt_text, stored_prompts
from storage.engine import Database
from storage.models.messaging import InboxStatus
from storage.unit_of_work import UnitOfWork

REPLY: Final = "reply"  # the kind of outbox messages that answer one that came in
AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When a reply is due: before whatever round of digests is waiting, for somebody is looking at her screen."""

Parting: TypeAlias = Callable[[str, str, Sequence[Prompt]], Parted]
"""Divides a reply to an account, in a locale, into what goes back and what is sent."""


class Ways:
    """How replies are divided, by channel; of a channel that is not named they are not.

    Knows too, of the messages of those channels, which delivery was the last this process took up. Safe to
    share between threads.
    """

    def __init__(self, parted: Mapping[str, Parting] | None = None) -> None:
        self._parted = dict(parted or {})
        self._taken_up: Recent[tuple[str, str], int] = Recent()
        self._lock = Lock()

    def divided(self, channel: str) -> bool:
        """Whether only the first piece of a reply can go back by itself."""
        return channel in self._parted

    def pieces(self, message: InboundMessage, locale: str, prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
        """The messages a reply becomes."""
        parting = self._parted.get(message.channel)
        return parting(message.account, locale, prompts).all if parting else tuple(prompts)

    def took_up(self, message: InboundMessage, delivery: int) -> None:
        """A turn of the message begins: the platform has brought it so often by now."""
        if self.divided(message.channel):
            with self._lock:
                self._taken_up.put((message.channel, message.key), delivery)

    def overtaken(self, message: InboundMessage, deliveries: int) -> bool:
        """Whether another process took the message up after this one did."""
        with self._lock:
            mine = self._taken_up.get((message.channel, message.key), deliveries)
        return deliveries > mine


class LateReplies:
    """Messages whose replies a platform will not wait for. Safe to share between threads and processes."""

    def __init__(self, database: Database, ways: Ways, clock: Clock) -> None:
        self._database = database
        self._ways = ways
        self._clock = clock

    def later(self, message: InboundMessage) -> None:
        """Keep a message whose reply the platform will not wait for; returns once that is committed."""
        self._database.write(lambda work: self._postpone(work, message, self._clock.now()))

    def unfinished(self, channel: str, before: datetime) -> list[InboundMessage]:
        """Messages kept by `later` that came before then and whose turn has still not run (a crash)."""
        with self._database.read() as work:
            rows = work.inbox.undone(late_before=before)
        return [message_of(row) for row in rows if row.channel == channel]

    def _postpone(self, work: UnitOfWork, message: InboundMessage, now: datetime) -> None:
        row = work.inbox.postpone(
            channel=message.channel,
            key=message.key,
            account=message.account,
            kind=message.kind.value,
            payload=payload(message),
            received=message.received,
        )
        address = work.people.address_at(message.channel, message.account)
        person = work.people.at(message.channel, message.account)
        if row.status is InboxStatus.RECEIVED or address is None or person is None:
            return  # the turn comes later and finds the note
        if self._ways.overtaken(message, row.deliveries) and not work.outbox.by_key(reply_key(row.id, 0)):
            # The platform brought it to another process meanwhile, which has the reply: it goes back from
            # there, or is put off from there.
            row.late = False
            return
        pieces = self._ways.pieces(message, person.locale, stored_prompts(row.reply))
        for place, prompt in enumerate(pieces):
            work.outbox.put(
                key=reply_key(row.id, place),
                address=address.id,
                prompt=prompt_text(prompt),
                kind=REPLY,
                due=AT_ONCE,
                at=now,
            )


def reply_key(inbox: int, place: int) -> str:
    """The outbox's key of the n-th piece of the reply to a message, by its row in the inbox."""
    return f"reply:{inbox}:{place}"
