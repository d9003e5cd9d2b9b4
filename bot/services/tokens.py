"""The platforms' access tokens, kept in the database: fetched by one process and one thread at a time.

Whoever needs a token and finds none good takes the lease on its row and fetches; the others wait for what
it stores. A token the platform refused is replaced only while it is still the one that is kept, so that a
process that is late with its complaint never throws away a fresh one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.channels.base import DeliveryError
from bot.channels.tencent.token_calls import Fetched
from bot.clock import Clock
from storage.engine import Database
from storage.errors import UnavailableError
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger("bot.tokens")

LEASE: Final = timedelta(seconds=30)
"""Longer than the fetching call's time-outs together."""

EARLY: Final = timedelta(minutes=4)
"""A token is renewed so long before its end: the platforms renew theirs five minutes before."""

PATIENCE: Final = LEASE + timedelta(seconds=10)
FORCED_APART: Final = timedelta(minutes=10)
"""A fresh token although the platform thinks the old one good: 20 a day are allowed, and needed never."""

_PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.5)


class Call(Protocol):
    """How a token is fetched."""

    @property
    def name(self) -> str:
        """Under which it is kept."""
        ...

    def fetch(self, *, force: bool = False) -> Fetched:
        """Ask the platform.

        Raises:
            DeliveryError: it gives none.
        """
        ...


class DatabaseTokens:
    """One app's token. Safe to share between threads; other processes use the same row."""

    def __init__(
        self, database: Database, call: Call, clock: Clock, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._database = database
        self._call = call
        self._clock = clock
        self._pause = pause
        self._one = threading.Lock()
        self._held: tuple[str, datetime] | None = None
        self._forced: datetime | None = None
        self._last: DeliveryError | None = None  # what went wrong last
        self._failed = 0  # how often something did

    def token(self, stale: str = "") -> str:
        """The token to use; another one when the platform has just refused `stale`.

        Raises:
            DeliveryError: the platform gives none, or whoever fetches it takes too long.
        """
        held = self._held  # one look, for other threads change it
        if held and held[0] != stale and self._clock.now() < held[1]:
            return held[0]
        failed = self._failed
        with self._one:  # the other threads wait here and then find what this one kept …
            held = self._held
            if self._last is not None and self._failed != failed and (held is None or held[0] == stale):
                raise _same(self._last)  # … or what went wrong: asking again at once would be no use
            try:
                return self._found(stale)
            except DeliveryError as error:
                self._last, self._failed = error, self._failed + 1
                raise

    def _found(self, stale: str) -> str:
        begun = self._clock.now()
        tries = 0
        while True:
            now = self._clock.now()
            with suppress(
                UnavailableError
            ):  # nothing was sent yet: a busy database is one more reason to wait
                found = self._looked(stale, now)
                if found:
                    return found
            if now - begun > PATIENCE or tries * _PAUSES[-1] > PATIENCE.total_seconds():
                raise DeliveryError("token_busy", "the token is being fetched elsewhere", retryable=True)
            self._pause(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    def _looked(self, stale: str, now: datetime) -> str:
        """One look: the stored token, or one fetched now; empty while somebody else fetches."""
        kept = self._kept(stale, now)
        if kept:
            return kept
        leased = self._database.write(lambda work: self._leased(work, stale, now))
        return self._fetched(stale, now + LEASE) if leased else ""

    def _kept(self, stale: str, now: datetime) -> str:
        """The stored token, if it is good; empty otherwise."""
        with self._database.read() as work:
            row = work.tokens.get(self._call.name)
        if row is None or not row.value or row.value == stale or row.expires_at is None:
            return ""
        if row.expires_at <= now:
            return ""
        self._held = (row.value, row.expires_at)
        return row.value

    def _leased(self, work: UnitOfWork, stale: str, now: datetime) -> bool:
        """Take the right to fetch, unless somebody has just stored what we need.

        The look comes after the lease: between a look and a lease another process could store and give its
        lease back, and the token would be fetched twice.
        """
        if not work.tokens.lease(self._call.name, now, LEASE):
            return False
        row = work.tokens.get(self._call.name)
        if row and row.value and row.value != stale and row.expires_at and row.expires_at > now:
            work.tokens.release(self._call.name, now + LEASE)
            return False
        return True

    def _fetched(self, stale: str, leased_until: datetime) -> str:
        """Fetch while holding the lease, and store; empty when the lease was lost over it."""
        name = self._call.name
        try:
            fetched = self._call.fetch()
            if stale and fetched.token == stale and self._may_force():
                fetched = self._call.fetch(force=True)
        except BaseException:
            self._database.write(lambda work: work.tokens.release(name, leased_until))
            raise
        until = self._clock.now() + _good_for(fetched.seconds)
        if not self._database.write(lambda work: work.tokens.store(name, fetched.token, until, leased_until)):
            return ""
        self._held = (fetched.token, until)
        log.info("token_fetched", app=name.rpartition(":")[0], seconds=fetched.seconds, refused=bool(stale))
        return fetched.token

    def _may_force(self) -> bool:
        now = self._clock.now()
        if self._forced is not None and now - self._forced < FORCED_APART:
            return False
        self._forced = now
        return True


def _same(error: DeliveryError) -> DeliveryError:
    """The same failure for somebody else, who may add to it."""
    return DeliveryError(
        error.code,
        str(error),
        retryable=error.retryable,
        hint=error.hint,
        retry_after=error.retry_after,
        vendor=error.vendor,
    )


def _good_for(seconds: int) -> timedelta:
    """How long a token is used: until a little before its end."""
    lasting = timedelta(seconds=max(0, seconds))
    return lasting - min(EARLY, lasting / 10)
