"""The ticks. APScheduler only wakes us; what is due, and that it happens once, is the database's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger("bot.tick")

Job = Callable[[], Awaitable[int]]


class Ticks:
    """Runs each job every so many seconds on the running event loop, and at once when it is woken.

    The clock never starts a job beside itself; waking does. What has begun is let finish.
    """

    def __init__(self, jobs: dict[str, tuple[Job, float]]) -> None:
        """`jobs` by name: what to run, and every how many seconds."""
        self._jobs = jobs
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._stopped = False
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin; needs a running event loop."""
        for name, (_, seconds) in self._jobs.items():
            self._scheduler.add_job(
                partial(self._tick, name),
                "interval",
                seconds=seconds,
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def wake(self, name: str) -> None:
        """Run a job now, beside a run of it that may be under way; needs a running event loop."""
        self._begin(name)

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, and wait so long at most for what is running."""
        self._stopped = True
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _tick(self, name: str) -> None:
        # The scheduler cancels what it runs when it ends; a message half sent is not to be cancelled.
        with suppress(asyncio.CancelledError):
            await asyncio.shield(self._begin(name))

    def _begin(self, name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._run(name))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, name: str) -> None:
        job = self._jobs[name][0]
        try:
            # Something done means there may be more: go on at once instead of waiting for the next tick.
            while not self._stopped and await job():
                pass
        except Exception as error:  # noqa: BLE001 - a tick that fails is tried again at the next
            log.error("tick_failed", job=name, error=type(error).__name__)  # noqa: TRY400 - a trace could hold answers
