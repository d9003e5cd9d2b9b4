"""Fetching access tokens: `stable_token` for the Official Account, `gettoken` for WeCom's apps.

A stable token is one for all: fetching it kills no other process' token, unless a fresh one is forced.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from bot.channels.tencent.codes import failure
from bot.channels.tencent.transport import Answer, Carrier, Credentials, trouble


@dataclass(frozen=True, slots=True)
class Fetched:
    """A token and how many seconds it lasts."""

    token: str = field(repr=False)
    seconds: int


class TokenCall:
    """Asks the platform for one app's token. Blocking, with a time-out."""

    def __init__(self, app: Credentials) -> None:
        self._app = app

    @property
    def name(self) -> str:
        """Under which the token is kept: names the app; a new secret starts anew."""
        mark = hashlib.sha256(self._app.secret.encode()).hexdigest()[:12]
        return f"{self._app.channel}:{self._app.id}:{mark}"

    def fetch(self, *, force: bool = False) -> Fetched:
        """Ask for the token; `force` for a fresh one although the platform thinks the old one good.

        The platform allows 20 forced ones a day, half a minute apart.

        Raises:
            DeliveryError: it gives none.
        """
        answer = self._asked(force=force)
        if answer.trouble:
            raise trouble(self._app.channel, answer.trouble, idempotent=True)
        if answer.errcode:
            raise failure(self._app.channel, answer.errcode, answer.errmsg)
        token, seconds = answer.result.get("access_token"), answer.result.get("expires_in", 7200)
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise trouble(self._app.channel, "bad_answer", idempotent=True)
        return Fetched(token, seconds)

    def _asked(self, *, force: bool) -> Answer:
        app, carrier = self._app, Carrier(self._app)
        if app.channel != "wechat":
            return carrier.send("gettoken", {"corpid": app.id, "corpsecret": app.secret})
        asked = {
            "grant_type": "client_credential",
            "appid": app.id,
            "secret": app.secret,
            "force_refresh": force,
        }
        return carrier.send("stable_token", {}, {"data": asked})
