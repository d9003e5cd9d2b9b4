"""One host of Tencent's on loopback: a threaded HTTP server that answers calls, and fails when told to."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

from bot.clock import Clock

PREFIX: Final = "/cgi-bin/"
_PART = re.compile(rb'name="([^"]*)"(?:; filename="([^"]*)")?')


class Refusal(Exception):  # noqa: N818 - an answer of the platform
    """An error answer: an `errcode` inside HTTP 200."""

    def __init__(self, errcode: int, errmsg: str, **more: object) -> None:
        super().__init__(errmsg)
        self.answer = {"errcode": errcode, "errmsg": errmsg, **more}


@dataclass
class Upload:
    """A file in a call's body; a part without a plain `filename` has no name."""

    name: str
    content: bytes


@dataclass
class Binary:
    """An answer that is a file."""

    name: str
    content: bytes
    media_type: str


@dataclass
class Call:
    """One call of ours."""

    path: str
    query: dict[str, str]
    json: dict[str, Any]
    files: dict[str, Upload]
    at: datetime

    @property
    def to(self) -> str:
        """Whom a message is for."""
        return str(self.json.get("touser", ""))


@dataclass
class Fault:
    """What happens to the next calls of a method instead of, or after, what they ask for."""

    path: str
    errcode: int = 0
    errmsg: str = "a scripted fault"
    status: int = 200
    times: int = 1
    to: str = ""
    after: bool = False  # the deed is done all the same
    hang: float = 0.0  # seconds before the answer
    cut: bool = False  # the connection breaks in the middle of the answer


Answer: TypeAlias = "dict[str, Any] | Binary"
Method: TypeAlias = Callable[[Call], Answer]


@dataclass
class Host:
    """The methods under one address. Use it as a context manager through `TencentApi`."""

    clock: Clock
    latency: float = 0.0
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    methods: dict[str, Method] = field(default_factory=dict)
    address: str = ""

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen on a free port of the loopback."""
        self._server = _Server(self)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everyone."""
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.hang_up()
        self._server.server_close()

    def fault(self, path: str, **what: Any) -> Fault:  # noqa: ANN401 - the fields of a fault
        """Let the next calls of a method go wrong."""
        fault = Fault(path, **what)
        self.faults.append(fault)
        return fault

    def called(self, path: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.path == path]

    def respond(self, call: Call) -> tuple[Answer, Fault | None]:
        """The answer to a call, and what goes wrong with it."""
        time.sleep(self.latency)
        with self.lock:
            self.calls.append(call)
            fault = self._due(call)
        if fault is not None and not fault.after:
            return {"errcode": fault.errcode, "errmsg": fault.errmsg}, fault
        method = self.methods.get(call.path)
        try:
            with self.lock:
                answer = method(call) if method else _unknown(call)
        except Refusal as refusal:
            answer = refusal.answer
        if fault is not None and fault.errcode:
            answer = {"errcode": fault.errcode, "errmsg": fault.errmsg}
        return answer, fault

    def _due(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.path == call.path and fault.times > 0 and fault.to in ("", call.to):
                fault.times -= 1
                return fault
        return None


def _unknown(call: Call) -> Answer:
    raise Refusal(48001, f"api unauthorized: no method {call.path}")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: Host) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = host
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the library's
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + 2
        while self._open and time.monotonic() < deadline:
            time.sleep(0.005)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self._body())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
        """Say nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _serve(self, body: bytes) -> None:
        address = urlsplit(self.path)
        host = self.server.host
        call = Call(
            address.path.removeprefix(PREFIX),
            dict(parse_qsl(address.query, keep_blank_values=True)),
            *_parsed(self.headers.get("Content-Type", ""), body),
            host.clock.now(),
        )
        answer, fault = host.respond(call)
        if fault is not None and fault.hang:
            time.sleep(fault.hang)
        if isinstance(answer, Binary):
            named = f"attachment; filename*=utf-8''{quote(answer.name)}"
            self._send(200, answer.content, answer.media_type, {"Content-Disposition": named})
            return
        content = json.dumps(answer, ensure_ascii=False).encode()
        if fault is not None and fault.cut:
            self._send(200, content[:5], "application/json", {"Content-Length": "1000"})
            self.close_connection = True
            return
        self._send(fault.status if fault is not None else 200, content, "application/json")

    def _send(self, status: int, content: bytes, kind: str, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _parsed(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The JSON of a body, or the files of a form."""
    if kind.startswith("multipart/form-data"):
        boundary = kind.partition("boundary=")[2].strip('"').encode()
        return {}, dict(_files(body, boundary))
    if not body:
        return {}, {}
    try:
        found = json.loads(body)
    except ValueError:
        return {"": body.decode("utf-8", "replace")}, {}
    return (found if isinstance(found, dict) else {}), {}


def _files(body: bytes, boundary: bytes) -> list[tuple[str, Upload]]:
    found = []
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        if match := _PART.search(head):
            name = (match.group(2) or b"").decode()
            found.append((match.group(1).decode(), Upload(name, content)))
    return found
