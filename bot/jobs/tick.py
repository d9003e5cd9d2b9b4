"""The ticks. APScheduler only wakes us; what is due, and that it happens once, is the database's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger("bot.tick")

Job = Callable[[], Awaitable[int]]


class Ticks:
    """Runs each job every so many seconds on the running event loop, never two of one job at once."""

    def __init__(self, jobs: dict[str, tuple[Job, float]]) -> None:
        """`jobs` by name: what to run, and every how many seconds."""
        self._jobs = jobs
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._woken: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin; needs a running event loop."""
        for name, (job, seconds) in self._jobs.items():
            self._scheduler.add_job(
                _guarded(name, job),
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
        task = asyncio.get_running_loop().create_task(_guarded(name, self._jobs[name][0])())
        self._woken.add(task)
        task.add_done_callback(self._woken.discard)

    def stop(self) -> None:
        """End; a job that is running is let finish by the loop."""
        self._scheduler.shutdown(wait=False)

    async def finish(self, seconds: float) -> None:
        """Wait so long at most for the jobs that were woken."""
        if self._woken:
            await asyncio.wait(self._woken, timeout=seconds)


def _guarded(name: str, job: Job) -> Callable[[], Coroutine[Any, Any, None]]:
    async def run() -> None:
        try:
            # A full batch means there is more: go on at once instead of waiting for the next tick.
            while await job():
                pass
        except Exception as error:  # noqa: BLE001 - a tick that fails is tried again at the next
            log.error("tick_failed", job=name, error=type(error).__name__)  # noqa: TRY400 - a trace could hold answers

    return run
