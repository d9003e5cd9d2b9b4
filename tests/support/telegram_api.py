"""A Bot API server on loopback that behaves as Telegram is known to: limits, errors, long polling, webhooks.

People (`support.telegram_people`) act in the test's thread; the server runs in its own. What the platform may
do to a bot is scripted with `fault`: floods, outages, answers that never come, before or after the deed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from support.telegram_methods import METHODS, BotMethods, Refusal
from support.telegram_people import Person, wait_until

TOKEN = "123456:a-planted-Token-of-the-simulator"
_DEFAULT_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")


@dataclass
class Call:
    """One call of the bot."""

    method: str
    given: dict[str, Any]
    at: float


@dataclass
class Fault:
    """What happens to the next calls of a method instead of, or after, what they ask for."""

    method: str
    status: int = 200
    description: str = ""
    parameters: dict[str, int] | None = None
    times: int = 1
    chat: int | None = None
    after: bool = False  # the deed is done all the same
    hang: float = 0.0  # seconds before the answer
    cut: bool = False  # the connection breaks in the middle of the answer


@dataclass
class TelegramApi(BotMethods):
    """One bot's platform. Use it as a context manager."""

    token: str = TOKEN
    latency: float = 0.0
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused_by_webhook: list[int] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._update_ids = itertools.count(700_000_001)
        self._pending: list[dict[str, Any]] = []
        self._allowed: tuple[str, ...] = _DEFAULT_UPDATES
        self._polls = itertools.count(1)
        self._poll = 0
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._server: uvicorn.Server | None = None
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["POST", "GET"]),
                Route("/file/bot{token}/{path:path}", self._download),
            ]
        )
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off")
        )
        server = self._server
        self._threads = [
            threading.Thread(target=server.run, daemon=True),
            threading.Thread(target=self._bring, daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        wait_until(lambda: server.started)
        self.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._stop.set()
        self._server.should_exit = True
        for thread in self._threads:
            thread.join(timeout=10)

    # the script

    def person(self, number: int = 0, language: str = "zh-hans") -> Person:
        """Somebody new, or the one with that number."""
        number = number or 5000 + len(self.people)
        if number not in self.people:
            self.people[number] = Person(self, number, language)
        return self.people[number]

    def push(self, update: dict[str, Any]) -> int:
        """Send the bot an update; one without a number gets the next. Its number."""
        number: int = update.get("update_id", 0) or next(self._update_ids)
        with self._lock:
            self._pending.append({"update_id": number, **update})
        return number

    def fault(self, method: str, **what: Any) -> Fault:  # noqa: ANN401 - the fields of a fault
        """Let the next calls of a method go wrong."""
        fault = Fault(method, **what)
        self.faults.append(fault)
        return fault

    def flood(self, method: str, seconds: int, **more: Any) -> Fault:  # noqa: ANN401 - the fields of a fault
        """Ask the bot to wait."""
        says = f"Too Many Requests: retry after {seconds}"
        return self.fault(method, status=429, description=says, parameters={"retry_after": seconds}, **more)

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def unacknowledged(self) -> int:
        """How many updates wait."""
        with self._lock:
            return len(self._pending)

    # the server

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        given = await _parameters(request)
        self.calls.append(Call(method, given, time.monotonic()))
        await asyncio.sleep(self.latency)
        if request.path_params["token"] != self.token:
            return _error(Refusal(401, "Unauthorized"))
        fault = self._due_fault(method, given)
        if fault is not None and not fault.after:
            return await _faulty(fault)
        try:
            result = await self._result(method, given)
        except Refusal as refusal:
            return _error(refusal)
        return JSONResponse({"ok": True, "result": result}) if fault is None else await _faulty(fault)

    async def _result(self, method: str, given: dict[str, Any]) -> object:
        if method == "getUpdates":
            return await self._updates(given)
        if method not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        return METHODS[method](self, given)

    def _due_fault(self, method: str, given: Mapping[str, Any]) -> Fault | None:
        for fault in self.faults:
            here = fault.chat is None or str(fault.chat) == str(given.get("chat_id"))
            if fault.method == method and fault.times > 0 and here:
                fault.times -= 1
                return fault
        return None

    async def _updates(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        mine = self._poll = next(self._polls)
        offset, wait = int(given.get("offset", 0)), float(given.get("timeout", 0))
        self._allowed = tuple(json.loads(given.get("allowed_updates", "null")) or self._allowed)
        with self._lock:
            self._pending = [update for update in self._pending if update["update_id"] >= offset]
        deadline = time.monotonic() + wait
        while not self._stop.is_set():
            if self._poll != mine:
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
            with self._lock:
                found = [update for update in self._pending if self._wanted(update)][:100]
            if found or time.monotonic() >= deadline:
                return sorted(found, key=lambda update: int(update["update_id"]))
            await asyncio.sleep(0.005)
        return []

    def _wanted(self, update: Mapping[str, Any]) -> bool:
        return any(name in update for name in self._allowed) or len(update) == 1

    async def _download(self, request: Request) -> Response:
        fault = self._due_fault("download", {})
        if fault is not None:
            return await _faulty(fault)
        content = self.files.get(request.path_params["path"].removeprefix("documents/"))
        return Response(content) if content is not None else Response(status_code=404)

    def _bring(self) -> None:
        """Bring updates to the webhook, in order, each again until it is taken."""
        with httpx.Client(timeout=10) as client:
            while not self._stop.wait(0.005):
                with self._lock:
                    update = self._pending[0] if self._pending and self.webhook else None
                if update is None:
                    continue
                secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret", "")}
                try:
                    answer = client.post(self.webhook.get("url", ""), json=update, headers=secret)
                except httpx.HTTPError:
                    continue
                if answer.is_success:
                    with self._lock:
                        self._pending.remove(update)
                else:
                    self.refused_by_webhook.append(answer.status_code)
                    self._stop.wait(0.05)


async def _parameters(request: Request) -> dict[str, Any]:
    async with request.form() as form:
        return {
            name: (value.filename, await value.read()) if isinstance(value, UploadFile) else value
            for name, value in form.multi_items()
        }


async def _faulty(fault: Fault) -> Response:
    if fault.hang:
        await asyncio.sleep(fault.hang)
    if fault.cut:
        return Response(b"{", headers={"content-length": "1000"})
    return _error(Refusal(fault.status, fault.description, fault.parameters))


def _error(refusal: Refusal) -> Response:
    body = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return JSONResponse(body, status_code=refusal.status)
