"""Signed addresses: /reports/…, opened by whom they were made for, with a clear page for everyone else."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot import messages
from bot.services.filing import SHOWN, Opened, Refusal
from bot.web.identity import Identity
from bot.web.pages import page

_STATUS = {Refusal.WRONG: 404, Refusal.EXPIRED: 410, Refusal.NOT_YOURS: 403, Refusal.GONE: 410}


class Opener(Protocol):
    """What opens an address."""

    def open(self, token: str, browser: str) -> Opened | Refusal:
        """The file, or why not."""
        ...


class Files:
    """The endpoint of every signed address."""

    def __init__(self, opener: Opener, identity: Identity) -> None:
        self._opener = opener
        self._identity = identity

    def routes(self) -> list[Route]:
        """Everything under /reports."""
        return [Route("/reports/{token}", self.get)]

    async def get(self, request: Request) -> Response:
        """The file, or a page that says what to do."""
        if _saves_nothing(request.headers.get("user-agent", "")):
            return _page("outside", request)
        account = self._identity.account(request)
        browser = account or self._identity.new()
        found = await run_in_threadpool(self._opener.open, request.path_params["token"], browser)
        response = _refused(found, request) if isinstance(found, Refusal) else _file(found)
        if account is None and not isinstance(found, Refusal):
            self._identity.remember(response, browser)
        response.headers["cache-control"] = "private, no-store"
        return response


def _file(found: Opened) -> Response:
    how = "inline" if found.media_type in SHOWN else "attachment"
    headers = {"content-disposition": f"{how}; filename*=UTF-8''{quote(found.name, safe='')}"}
    return Response(found.content, media_type=found.media_type, headers=headers)


def _saves_nothing(browser: str) -> bool:
    """Whether it is WeChat's own browser on Android, which cannot save a file.

    The address belongs to the first browser that opens it, so it must not be this one.
    """
    return "MicroMessenger" in browser and "Android" in browser


def _refused(why: Refusal, request: Request) -> Response:
    return _page(why, request, _STATUS[why])


def _page(what: str, request: Request, status: int = 200) -> Response:
    locale = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"
    words = messages.load(locale)
    text = page(locale, words.say("web.link.title"), words.say(f"web.link.{what}"))
    return HTMLResponse(text, status_code=status, headers={"cache-control": "private, no-store"})
