"""A bare address the platforms can call, to try the simulator itself: it answers what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from support.tencent_callbacks import fields_of, xml_of
from support.tencent_crypto import Keys


@dataclass
class Heard:
    """One call: its query and the fields of the event in it."""

    query: dict[str, str]
    event: dict[str, str]


@dataclass
class Ear:
    """Keeps what it hears, and answers with `answer`: a status and a body, None to say nothing."""

    keys: Keys
    answer: Callable[[Heard], tuple[int, bytes] | None] = lambda _heard: (200, b"success")
    heard: list[Heard] = field(default_factory=list)
    address: str = ""
    patience: threading.Event = field(default_factory=threading.Event)

    def reply(self, heard: Heard, **fields: object) -> bytes:
        """An encrypted passive reply to an event."""
        head = (("ToUserName", heard.event["FromUserName"]), ("FromUserName", heard.event["ToUserName"]))
        cipher = self.keys.encrypt(xml_of(*head, ("CreateTime", 1), *fields.items()))
        signature = self.keys.sign("1", "n", cipher)
        return xml_of(
            ("Encrypt", cipher), ("MsgSignature", signature), ("TimeStamp", "1"), ("Nonce", "n")
        ).encode()


@contextmanager
def listening(keys: Keys) -> Iterator[Ear]:
    """Listen until the block ends."""
    ear = Ear(keys)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            query = dict(parse_qsl(urlsplit(self.path).query))
            cipher = fields_of(body)["Encrypt"]
            assert keys.sign(query["timestamp"], query["nonce"], cipher) == query["msg_signature"]
            heard = Heard(query, fields_of(keys.decrypt(cipher).encode()))
            ear.heard.append(heard)
            self._say(ear.answer(heard))

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._say(ear.answer(Heard(query, {})))

        def _say(self, answer: tuple[int, bytes] | None) -> None:
            if answer is None:
                ear.patience.wait(5)
                return
            self.send_response(answer[0])
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ear.address = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        ear.patience.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
