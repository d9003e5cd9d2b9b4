"""Letting due timers go off: claim under a lease, do, note it done. Nothing is due that is not a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage.engine import Database
from storage.repositories.timers import ClaimedTimer

log = structlog.get_logger("bot.timers")

LEASE = timedelta(minutes=5)
"""Longer than any handler takes; a process that dies leaves its timers to the next after that."""

BATCH = 100

Handler = Callable[[ClaimedTimer, datetime], None]


class Timers:
    """The due work of a process. Several processes share it safely: each timer is claimed by one."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], clock: Clock) -> None:
        """`handlers` by kind; a handler that raises leaves its timer to be tried again after the lease."""
        self._database = database
        self._handlers = dict(handlers)
        self._clock = clock

    def run_once(self) -> int:
        """Let everything that is due go off; how many did."""
        now = self._clock.now()
        kinds = frozenset(self._handlers)
        claimed = self._database.write(lambda work: work.timers.claim_due(now, LEASE, BATCH, kinds))
        return sum(self._fire(timer, now) for timer in claimed)

    def _fire(self, timer: ClaimedTimer, now: datetime) -> bool:
        try:
            self._handlers[timer.kind](timer, now)
        except Exception as error:  # noqa: BLE001 - one timer that fails must not stop the others
            log.error("timer_failed", timer=timer.id, kind=timer.kind, error=type(error).__name__)  # noqa: TRY400 - a trace could hold answers
            return False
        done = self._database.write(lambda work: work.timers.done(timer.id, timer.attempt, now))
        if not done:
            log.warning("timer_lease_lost", timer=timer.id, kind=timer.kind)
        return done
