"""Both sides of the Official Account in one process: what is served, what runs besides, what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.base import Channel, DeliveryError, Hear, InboundMessage, News
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.envelope import Envelopes
from bot.channels.tencent.fetching import Keep
from bot.channels.tencent.media import Media, Memory
from bot.channels.tencent.webhook import Webhook
from bot.channels.wechat import NAME, PATH, Entry, domain_proof
from bot.channels.wechat.receiving import Later, Receiver
from bot.channels.wechat.sending import LONGEST_SCAN, LinkFor, QrCode, WeChatChannel
from bot.clock import Clock

log = structlog.get_logger("bot.wechat")

Unfinished: TypeAlias = Callable[[datetime], list[InboundMessage]]
"""Messages stored so before that moment whose turn has not run. Blocking."""

MEND_SECONDS: Final = 60.0
LEFT_BEHIND: Final = timedelta(minutes=2)
"""A message that was stored so long ago and has no reply was left behind by a crash."""

FIRST_PAUSE: Final = 5.0
LAST_PAUSE: Final = 300.0


class WeChatGateway:
    """Both sides of one Official Account."""

    def __init__(
        self,
        channel: WeChatChannel,
        envelopes: Envelopes,
        menu: Sequence[Entry],
        keep: Keep,
        later: Later,
        unfinished: Unfinished,
        clock: Clock,
        domain_file: str = "",
    ) -> None:
        self._domain_file = domain_file
        self.channel: Channel = channel
        self._channel = channel
        self._envelopes = envelopes
        self._menu = tuple(menu)
        self._keep = keep
        self._later = later
        self._unfinished = unfinished
        self._clock = clock
        self._receiver: Receiver | None = None

    def routes(self, hear: Hear, news: News) -> list[BaseRoute]:
        """The callback's address."""
        take = self._heard(hear, news).take
        callback = Webhook(NAME, self._envelopes, take, self._clock, corp=False).routes(PATH)
        return [*callback, *([Route(f"/{self._domain_file}", self._prove)] if self._domain_file else [])]

    async def _prove(self, _request: Request) -> Response:
        """The domain is ours."""
        return PlainTextResponse(domain_proof(self._domain_file))

    @asynccontextmanager
    async def running(self, hear: Hear, news: News) -> AsyncIterator[None]:
        """Show the menu, and take up what a crash left behind, while the block runs."""
        receiver = self._heard(hear, news)
        tasks = [asyncio.create_task(self._show_menu()), asyncio.create_task(self._mend(receiver))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await receiver.settle()

    def invitation_link(self, code: str) -> str:
        """What a QR code of the account holds for that code: to be scanned, for a month. Blocking.

        Raises:
            DeliveryError: the platform refused or cannot be reached.
        """
        return asyncio.run(self._channel.qr_code(code)).content

    async def qr_code(self, code: str, seconds: int = LONGEST_SCAN) -> QrCode:
        """A QR code that brings a one-time code; errors as `WeChatChannel.qr_code`."""
        return await self._channel.qr_code(code, seconds)

    def _heard(self, hear: Hear, news: News) -> Receiver:
        if self._receiver is None:
            self._receiver = Receiver(self._channel.calls, self._keep, hear, news, self._later, self._clock)
        return self._receiver

    async def _show_menu(self) -> None:
        """Until the platform takes it, or says that it never will."""
        pause = FIRST_PAUSE
        while self._menu:
            try:
                await self._channel.show_menu(self._menu)
            except DeliveryError as error:
                log.warning("menu_not_shown", error=error.code, vendor=error.vendor, hint=error.hint)
                if not error.retryable:
                    return
                await asyncio.sleep(max(pause, error.retry_after or 0.0))
                pause = min(pause * 2, LAST_PAUSE)
            else:
                return

    async def _mend(self, receiver: Receiver) -> None:
        while True:
            try:
                found = await asyncio.to_thread(self._unfinished, self._clock.now() - LEFT_BEHIND)
            except Exception as error:  # noqa: BLE001 - the database is away; the next round looks again
                log.error("left_behind_not_read", error=type(error).__name__)  # noqa: TRY400 - see above
                found = []
            for message in found:
                log.info("taken_up_again", channel=NAME)
                await receiver.again(message)
            await asyncio.sleep(MEND_SECONDS)


def connect(
    calls: Calls,
    envelopes: Envelopes,
    menu: Sequence[Entry],
    *,
    read: Callable[[str], bytes],
    keep: Keep,
    link: LinkFor,
    later: Later,
    unfinished: Unfinished,
    memory: Memory,
    clock: Clock,
    domain_file: str = "",
) -> WeChatGateway:
    """Build the gateway.

    Args:
        calls: the account's calls.
        envelopes: opens what the platform brings and seals replies.
        menu: what is shown under the chat; empty leaves the platform's as it is.
        read: a stored file's content by its hash.
        keep: stores a file a person sent: name, media type, content.
        link: the address under which an account can fetch a file.
        later: stores a message whose reply comes too late to go back.
        unfinished: messages stored so whose turn has not run.
        memory: keeps the ids of uploads.
        clock: tells when an event was received.
        domain_file: the name of the file with which the platform looks whether the domain is ours.
    """
    channel = WeChatChannel(calls, Media(NAME, calls, read, memory, clock), link)
    return WeChatGateway(channel, envelopes, menu, keep, later, unfinished, clock, domain_file)
