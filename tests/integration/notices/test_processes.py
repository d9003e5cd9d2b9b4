"""Two processes that run rounds at once, and one that dies in the middle, write to nobody twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from support.noticed import STREET, grant, person, seed

from storage.engine import Database
from storage.models import Outbox
from storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from support.noticed import local, notices
from storage.engine import Database
with Database.open(sys.argv[1]) as database:
    service = notices(database)
    print("ready", flush=True)
    sys.stdin.readline()
    for moment in ("2024-10-14T09:40", "2024-10-14T09:45", "2024-10-15T09:40", "2024-10-21T09:40"):
        for notice in service.run(local(moment)):
            print(notice.key, flush=True)
"""


def started(url: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def crowd(work: UnitOfWork) -> None:
    for number in range(60):
        grant(work, person(work, f"liaison{number}"), STREET)


def stored(url: str) -> list[str]:
    with Database.open(url) as database, database.read() as work:
        return list(work.session.scalars(select(Outbox.key)))


def test_two_processes_queue_each_message_once(database_url: str) -> None:
    with Database.open(database_url) as database:
        seed(database)
        database.write(crowd)
    processes = [started(database_url) for _ in range(2)]

    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    claimed = Counter(key for keys in said for key in keys)
    assert set(claimed.values()) == {1}
    assert sorted(claimed) == sorted(stored(database_url))
    # 62 liaisons once in the first week; nobody's state changed by the second but of those who fell silent
    first_week = [key for key in claimed if key.endswith(":2024-W42")]
    assert len(first_week) == 62


def test_what_a_killed_process_left_is_sent_by_the_next(database_url: str) -> None:
    with Database.open(database_url) as database:
        seed(database)
        database.write(crowd)
    killed = started(database_url)
    assert killed.stdin is not None
    assert killed.stdout is not None
    killed.stdin.write("go\n")
    killed.stdin.flush()
    killed.stdout.readline()  # the first round is committed; it dies in or after the second
    killed.kill()
    killed.communicate()
    next_one = started(database_url)
    next_one.communicate("go\n", timeout=60)

    keys = stored(database_url)
    assert len(keys) == len(set(keys))
    assert sum(key.endswith(":2024-W42") for key in keys) == 62
    people = Counter(tuple(key.split(":")[:3]) for key in keys)
    assert set(people.values()) == {1}
