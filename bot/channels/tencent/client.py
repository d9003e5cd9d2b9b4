"""Calls to Tencent's platforms: with the kept token, once more after a token error, and never without end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from time import sleep
from typing import Any, Final, Protocol, TypeAlias

from bot.channels.base import DeliveryError
from bot.channels.tencent.codes import BUSY, TOKEN, failure
from bot.channels.tencent.transport import (
    CONNECT_SECONDS,
    FILE_SECONDS,
    Answer,
    Carrier,
    Credentials,
    Params,
    trouble,
)

BUSY_PAUSES: Final = (0.2, 1.0)
"""Seconds before a call that does no harm when repeated is repeated, while the platform is busy."""

Json: TypeAlias = Mapping[str, Any]


class TokenKeeper(Protocol):
    """Keeps one app's access token, for all threads and processes."""

    def token(self, stale: str = "") -> str:
        """The token to use; another one when the platform has just refused `stale`.

        Raises:
            DeliveryError: none can be had.
        """
        ...


class Client:
    """One app's calls. Blocking; safe to share between threads."""

    def __init__(self, app: Credentials, keeper: TokenKeeper) -> None:
        self._app = app
        self._keeper = keeper
        self._here = threading.local()

    def call(
        self,
        endpoint: str,
        json: Json | None = None,
        *,
        params: Params | None = None,
        idempotent: bool = False,
    ) -> dict[str, Any]:
        """POST `json` to an endpoint (`message/custom/send`), or GET it without; the platform's answer.

        `idempotent`: repeating it does no harm. Then it is repeated while the platform is busy, and its
        outcome is never unknown.

        Raises:
            DeliveryError: the platform refused, did not answer, or cannot be reached.
        """
        body = None if json is None else {"data": dict(json)}

        def send(token: str) -> Answer:
            return self._carrier().send(endpoint, {**(params or {}), "access_token": token}, body)

        return self._called(send, idempotent=idempotent).result

    def upload(self, kind: str, name: str, content: bytes, media_type: str) -> str:
        """Upload a temporary file (`image`, `file` …); its media id.

        Raises:
            DeliveryError: see `call`; nothing was sent to anybody, so it is never of unknown outcome.
        """
        # Bytes, not a file object: a second try sends them again.
        body = {"files": {"media": (name, content, media_type)}, "timeout": (CONNECT_SECONDS, FILE_SECONDS)}

        def send(token: str) -> Answer:
            return self._carrier().send("media/upload", {"type": kind, "access_token": token}, body)

        media_id = self._called(send, idempotent=True).result.get("media_id")
        if not media_id:
            raise trouble(self._app.channel, "bad_answer", idempotent=True)
        return str(media_id)

    def download(self, media_id: str) -> tuple[str, str, bytes]:
        """A file a person sent: its name (may be empty), media type and content.

        Raises:
            DeliveryError: see `call`; `too_big` above 20 MB.
        """

        def send(token: str) -> Answer:
            return self._carrier().fetch("media/get", {"access_token": token, "media_id": media_id})

        file = self._called(send, idempotent=True).file
        if file is None:
            raise trouble(self._app.channel, "bad_answer", idempotent=True)
        return file.name, file.media_type, file.content

    def _called(self, send: Callable[[str], Answer], *, idempotent: bool) -> Answer:
        token = self._keeper.token()
        answer = _patiently(send, token, idempotent=idempotent)
        if answer.errcode in TOKEN:
            answer = _patiently(send, self._keeper.token(stale=token), idempotent=idempotent)
        if answer.trouble:
            raise trouble(self._app.channel, answer.trouble, idempotent=idempotent)
        if answer.errcode:
            raise self._refused(answer, idempotent=idempotent)
        return answer

    def _refused(self, answer: Answer, *, idempotent: bool) -> DeliveryError:
        if answer.errcode == BUSY and idempotent:
            return trouble(self._app.channel, "busy", idempotent=True)
        return failure(self._app.channel, answer.errcode, answer.errmsg)

    def _carrier(self) -> Carrier:
        """This thread's own: the sessions below are not made to be shared."""
        carrier: Carrier | None = getattr(self._here, "carrier", None)
        if carrier is None:
            carrier = self._here.carrier = Carrier(self._app)
        return carrier


def _patiently(send: Callable[[str], Answer], token: str, *, idempotent: bool) -> Answer:
    """One try; a few while the platform is busy, when repeating does no harm."""
    answer = send(token)
    for pause in BUSY_PAUSES if idempotent else ():
        if answer.errcode != BUSY:
            break
        sleep(pause)
        answer = send(token)
    return answer
