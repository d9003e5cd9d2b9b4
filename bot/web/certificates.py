"""/verify/…: whether a report is genuine, for whoever holds its code."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot import messages
from bot.clock import local_date
from bot.services.library import Library
from bot.web.pages import page
from storage.models.diagnosis import Diagnosis


class Certificates:
    """The endpoint behind a report's QR code."""

    def __init__(self, verified: Callable[[str], Diagnosis | None], library: Library) -> None:
        self._verified = verified
        self._library = library

    def routes(self) -> list[Route]:
        """Everything under /verify."""
        return [Route("/verify/{code}", self.get)]

    async def get(self, request: Request) -> Response:
        """What the report says, or that no report carries this code. The enterprise's name is not told."""
        locale = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"
        words = messages.load(locale)
        row = await run_in_threadpool(self._verified, request.path_params["code"])
        title = words.say("web.verify.title")
        if row is None or row.submitted_at is None:
            return HTMLResponse(page(locale, title, words.say("web.verify.unknown")), status_code=404)
        pack = self._library.pack(row.pack, row.pack_version)
        said = pack.wording(locale if locale in pack.locales else pack.default_locale)
        level, grade = said.levels.get(row.level or 0), said.grades.get(row.grade or 0)
        text = words.say(
            "web.verify.genuine",
            title=said.title,
            status=said.status_name,
            version=row.pack_version,
            date=local_date(row.submitted_at).isoformat(),
            rung=" ".join(name.name for name in (level, grade) if name),
        )
        return HTMLResponse(page(locale, title, text))
