"""A callback of the Official Account: what the whole POST costs, and how long 64 people at once wait.

The floor is a route that does nothing but read its body, plus the bare arithmetic of one callback: two
signatures, one decryption, one encryption, one look through the XML. The peer is wechatpy's own way through a
callback, without any check but its signature.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import http.client
import re
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

from benchmarks.table import Row
from benchmarks.timing import ms, percentile, rounds, seconds
from bot.app import build_core, build_web
from bot.channels.tencent import xml
from bot.channels.tencent.envelope import Envelopes, signature
from bot.channels.tencent.webhook import Webhook
from bot.channels.wechat import PATH
from bot.channels.wechat.parsing import parse
from bot.clock import SystemClock
from bot.config import Config

TOKEN, KEY, APP = "aToken123", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
ENVIRON = {
    "WENZHEN_WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WENZHEN_WECHAT_TOKEN": TOKEN,
    "WENZHEN_WECHAT_AES_KEY": KEY,
    "WENZHEN_COOKIE_SECRET": "c" * 40,
}
PEOPLE = 64
STEPS = 14
SAID = "收到：4（多数工序自动采集）。\n\n" + "车间的生产进度，平时是怎么掌握的？" * 6

_clock = SystemClock()
_numbers = count(10**15)
_crypto = WeChatCrypto(TOKEN, KEY, APP)
_Post = Callable[[str, bytes], bytes]


def run() -> list[Row]:
    """The rows of the table."""
    return [*_one_callback(), _many_people()]


def posted(openid: str, text: str) -> tuple[str, bytes]:
    """A text message as the platform posts it: the query and the body."""
    stamp = str(int(_clock.now().timestamp()))
    message = (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{next(_numbers)}</MsgId></xml>"
    )
    sealed = xml.read(_crypto.encrypt_message(message, "n1", stamp).encode())
    query = {
        "signature": signature(TOKEN, stamp, "n1"),
        "timestamp": stamp,
        "nonce": "n1",
        "openid": openid,
        "encrypt_type": "aes",
        "msg_signature": xml.text(sealed, "MsgSignature"),
    }
    encrypted = xml.text(sealed, "Encrypt")
    body = f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return urlencode(query), body.encode()


# one callback, in the process, without a turn


def _one_callback() -> list[Row]:
    envelopes = Envelopes(TOKEN, KEY, APP)

    async def take(fields: xml.Fields) -> str:
        message = parse(fields, _clock.now()).message
        assert message is not None
        return _answer(message.account)

    ours = _poster(Webhook("wechat", envelopes, take, _clock, corp=False).routes(PATH))
    nothing = _poster([Route(PATH, _read_only, methods=["POST"])])
    calls = [posted(f"o{number}", "2") for number in range(300)]
    assert _said(ours(*calls[0])) == SAID

    def whole(_round: str, number: int) -> None:
        ours(*calls[number])

    def floor(_round: str, number: int) -> None:
        nothing(*calls[number])
        _bare(*calls[number])

    def peer(_round: str, number: int) -> None:
        nothing(*calls[number])
        _as_the_library(*calls[number])

    mine, least, theirs = rounds(7, len(calls), whole, floor, peer)
    return [
        Row(
            "WeChat callback, POST to reply, no turn, vs no-op route + bare crypto",
            seconds(mine),
            seconds(least),
            mine / least,
            "≤ 3.0",
        ),
        Row(
            "the same, vs no-op route + wechatpy's own way",
            seconds(mine),
            seconds(theirs),
            mine / theirs,
            "≤ 1.0",
        ),
    ]


def _answer(openid: str) -> str:
    return xml.write(
        {"ToUserName": openid, "FromUserName": "gh_1", "CreateTime": 1, "MsgType": "text", "Content": SAID}
    )


async def _read_only(request: Request) -> Response:
    await request.body()
    return Response(b"success")


def _poster(routes: Sequence[Route]) -> _Post:
    """Posts to an application inside the process, without a network."""
    app, loop = Starlette(routes=list(routes)), asyncio.new_event_loop()

    async def post(query: str, body: bytes) -> bytes:
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": query.encode(),
            "headers": [],
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        found: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI says
            found.append(message.get("body", b""))

        await app(scope, receive, send)
        return b"".join(found)

    return lambda query, body: loop.run_until_complete(post(query, body))


def _bare(query: str, body: bytes) -> str:
    """The arithmetic alone, on the fastest way there is."""
    given = dict(pair.split("=", 1) for pair in query.split("&"))
    found = re.search(rb"<Encrypt><!\[CDATA\[([^]]+)", body)
    assert found is not None
    encrypted = found.group(1).decode()
    mine = signature(TOKEN, given["timestamp"], given["nonce"], encrypted)
    assert hmac.compare_digest(mine, given["msg_signature"])
    key = base64.b64decode(KEY + "=")
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = opener.update(base64.b64decode(encrypted)) + opener.finalize()
    [length] = struct.unpack(">I", plain[16:20])
    sender = re.search(rb"<FromUserName><!\[CDATA\[([^]]+)", plain[20 : 20 + length])
    assert sender is not None
    reply = _answer(sender.group(1).decode()).encode()
    packed = b"r" * 16 + struct.pack(">I", len(reply)) + reply + APP.encode()
    pad = 32 - len(packed) % 32
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = base64.b64encode(sealer.update(packed + bytes([pad]) * pad) + sealer.finalize()).decode()
    signed = hashlib.sha1("".join(sorted((TOKEN, "1", "n", sealed))).encode()).hexdigest()  # noqa: S324 - theirs
    return f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signed}</MsgSignature></xml>"


def _as_the_library(query: str, body: bytes) -> str:
    given = dict(pair.split("=", 1) for pair in query.split("&"))
    plain = _crypto.decrypt_message(body, given["msg_signature"], given["timestamp"], given["nonce"])
    reply: str = create_reply(SAID, message=parse_message(plain)).render()
    sealed: str = _crypto.encrypt_message(reply, "n", "1")
    return sealed


def _said(answer: bytes) -> str:
    """The words of a passive reply."""
    sealed = xml.read(answer)
    plain = _crypto.decrypt_message(
        dict(sealed),
        xml.text(sealed, "MsgSignature"),
        xml.text(sealed, "TimeStamp"),
        xml.text(sealed, "Nonce"),
    )
    return xml.text(xml.read(plain.encode()), "Content")


# many people, over real HTTP, each with a whole turn


def _many_people() -> Row:
    # The people in a process of their own, or they would take the service's time.
    with (
        tempfile.TemporaryDirectory() as folder,
        _service(Path(folder)) as port,
        ProcessPoolExecutor(1, get_context("spawn")) as elsewhere,
    ):
        waited = elsewhere.submit(_everybody, port).result()
    worst = percentile(waited, 0.99)
    middle = ms(percentile(waited, 0.5))
    what = f"WeChat, {PEOPLE} people at once, whole turns: reply in the request, p99 (p50 {middle})"
    return Row(what, ms(worst), "1 s", worst, "≤ 1.0")


def _everybody(port: int) -> list[float]:
    """Everybody's interview at the same time, after one who came before; the seconds of each answer."""
    _talks(port, "oFirst")
    with ThreadPoolExecutor(PEOPLE) as threads:
        talks = threads.map(lambda number: _talks(port, f"oPerson{number:03d}"), range(PEOPLE))
        return [wait for waits in talks for wait in waits]


def _talks(port: int, openid: str) -> list[float]:
    """One person's interview, as fast as she is answered; the seconds of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    waits = []
    for step in range(STEPS):
        query, body = posted(openid, "1" if step < 2 else "2")
        began = time.perf_counter()
        connection.request("POST", f"{PATH}?{query}", body)
        answer = connection.getresponse()
        content = answer.read()
        waits.append(time.perf_counter() - began)
        assert answer.status == 200
        assert _said(content)
    connection.close()
    return waits


@contextmanager
def _service(folder: Path) -> Iterator[int]:
    """The whole application on a port of the loopback."""
    base = Config()
    wechat = replace(base.channels.wechat, enabled=True, app_id=APP, api_base="http://127.0.0.1:9", menu=())
    config = replace(
        base,
        database=replace(base.database, url=f"sqlite:///{folder / 'b.db'}", files=str(folder / "files")),
        channels=replace(base.channels, wechat=wechat),
    )
    core = build_core(config, environ=ENVIRON)
    server = uvicorn.Server(
        uvicorn.Config(build_web(core), host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        core.close()
