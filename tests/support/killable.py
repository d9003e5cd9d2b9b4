"""A process to be killed: it serves turns over a socket, and its supervisor starts the next one.

Run as a script (`python tests/support/killable.py URL PACK SOCKET`) it is the supervisor: it imports
everything once, then forks a server whenever there is none. The server connects to SOCKET, says its process
number, and answers requests, one JSON object a line, many at once; a line is written after the commit.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.channels.base import InboundMessage, Kind
from bot.conversation.definition import Keeper
from bot.conversation.prompt_json import prompt_to_json
from bot.inbound import Inbound
from bot.services.enrolment import Enrolment
from bot.services.interviewing import Interviewing
from bot.services.library import Library
from bot.services.results import Results
from storage.engine import Database
from storage.errors import StorageError

AT_ONCE = 32  # turns under way in one process


class Moment(threading.local):
    """A clock that says, in each thread, what the request said."""

    moment: datetime

    def now(self) -> datetime:
        """The moment of the request this thread answers."""
        return self.moment


class Server:
    """One process' life: connect, answer, die when told to by SIGKILL or by the end of the line."""

    def __init__(self, url: str, library: Library, address: str) -> None:
        self._clock = Moment()
        database = Database.open(url)
        results = Results(10, database.read)
        interviewing = Interviewing(library, Keeper("甲方"), results.submit, results.again, results.prepare)
        self._inbound = Inbound(database, [Enrolment(interviewing.begin), interviewing], self._clock)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(address)
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Answer until nobody asks any more."""
        self._write({"process": os.getpid()})
        with ThreadPoolExecutor(AT_ONCE) as threads, self._socket.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                threads.submit(self._answer, json.loads(line))

    def _answer(self, request: Mapping[str, Any]) -> None:
        moment = self._clock.moment = datetime.fromisoformat(request["at"])
        message = InboundMessage(
            channel="web",
            account=request["account"],
            key=request["key"],
            kind=Kind(request["kind"]),
            received=moment,
            text=request.get("text", ""),
            question=request.get("question", ""),
            token=request.get("token", ""),
            keys=tuple(request.get("keys", ())),
        )
        try:
            reply = self._inbound.handle(message)
        except StorageError as error:  # as a web server would say 503: the client comes again
            self._write({"key": message.key, "unavailable": type(error).__name__})
            return
        self._write(
            {
                "key": message.key,
                "duplicate": reply.duplicate,
                "failed": reply.failed,
                "prompts": [prompt_to_json(prompt) for prompt in reply.prompts],
            }
        )

    def _write(self, data: Mapping[str, Any]) -> None:
        line = json.dumps(data, ensure_ascii=False) + "\n"
        with self._lock, suppress(OSError):
            self._socket.sendall(line.encode())


def supervise(url: str, pack: str, address: str) -> None:
    """Have one server running until standard input ends."""
    library = Library(pack)
    library.questionnaire(library.default(), "zh-CN")
    while not _told_to_end():
        child = os.fork()
        if child == 0:
            with suppress(ConnectionError):  # the test is over
                Server(url, library, address).serve()
            os._exit(0)
        os.waitpid(child, 0)


def _told_to_end() -> bool:
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready)  # nothing is ever written there: it can only have been closed


if __name__ == "__main__":
    supervise(*sys.argv[1:])
