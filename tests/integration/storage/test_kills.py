"""A process that is killed loses nothing it acknowledged, and its work is taken up where it was."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from support.storing import answer_turn

from storage.engine import Database
from storage.models import InboxStatus

ROOT = Path(__file__).resolve().parents[3]
KILLS = 12
# Every key is printed after its turn was acknowledged; several are always under way.
TALKER = """
import sys
from support.storing import answer_turn
from storage.engine import Database
url, me = sys.argv[1:]
waiting = []
with Database.open(url) as database:
    for n in range(100_000):
        key = f"{me}-{n}"
        talk = lambda turn, key=key: answer_turn(turn, key, key, key, f"person-{n % 8}")
        waiting.append((key, database.turn(talk)))
        if len(waiting) > 16:
            done, future = waiting.pop(0)
            future.result()
            print(done, flush=True)
"""


@pytest.mark.proof
def test_no_acknowledged_answer_is_lost_by_kills(database_url: str) -> None:
    chance = random.Random(7)  # noqa: S311 - which moment to kill at, the same in every run
    acknowledged: list[str] = []
    for number in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", TALKER, database_url, f"run{number}"],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(chance.randrange(1, 120))]
        process.kill()
        acknowledged += process.stdout.read().split()
        process.wait()
        process.stdout.close()

    with Database.open(database_url) as database:
        for key in acknowledged:
            with database.read() as work:
                message, queued = work.inbox.get("web", key), work.outbox.by_key(f"next-{key}")
            assert message is not None, key
            assert (message.status, message.reply) == (InboxStatus.DONE, f'"{key}"')
            assert queued is not None, key
            assert database.turn(lambda turn, k=key: answer_turn(turn, k, k, "again")).result() == -1  # type: ignore[misc]  # mypy reads no defaults
        with database.read() as work:
            people = [work.people.at("web", f"person-{number}") for number in range(8)]
            active = [work.interviews.active(person.id) for person in people if person is not None]
            answers = {
                question: value
                for interview in active
                if interview is not None
                for question, value in work.diagnoses.answers(interview.diagnosis_id).items()
            }
            assert work.inbox.undone() == []
            assert work.inbox.failed() == []
    lost = [key for key in acknowledged if answers.get(key) != key]

    print(f"{KILLS} kills, {len(acknowledged)} answers acknowledged, {len(lost)} lost")
    assert lost == []
