"""What holds on PostgreSQL alone: round trips, and turns that are run again."""

from __future__ import annotations

import threading
from functools import partial

import psycopg
import pytest
from support.storing import NOW, answer_turn, begin, start_interview

from benchmarks.round_trips import relayed
from storage.engine import Database
from storage.errors import ClosedError, UnavailableError
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork

KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wenzhen'"

pytestmark = pytest.mark.postgres


def test_a_turn_takes_two_round_trips_and_three_with_a_look_at_answers(postgres_url: str) -> None:
    with relayed(postgres_url) as (relay, url), Database.open(url) as database:
        for number in range(8):  # the driver prepares a statement when it has seen it a few times
            database.turn(partial(answer_turn, key=f"w{number}", question="q1", value="a")).result()

        before = relay.trips
        database.turn(lambda turn: answer_turn(turn, "m1", "q1", "b")).result()
        plain = relay.trips - before

        def looking(turn: TurnTx) -> None:
            start = begin(turn, "m2")
            assert start.interview is not None
            turn.answers(start.interview.diagnosis_id, ["q1", "q2"])
            turn.save_answer(start.interview.diagnosis_id, "q2", "x", author=None, channel="web", at=NOW)
            turn.save_interview(start.interview.id, "{}", start.interview.revision, NOW)
            turn.finish("{}")

        before = relay.trips
        database.turn(looking).result()
        with_answers = relay.trips - before

        before = relay.trips
        database.turn(lambda turn: begin(turn, "m2")).result()
        duplicate = relay.trips - before

        before = relay.trips
        database.turn(lambda turn: start_interview(turn, begin(turn, "n1", "new"))).result()
        newcomer = relay.trips - before

    assert (plain, with_answers, newcomer) == (2, 3, 3)
    assert duplicate <= 2


def test_a_turn_whose_connection_died_is_run_again(postgres_url: str) -> None:
    with Database.open(postgres_url) as database, psycopg.connect(postgres_url, autocommit=True) as admin:
        many = [
            database.turn(partial(answer_turn, key=f"w{n}", question="q1", value="a", account=f"p{n}"))
            for n in range(16)
        ]
        assert all(future.result() for future in many)
        killed = admin.execute(KILL).fetchall()
        assert len(killed) > 3  # more dead connections in the pool than a turn has tries

        diagnosis = database.turn(lambda turn: answer_turn(turn, "m2", "q1", "b")).result()

        with database.read() as work:
            assert work.diagnoses.answers(diagnosis) == {"q1": "b"}


def test_a_connection_that_dies_within_a_turn_loses_and_repeats_nothing(postgres_url: str) -> None:
    runs = []
    with Database.open(postgres_url) as database, psycopg.connect(postgres_url, autocommit=True) as admin:

        def dying(turn: TurnTx) -> int:
            runs.append(turn)
            diagnosis = answer_turn(turn, "m1", "q1", f"run {len(runs)}")
            if len(runs) == 1:
                admin.execute(KILL)
            return diagnosis

        diagnosis = database.turn(dying).result()

        assert len(runs) == 2
        with database.read() as work:
            assert [row.value for row in work.diagnoses.history(diagnosis, "q1")] == ["run 2"]


def test_a_deadlock_is_run_again(postgres_url: str) -> None:
    meeting = threading.Barrier(2, timeout=10)
    met: set[str] = set()
    with Database.open(postgres_url) as database:
        for account in ("a", "b"):
            database.turn(
                partial(answer_turn, key=f"first-{account}", question="q1", value="x", account=account)
            ).result()

        def crossing(turn: TurnTx, account: str, other: int) -> None:
            begin(turn, f"m-{account}", account)
            if account not in met:  # both hold their own diagnosis: now each wants the other's
                met.add(account)
                meeting.wait()
            turn.set_variant(other, f"by-{account}")
            turn.answer(other, "q1")

        futures = [
            database.turn(lambda turn: crossing(turn, "a", 2)),
            database.turn(lambda turn: crossing(turn, "b", 1)),
        ]
        assert [future.result(timeout=20) for future in futures] == [None, None]

        with database.read() as work:
            assert [work.diagnoses.get(key).variant for key in (1, 2)] == ["by-b", "by-a"]  # type: ignore[union-attr]


def test_writes_that_meet_in_a_deadlock_are_run_again(postgres_url: str) -> None:
    meeting = threading.Barrier(2, timeout=10)
    met: set[str] = set()

    def crossing(work: UnitOfWork, mine: str, other: str) -> None:
        work.settings.put(mine, mine)
        if mine not in met:
            met.add(mine)
            meeting.wait()
        work.settings.put(other, mine)

    def both(work: UnitOfWork) -> None:
        work.settings.put("a", "")
        work.settings.put("b", "")

    with Database.open(postgres_url) as database:
        database.write(both)
        futures = [
            database.submit(lambda work: crossing(work, "a", "b")),
            database.submit(lambda work: crossing(work, "b", "a")),
        ]
        assert [future.result(timeout=20) for future in futures] == [None, None]


def test_a_server_that_is_not_there_is_unavailable(tmp_path: object) -> None:
    with Database.open(f"postgresql://postgres:@/nothing?host={tmp_path}") as database:
        with pytest.raises(UnavailableError, match="cannot be reached"):
            database.turn(lambda turn: begin(turn, "m1")).result()
        with pytest.raises(UnavailableError, match="cannot be reached"):
            database.write(lambda work: work.packs.versions())
    with pytest.raises(ClosedError):
        database.turn(lambda turn: begin(turn, "m1"))
