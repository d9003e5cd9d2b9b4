"""Both sides of a WeCom app in one process: its callback, the files people send, what is sent to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from starlette.routing import BaseRoute

from bot.channels.base import Channel, Hear, News
from bot.channels.lanes import Lanes
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.envelope import Envelopes, Refused
from bot.channels.tencent.fetching import Keep, fetched
from bot.channels.tencent.media import Media, Memory
from bot.channels.tencent.webhook import Webhook
from bot.channels.tencent.xml import Fields
from bot.channels.wecom import NAME, PATH
from bot.channels.wecom.parsing import Parsed, parse
from bot.channels.wecom.sending import WeComChannel
from bot.clock import Clock
from bot.errors import InputError

log = structlog.get_logger("bot.wecom")

STOP_SECONDS: Final = 5.0


class WeComGateway:
    """Both sides of one app."""

    def __init__(self, channel: WeComChannel, envelopes: Envelopes, keep: Keep, clock: Clock) -> None:
        self.channel: Channel = channel
        self._channel = channel
        self._envelopes = envelopes
        self._keep = keep
        self._clock = clock
        self._lanes = Lanes()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._asides: set[asyncio.Task[None]] = set()

    def routes(self, hear: Hear, _news: News) -> list[BaseRoute]:
        """The callback's address."""

        async def take(fields: Fields) -> str:
            await self._take(fields, hear)
            return ""

        return [*Webhook(NAME, self._envelopes, take, self._clock, corp=True).routes(PATH)]

    @asynccontextmanager
    async def running(self, _hear: Hear, _news: News) -> AsyncIterator[None]:
        """The platform calls us; at the end, what is under way is finished."""
        try:
            yield
        finally:
            tasks = [*self._under_way.values(), *self._asides]
            if tasks:
                await asyncio.wait(tasks, timeout=STOP_SECONDS)

    async def _take(self, fields: Fields, hear: Hear) -> None:
        """Do what an event asks for. Brought again while that is being done, it waits for the same end."""
        try:
            parsed = parse(fields, self._clock.now())
        except InputError as error:
            raise Refused(str(error)) from error
        if parsed is None:
            return
        key = parsed.message.key
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._do(parsed, hear))
            task.add_done_callback(lambda _done: self._under_way.pop(key, None))
        # The platform hangs up after five seconds; what is being done is done all the same.
        await asyncio.shield(task)

    async def _do(self, parsed: Parsed, hear: Hear) -> None:
        async with self._lanes.of(parsed.message.account):
            message = parsed.message
            if parsed.media:
                message = await fetched(message, self._channel.calls, parsed.media, parsed.name, self._keep)
            await hear(message)
        if parsed.response and parsed.picked:
            self._aside(self._channel.change(message.account, parsed.response, parsed.picked))

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)


def connect(
    calls: Calls,
    envelopes: Envelopes,
    agent: int,
    *,
    markdown: bool = False,
    read: Callable[[str], bytes],
    keep: Keep,
    memory: Memory,
    clock: Clock,
) -> WeComGateway:
    """Build the gateway.

    Args:
        calls: the app's calls.
        envelopes: opens what the platform brings.
        agent: the app's AgentId.
        markdown: whether lists and digests are markdown.
        read: a stored file's content by its hash.
        keep: stores a file a person sent: name, media type, content.
        memory: keeps the ids of uploads.
        clock: tells when an event was received.
    """
    media = Media(f"{NAME}:{agent}", calls, read, memory, clock)
    return WeComGateway(WeComChannel(calls, media, agent, markdown=markdown), envelopes, keep, clock)
