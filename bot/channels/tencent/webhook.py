"""The address a Tencent platform calls: checks first, then the adapter, then the answer in an envelope."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.tencent.envelope import LARGEST, Envelopes, Refused
from bot.channels.tencent.xml import Fields
from bot.clock import Clock

log = structlog.get_logger("bot.tencent")

Take: TypeAlias = Callable[[Fields], Awaitable[str]]
"""Does what an event asks for; the message to reply with as XML text, empty for none.

It may raise `Refused` for an event no platform sends, and anything else when the event could not be kept:
then the platform is told so and brings it again.
"""

NOTHING: Final = "success"
"""The answer that means: taken, no reply, do not bring it again. An empty body means the same."""


class Webhook:
    """Both methods of one address."""

    def __init__(self, channel: str, envelopes: Envelopes, take: Take, clock: Clock, *, corp: bool) -> None:
        """`corp`: WeCom, whose echo string is encrypted; else an Official Account, whose is not."""
        self._channel = channel
        self._envelopes = envelopes
        self._take = take
        self._clock = clock
        self._echo = envelopes.sealed_echo if corp else envelopes.plain_echo

    def routes(self, path: str) -> list[Route]:
        """The address."""
        return [Route(path, self.get, methods=["GET"]), Route(path, self.post, methods=["POST"])]

    async def get(self, request: Request) -> Response:
        """The answer when the address is saved in the platform's console; 403 for anybody else."""
        try:
            return PlainTextResponse(self._echo(request.query_params, self._clock.now()))
        except Refused as error:
            return self._refused(error)

    async def post(self, request: Request) -> Response:
        """200 with the reply or `success` once the event is kept; 403 for whatever is wrong; else 500."""
        try:
            body = await read_body(request)
            fields = self._envelopes.open(request.query_params, body, self._clock.now())
            reply = await self._take(fields)
        except Refused as error:
            return self._refused(error)
        except Exception as error:  # noqa: BLE001 - the platform brings it again
            log.error("event_not_kept", channel=self._channel, error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            return PlainTextResponse("later", status_code=500)
        if not reply:
            return PlainTextResponse(NOTHING)
        return Response(self._envelopes.seal(reply, self._clock.now()), media_type="application/xml")

    def _refused(self, error: Refused) -> Response:
        log.warning("webhook_refused", channel=self._channel, why=str(error))
        return PlainTextResponse("no", status_code=403)


async def read_body(request: Request) -> bytes:
    """The body, given up as soon as it is too large.

    Raises:
        Refused: it is.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Refused("too large")
    return bytes(body)
