"""The one writer of SQLite: groups, savepoints, failures of a whole group."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial

import pytest
from sqlalchemy import Connection, text

from storage.connecting import database_url, sqlite_engine
from storage.engine import Database
from storage.errors import ClosedError, ConflictError, TransactionLostError, UnavailableError
from storage.sqlite import SqliteBackend
from storage.unit_of_work import UnitOfWork
from storage.writer import GROUP, Writer


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    with Database.open(sqlite_url) as database:
        yield database


def writer_of(database: Database) -> Writer:
    assert isinstance(database.backend, SqliteBackend)
    return database.backend.writer


class Gate:
    """Holds the writer in a job, so that what is submitted meanwhile becomes one group."""

    def __init__(self, database: Database) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()
        self.job = database.submit(self._wait)
        assert self._entered.wait(5)

    def _wait(self, work: UnitOfWork) -> None:
        self._entered.set()
        assert self._opened.wait(5)

    def open(self) -> None:
        self._opened.set()
        self.job.result(5)


def put(key: str) -> Callable[[UnitOfWork], None]:
    return lambda work: work.settings.put(key, "x")


def note(order: list[int], number: int, work: UnitOfWork) -> None:
    order.append(number)


def fail(work: UnitOfWork) -> None:
    work.settings.put("half", "written")
    raise RuntimeError("no")


def break_the_commit(work: UnitOfWork) -> None:
    """Leaves a broken reference that SQLite looks for at commit only."""
    work.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    work.session.execute(text("INSERT INTO assessment (diagnosis_id, document) VALUES (404, '{}')"))


def lose_the_transaction(work: UnitOfWork) -> None:
    work.session.connection().connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]


def test_who_waits_together_is_committed_together(sqlite: Database) -> None:
    gate = Gate(sqlite)
    before = writer_of(sqlite).commits
    futures = [sqlite.submit(put(f"k{number}")) for number in range(GROUP + 10)]
    gate.open()
    for future in futures:
        future.result(5)

    assert writer_of(sqlite).commits - before == 3  # the gate's own, a full group, and the rest
    with sqlite.read() as work:
        assert all(work.settings.get(f"k{number}") == "x" for number in range(GROUP + 10))


def test_jobs_run_in_the_order_they_came(sqlite: Database) -> None:
    gate = Gate(sqlite)
    order: list[int] = []
    futures = [sqlite.submit(partial(note, order, number)) for number in range(200)]
    gate.open()
    for future in futures:
        future.result(5)

    assert order == list(range(200))


def test_a_failing_job_undoes_itself_alone(sqlite: Database) -> None:
    gate = Gate(sqlite)
    before = writer_of(sqlite).commits
    good, bad, last = sqlite.submit(put("a")), sqlite.submit(fail), sqlite.submit(put("b"))
    gate.open()

    assert (good.result(5), last.result(5)) == (None, None)
    assert isinstance(bad.exception(5), RuntimeError)
    assert writer_of(sqlite).commits - before == 2
    with sqlite.read() as work:
        assert [work.settings.get(key) for key in ("a", "half", "b")] == ["x", None, "x"]


def test_nobody_is_told_before_the_commit(sqlite: Database) -> None:
    gate = Gate(sqlite)
    first: Future[None] = sqlite.submit(put("a"))
    second: Future[bool] = sqlite.submit(lambda work: first.done())
    gate.open()

    assert second.result(5) is False
    assert first.done()


def test_when_the_commit_fails_the_whole_group_fails_and_the_next_works(sqlite: Database) -> None:
    gate = Gate(sqlite)
    futures = [sqlite.submit(put("a")), sqlite.submit(break_the_commit), sqlite.submit(put("b"))]
    gate.open()

    assert [type(future.exception(5)) for future in futures] == [ConflictError] * 3
    sqlite.write(put("c"))
    with sqlite.read() as work:
        assert [work.settings.get(key) for key in "abc"] == [None, None, "x"]


def test_when_the_database_rolls_back_by_itself_the_group_is_told(sqlite: Database) -> None:
    gate = Gate(sqlite)
    futures = [sqlite.submit(put("a")), sqlite.submit(lose_the_transaction), sqlite.submit(put("b"))]
    gate.open()

    assert [type(future.exception(5)) for future in futures] == [TransactionLostError] * 3
    sqlite.write(put("c"))
    with sqlite.read() as work:
        assert [work.settings.get(key) for key in "abc"] == [None, None, "x"]


def test_a_cancelled_job_does_not_run(sqlite: Database) -> None:
    gate = Gate(sqlite)
    dropped = sqlite.submit(put("a"))
    assert dropped.cancel()
    gate.open()
    sqlite.write(put("b"))

    with pytest.raises(CancelledError):
        dropped.result(5)
    with sqlite.read() as work:
        assert (work.settings.get("a"), work.settings.get("b")) == (None, "x")


def test_closing_finishes_what_was_submitted_and_takes_nothing_more(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    futures = [database.submit(put(f"k{number}")) for number in range(100)]
    database.close()
    database.close()

    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(ClosedError):
        database.submit(put("late"))


def test_a_database_held_by_another_process_is_unavailable_and_comes_back(sqlite_url: str) -> None:
    engine = sqlite_engine(database_url(sqlite_url), writing=True)
    impatient = sqlite_engine(database_url(sqlite_url), writing=True, busy_ms=20)
    writer = Writer(impatient)

    def job(connection: Connection) -> str:
        return "ran"

    with engine.begin():
        assert isinstance(writer.submit(job).exception(5), UnavailableError)
    assert writer.submit(job).result(5) == "ran"
    writer.close()
    engine.dispose()
    impatient.dispose()


def test_every_commit_is_durable_and_references_are_enforced(sqlite: Database) -> None:
    def pragmas(work: UnitOfWork) -> list[object]:
        return [
            work.session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert sqlite.write(pragmas) == ["wal", 2, 1]
