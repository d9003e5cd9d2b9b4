"""Whatever is posted to the three callbacks: 403, or the right reply, and no more memory than before."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest
import structlog
from starlette.applications import Starlette
from starlette.types import Message
from support.tencent_bots import Notes, envelopes
from support.tencent_callbacks import fields_of
from support.tencent_crypto import Keys
from support.tencent_fuzz import OWNER, SENDER, WORDS, Callback, Fuzzer

from bot.channels import wechat, wecom, wecom_kf
from bot.channels.base import DeliveryNews, InboundFile, InboundMessage, Kind
from bot.channels.tencent import fetching, webhook
from bot.channels.wechat import gateway as wechat_gateway
from bot.channels.wechat import receiving
from bot.channels.wechat.gateway import connect as connect_wechat
from bot.channels.wecom import gateway as wecom_gateway
from bot.channels.wecom.gateway import connect as connect_wecom
from bot.channels.wecom_kf import gateway as kf_gateway
from bot.channels.wecom_kf.gateway import connect as connect_kf
from bot.clock import SystemClock
from bot.conversation.prompt import Prompt

COUNT = 240_000
WARM = 30_000
GROWTH = 12 * 1024 * 1024  # bytes; what an allocator may keep over such a time

LOGGING = (fetching, webhook, receiving, wechat_gateway, wecom_gateway, kf_gateway)

Post = Callable[[str, Callback], Awaitable[tuple[int, bytes]]]


class Calls:
    """The platforms have nothing to say."""

    def call(self, endpoint: str, json: object = None, **_more: object) -> dict[str, Any]:
        return {"errcode": 0, "msg_list": [], "has_more": 0, "next_cursor": "c"}

    def upload(self, *_given: object) -> str:
        return "media"

    def download(self, _media_id: str) -> tuple[str, str, bytes]:
        return "a.jpg", "image/jpeg", b"\xff\xd8\xff a picture"


class Ears:
    """Answers as the door does: every message once, the same one alike. Keeps nothing but the last few."""

    def __init__(self) -> None:
        self.turns = 0

    async def hear(self, message: InboundMessage) -> Sequence[Prompt]:
        self.turns += 1
        return [] if message.kind in (Kind.NOTICE, Kind.LEAVE) else [Prompt(said(message.text))]

    async def news(self, _item: DeliveryNews) -> None:
        return None

    def later(self, _message: InboundMessage) -> NoReturn:
        raise AssertionError("nothing here is slow")

    def unfinished(self, _before: datetime) -> list[InboundMessage]:
        return []

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        return InboundFile(name, "f" * 64, media_type, len(content))


def said(text: str) -> str:
    return f"听到：{text}"


class Log:
    """Counts the lines; none may hold what somebody wrote, nor a trace."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()

    def __call__(self, _logger: object, _method: str, line: Mapping[str, Any]) -> NoReturn:
        whole = repr(line)
        assert WORDS not in whole
        assert SENDER not in whole
        assert "exc_info" not in line
        assert len(whole) < 400
        self.lines[str(line["event"])] += 1
        raise structlog.DropEvent


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    before = structlog.get_config()
    log = Log()
    structlog.configure(processors=[log])
    for module in LOGGING:  # loggers used before may keep how they were configured then
        monkeypatch.setattr(module, "log", structlog.get_logger())
    yield log
    structlog.configure(**before)


def keys() -> dict[str, Keys]:
    return {
        wechat.PATH: Keys.new("wx0123456789abcdef"),
        wecom.PATH: Keys.new("ww0123456789abcdef"),
        wecom_kf.PATH: Keys.new("ww0123456789abcdef"),
    }


def application(known: Mapping[str, Keys], ears: Ears) -> Starlette:
    calls, clock, notes = Calls(), SystemClock(), Notes()
    common: dict[str, Any] = {"read": lambda _sha: b"", "keep": ears.keep, "memory": notes, "clock": clock}
    gateways = (
        connect_wechat(
            calls,
            envelopes(known[wechat.PATH]),
            (),
            link=lambda _account, _file: "",
            later=ears.later,
            unfinished=ears.unfinished,
            **common,
        ),
        connect_wecom(calls, envelopes(known[wecom.PATH]), 1000002, **common),
        connect_kf(
            calls, envelopes(known[wecom_kf.PATH]), "wkFuzz", link=lambda _account, _file: "", **common
        ),
    )
    return Starlette(routes=[route for one in gateways for route in one.routes(ears.hear, ears.news)])


def poster(app: Starlette) -> Post:
    async def post(path: str, callback: Callback) -> tuple[int, bytes]:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": callback.query.encode(),
            "headers": [],
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        given = iter([{"type": "http.request", "body": callback.body, "more_body": False}])
        answer = {"status": 0, "body": b""}

        async def receive() -> Message:
            return next(given)

        async def send(message: Message) -> None:
            answer["status"] = message.get("status", answer["status"])
            answer["body"] += message.get("body", b"")

        await app(scope, receive, send)
        return answer["status"], answer["body"]  # type: ignore[return-value] # as set above

    return post


def judge(keys: Keys, callback: Callback, status: int, body: bytes) -> str:
    """How it was answered; an error when that is wrong."""
    if status == 403:
        assert callback.kind not in ("good", "replayed"), callback
        assert body == b"no"
        return "403"
    assert status == 200, (status, callback)
    assert not callback.must_refuse, callback
    if body == b"success":
        return "success"
    sealed = fields_of(body)
    assert keys.sign(sealed["TimeStamp"], sealed["Nonce"], sealed["Encrypt"]) == sealed["MsgSignature"]
    reply = fields_of(keys.decrypt(sealed["Encrypt"]).encode())
    asked = fields_of(keys.decrypt(fields_of(callback.body)["Encrypt"]).encode())
    assert (reply["ToUserName"], reply["FromUserName"]) == (asked["FromUserName"], asked["ToUserName"])
    if callback.kind in ("good", "replayed"):
        assert reply["Content"] == said(asked["Content"]).strip()
        assert (asked["FromUserName"], asked["ToUserName"]) == (SENDER, OWNER)
    assert len(reply["Content"].encode()) <= wechat.CAPABILITIES.max_text
    return "reply"


async def fuzz(count: int, warm: int, seed: int) -> tuple[Counter[str], int, int]:
    """So many callbacks; how they were answered, the memory in use after `warm` of them and at the end."""
    known, ears = keys(), Ears()
    post = poster(application(known, ears))
    fuzzers = {
        path: Fuzzer(one, Random(f"{seed}{path}"), lambda: int(SystemClock().now().timestamp()))  # noqa: S311 - repeatable
        for path, one in known.items()
    }
    found: Counter[str] = Counter()
    before = 0
    for number in range(count):
        path = (wechat.PATH, wecom.PATH, wecom_kf.PATH)[number % 3]
        callback = fuzzers[path].next()
        status, body = await post(path, callback)
        found[judge(known[path], callback, status, body)] += 1
        found[f"({callback.kind})"] += 1
        if number == warm:
            before = memory()
    return found, before, memory()


def memory() -> int:
    """Bytes this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def test_a_few_callbacks_of_every_kind(log: Log) -> None:
    found, _, _ = asyncio.run(fuzz(1500, 0, 7))

    assert min(found[f"({kind})"] for kind in ("good", "stale", "nested", "entities", "odd fields")) > 20
    assert log.lines["webhook_refused"] == found["403"]
    assert found["reply"] > 50


@pytest.mark.proof
def test_no_callback_gets_more_than_a_refusal_or_its_reply(log: Log) -> None:
    began = time.monotonic()
    found, before, after = asyncio.run(fuzz(COUNT, WARM, 11))

    seconds = time.monotonic() - began
    total = sum(found[name] for name in ("403", "success", "reply"))
    kinds = ", ".join(f"{name[1:-1]} {count}" for name, count in sorted(found.items()) if name[0] == "(")
    print(
        f"\n{total:,} callbacks in {seconds:.0f} s: {found['403']:,} refused, {found['reply']:,} replies, "
        f"{found['success']:,} without; memory {before / 2**20:.1f} → {after / 2**20:.1f} MB\n{kinds}"
    )
    assert total == COUNT
    assert log.lines["webhook_refused"] == found["403"]
    assert set(log.lines) == {"webhook_refused"}
    assert after - before < GROWTH
