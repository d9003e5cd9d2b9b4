"""The WeCom adapters alone, with a recorder in the application's place, served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from support.telegram_bot import Application
from support.tencent_api import TencentApi
from support.tencent_crypto import Keys
from support.tencent_screen import wait_until

from bot.channels.base import DeliveryNews
from bot.channels.tencent.client import Client
from bot.channels.tencent.envelope import Envelopes
from bot.channels.tencent.token_calls import TokenCall
from bot.channels.tencent.transport import Credentials
from bot.channels.wecom.gateway import WeComGateway
from bot.channels.wecom.gateway import connect as connect_wecom
from bot.channels.wecom_kf.gateway import WeComKfGateway
from bot.channels.wecom_kf.gateway import connect as connect_kf
from bot.conversation.prompt import Attachment


class OneToken:
    """Keeps a token in this process."""

    def __init__(self, call: TokenCall) -> None:
        self._call = call
        self._token = ""

    def token(self, stale: str = "") -> str:
        """The token, fetched when there is none or it is stale."""
        if not self._token or self._token == stale:
            self._token = self._call.fetch().token
        return self._token


@dataclass
class Notes:
    """A memory that lasts as long as the test."""

    kept: dict[str, Any] = field(default_factory=dict)

    def get(self, key: str) -> Any:  # noqa: ANN401 - JSON
        """The value, or None."""
        return self.kept.get(key)

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Keep a value."""
        self.kept[key] = value


def client(app: Credentials) -> Client:
    """Our calls of one app."""
    return Client(app, OneToken(TokenCall(app)))


def envelopes(keys: Keys) -> Envelopes:
    """Our side of a callback."""
    return Envelopes(keys.token, keys.aes_key, keys.receiver)


def wecom_gateway(
    api: TencentApi, application: Application, notes: Notes | None = None, *, markdown: bool = False
) -> WeComGateway:
    """The WeCom app's adapter."""
    corp = api.wecom
    app = Credentials("wecom", corp.address, corp.corp_id, corp.app.secret)
    return connect_wecom(
        client(app),
        envelopes(corp.callbacks.keys),
        corp.agent,
        markdown=markdown,
        read=application.files.__getitem__,
        keep=application.keep,
        memory=notes or Notes(),
        clock=api.clock,
    )


def kf_gateway(api: TencentApi, application: Application, notes: Notes | None = None) -> WeComKfGateway:
    """Customer service's adapter."""
    app = Credentials("wecom_kf", api.wecom.address, api.wecom.corp_id, api.kf.app.secret)
    return connect_kf(
        client(app),
        envelopes(api.kf.callbacks.keys),
        api.kf.open_kfid,
        read=application.files.__getitem__,
        keep=application.keep,
        link=_link,
        memory=notes or Notes(),
        clock=api.clock,
    )


def _link(account: str, file: Attachment) -> str:
    return f"http://127.0.0.1/reports/{account}-{file.sha256[:8]}"


@contextmanager
def served_gateway(
    api: TencentApi,
    gateway: WeComGateway | WeComKfGateway,
    application: Application,
    told: list[DeliveryNews] | None = None,
) -> Iterator[None]:
    """The adapter while it runs, with the platforms calling it."""

    async def news(item: DeliveryNews) -> None:
        if told is not None:
            told.append(item)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:  # noqa: ANN401 - an async iterator
        async with gateway.running(application.hear, news):
            yield

    app = Starlette(routes=gateway.routes(application.hear, news), lifespan=lifespan)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    api.point_at(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        assert not thread.is_alive()
