"""The other side of ticking processes: their clock, their platform, and whoever kills them."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from support.noticed import STREET, diagnosis, enterprise, grant, local, person
from support.ticking import PIPE, PROBE

from storage.engine import Database
from storage.models import Address, Outbox, OutboxStatus, Timer
from storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).resolve().parents[2]
LIAISONS, FIRMS, PROBES = 60, 60, 200
OPEN = (OutboxStatus.QUEUED, OutboxStatus.SENDING)


def crowd(work: UnitOfWork, days: Sequence[str]) -> None:
    """Liaisons, contacts in several states, and timers that go off over those days."""
    chance = random.Random(5)  # noqa: S311 - the same in every run
    for number in range(LIAISONS):
        unit = (STREET, "310117", "city", "310114")[number % 4]
        grant(work, person(work, f"liaison{number}", channel=PIPE), unit)
    for number in range(FIRMS):
        contact, firm = person(work, f"contact{number}", channel=PIPE), enterprise(work, f"示例{number}厂")
        work.people.bind(contact, firm, local("2024-10-01T10:00") + timedelta(days=number % 9))
        if number % 2:
            last = local("2024-10-02T10:00") + timedelta(days=number % 9)
            diagnosis(work, firm, last, last, number % 50)
    for address in work.session.scalars(select(Address)):
        address.last_inbound_at = local("2024-09-01T10:00")
        if address.account.startswith("liaison"):
            address.opened_at = local("2030-01-01T10:00")  # so that nobody is told of unopened digests
    for number in range(PROBES):
        due = local(f"{chance.choice(days)}T09:40") + timedelta(seconds=chance.randrange(7200))
        work.timers.put(kind=PROBE, subject=str(number), scope="", due=due)


@dataclass
class Figures:
    """What happened."""

    kills: int = 0
    messages: int = 0
    arrived: int = 0
    twice: int = 0
    lost: int = 0
    unsure: int = 0  # begun, and nobody knows: not sent again
    repeats: int = 0  # sent again to a platform that knows our keys, and dropped by it
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.messages} digests, reminders, escalations and timers:"
            f" {self.arrived} arrived, {self.twice} twice, {self.lost} lost, {self.unsure} outcome unknown,"
            f" {self.repeats} repeats the platform dropped; {self.seconds:.0f} s"
        )


@dataclass
class Street:
    """The platform and the clock; `moment` is what the processes are told."""

    keyed: bool
    moment: str
    arrivals: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    living: set[int] = field(default_factory=set)
    chance: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311 - small delays
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, listener: socket.socket) -> None:
        """Answer everybody until the listener is closed."""
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), connection, connection.makefile() as lines:
            asked = json.loads(lines.readline())
            if "hello" in asked:
                with self.lock:
                    self.living.add(asked["hello"])
            elif "key" in asked:
                self._take(asked["key"])
            answer = {"now": self.moment} if "clock" in asked else {"taken": True}
            connection.sendall((json.dumps(answer) + "\n").encode())

    def _take(self, key: str) -> None:
        time.sleep(self.chance.random() * 0.02)  # on its way
        with self.lock:
            if self.keyed and self.arrivals[key]:
                self.repeats += 1
            else:
                self.arrivals[key] += 1
        time.sleep(self.chance.random() * 0.02)  # the answer on its way back

    def kill(self, chance: random.Random) -> bool:
        """Kill one of the living; whether one was."""
        with self.lock:
            if not self.living:
                return False
            victim = chance.choice(sorted(self.living))
            self.living.discard(victim)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        return True


def lived_through(
    url: str, days: Sequence[str], processes: int, *, keyed: bool, kills: float, seed: int
) -> tuple[Figures, set[str]]:
    """Let processes tick through those days, killing one about every `kills` seconds; 0: none is killed."""
    chance = random.Random(seed)  # noqa: S311 - which to kill and when, as far as a machine repeats itself
    began, figures = time.monotonic(), Figures()
    street = Street(keyed, f"{days[0]}T08:00")
    with Database.open(url) as database:
        database.write(lambda work: crowd(work, days))
        with _running(url, processes, street):
            for day in days:
                street.moment = f"{day}T09:40"
                _go_on(database, street, chance, kills, figures)
                _settle(database, street, day)
        with database.read() as work:
            rows = [(row.key, row.status) for row in work.session.scalars(select(Outbox))]
            undone = work.session.scalar(select(func.count()).where(Timer.done_at.is_(None)))
    assert undone == 0
    keys = {key for key, _ in rows}
    figures.messages = len(rows)
    figures.arrived = len(street.arrivals)
    figures.twice = sum(count > 1 for count in street.arrivals.values())
    figures.unsure = sum(status is OutboxStatus.UNKNOWN for _, status in rows)
    figures.lost = sum(
        status is not OutboxStatus.UNKNOWN and not street.arrivals[key] for key, status in rows
    )
    figures.repeats, figures.seconds = street.repeats, time.monotonic() - began
    assert set(street.arrivals) <= keys
    return figures, keys


def _go_on(database: Database, street: Street, chance: random.Random, kills: float, figures: Figures) -> None:
    """A stretch of the day's morning, with kills; every tenth of it is twelve minutes."""
    start = local(street.moment)
    for part in range(10):
        street.moment = (start + timedelta(minutes=12 * part)).strftime("%Y-%m-%dT%H:%M")
        if kills:
            time.sleep(chance.uniform(0.3, 1.7) * kills)
            figures.kills += street.kill(chance)
        elif part in (0, 9):
            _drained(database, 30)


def _settle(database: Database, street: Street, day: str) -> None:
    """The afternoon: nobody is killed, leases of the dead end, and everything is done."""
    for number in range(30):
        moment: datetime = local(f"{day}T12:00") + timedelta(minutes=6 * number)
        street.moment = moment.strftime("%Y-%m-%dT%H:%M")
        if number >= 2 and _drained(database, 4):
            return
        time.sleep(0.3)
    raise AssertionError(f"{day}: not everything was done by the evening")


def _drained(database: Database, seconds: float) -> bool:
    """Whether soon nothing waits any more, and stays so."""
    calm, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        with database.read() as work:
            waits = work.session.scalar(select(func.count()).where(Outbox.status.in_(OPEN)))
            leased = work.session.scalar(
                select(func.count()).where(Timer.done_at.is_(None), Timer.lease_until.is_not(None))
            )
        calm = calm + 1 if not waits and not leased else 0
        if calm >= 4:
            return True
        time.sleep(0.15)
    return False


@contextmanager
def _running(url: str, processes: int, street: Street) -> Iterator[None]:
    """The supervisor with its processes, connected to the street."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        address = f"{folder}/s"
        listener.bind(address)
        listener.listen(256)
        threading.Thread(target=street.serve, args=(listener,), daemon=True).start()
        how = "keyed" if street.keyed else "plain"
        supervisor = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/support/ticking.py"), url, address, str(processes), how],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert supervisor.stdin is not None
        try:
            waited = time.monotonic() + 60
            while len(street.living) < processes and time.monotonic() < waited:
                time.sleep(0.05)
            yield
        finally:
            supervisor.stdin.close()
            supervisor.wait(30)
