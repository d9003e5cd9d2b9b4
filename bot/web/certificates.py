"""/verify/…: whether a report is genuine, for whoever holds its code."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot import messages
from bot.services.reporting import Certificate
from bot.web.pages import page


class Certificates:
    """The endpoint behind a report's QR code."""

    def __init__(self, verified: Callable[[str, str], Certificate | None]) -> None:
        """`verified(code, locale)` says what the report with that code says."""
        self._verified = verified

    def routes(self) -> list[Route]:
        """Everything under /verify."""
        return [Route("/verify/{code}", self.get)]

    async def get(self, request: Request) -> Response:
        """What the report says, or that no report carries this code."""
        locale = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"
        words = messages.load(locale)
        found = await run_in_threadpool(self._verified, request.path_params["code"], locale)
        title = words.say("web.verify.title")
        if found is None:
            return HTMLResponse(page(locale, title, words.say("web.verify.unknown")), status_code=404)
        text = words.say(
            "web.verify.genuine",
            title=found.title,
            status=found.status,
            version=found.version,
            date=found.on.isoformat(),
            rung=found.rung,
        )
        return HTMLResponse(page(locale, title, text))
