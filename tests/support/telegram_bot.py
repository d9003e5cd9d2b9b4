"""The Telegram adapter alone, on an event loop of its own, with a recorder in the application's place."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from support.clock import FrozenClock
from support.telegram_api import TelegramApi
from support.telegram_people import wait_until

from bot.channels.base import InboundFile, InboundMessage, Outgoing, Receipt
from bot.channels.telegram.gateway import TelegramGateway, connect
from bot.conversation.prompt import Prompt

T = TypeVar("T")


@dataclass
class Application:
    """Keeps what it hears, and answers when told what with."""

    answer: Callable[[InboundMessage], Prompt | None] = lambda _message: None
    before: Callable[[InboundMessage], Coroutine[Any, Any, None]] | None = None
    heard: list[InboundMessage] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    gateway: TelegramGateway | None = None

    async def hear(self, message: InboundMessage) -> Sequence[Prompt]:
        """One turn: what `before` does may take its time or fail."""
        if self.before is not None:
            await self.before(message)
        self.heard.append(message)
        prompt = self.answer(message)
        if prompt is not None and self.gateway is not None:
            await self.gateway.channel.send(Outgoing(message.key, message.account, prompt))
        return ()

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        """Store a file."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return InboundFile(name, sha256, media_type, len(content))

    def texts(self) -> list[str]:
        """The words heard, in order."""
        return [message.text for message in self.heard]

    def hears(self, count: int) -> list[InboundMessage]:
        """Wait for so many messages in all."""
        wait_until(lambda: len(self.heard) >= count, lambda: f"heard: {self.texts()}")
        return self.heard


@dataclass
class RunningBot:
    """The adapter while it runs."""

    application: Application
    gateway: TelegramGateway
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the adapter's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)

    def send(self, account: int, prompt: Prompt, key: str = "k", locale: str = "zh-CN") -> Receipt:
        """Send a prompt; raises what the channel raises."""
        return self.do(self.gateway.channel.send(Outgoing(key, str(account), prompt, locale=locale)))


@contextmanager
def running_bot(
    api: TelegramApi,
    application: Application | None = None,
    *,
    base_url: str = "",
    webhook: tuple[str, str] | None = None,
) -> Iterator[RunningBot]:
    """The adapter, talking to the simulator until the block ends."""
    application = application or Application()
    started, loop_box = threading.Event(), list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]()
    failures: list[BaseException] = []

    async def main() -> None:
        gateway = connect(
            api.token,
            base_url or api.address,
            read=application.files.__getitem__,
            keep=application.keep,
            clock=FrozenClock(),
            webhook=webhook,
        )
        application.gateway = gateway
        stop = asyncio.Event()
        async with gateway.running(application.hear):
            loop_box.append((asyncio.get_running_loop(), stop))
            started.set()
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:  # noqa: BLE001 - shown in the test's thread
            failures.append(error)
            started.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10)
    if failures:
        raise failures[0]
    loop, stop = loop_box[0]
    assert application.gateway is not None
    try:
        yield RunningBot(application, application.gateway, loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=15)
        assert not thread.is_alive()
    if failures:
        raise failures[0]
