"""The SQLite backend: one writer thread, readers beside it, turns on the writer's own connection."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as Driver
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine

from storage.compiled import SQLITE, Statement
from storage.connecting import sqlite_engine
from storage.driver_errors import translated
from storage.presence import Presence
from storage.turn_failure import Settled, recording
from storage.turn_reading import Row, Value
from storage.turn_statements import statements
from storage.turn_writing import TurnWriting
from storage.turns import Rescue, TurnTx
from storage.writer import Writer, joined

T = TypeVar("T")


@lru_cache(maxsize=64)  # many columns hold the same moment
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class SqliteTurn(TurnWriting):
    """A turn on the writer's connection: every statement runs at once, through the driver."""

    def __init__(self, connection: Connection, driver: Driver) -> None:
        super().__init__(connection, statements(SQLITE))
        self._driver = driver

    def _run(self, statement: Statement, **given: Value) -> None:
        self._driver.execute(statement.sql, statement.values(given))

    def _rows(self, statement: Statement, **given: Value) -> list[Row]:
        return self._driver.execute(statement.sql, statement.values(given)).fetchall()

    def _insert(self, table: str, statement: Statement, **given: Value) -> int:  # noqa: ARG002 - SQLite needs no table to make a key
        key = self._driver.execute(statement.sql, statement.values({**given, "p_id": None})).lastrowid
        assert key is not None  # noqa: S101 - an INSERT has one
        return key

    def _open(self, message: dict[str, Any]) -> tuple[Row, Row | None, Row | None]:
        (found,) = self._rows(self._statements.receive, **message)
        who = self._row(self._who(message), **message)
        active = None if who is None else self._row(self._statements.active_of_person, p_person=who[4])
        return found, who, active

    def _leave_fast_path(self) -> None:
        joined(self._connection)

    def _moment(self, value: Value) -> datetime:
        return _moment(value)

    def _some_answers(self, diagnosis: int, questions: Collection[str]) -> list[Row]:
        statement = self._statements.answer
        found: list[Row] = []
        for question in questions:
            row = self._row(statement, p_diagnosis=diagnosis, p_question=question)
            if row is not None:
                found.append((question, row[0]))
        return found


class SqliteBackend:
    """Writes in one thread, reads on a pool."""

    def __init__(self, url: URL) -> None:
        self._write_engine = sqlite_engine(url, writing=True)
        self._read_engine = sqlite_engine(url, writing=False)
        self.writer = Writer(self._write_engine)
        self._presence = Presence(Path(url.database or ""))

    @property
    def reader(self) -> Engine:
        """The engine of the reading connections."""
        return self._read_engine

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """Queue a job that keeps its own savepoint."""
        return self.writer.submit(lambda connection: job(joined(connection)))

    def turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> Future[T]:
        """Queue a turn."""

        def job(connection: Connection) -> T:
            driver: Any = connection.connection.dbapi_connection
            return _run_turn(connection, driver, fn, rescue)

        return self.writer.submit(job)

    def turn_here(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> T:
        """Run a turn and wait for it."""
        return self.turn(fn, rescue).result()

    def arrival(self) -> AbstractContextManager[bool]:
        """Whether no other process is at the file."""
        return self._presence.arrival()

    def close(self) -> None:
        """Finish what was submitted and close every connection."""
        self.writer.close()
        self._presence.leave()
        self._write_engine.dispose()
        self._read_engine.dispose()


def _run_turn(
    connection: Connection, driver: Driver, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None
) -> T:
    turn = SqliteTurn(connection, driver)
    try:
        return _attempt(driver, turn, fn)
    except Exception as error:
        if not turn.message or not driver.in_transaction:
            raise
        failure = error
    try:
        return _attempt(driver, SqliteTurn(connection, driver), recording(turn.message, failure, rescue))
    except Exception as error:
        if isinstance(error, Settled) or rescue is None or not driver.in_transaction:
            raise
        failure.add_note(f"the rescue failed too: {type(error).__name__}")
    return _attempt(driver, SqliteTurn(connection, driver), recording(turn.message, failure, None))


def _attempt(driver: Driver, turn: SqliteTurn, fn: Callable[[TurnTx], T]) -> T:
    """Run in a savepoint: kept when `fn` returns or raises `Settled`, undone when it raises anything else."""
    driver.execute("SAVEPOINT turn")
    try:
        with translated():
            try:
                result = fn(turn)
            except Settled:
                turn.complete()
                driver.execute("RELEASE turn")
                raise
            turn.complete()
    except Settled:
        raise
    except BaseException:
        turn.abandon()
        if driver.in_transaction:  # some errors make SQLite roll back everything by itself
            driver.execute("ROLLBACK TO turn")
            driver.execute("RELEASE turn")
        raise
    driver.execute("RELEASE turn")
    return result
