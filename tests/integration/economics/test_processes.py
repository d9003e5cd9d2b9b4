"""Several processes and threads send to the same people while they write: never more than is allowed."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta

from support.clock import FrozenClock
from support.counting import House, Platform

from bot.channels.base import Act, DeliveryError, InboundMessage, Kind, Outgoing, Receipt
from bot.services.dispatch import LEASE
from storage.engine import Database
from storage.models.messaging import OutboxStatus

PEOPLE = [f"a{number}" for number in range(6)]


class Ledger:
    """The platform's own account of its windows, shared by every process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.left: Counter[str] = Counter()
        self.over: list[str] = []
        self.taken: Counter[str] = Counter()
        self.chance = random.Random(7)  # noqa: S311 - the same in every run

    def act(self, account: str) -> None:
        with self.lock:
            self.left[account] = 5

    def take(self, outgoing: Outgoing) -> Receipt:
        with self.lock:
            luck = self.chance.random()
            if luck < 0.1:
                raise DeliveryError("unavailable", "planted", retryable=True)
            wanted = min(self.chance.randint(1, 2), outgoing.most or 1)
            if self.left[outgoing.account] < wanted:
                self.over.append(outgoing.key)
            self.left[outgoing.account] -= wanted
            self.taken[outgoing.key] += 1
            if luck < 0.2:
                raise DeliveryError("timeout", "planted", unknown=True, messages=wanted)
            return Receipt(messages=wanted)


class Shared(House):
    """One process of several: acts are told to the platform before they are told to us, as they happen."""

    ledger: Ledger

    def writes(self, account: str, key: str, at: datetime) -> None:
        self.ledger.act(account)
        self.inbound.handle(InboundMessage("wechat", account, key, Kind.TEXT, at, act=Act.MESSAGE))


def everybody_at_once(pool: ThreadPoolExecutor, houses: list[Shared], step: int, now: datetime) -> None:
    jobs = [pool.submit(asyncio.run, house.delivery.run_once()) for house in houses for _ in range(2)]
    if step % 5 == 4:  # and now and then everybody writes meanwhile
        jobs += [
            pool.submit(house.writes, account, f"{step}-{account}", now)  # type: ignore[arg-type]
            for account, house in zip(PEOPLE, houses * 3, strict=True)
        ]
    for job in jobs:
        job.result(60)


def test_never_more_than_the_windows_hold(database_url: str) -> None:
    ledger, clock = Ledger(), FrozenClock()
    with ExitStack() as open_, ThreadPoolExecutor(8) as pool:
        houses = []
        for _ in range(2):  # two databases objects on one database: as two processes
            database = open_.enter_context(Database.open(database_url))
            house = Shared(database, {"wechat": Platform("wechat", ledger.take)}, clock=clock)
            house.ledger = ledger
            houses.append(house)
        for account in PEOPLE:
            houses[0].writes(account, f"first-{account}", clock.now())
        for number in range(90):
            houses[0].queue(f"k{number:02}", account=PEOPLE[number % len(PEOPLE)])

        for step in range(30):
            clock.move(timedelta(minutes=6))
            everybody_at_once(pool, houses, step, clock.now())
        clock.move(LEASE)
        asyncio.run(houses[0].delivery.run_once())

        assert ledger.over == []
        assert max(ledger.taken.values()) == 1
        assert len(ledger.taken) > 60  # and what may be sent is sent
        with houses[0].database.read() as work:
            for key in ledger.taken:
                row = work.outbox.by_key(key)
                assert row is not None
                assert row.status in (OutboxStatus.SENT, OutboxStatus.UNKNOWN), key
        for account in PEOPLE:
            assert houses[0].kept(account=account).sending is None
            assert houses[0].left(account=account) <= ledger.left[account]
