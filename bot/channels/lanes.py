"""One person's events one after the other, different people's at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """One queue a person, first come first served; a queue nobody waits in is forgotten."""

    def __init__(self) -> None:
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def of(self, account: str) -> AsyncIterator[None]:
        """Wait for the person's turn and hold it."""
        lock, users = self._lanes.get(account, (asyncio.Lock(), 0))
        self._lanes[account] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._lanes[account]
            if users == 1:
                del self._lanes[account]
            else:
                self._lanes[account] = (lock, users - 1)
