import asyncio

import pytest

from bot.jobs.tick import Ticks


class Work:
    """A job that has so much to do, and waits to be let go each time."""

    def __init__(self, amount: int = 0) -> None:
        self.amount = amount
        self.begun = 0
        self.done = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> int:
        self.begun += 1
        await self.gate.wait()
        self.done += 1
        self.amount -= 1
        return int(self.amount >= 0)


async def moments() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.anyio
async def test_the_clock_starts_a_job_and_goes_on_while_there_is_work() -> None:
    work = Work(amount=5)
    ticks = Ticks({"work": (work, 0.01)})

    ticks.start()
    await asyncio.sleep(0.05)
    await ticks.stop(1)

    assert work.begun >= 6


@pytest.mark.anyio
async def test_waking_starts_a_job_at_once_and_beside_itself() -> None:
    work = Work()
    work.gate.clear()
    ticks = Ticks({"work": (work, 3600)})
    ticks.start()

    ticks.wake("work")
    ticks.wake("work")
    await moments()
    begun = work.begun
    work.gate.set()
    await ticks.stop(1)

    assert (begun, work.done) == (2, 2)


@pytest.mark.anyio
async def test_the_end_lets_finish_what_has_begun_and_begins_nothing_more() -> None:
    work = Work(amount=100)
    work.gate.clear()
    ticks = Ticks({"work": (work, 0.01)})
    ticks.start()
    await asyncio.sleep(0.05)

    ending = asyncio.create_task(ticks.stop(1))
    await moments()
    work.gate.set()
    await ending

    assert (work.begun, work.done) == (1, 1)


@pytest.mark.anyio
async def test_a_job_that_fails_is_tried_again_at_the_next_tick() -> None:
    tries = 0

    async def fail() -> int:
        nonlocal tries
        tries += 1
        raise RuntimeError("planted")

    ticks = Ticks({"fail": (fail, 0.01)})
    ticks.start()
    await asyncio.sleep(0.06)
    await ticks.stop(1)

    assert tries > 1
