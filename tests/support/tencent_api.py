"""Tencent's platforms on loopback: an Official Account, a corporation with its app, its customer service.

They behave as the platforms are known to (`docs/reference/tencent.md`). Nothing here uses our own code but
the clock, so that a mistake of ours is not made twice. Each calls the address in its `callbacks`.

    with TencentApi() as api:
        api.oa.callbacks.address = "http://127.0.0.1:8000/channels/wechat"
        li = api.oa.person()
        li.say("你好")
        assert "问诊" in li.hears().text
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from support.clock import MovingClock
from support.tencent_kf import CustomerService
from support.tencent_oa import OfficialAccount
from support.tencent_wecom import Corporation

from bot.clock import Clock


@dataclass
class TencentApi:
    """All three. Use it as a context manager."""

    clock: Clock = field(default_factory=MovingClock)

    def __post_init__(self) -> None:
        self.oa = OfficialAccount(self.clock)
        self.wecom = Corporation(self.clock)
        self.kf = CustomerService(self.wecom)

    def __enter__(self) -> Self:
        self.oa.host.start()
        self.wecom.host.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for callbacks in (self.oa.callbacks, self.wecom.callbacks, self.kf.callbacks):
            callbacks.settle()
        self.oa.host.stop()
        self.wecom.host.stop()

    def point_at(self, address: str) -> None:
        """Let every platform call the service at this address."""
        self.oa.callbacks.address = f"{address}/channels/wechat"
        self.wecom.callbacks.address = f"{address}/channels/wecom"
        self.kf.callbacks.address = f"{address}/channels/wecom-kf"

    def secrets(self) -> list[str]:
        """Everything that must never be in a log: planted, so that tests can look for it."""
        keys = [one.keys for one in (self.oa.callbacks, self.wecom.callbacks, self.kf.callbacks)]
        tokens = [desk.every() for desk in (self.oa.tokens, self.wecom.app.tokens, self.kf.app.tokens)]
        return [
            *(self.oa.secret, self.wecom.app.secret, self.kf.app.secret),
            *(word for key in keys for word in (key.token, key.aes_key)),
            *(token for desk in tokens for token in desk),
        ]
