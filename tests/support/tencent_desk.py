"""Access tokens and uploaded files, as Tencent's platforms keep them."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from support.tencent_host import Answer, Binary, Call, Refusal

from bot.clock import Clock

TOKEN_LASTS: Final = timedelta(seconds=7200)
EARLY: Final = timedelta(minutes=5)  # `stable_token` renews so long before the end
MEDIA_LASTS: Final = timedelta(days=3)


@dataclass
class TokenDesk:
    """The tokens of one app. Each line (`token`, `stable`) has one that lives."""

    clock: Clock
    lasting: timedelta = TOKEN_LASTS
    fetched: int = 0
    _live: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _dead: dict[str, int] = field(default_factory=dict)

    def fetch(self, line: str, *, keep: bool = False, early: timedelta = timedelta(0)) -> dict[str, Any]:
        """A token: with `keep` the one that lives, if it does for longer than `early`; else a new one."""
        self.fetched += 1
        now = self.clock.now()
        token, until = self._live.get(line, ("", now))
        if not keep or until - early <= now:
            if token:
                self._dead[token] = 42001 if until <= now else 40001
            token, until = f"T{self.fetched}_{secrets.token_urlsafe(48)}", now + self.lasting
            self._live[line] = (token, until)
        return {"access_token": token, "expires_in": int((until - now).total_seconds())}

    def check(self, token: str) -> None:
        """Refuse a token that does not live.

        Raises:
            Refusal: 41001 none, 40014 no token at all, 42001 expired, 40001 not the latest.
        """
        if not token:
            raise Refusal(41001, "access_token missing")
        if len(token) < 32:
            raise Refusal(40014, "invalid access_token")
        for line, until in self._live.values():
            if secrets.compare_digest(line, token):
                if until <= self.clock.now():
                    raise Refusal(42001, "access_token expired")
                return
        raise Refusal(
            self._dead.get(token, 40001), "invalid credential, access_token is invalid or not latest"
        )

    def owns(self, token: str) -> bool:
        """Whether this desk gave the token out, however long ago."""
        return token in self._dead or any(live == token for live, _ in self._live.values())

    def every(self) -> list[str]:
        """Every token it gave out."""
        return [*self._dead, *(token for token, _ in self._live.values())]

    def kill(self, errcode: int = 42001) -> None:
        """Let every token die now; whoever uses one is told so with this code."""
        self._dead |= {token: errcode for token, _ in self._live.values()}
        self._live.clear()


@dataclass
class MediaShelf:
    """Uploaded files, each for three days."""

    clock: Clock
    sizes: dict[str, tuple[int, int]]  # by kind: least and most bytes
    kept: dict[str, tuple[str, Stored]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    def put(self, kind: str, name: str, content: bytes) -> str:
        """Keep a file, whoever sent it; its id."""
        media_id = f"media-{next(self._numbers)}-{secrets.token_hex(8)}"
        self.kept[media_id] = (kind, Stored(name, content, self.clock.now()))
        return media_id

    def upload(self, call: Call) -> Answer:
        """`media/upload`."""
        kind, file = call.query.get("type", ""), call.files.get("media")
        if kind not in self.sizes:
            raise Refusal(40004, "invalid media type")
        if file is None or not file.name:
            raise Refusal(41005, "media data missing")
        if not file.content:
            raise Refusal(44001, "empty media data")
        least, most = self.sizes[kind]
        if len(file.content) < least:
            raise Refusal(40006, "invalid media size")
        if len(file.content) > most:
            raise Refusal(45001, "media size out of limit")
        created = int(self.clock.now().timestamp())
        return {
            "errcode": 0,
            "errmsg": "ok",
            "type": kind,
            "media_id": self.put(kind, file.name, file.content),
            "created_at": str(created),
        }

    def get(self, media_id: str, kind: str = "") -> Stored:
        """A kept file.

        Raises:
            Refusal: 40007, there is none of that kind, or it is too old.
        """
        found = self.kept.get(media_id)
        if found is None or (kind and found[0] != kind) or self.clock.now() - found[1].at > MEDIA_LASTS:
            raise Refusal(40007, "invalid media_id")
        return found[1]

    def download(self, call: Call) -> Answer:
        """`media/get`."""
        file = self.get(call.query.get("media_id", ""))
        kinds = {"jpg": "image/jpeg", "png": "image/png"}
        ending = file.name.rsplit(".", 1)[-1].lower()
        return Binary(file.name, file.content, kinds.get(ending, "application/octet-stream"))


@dataclass
class Stored:
    """A kept file."""

    name: str
    content: bytes
    at: datetime
