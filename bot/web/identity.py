"""Who a browser is: a random account in a signed cookie. It says nothing about the person."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "wenzhen"
_YEAR = 365 * 24 * 3600


class Identity:
    """Signs and reads the cookie."""

    def __init__(self, secret: str, *, secure: bool) -> None:
        self._signer = URLSafeSerializer(secret, salt="web-chat-account")
        self._secure = secure

    def account(self, request: Request) -> str | None:
        """The account of the request's cookie, or None when there is none or its signature is wrong."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            account = self._signer.loads(cookie)
        except BadSignature:
            return None
        return account if isinstance(account, str) else None

    def new(self) -> str:
        """A new account: 128 random bits in hexadecimal."""
        return secrets.token_hex(16)

    def remember(self, response: Response, account: str) -> None:
        """Set the cookie: a year, not readable by scripts, sent to our own pages only.

        Lax, so that a link in a message opens the chat as the same person; posts are held to `same_site`.
        """
        response.set_cookie(
            COOKIE,
            self._signer.dumps(account),
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
