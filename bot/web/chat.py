"""The web chat's addresses: the page, its files, messages in, news out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot import messages
from bot.channels.base import InboundFile, InboundMessage
from bot.channels.web.adapter import Sender, drawn, file_message, message
from bot.clock import Clock
from bot.conversation.prompt import Attachment
from bot.errors import InputError
from bot.questionnaire.understanding.outcome import Command
from bot.services.history import News, Said
from bot.web.identity import Identity
from bot.web.security import same_site

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "web"
_CHUNK = 64 * 1024
_WORDS = (
    "title",
    "tagline",
    "progress",
    "log",
    "shortcuts",
    "attach",
    "send",
    "placeholder",
    "noscript",
    "me",
    "bot",
    "again",
    "pick_one",
    "pick_several",
    "done",
    "none",
    "comma",
    "offline",
    "sending",
    "failed",
    "too_large",
)


class ChatDoor(Protocol):
    """What the web chat needs of the application; all calls block and may take milliseconds."""

    def handle(self, message: InboundMessage) -> Sequence[Said]:
        """Run one turn; return its reply."""
        ...

    def news(self, channel: str, account: str, cursor: str) -> News:
        """What was said since."""
        ...

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        """Store an uploaded file."""
        ...

    def link(self, account: str, attachment: Attachment) -> str:
        """An address under which that account can fetch the file."""
        ...


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat's endpoints around one application."""

    door: ChatDoor
    identity: Identity
    clock: Clock
    max_upload: int

    def routes(self) -> list[Route]:
        """Everything under /chat."""
        return [
            Route("/chat", self.page),
            Route("/chat/messages", self.post, methods=["POST"]),
            Route("/chat/messages", self.since, methods=["GET"]),
            Route("/chat/files", self.upload, methods=["POST"]),
            Route("/chat/{name}", asset),
        ]

    async def page(self, request: Request) -> Response:
        """The page itself; a first visit gets its cookie here."""
        response = HTMLResponse(_page(_locale(request)), headers={"cache-control": "no-store"})
        if self.identity.account(request) is None:
            self.identity.remember(response, self.identity.new())
        return response

    async def post(self, request: Request) -> Response:
        """One message in, the reply out."""
        sender = self._sender(request, posting=True)
        try:
            body = json.loads(await request.body())
            inbound = message(body, sender, self.clock.now())
        except (ValueError, InputError, RecursionError) as error:
            raise HTTPException(400, "not a message of this page") from error
        return await self._answer(inbound)

    async def upload(self, request: Request) -> Response:
        """One file in, the reply out."""
        sender = self._sender(request, posting=True)
        async with request.form(max_files=1, max_fields=2) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise HTTPException(400, "no file")
            content = b"".join([chunk async for chunk in _chunks(file)])
            kept = await run_in_threadpool(
                self.door.keep, file.filename or "file", file.content_type or "", content
            )
            try:
                inbound = file_message(form.get("id"), kept, sender, self.clock.now())
            except InputError as error:
                raise HTTPException(400, "not a message of this page") from error
        return await self._answer(inbound)

    async def since(self, request: Request) -> Response:
        """What was said after the page's cursor: at first everything, later reminders and reports."""
        sender = self._sender(request, posting=False)
        cursor = request.query_params.get("after", "")
        try:
            news = await run_in_threadpool(self.door.news, "web", sender.account, cursor)
        except InputError as error:
            raise HTTPException(400, "not a cursor of this page") from error
        lines = [self._line(line, sender.account) for line in news.lines]
        return _json({"messages": lines, "cursor": news.cursor, "empty": not news.known})

    async def _answer(self, inbound: InboundMessage) -> Response:
        lines = await run_in_threadpool(self.door.handle, inbound)
        return _json({"messages": [self._line(line, inbound.account) for line in lines]})

    def _line(self, line: Said, account: str) -> Mapping[str, Any]:
        if line.prompt is None:
            return {"id": line.id, "from": "me", "text": line.text}
        return {
            "id": line.id,
            "from": "bot",
            "prompt": drawn(line.prompt, lambda file: self.door.link(account, file)),
        }

    def _sender(self, request: Request, *, posting: bool) -> Sender:
        if posting and not same_site(request):
            raise HTTPException(403, "not from this page")
        account = self.identity.account(request)
        if account is None:
            raise HTTPException(401, "open the chat page first")
        return Sender(account, _locale(request))


async def asset(request: Request) -> Response:
    """The page's own style, script and picture: a fixed list, no path from outside is opened."""
    name = request.path_params["name"]
    types = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
    if name not in types:
        raise HTTPException(404)
    return Response(
        (FOLDER / name).read_bytes(),
        media_type=types[name],
        headers={"cache-control": "public, max-age=3600"},
    )


def _json(data: Mapping[str, Any]) -> Response:
    return JSONResponse(data, headers={"cache-control": "no-store"})


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


def _locale(request: Request) -> str:
    """Chinese unless the browser asks for English and not for Chinese."""
    wanted = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return "en" if wanted.lower().startswith("en") and "zh" not in wanted.lower() else "zh-CN"


@cache
def _page(locale: str) -> str:
    say: Callable[[str], str] = messages.load(locale).say
    words: dict[str, Any] = {name: say(f"web.{name}") for name in _WORDS}
    words["commands"] = {command.value: say(f"web.command.{command.value}") for command in Command}
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    safe = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    version = hashlib.sha256(
        (FOLDER / "chat.css").read_bytes() + (FOLDER / "chat.js").read_bytes()
    ).hexdigest()[:12]
    return environment.get_template("chat.html").render(
        locale=locale,
        words=words,
        words_json=Markup(safe),  # noqa: S704 - our own wording, with < written as an escape
        version=version,
    )
