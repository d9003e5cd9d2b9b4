"""Put the ASGI application together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.web.security import SecurityHeaders, SizeLimit

MAX_MESSAGE = 64 * 1024  # bytes; the longest text a person may send, in JSON, is a quarter of it
_MAX_EVENT = 1024 * 1024  # bytes; what a platform may post. Each adapter has its own, lower limit
_OVERHEAD = 16 * 1024  # bytes of multipart framing around an upload

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def build(
    *,
    routes: Sequence[BaseRoute],
    ready: Callable[[], Sequence[str]],
    metrics: Metrics,
    max_upload: int,
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The application: the given routes, health, readiness and metrics, all inside the same limits.

    Args:
        routes: the chat's and the channels' own.
        ready: what is not ready, empty when all is; it may block.
        metrics: what /metrics shows.
        max_upload: largest file, in bytes.
        lifespan: what runs around the service (delivery loop, ticks).
    """

    async def readiness(_request: Request) -> Response:
        waiting = await run_in_threadpool(ready)
        return JSONResponse({"ready": not waiting, "waiting_for": list(waiting)}, 503 if waiting else 200)

    async def exposition(_request: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    def limit(path: str) -> int:
        if path == "/chat/files":
            return max_upload + _OVERHEAD
        return _MAX_EVENT if path.startswith("/channels/") else MAX_MESSAGE

    return Starlette(
        routes=[
            Route("/", _home),
            Route("/healthz", _health),
            Route("/readyz", readiness),
            Route("/metrics", exposition),
            *routes,
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(SizeLimit, limit=limit)],
        exception_handlers={HTTPException: _refused, Exception: _broken},
        lifespan=lifespan,
    )


async def _home(_request: Request) -> Response:
    return RedirectResponse("/chat")


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    return PlainTextResponse(error.detail, status_code=error.status_code, headers=error.headers)


async def _broken(_request: Request, _error: Exception) -> Response:
    # The server's log has the trace; the person does not.
    return PlainTextResponse("something went wrong on our side; please try again", status_code=500)
