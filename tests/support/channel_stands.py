"""For each registered channel a stand to try its sending side on: what a person would see, how it can fail.

A channel that is registered and has no stand fails `tests/contract/test_channels.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

import pytest
from support.telegram_api import TelegramApi
from support.telegram_bot import Application, running_bot
from support.tencent_api import TencentApi
from support.tencent_bots import kf_gateway, wecom_gateway
from support.tencent_screen import Act, Screen
from support.wechat_account import Application as Account
from support.wechat_account import gateway_for as oa_gateway

from bot.channels.base import Capabilities, Channel, Outgoing, Receipt
from bot.channels.console import ConsoleChannel
from bot.channels.web import WebChannel
from bot.channels.web.adapter import drawn
from bot.conversation.prompt import Attachment, Prompt

FILES: Final = {"d" * 64: b"a document", "e" * 64: b"a picture"}


@dataclass
class Seen:
    """One message on a person's screen: its words, its buttons' labels, the names of its files."""

    text: str
    buttons: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass
class Stand:
    """A channel connected to something that shows what arrives."""

    channel: Channel
    account: str
    deliver: Callable[[Outgoing], Receipt]
    seen: Callable[[], list[Seen]]
    trouble: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """What can go wrong with the next message, by what must be said of it: retryable, unknown or final."""

    def send(self, prompt: Prompt, key: str = "key", locale: str = "zh-CN") -> Receipt:
        """Send one prompt to the stand's person."""
        return self.deliver(Outgoing(key, self.account, prompt, locale=locale))

    @property
    def capabilities(self) -> Capabilities:
        """The channel's own."""
        return self.channel.capabilities


@contextmanager
def console() -> Iterator[Stand]:
    """The terminal."""
    lines: list[str] = []
    channel = ConsoleChannel(lines.append)

    def seen() -> list[Seen]:
        return [Seen(line, files=tuple(_bracketed(line))) for line in lines]

    yield Stand(channel, "me", lambda outgoing: asyncio.run(channel.send(outgoing)), seen)


@contextmanager
def web() -> Iterator[Stand]:
    """The web chat: what the page is given to draw."""
    channel = WebChannel()
    shown: list[Seen] = []

    def deliver(outgoing: Outgoing) -> Receipt:
        receipt = asyncio.run(channel.send(outgoing))
        page = drawn(outgoing.prompt, _address)
        shown.append(
            Seen(
                page["text"],
                tuple(option["label"] for option in page["options"]),
                tuple(file["name"] for file in page["attachments"]),
            )
        )
        return receipt

    yield Stand(channel, "browser", deliver, lambda: shown)


@contextmanager
def telegram() -> Iterator[Stand]:
    """Telegram, against the simulator."""
    with TelegramApi() as api, running_bot(api, Application(files=dict(FILES))) as bot:
        person = api.person()
        person.started = True

        def seen() -> list[Seen]:
            return [
                Seen(shown.text, tuple(shown.labels), (shown.name,) if shown.name else ())
                for shown in person.screen
            ]

        yield Stand(
            bot.gateway.channel,
            str(person.id),
            lambda outgoing: bot.do(bot.gateway.channel.send(outgoing)),
            seen,
            {
                "retryable": partial(api.fault, "sendMessage", status=500),
                "unknown": partial(api.fault, "sendMessage", cut=True),
                "final": partial(setattr, person, "blocked", True),  # noqa: FBT003 - setattr's value
            },
        )


@contextmanager
def wechat() -> Iterator[Stand]:
    """An Official Account, against the simulator."""
    with TencentApi() as api:
        gateway = oa_gateway(api, Account(files=dict(FILES)))
        person = api.oa.person()
        person.windows.left[Act.MESSAGE] = 100  # limits have tests of their own
        person.windows.until[Act.MESSAGE] = api.clock.now() + timedelta(days=1)
        yield Stand(
            gateway.channel,
            person.account,
            lambda outgoing: asyncio.run(gateway.channel.send(outgoing)),
            lambda: _on(person),
            {
                "retryable": partial(api.oa.host.fault, "message/custom/send", errcode=45011),
                "unknown": partial(api.oa.host.fault, "message/custom/send", cut=True, after=True),
                "final": partial(setattr, person, "followed", False),  # noqa: FBT003 - setattr's value
            },
        )


@contextmanager
def wecom() -> Iterator[Stand]:
    """A WeCom app, against the simulator."""
    with TencentApi() as api:
        gateway = wecom_gateway(api, Application(files=dict(FILES)))
        person = api.wecom.person()
        yield Stand(
            gateway.channel,
            person.account,
            lambda outgoing: asyncio.run(gateway.channel.send(outgoing)),
            lambda: _on(person),
            {
                "retryable": partial(api.wecom.host.fault, "message/send", errcode=45033),
                "unknown": partial(api.wecom.host.fault, "message/send", cut=True, after=True),
                "final": partial(setattr, person, "visible", False),  # noqa: FBT003 - setattr's value
            },
        )


@contextmanager
def wecom_kf() -> Iterator[Stand]:
    """WeCom customer service, against the simulator."""
    with TencentApi() as api:
        gateway = kf_gateway(api, Application(files=dict(FILES)))
        person = api.kf.person()
        person.wrote, person.left = api.clock.now(), 100  # limits have tests of their own
        yield Stand(
            gateway.channel,
            person.account,
            lambda outgoing: asyncio.run(gateway.channel.send(outgoing)),
            lambda: _on(person),
            {
                "retryable": partial(api.wecom.host.fault, "kf/send_msg", errcode=45033),
                "unknown": partial(api.wecom.host.fault, "kf/send_msg", cut=True, after=True),
                "final": partial(setattr, person, "left", 0),
            },
        )


def _on(person: Screen) -> list[Seen]:
    return [
        Seen(shown.text, tuple(shown.labels), (shown.name,) if shown.name else ()) for shown in person.screen
    ]


STANDS: Final[Mapping[str, Callable[[], AbstractContextManager[Stand]]]] = {
    "console": console,
    "web": web,
    "telegram": telegram,
    "wechat": wechat,
    "wecom": wecom,
    "wecom_kf": wecom_kf,
}


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the waits between messages away: they have tests of their own."""
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.0)


def _bracketed(line: str) -> list[str]:
    return [row[1:-1] for row in line.splitlines() if row.startswith("[") and row.endswith("]")]


def _address(file: Attachment) -> str:
    return f"/reports/{file.sha256[:8]}"
