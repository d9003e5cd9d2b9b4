"""A process that ticks and delivers until it is killed, and its supervisor, which starts the next one.

Run as a script (`python tests/support/ticking.py URL SOCKET PROCESSES KEYED`) it is the supervisor. Each
process says its number to SOCKET, asks it for the moment, and hands it every message it sends: the other side
is the clock and the platform.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from support.noticed import QUESTIONS, local

from bot.campaign.model import Campaign
from bot.channels.base import Capabilities, Channel, DeliveryError, Outgoing, Receipt
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from bot.services.delivery import Delivery
from bot.services.escalating import TIMER, Escalating
from bot.services.notices import Notices
from bot.services.timers import Timers
from storage.engine import Database
from storage.errors import StorageError
from storage.repositories.timers import ClaimedTimer

PIPE = "pipe"
PROBE = "probe"  # a kind of timer that only queues one message


def ask(address: str, question: dict[str, Any]) -> dict[str, Any]:
    """One question to the other side, and its answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        connection.sendall((json.dumps(question) + "\n").encode())
        with connection.makefile() as lines:
            answer: dict[str, Any] = json.loads(lines.readline() or "{}")
            return answer


class Pipe:
    """The platform's wire: a message is taken when the other side says so."""

    name = PIPE

    def __init__(self, address: str, *, keyed: bool) -> None:
        self._address = address
        self.capabilities = Capabilities(max_text=100_000, knows_keys=keyed)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Hand it over."""
        message = {"key": outgoing.key, "account": outgoing.account}
        try:
            answer = await asyncio.to_thread(ask, self._address, message)
        except (OSError, ValueError):
            answer = {}
        if "taken" not in answer:
            raise DeliveryError("no_answer", "the platform did not answer", unknown=True)
        return Receipt(outgoing.key)


class Ticker:
    """One process' life."""

    def __init__(self, url: str, address: str, *, keyed: bool, campaign: Campaign) -> None:
        self._address = address
        self._database = Database.open(url)
        campaigning = Campaigning(self._database, campaign, QUESTIONS)
        self._escalating = Escalating(self._database, campaigning)
        self._notices = Notices(self._database, campaigning, {PIPE})
        handlers = {TIMER: self._escalating.fire, PROBE: self._probe}
        self._timers = Timers(self._database, handlers, self)
        channel: Channel = Pipe(address, keyed=keyed)
        self._delivery = Delivery(self._database, {PIPE: channel}, self, awake=campaigning.awake)

    def now(self) -> datetime:
        """The moment, as the other side says."""
        return local(str(ask(self._address, {"clock": os.getpid()})["now"]))

    def live(self) -> None:
        """Tick until killed."""
        ask(self._address, {"hello": os.getpid()})
        while True:
            with suppress(StorageError):  # a database that is busy is asked again
                now = self.now()
                self._escalating.set_timer(now)
                self._timers.run_once()
                self._notices.run(now)
                asyncio.run(self._send())
            time.sleep(0.005)

    async def _send(self) -> None:
        while await self._delivery.run_once():
            pass

    def _probe(self, timer: ClaimedTimer, now: datetime) -> None:
        prompt = json.dumps(prompt_to_json(Prompt(f"timer {timer.id}")))
        self._database.write(
            lambda work: work.outbox.put(
                key=f"probe:{timer.subject}", address=1, prompt=prompt, kind=PROBE, due=now, at=now
            )
        )


def supervise(url: str, address: str, processes: int, *, keyed: bool) -> None:
    """Have so many running until standard input ends."""
    campaign = load_campaign("shanghai-2023")
    children: set[int] = set()
    while not select.select([sys.stdin], [], [], 0)[0]:
        while len(children) < processes:
            child = os.fork()
            if child == 0:
                with suppress(OSError, ValueError, KeyError):  # the test is over
                    Ticker(url, address, keyed=keyed, campaign=campaign).live()
                os._exit(0)
            children.add(child)
        with suppress(ChildProcessError):
            ended, _ = os.waitpid(-1, os.WNOHANG)
            children.discard(ended)
        time.sleep(0.01)
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)


if __name__ == "__main__":
    supervise(sys.argv[1], sys.argv[2], int(sys.argv[3]), keyed=sys.argv[4] == "keyed")
