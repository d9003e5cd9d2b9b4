"""No statement of a turn, and no claim, reads a whole table, however much is stored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import timedelta

import pytest
from support.storing import NOW, answer_turn, new_enterprise

from storage.compiled import SQLITE, Statement
from storage.engine import Database
from storage.repositories.progress import Level, Window
from storage.repositories.scope import EVERYTHING, EnterpriseFilter
from storage.turn_statements import statements
from storage.unit_of_work import UnitOfWork

NAMED = {name: value for name, value in vars(statements(SQLITE)).items() if isinstance(value, Statement)}
INSERTS = {name for name, statement in NAMED.items() if statement.sql.startswith("INSERT")}


@pytest.fixture
def connection(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as opened:
        yield opened


def plan(connection: sqlite3.Connection, sql: str) -> list[str]:
    marks = len(re.findall(r"\?", sql))
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * marks)]


@pytest.mark.parametrize("name", sorted(NAMED.keys() - INSERTS))
def test_every_statement_of_a_turn_uses_an_index(connection: sqlite3.Connection, name: str) -> None:
    steps = plan(connection, NAMED[name].sql)

    assert any("USING" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN")] == []


def test_the_hot_look_ups_use_the_narrowest_index(connection: sqlite3.Connection) -> None:
    for name, index in {
        "answer": "uq_answer_current (diagnosis_id=? AND question_id=?)",
        "answers": "uq_answer_current (diagnosis_id=?)",
        "active_of_person": "uq_interview_active (person_id=?)",
        "who": "sqlite_autoindex_address_1 (channel=? AND account=?)",
        "supersede": "uq_answer_current (diagnosis_id=? AND question_id=?)",
        "cancel_outbox": "ix_outbox_open (address_id=? AND status=?)",
        "latest_of_enterprise": "sqlite_autoindex_diagnosis_1 (enterprise_id=? AND pack=?)",
        "latest_of_person": "ix_diagnosis_started_by_pack (started_by=? AND pack=?)",
    }.items():
        assert any(index in step for step in plan(connection, NAMED[name].sql)), name


@pytest.mark.parametrize("what", ["outbox", "timers"])
def test_claiming_reads_what_is_due_and_no_more(
    sqlite_url: str,
    connection: sqlite3.Connection,
    query_recorder: Callable[[], AbstractContextManager[list[str]]],
    what: str,
) -> None:
    def claim(work: UnitOfWork) -> None:
        getattr(work, what).claim_due(NOW, timedelta(minutes=1), 10)

    with Database.open(sqlite_url) as database, query_recorder() as recorded:
        database.write(claim)

    (statement,) = recorded
    steps = plan(connection, statement)
    assert any(re.search(r"ix_(outbox|timer)_due", step) for step in steps), steps
    assert [step for step in steps if step.startswith("SCAN") and step != "SCAN due"] == []
    assert what == "timers" or any("ix_outbox_open (address_id=? AND status=?)" in step for step in steps)


def test_the_register_is_counted_in_one_statement_however_many_there_are(
    database: Database, query_recorder: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    window = Window(NOW - timedelta(days=9), NOW + timedelta(days=9), NOW)
    counts = []
    for size in (1, 30):
        database.write(
            lambda work, n=size: [new_enterprise(work, f"{n}-{i}") for i in range(n)] and None  # type: ignore[misc]
        )
        with query_recorder() as recorded, database.read() as work:
            work.progress.counts(Level.UNIT, window, EnterpriseFilter(EVERYTHING))
            work.progress.enterprises(window, EnterpriseFilter(EVERYTHING))
            work.progress.finishes(Level.UNIT, window, EnterpriseFilter(EVERYTHING))
        counts.append(len(recorded))
    assert counts == [3, 3]


def test_a_turn_runs_no_statement_through_sqlalchemy(
    database: Database, query_recorder: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()
    with query_recorder() as recorded:
        database.turn(lambda turn: answer_turn(turn, "m2", "q1", "b")).result()
    assert recorded == []
