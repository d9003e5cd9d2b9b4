"""The longest stall with 64 active and 10,000 stored people: ours against python-telegram-bot's persistence.

The peer is a ConversationHandler of sixty states with PicklePersistence, the usual way to keep a conversation
with that library. Once a minute it writes what changed, on the event loop, a whole file for each person; the
platform is a stub, so only the library is measured. Ours commits every turn. A stall is the longest time the
event loop did not come round while everybody answered. Ours is looked at several times, before the peer and
after it: the median counts, for one look catches whatever else the machine does, and the worst is told.
"""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

from benchmarks.databases import CLIENTS, sqlite_database
from benchmarks.table import Row, show
from benchmarks.timing import ms, seconds
from benchmarks.whole_turn import Interviewee, Office, interviewees
from storage.engine import Database

STORED = 10_000
STATES = 60
ANSWERED = 30  # answers each stored conversation has
TURNS = 10  # of each active person in one look at ours
LOOKS = 5  # before the peer, and as many after it
THREADS = 40  # as many as the web server has for turns
_BEAT = 0.001
_PROMPT = "18/60 车间的生产进度，平时是怎么掌握的？\n1 靠现场看\n2 每天填电子表格\n3 在系统里报工"
_NOW = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp())


async def longest_stall(work: Awaitable[object]) -> float:
    """The longest time, in seconds, the event loop did not come round while this was done."""
    worst, done = 0.0, False

    async def beat() -> None:
        nonlocal worst
        while not done:
            began = time.perf_counter()
            await asyncio.sleep(_BEAT)
            worst = max(worst, time.perf_counter() - began - _BEAT)

    beating = asyncio.create_task(beat())
    await work
    done = True
    await beating
    return worst


# ours


def ours(people: list[Interviewee]) -> tuple[float, float]:
    """Everybody answers through the event loop, as on the web: (longest stall, longest wait for a reply)."""
    waits: list[float] = []

    async def everybody() -> float:
        with ThreadPoolExecutor(THREADS) as threads:

            async def talk(one: Interviewee) -> None:
                for _ in range(TURNS):
                    began = time.perf_counter()
                    await asyncio.get_running_loop().run_in_executor(threads, one.answer)
                    waits.append(time.perf_counter() - began)

            return await longest_stall(asyncio.gather(*(talk(one) for one in people)))

    return asyncio.run(everybody()), max(waits)


# the peer


class Stub(BaseRequest):
    """A platform that takes everything at once."""

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(self, url: str, *_args: object, **_more: object) -> tuple[int, bytes]:
        if url.endswith("getMe"):
            result: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
        else:
            result = {"message_id": 1, "date": _NOW, "chat": {"id": 1, "type": "private"}, "text": "x"}
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def _ask(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    await update.message.reply_text(_PROMPT)
    return 0


def _answer(state: int) -> Callable[[Update, Any], Coroutine[Any, Any, int]]:
    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        context.user_data.setdefault("answers", {})[f"q{state}"] = update.message.text
        await update.message.reply_text(_PROMPT)
        return (state + 1) % STATES

    return answer


def peer_file(folder: Path) -> Path:
    """What the peer has stored: everybody in the middle of a conversation."""
    path = folder / "conversations.pickle"
    everybody = range(1, STORED + 1)
    answers = {f"q{number}": "2" for number in range(ANSWERED)}
    data = {
        "conversations": {"diagnosis": {(one, one): ANSWERED for one in everybody}},
        "user_data": {one: {"answers": dict(answers)} for one in everybody},
        "chat_data": {},
        "bot_data": {},
        "callback_data": None,
    }
    path.write_bytes(pickle.dumps(data))
    return path


async def _peer(path: Path) -> float:
    """The longest stall while the changes of one answer of each active person are kept, in seconds."""
    application = (
        Application.builder()
        .token("1:a")
        .request(Stub())
        .get_updates_request(Stub())
        .persistence(PicklePersistence(path))
        .build()
    )
    states: dict[object, list[Any]] = {
        state: [MessageHandler(filters.TEXT, _answer(state))] for state in range(STATES)
    }
    entry: list[Any] = [CommandHandler("start", _ask)]
    application.add_handler(
        ConversationHandler(entry, states, fallbacks=[], name="diagnosis", persistent=True)
    )
    await application.initialize()

    async def everybody() -> None:
        for one in range(1, CLIENTS + 1):
            await application.process_update(_said(one, application.bot))
        await application.update_persistence()  # what the library's own job does once a minute

    stall = await longest_stall(everybody())
    await application.shutdown()
    return stall


def _said(one: int, bot: Any) -> Update:  # noqa: ANN401 - the library's own class of bots
    person = {"id": one, "is_bot": False, "first_name": "x"}
    chat = {"id": one, "type": "private"}
    message = {"message_id": one, "date": _NOW, "chat": chat, "from": person, "text": "2"}
    update = Update.de_json({"update_id": one, "message": message}, bot)
    assert update is not None
    return update


def peer(folder: Path) -> float:
    """The peer's longest stall, in seconds; what it kept is looked at afterwards."""
    path = peer_file(folder)
    stall = asyncio.run(_peer(path))
    stored = pickle.loads(path.read_bytes())["user_data"]  # noqa: S301 - written by this program
    assert all(f"q{ANSWERED}" in stored[one]["answers"] for one in range(1, CLIENTS + 1))
    return stall


def run() -> list[Row]:
    """Measure both; a minute or so, nearly all of it the peer's."""
    logging.getLogger("telegram").setLevel(logging.ERROR)
    with (
        tempfile.TemporaryDirectory() as folder,
        sqlite_database(STORED) as url,
        Database.open(url) as database,
    ):
        office = Office(database)
        people = [one for _, one in zip(range(CLIENTS), interviewees(office, "p"), strict=False)]
        ours(people)  # caches
        looks = [ours(people) for _ in range(LOOKS)]
        theirs = peer(Path(folder))
        looks += [ours(people) for _ in range(LOOKS)]
    stall, wait = (statistics.median(look[place] for look in looks) for place in (0, 1))
    worst = max(look[0] for look in looks)
    what = "longest stall, 64 active and 10,000 stored: PicklePersistence / ours"
    return [
        Row(what, ms(stall), seconds(theirs), theirs / stall, "≥ 500"),
        Row(f"… the worst of {len(looks)} looks at ours", ms(worst), seconds(theirs), theirs / worst),
        Row("… the longest wait of anyone for a reply", ms(wait), seconds(theirs), theirs / wait),
    ]


if __name__ == "__main__":
    print(show(run()))
