"""Both sides of customer service in one process: the callback says that there is something, we pull it.

The cursor is the acknowledgement: it is stored only after everything before it is. A lost callback is healed
by the next pull, which comes by itself once a minute; what is pulled twice has the same key and runs once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import structlog
from starlette.routing import BaseRoute

from bot.channels.base import Channel, DeliveryError, DeliveryNews, Hear, News
from bot.channels.lanes import Lanes
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.envelope import Envelopes
from bot.channels.tencent.fetching import Keep, fetched
from bot.channels.tencent.media import Media, Memory
from bot.channels.tencent.webhook import Webhook
from bot.channels.tencent.xml import Fields, text
from bot.channels.wecom_kf import NAME, PATH
from bot.channels.wecom_kf.parsing import WELCOME_LASTS, Parsed, Taken, parse
from bot.channels.wecom_kf.sending import Link, WeComKfChannel
from bot.clock import Clock
from bot.errors import InputError

log = structlog.get_logger("bot.wecom_kf")

PULL_SECONDS: Final = 60.0
"""Between two pulls nobody asked for: the platform counts those strictly and does not say how."""

PATIENCE: Final = 4.0
"""Seconds the callback waits for its pull; the platform hangs up after five."""

PAGE: Final = 1000


class WeComKfGateway:
    """Both sides of one customer-service account."""

    def __init__(
        self, channel: WeComKfChannel, envelopes: Envelopes, keep: Keep, memory: Memory, clock: Clock
    ) -> None:
        self.channel: Channel = channel
        self._channel = channel
        self._envelopes = envelopes
        self._keep = keep
        self._memory = memory
        self._clock = clock
        self._cursor = f"kf-cursor:{channel.open_kfid}"
        self._taken = f"kf-taken:{channel.open_kfid}"
        self._lanes = Lanes()
        self._pulling = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    def routes(self, hear: Hear, news: News) -> list[BaseRoute]:
        """The callback's address."""

        async def take(fields: Fields) -> str:
            mine = text(fields, "OpenKfId") == self._channel.open_kfid
            if text(fields, "Event") == "kf_msg_or_event" and mine:
                pull = self._pull_soon(text(fields, "Token"), hear, news)
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(pull), PATIENCE)
            return ""

        return [*Webhook(NAME, self._envelopes, take, self._clock, corp=True).routes(PATH)]

    @asynccontextmanager
    async def running(self, hear: Hear, news: News) -> AsyncIterator[None]:
        """Pull now and once a minute."""
        task = asyncio.create_task(self._keep_pulling(hear, news))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            if self._next is not None:
                await asyncio.wait([self._next], timeout=PATIENCE)

    def invitation_link(self, code: str) -> str:
        """As `contact_link`: the scene is the code."""
        return self.contact_link(code)

    def contact_link(self, scene: str) -> str:
        """The address of the chat for one invitation: whoever opens it brings its code. Blocking.

        Raises:
            DeliveryError: the platform refused; a scene has at most 32 letters, digits, _ and -.
        """
        given = {"open_kfid": self._channel.open_kfid, "scene": scene}
        return str(self._channel.calls.call("kf/add_contact_way", given, idempotent=True).get("url", ""))

    async def _keep_pulling(self, hear: Hear, news: News) -> None:
        while True:
            with suppress(Exception):  # it is logged where it happens, and the next pull comes
                await asyncio.shield(self._pull_soon("", hear, news))
            await asyncio.sleep(PULL_SECONDS)

    def _pull_soon(self, token: str, hear: Hear, news: News) -> asyncio.Task[None]:
        """A pull that begins after this call: one that already waits serves everybody who asks meanwhile."""
        if self._next is None:
            self._next = asyncio.create_task(self._pull(token, hear, news))
        return self._next

    async def _pull(self, token: str, hear: Hear, news: News) -> None:
        async with self._pulling:
            self._next = None
            try:
                while await self._page(token, hear, news):
                    pass
            except DeliveryError as error:
                log.warning("pull_failed", error=error.code, hint=error.hint)
                raise
            except Exception as error:
                log.error("messages_not_kept", error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
                raise

    async def _page(self, token: str, hear: Hear, news: News) -> bool:
        """Pull one page and keep everything in it; whether there is more."""
        page = await self._asked(token)
        await self._take(page.get("msg_list") or [], hear, news)
        cursor = page.get("next_cursor", "")
        if cursor:
            await asyncio.to_thread(self._memory.put, self._cursor, cursor)
        return bool(page.get("has_more")) and bool(cursor)

    async def _asked(self, token: str) -> dict[str, Any]:
        cursor = await asyncio.to_thread(self._memory.get, self._cursor) or ""
        given = {"open_kfid": self._channel.open_kfid, "limit": PAGE, "cursor": cursor}
        try:
            return await self._call({**given, "token": token} if token else given)
        except DeliveryError as error:
            if error.code != "bad_cursor":
                raise
        if token:  # it lasts ten minutes, and a callback may have waited longer
            return await self._call(given)
        return await self._call({**given, "cursor": ""})

    async def _call(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return await asyncio.to_thread(self._channel.calls.call, "kf/sync_msg", given, idempotent=True)

    async def _take(self, rows: Sequence[Mapping[str, Any]], hear: Hear, news: News) -> None:
        """Keep what a page holds: each person's in order, different people's at the same time."""
        lanes: dict[str, list[Parsed]] = {}
        before = await asyncio.to_thread(self._memory.get, self._taken) or []
        taken = set(before)
        for row in rows:
            match self._parsed(row):
                case DeliveryNews() as item:
                    await news(item)
                case Taken(account, over):
                    (taken.add if over else taken.discard)(account)
                case Parsed() as event if event.message.account not in taken:
                    lanes.setdefault(event.message.account, []).append(event)
                case _:
                    pass  # nothing for us, or said to a colleague who has taken over: no answer to a question
        async with asyncio.TaskGroup() as tasks:
            for events in lanes.values():
                tasks.create_task(self._one_by_one(events, hear))
        if taken != set(before):
            await asyncio.to_thread(self._memory.put, self._taken, sorted(taken))

    def _parsed(self, row: Any) -> Parsed | DeliveryNews | Taken | None:  # noqa: ANN401 - JSON
        try:
            return parse(row, self._clock.now())
        except (InputError, TypeError, ValueError) as error:
            number = str(row.get("msgid", ""))[:64] if isinstance(row, Mapping) else ""
            log.error("message_unreadable", message=number, error=type(error).__name__)  # noqa: TRY400 - a trace could hold it
            return None

    async def _one_by_one(self, events: Sequence[Parsed], hear: Hear) -> None:
        for event in events:
            message = event.message
            async with self._lanes.of(message.account):
                if event.welcome:
                    until = message.received + WELCOME_LASTS
                    self._channel.may_welcome(message.account, event.welcome, until)
                if event.media:
                    calls = self._channel.calls
                    message = await fetched(message, calls, event.media, event.name, self._keep)
                await hear(message)


def connect(
    calls: Calls,
    envelopes: Envelopes,
    open_kfid: str,
    *,
    read: Callable[[str], bytes],
    keep: Keep,
    link: Link,
    memory: Memory,
    clock: Clock,
) -> WeComKfGateway:
    """Build the gateway.

    Args:
        calls: the calls of the app that may use customer service.
        envelopes: opens what the platform brings.
        open_kfid: the customer-service account.
        read: a stored file's content by its hash.
        keep: stores a file a person sent: name, media type, content.
        link: the address of a file, for when it has to be one.
        memory: keeps the cursor and the ids of uploads.
        clock: tells when something was received.
    """
    media = Media(f"{NAME}:{open_kfid}", calls, read, memory, clock)
    channel = WeComKfChannel(calls, media, open_kfid, link, clock)
    return WeComKfGateway(channel, envelopes, keep, memory, clock)
