"""Turns at the same time: duplicates, one person, one diagnosis, many people, several processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from support.storing import NOW, answer_turn, begin, start_interview

from storage.engine import Database
from storage.errors import NestedWriteError
from storage.turns import TurnTx

ROOT = Path(__file__).resolve().parents[3]


def test_a_duplicate_during_the_first_run_gets_the_firsts_reply(database: Database) -> None:
    running = threading.Event()

    def slow(turn: TurnTx) -> str | None:
        start = begin(turn, "m1")
        if start.duplicate:
            return start.stored_reply
        running.set()
        time.sleep(0.2)
        turn.finish('"the reply"')
        return "ran"

    first = database.turn(slow)
    assert running.wait(5)
    others = [database.turn(slow) for _ in range(3)]

    assert first.result() == "ran"
    assert [other.result() for other in others] == ['"the reply"'] * 3


def test_two_first_messages_of_one_person_make_one_person(database: Database) -> None:
    futures = [
        database.turn(partial(answer_turn, key=f"m{number}", question=f"q{number}", value="a"))
        for number in range(12)
    ]
    diagnoses = {future.result() for future in futures}

    assert len(diagnoses) == 1
    with database.read() as work:
        assert len(work.diagnoses.answers(diagnoses.pop())) == 12
        interview = work.interviews.active(_person(database))
        assert interview is not None
        assert interview.revision == 12


def _person(database: Database) -> int:
    with database.read() as work:
        person = work.people.at("web", "li")
        assert person is not None
        return person.id


def test_several_people_on_one_questionnaire_lose_nothing(database: Database) -> None:
    people = [f"p{number}" for number in range(4)]

    def join(turn: TurnTx, account: str, diagnosis: int | None) -> int:
        start = begin(turn, f"join-{account}", account)
        if diagnosis is None:
            return start_interview(turn, start)[1].id
        person = turn.new_person(locale="zh-CN", at=NOW)
        turn.new_interview(person.id, diagnosis, "{}", NOW)
        return diagnosis

    diagnosis = database.turn(lambda turn: join(turn, people[0], None)).result()
    for account in people[1:]:
        database.turn(partial(join, account=account, diagnosis=diagnosis)).result()

    futures = [
        database.turn(
            partial(
                answer_turn,
                key=f"{account}-{number}",
                question=f"q{number % 3}",
                value=f"{account}-{number}",
                account=account,
            )
        )
        for number in range(9)
        for account in people
    ]
    assert {future.result() for future in futures} == {diagnosis}
    with database.read() as work:
        row = work.diagnoses.get(diagnosis)
        assert row is not None
        assert row.answered == 3
        history = [len(work.diagnoses.history(diagnosis, f"q{n}")) for n in range(3)]
        current = len(work.diagnoses.current_answers(diagnosis))
    assert (history, current) == ([12, 12, 12], 3)


def test_eight_threads_of_people_at_once(database: Database) -> None:
    def talk(thread: int) -> list[int]:
        return [
            database.turn(
                partial(
                    answer_turn,
                    key=f"{thread}-{number}",
                    question=f"q{number}",
                    value="a",
                    account=f"person{thread}",
                )
            ).result()
            for number in range(20)
        ]

    with ThreadPoolExecutor(8) as threads:
        diagnoses = list(threads.map(talk, range(8)))

    assert all(len(set(of_one)) == 1 for of_one in diagnoses)
    with database.read() as work:
        assert [len(work.diagnoses.answers(of_one[0])) for of_one in diagnoses] == [20] * 8


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_ever(database: Database) -> None:
    def nested(turn: TurnTx) -> None:
        begin(turn, "m1")
        database.write(lambda work: None)

    with pytest.raises(NestedWriteError):
        database.turn(nested).result(timeout=10)


WRITER_PROCESS = """
import sys
from support.storing import answer_turn
from storage.engine import Database
url, me, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Database.open(url) as database:
    def say(name):
        return database.turn(lambda turn: answer_turn(turn, name, name, me))
    own = [say(f"{me}-{n}") for n in range(turns)]
    shared = [say(f"shared-{n}") for n in range(turns)]
    print(sum(f.result() > 0 for f in own), sum(f.result() > 0 for f in shared))
"""


def test_three_processes_write_the_same_person_and_share_each_message_once(database_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER_PROCESS, database_url, f"process{number}", "30"],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    counts = [process.communicate(timeout=60)[0].split() for process in processes]

    assert [own for own, _ in counts] == ["30"] * 3
    assert sum(int(shared) for _, shared in counts) == 30
    with Database.open(database_url) as database, database.read() as work:
        assert len(work.diagnoses.answers(work.interviews.active(_person(database)).diagnosis_id)) == 120  # type: ignore[union-attr]


def test_futures_resolve_in_any_thread_that_waits(database: Database) -> None:
    future: Future[int] = database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a"))
    seen: list[int] = []
    waiter = threading.Thread(target=lambda: seen.append(future.result()))
    waiter.start()
    waiter.join(10)

    assert seen == [future.result()]
