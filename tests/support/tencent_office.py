"""Our side of Tencent's platforms in a test: clients whose tokens are kept in a real database."""

from __future__ import annotations

from dataclasses import dataclass

from support.clock import MovingClock
from support.tencent_api import TencentApi

from bot.channels.tencent.client import Client
from bot.channels.tencent.token_calls import TokenCall
from bot.channels.tencent.transport import Credentials
from bot.services.tokens import DatabaseTokens
from storage.engine import Database


@dataclass
class Office:
    """Our side: a client of each platform, on one database."""

    api: TencentApi
    database: Database
    clock: MovingClock

    def __post_init__(self) -> None:
        oa, wecom = self.api.oa, self.api.wecom
        self.oa_app = Credentials("wechat", oa.address, oa.app_id, oa.secret)
        self.wecom_app = Credentials("wecom", wecom.host.address, wecom.corp_id, wecom.app.secret)
        self.oa = self.client(self.oa_app)
        self.wecom = self.client(self.wecom_app)

    def client(self, app: Credentials) -> Client:
        """A client as another process would have it."""
        return Client(app, DatabaseTokens(self.database, TokenCall(app), self.clock))

    def greet(self, openid: str, client: Client | None = None) -> None:
        """Say hello by customer service."""
        said = {"touser": openid, "msgtype": "text", "text": {"content": "你好"}}
        (client or self.oa).call("message/custom/send", said)
