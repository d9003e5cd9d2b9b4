"""Asking for updates.

An update is acknowledged only after it is kept: by asking for the next. The offset stays at the first update
that is not done with, while later ones go on; what comes again meanwhile is known by its number. The inbox
keeps every number for good, so that nothing is done twice, in whatever order and however often it comes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.parsing import chat_of, update_id
from bot.channels.telegram.receiving import Take
from bot.channels.telegram.transport import failure, wait_of

log = structlog.get_logger("bot.telegram")

LONG_POLL: Final = 25  # seconds the platform may keep us waiting for an update
SHORT_POLL: Final = 0.3  # seconds between looks while an update takes its time
FIRST_PAUSE: Final = 1.0
LAST_PAUSE: Final = 30.0
GIVE_UP_AFTER: Final = 5  # tries of one update, if others succeed meanwhile
STOP_SECONDS: Final = 10.0

GetUpdates = Callable[[int, int], Awaitable[list[Any]]]


@dataclass
class _Lane:
    """One chat's updates, in order. After a failure nothing of the chat is tried before `again`."""

    queue: deque[tuple[int, object]] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    tries: int = 0
    handled: int = 0  # of all chats, when the trouble began
    again: float = 0.0


class Poller:
    """Asks for updates and hands each over before it is acknowledged."""

    def __init__(self, get_updates: GetUpdates, hand_over: Take) -> None:
        """`get_updates(offset, wait)` fetches raw updates; `hand_over` returns once one is kept."""
        self._get = get_updates
        self._hand_over = hand_over
        self._offset = 0
        self._handled = 0
        self._lanes: dict[int | None, _Lane] = {}
        self._open: set[int] = set()  # numbers that are waiting in a lane or running
        self._done: set[int] = set()  # numbers above the offset that are done with

    async def run(self) -> None:
        """Poll until cancelled; then let finish what is running."""
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    batch = await self._get(self._offset, 0 if self._lanes else LONG_POLL)
                except Exception as error:  # noqa: BLE001 - whatever it is, asking again is all there is to do
                    await asyncio.sleep(pause_after(error, pause))
                    pause = min(pause * 2, LAST_PAUSE)
                else:
                    pause = FIRST_PAUSE
                    await self._batch(batch)
        finally:
            await self._finish()

    async def _batch(self, batch: list[Any]) -> None:
        """Start what is new, give it a moment, and move the offset up to the first that is not done."""
        numbers: list[int] = []
        self._forget_lost({chat_of(raw) for raw in batch})
        for raw in batch:
            number = update_id(raw)
            if number is None:
                log.error("update_unreadable", update=None, error="no number")
                continue
            numbers.append(number)
            if number not in self._open and number not in self._done:
                self._start(number, raw)
        if self._lanes:
            tasks = [lane.task for lane in self._lanes.values() if lane.task]
            await (asyncio.wait(tasks, timeout=SHORT_POLL) if tasks else asyncio.sleep(SHORT_POLL))
        undone = [*self._open, *(number for number in numbers if number not in self._done)]
        self._offset = min(undone, default=max([self._offset - 1, *numbers]) + 1)
        self._done = {number for number in self._done if number >= self._offset}

    def _start(self, number: int, raw: object) -> None:
        chat = chat_of(raw)
        lane = self._lanes.setdefault(chat, _Lane())
        if lane.task is None and lane.again > _now():
            return  # it comes again
        lane.queue.append((number, raw))
        self._open.add(number)
        if lane.task is None:
            lane.task = asyncio.create_task(self._work(chat, lane))

    def _forget_lost(self, chats: set[int | None]) -> None:
        """Drop the trouble with updates that do not come again (somebody else acknowledged them)."""
        for chat in [chat for chat, lane in self._lanes.items() if lane.task is None and chat not in chats]:
            del self._lanes[chat]

    async def _work(self, chat: int | None, lane: _Lane) -> None:
        """Hand over a chat's updates one by one; after a failure the rest waits, or it would overtake."""
        try:
            while lane.queue:
                number, raw = lane.queue.popleft()
                try:
                    await self._hand_over(raw)
                except Exception as error:  # noqa: BLE001 - it is not acknowledged and comes again
                    if not self._hopeless(number, lane, error):
                        self._open -= {number, *(later for later, _ in lane.queue)}
                        lane.queue.clear()
                        break
                lane.tries = 0
                self._handled += 1
                self._open.discard(number)
                self._done.add(number)
        finally:
            lane.task = None
            if not lane.tries:
                self._lanes.pop(chat, None)

    def _hopeless(self, number: int, lane: _Lane, error: Exception) -> bool:
        """Note a failure; whether the update is given up, because only it fails and goes on failing."""
        if not lane.tries:
            lane.handled = self._handled
        lane.tries += 1
        lane.again = _now() + min(FIRST_PAUSE * 2 ** (lane.tries - 1), LAST_PAUSE)
        given_up = lane.tries >= GIVE_UP_AFTER and self._handled > lane.handled
        log.error("update_not_kept", update=number, error=type(error).__name__, given_up=given_up)
        return given_up

    async def _finish(self) -> None:
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()


def pause_after(error: Exception, pause: float) -> float:
    """Say what went wrong in asking; the seconds until asking again."""
    match error:
        case Conflict():
            log.error("polling_conflict", hint="another process polls with this token: stop it")
            return LAST_PAUSE
        case InvalidToken():
            log.error("polling_refused", hint="the token is wrong or was revoked: set it and start again")
            return LAST_PAUSE
        case TelegramError():
            log.warning("polling_failed", error=failure(error).code)
            return wait_of(error) or pause
        case _:
            log.error("polling_broke", error=type(error).__name__)
            return pause


def _now() -> float:
    return asyncio.get_running_loop().time()
