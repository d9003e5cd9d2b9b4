"""The Official Account's adapter alone, over real HTTP, with a recorder in the application's place."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from support.tencent_api import TencentApi
from support.tencent_bots import Notes, client, envelopes
from support.tencent_screen import wait_until

from bot.channels.base import DeliveryNews, InboundFile, InboundMessage, Outgoing, Receipt
from bot.channels.tencent.transport import Credentials
from bot.channels.wechat import NAME, Entry
from bot.channels.wechat.gateway import WeChatGateway, connect
from bot.clock import SystemClock
from bot.conversation.prompt import Attachment, Prompt

T = TypeVar("T")


@dataclass
class Application:
    """Keeps what it hears, and answers when told what with.

    As the door does, it answers a message once, and one that `later` has kept by `sent` alone.
    """

    answer: Callable[[InboundMessage], Prompt | None] = lambda _message: None
    before: Callable[[InboundMessage], Coroutine[Any, Any, None]] | None = None
    heard: list[InboundMessage] = field(default_factory=list)
    news: list[DeliveryNews] = field(default_factory=list)
    late: list[InboundMessage] = field(default_factory=list)
    sent: list[Prompt] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    left_behind: list[InboundMessage] = field(default_factory=list)
    answers: dict[str, Prompt | None] = field(default_factory=dict)
    broken: bool = False  # nothing can be stored

    async def hear(self, message: InboundMessage) -> Sequence[Prompt]:
        """One turn: what `before` does may take its time or fail."""
        if message.key not in self.answers:
            if self.before is not None:
                await self.before(message)
            self.heard.append(message)
            self.answers[message.key] = self.answer(message)
            if message.key in self._late and (prompt := self.answers[message.key]) is not None:
                self.sent.append(prompt)
        prompt = self.answers[message.key]
        return [prompt] if prompt is not None and message.key not in self._late else []

    async def told(self, item: DeliveryNews) -> None:
        """News of a message that was sent."""
        self.news.append(item)

    def later(self, message: InboundMessage) -> None:
        """Keep a message whose reply will be late."""
        if self.broken:
            raise OSError("the disk is full")
        self.late.append(message)
        prompt = self.answers.get(message.key)
        if prompt is not None:
            self.sent.append(prompt)

    def unfinished(self, _before: datetime) -> list[InboundMessage]:
        """What a crash left behind, once."""
        found, self.left_behind = self.left_behind, []
        return found

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        """Store a file."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return InboundFile(name, sha256, media_type, len(content))

    @property
    def _late(self) -> set[str]:
        return {message.key for message in self.late}

    def texts(self) -> list[str]:
        """The words heard, in order."""
        return [message.text for message in self.heard]

    def hears(self, count: int) -> list[InboundMessage]:
        """Wait for so many messages in all."""
        wait_until(lambda: len(self.heard) >= count, lambda: f"heard: {self.texts()}")
        return self.heard


@dataclass
class RunningAccount:
    """The adapter while it runs."""

    application: Application
    gateway: WeChatGateway
    loop: asyncio.AbstractEventLoop
    address: str

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the adapter's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)

    def send(self, account: str, prompt: Prompt, key: str = "k", **more: Any) -> Receipt:  # noqa: ANN401 - fields
        """Send a prompt; raises what the channel raises."""
        return self.do(self.gateway.channel.send(Outgoing(key, account, prompt, **more)))


def gateway_for(api: TencentApi, application: Application, menu: Sequence[Entry] = ()) -> WeChatGateway:
    """The adapter, connected to the simulator."""
    oa = api.oa
    return connect(
        client(Credentials(NAME, oa.address, oa.app_id, oa.secret)),
        envelopes(oa.keys),
        menu,
        read=application.files.__getitem__,
        keep=application.keep,
        link=link,
        later=application.later,
        unfinished=application.unfinished,
        memory=Notes(),
        clock=SystemClock(),
    )


def link(account: str, file: Attachment) -> str:
    """An address of a file."""
    return f"https://example.com/reports/{account}-{file.sha256[:8]}"


@contextmanager
def running_account(
    api: TencentApi, application: Application | None = None, menu: Sequence[Entry] = ()
) -> Iterator[RunningAccount]:
    """The adapter, called by the simulator until the block ends."""
    application = application or Application()
    gateway = gateway_for(api, application, menu)
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    @contextmanager
    def told() -> Iterator[None]:
        started.set()
        yield

    async def main(server: uvicorn.Server) -> None:
        loops.append(asyncio.get_running_loop())
        async with gateway.running(application.hear, application.told):
            with told():
                await server.serve()

    app = Starlette(routes=gateway.routes(application.hear, application.told))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off")
    )
    thread = threading.Thread(target=lambda: asyncio.run(main(server)), daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    api.oa.callbacks.address = f"{address}/channels/wechat"
    try:
        yield RunningAccount(application, gateway, loops[0], address)
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        assert not thread.is_alive()
