"""The receiving side: each event once, one person's in order, the reply back in the request if it can be.

A reply goes back if it is there before the platform hangs up. If it is not, the message is stored first and
only then acknowledged, and all of its reply goes out through the outbox. The platform's retries, which come
while the first try is still being answered, wait for the same answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeAlias

import structlog

from bot.channels.base import Hear, InboundMessage, Kind, News
from bot.channels.lanes import Lanes
from bot.channels.rendering import split
from bot.channels.tencent import xml
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.envelope import Refused
from bot.channels.tencent.fetching import Keep, fetched
from bot.channels.tencent.xml import Fields
from bot.channels.wechat import CAPABILITIES
from bot.channels.wechat.parsing import Parsed, parse
from bot.clock import Clock
from bot.conversation.prompt import Prompt
from bot.errors import InputError

log = structlog.get_logger("bot.wechat")

Later: TypeAlias = Callable[[InboundMessage], None]
"""Stores a message whose reply the platform will not wait for; from then on it goes out. Blocking."""

PATIENCE: Final = 4.3
"""Seconds a reply may take to go back: the platform hangs up after five, and the way there takes some."""

STORING: Final = 16  # messages stored at a time; each waits for the database alone
STOP_SECONDS: Final = 10.0


class Receiver:
    """Takes the platform's events. It may be given the same one again, at any time."""

    def __init__(self, calls: Calls, keep: Keep, hear: Hear, news: News, later: Later, clock: Clock) -> None:
        self._calls = calls
        self._keep = keep
        self._hear = hear
        self._news = news
        self._later = later
        self._clock = clock
        self._lanes = Lanes()
        self._turns: dict[str, asyncio.Task[Sequence[Prompt]]] = {}
        self._answers: dict[str, asyncio.Task[str]] = {}
        # Threads of its own: what keeps the others busy must not keep a message from being stored in time.
        self._storing = ThreadPoolExecutor(STORING, thread_name_prefix="wechat-later")

    async def take(self, fields: Fields) -> str:
        """Do what an event asks for; the reply as XML text, empty for none.

        Raises:
            Refused: the platform sends no such thing.
            Exception: it could not be kept: it must be brought again.
        """
        try:
            parsed = parse(fields, self._clock.now())
        except InputError as error:
            raise Refused(str(error)) from error
        for item in parsed.news:
            await self._news(item)
        if parsed.message is None:
            return ""
        key = parsed.message.key
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = asyncio.create_task(self._answer(parsed, parsed.message))
            answer.add_done_callback(lambda _done: self._answers.pop(key, None))
        # Whoever hangs up takes nothing along: the retry finds the same answer.
        return await asyncio.shield(answer)

    async def again(self, message: InboundMessage) -> None:
        """Run the turn of a message that was stored and left behind, unless it is running."""
        with suppress(Exception):  # it was logged; the next round finds it again
            await self._turn(message)

    async def settle(self) -> None:
        """Wait for the turns that are under way, though not for ever."""
        if self._turns:
            await asyncio.wait(self._turns.values(), timeout=STOP_SECONDS)
        self._storing.shutdown(wait=False)

    async def _answer(self, parsed: Parsed, message: InboundMessage) -> str:
        turn = self._turn(message)
        done, _ = await asyncio.wait({turn}, timeout=PATIENCE)
        if not done:
            return await self._late(parsed, message, turn)
        return _reply(parsed.owner, message, turn.result(), self._clock.now())

    async def _late(
        self, parsed: Parsed, message: InboundMessage, turn: asyncio.Task[Sequence[Prompt]]
    ) -> str:
        """Nothing goes back by itself any more, once that is stored; until then nothing is acknowledged."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._storing, self._later, message)
        except Exception as error:  # noqa: BLE001 - the database is away
            log.error("reply_not_put_off", error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            await asyncio.shield(turn)
            # It may have been stored all the same: the door knows which way the reply goes.
            prompts = await self._hear(message)
            return _reply(parsed.owner, message, prompts, self._clock.now())
        log.info("reply_late")
        return ""

    def _turn(self, message: InboundMessage) -> asyncio.Task[Sequence[Prompt]]:
        """The message's turn: the one that is running, or a new one."""
        key = message.key
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = asyncio.create_task(self._run(message))
            turn.add_done_callback(lambda done: self._ended(key, done))
        return turn

    def _ended(self, key: str, turn: asyncio.Task[Sequence[Prompt]]) -> None:
        self._turns.pop(key, None)
        if not turn.cancelled() and turn.exception() is not None:
            log.error("turn_broke", error=type(turn.exception()).__name__)

    async def _run(self, message: InboundMessage) -> Sequence[Prompt]:
        async with self._lanes.of(message.account):
            if message.kind is Kind.FILE and message.source and message.file:
                name = message.file.name
                message = await fetched(message, self._calls, message.source, name, self._keep)
            return await self._hear(message)


def _reply(owner: str, message: InboundMessage, prompts: Sequence[Prompt], now: datetime) -> str:
    """The passive reply, which is one text; empty when there is nothing to say."""
    said = "\n\n".join(prompt.text for prompt in prompts if prompt.text.strip())
    parts = split(xml.sayable(said), CAPABILITIES.max_text)
    if not parts:
        return ""
    return xml.write(
        {
            "ToUserName": message.account,
            "FromUserName": owner,
            "CreateTime": int(now.timestamp()),
            "MsgType": "text",
            "Content": parts[0],  # the door has put what does not fit into the outbox
        }
    )
