"""The PostgreSQL backend: a small pool, and turns in pipelines.

A turn takes two round trips: one stores the message and loads and locks what it is about, one carries all
writes and the commit. Reading answers, or making keys for new rows, costs one more each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from threading import Semaphore, local
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.compiled import POSTGRES, Statement
from storage.connecting import POOL, postgres_engine
from storage.driver_errors import translate, translated
from storage.errors import ClosedError, NestedWriteError
from storage.turn_failure import Settled, recording
from storage.turn_reading import Row, Value
from storage.turn_statements import statements
from storage.turn_writing import TurnWriting
from storage.turns import Rescue, TurnTx

T = TypeVar("T")

TRIES = 3  # how often work is run when the database asks for it to be run again

# Two first messages of one person: nobody's row is there to be locked, so the address itself is.
LOCK_ADDRESS = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
RESERVE = (
    "SELECT nextval('person_id_seq'), nextval('address_id_seq'),"
    " nextval('diagnosis_id_seq'), nextval('interview_id_seq')"
)
RESERVED = ("person", "address", "diagnosis", "interview")
IN_THE_WAY = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
# Of a turn also: somebody else was first, and the next try finds what she stored.
AGAIN = (*IN_THE_WAY, psycopg.errors.UniqueViolation)


class PostgresTurn(TurnWriting):
    """A turn in pipeline mode: writes are sent when something is read, or with the commit."""

    def __init__(self, connection: Connection, driver: psycopg.Connection[Any]) -> None:
        super().__init__(connection, statements(POSTGRES))
        self._driver = driver
        self._reserved: dict[str, int] = {}
        self._pipeline: AbstractContextManager[Any] | None = None

    def open(self) -> None:
        """Enter pipeline mode and queue BEGIN."""
        self._pipeline = self._driver.pipeline()
        self._pipeline.__enter__()
        self._driver.execute("BEGIN")

    def _run(self, statement: Statement, **given: Value) -> None:
        self._driver.execute(statement.sql, statement.values(given))

    def _rows(self, statement: Statement, **given: Value) -> list[Row]:
        return self._driver.execute(statement.sql, statement.values(given)).fetchall()

    def _insert(self, table: str, statement: Statement, **given: Value) -> int:
        if table not in self._reserved:
            keys = self._driver.execute(RESERVE).fetchone()
            assert keys is not None  # noqa: S101 - a SELECT without FROM has one row
            self._reserved = dict(zip(RESERVED, keys, strict=True))
        key = self._reserved.pop(table)
        self._run(statement, **given, p_id=key)
        return key

    def _open(self, message: dict[str, Any]) -> tuple[Row, Row | None, Row | None]:
        driver, compiled = self._driver, self._statements
        driver.execute(LOCK_ADDRESS, (f"{message['p_channel']}\x1f{message['p_account']}",))
        found = driver.execute(compiled.receive.sql, compiled.receive.values(message))
        asked = self._who(message)
        who = driver.execute(asked.sql, asked.values(message))
        active = driver.execute(compiled.active_at_address.sql, compiled.active_at_address.values(message))
        active_row = active.fetchone()  # the last one first: it brings the others with it
        found_row = found.fetchone()
        assert found_row is not None  # noqa: S101 - the statement inserts or updates, and returns the row
        return found_row, who.fetchone(), active_row

    def _moment(self, value: Value) -> datetime:
        moment: datetime = value.astimezone(UTC)
        return moment

    def _some_answers(self, diagnosis: int, questions: Collection[str]) -> list[Row]:
        return self._rows(self._statements.some_answers, p_diagnosis=diagnosis, p_questions=list(questions))

    def _leave_fast_path(self) -> None:
        self._leave_pipeline()

    def _leave_pipeline(self) -> None:
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.__exit__(None, None, None)

    def commit(self) -> None:
        """Send what is left with the commit, in one round trip."""
        self.complete()
        self._driver.execute("COMMIT")
        self._leave_pipeline()

    def rollback(self) -> None:
        """Undo everything. A connection that no longer answers is closed."""
        with suppress(psycopg.Error):  # what went wrong is already on its way to the caller
            self._leave_pipeline()
        try:
            self.abandon()
            if not self._driver.closed:
                self._driver.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - the error that led here is the one to be told
            self._driver.close()


class PostgresBackend:
    """A pool of threads, each with a connection of its own while it works."""

    def __init__(self, url: URL) -> None:
        self._engine = postgres_engine(url, checked=True)
        self._read_engine = self._engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        )
        self._turn_engine = postgres_engine(url, checked=False)
        self._threads = ThreadPoolExecutor(max_workers=POOL, thread_name_prefix="storage")
        self._turns = Semaphore(POOL)  # connections for turns
        self._here = local()
        self._closed = False

    @property
    def reader(self) -> Engine:
        """The engine whose transactions are read-only and see one state."""
        return self._read_engine

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """Run a job in a transaction of its own."""
        return self._submit(lambda: self._job(job))

    def turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> Future[T]:
        """Run a turn."""
        return self._submit(lambda: self._turn(fn, rescue))

    def turn_here(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> T:
        """Run a turn in the thread that asks, which spares waking another."""
        self._check_open()
        return self._marked(lambda: self._turn(fn, rescue))

    def _submit(self, run: Callable[[], T]) -> Future[T]:
        self._check_open()
        try:
            return self._threads.submit(self._marked, run)
        except RuntimeError:
            raise ClosedError("the database is closed") from None

    def _check_open(self) -> None:
        if getattr(self._here, "writing", False):
            raise NestedWriteError("this is already inside a write: use its unit of work")
        if self._closed:
            raise ClosedError("the database is closed")

    def _marked(self, run: Callable[[], T]) -> T:
        """Run, refusing writes within this one meanwhile."""
        self._here.writing = True
        try:
            return run()
        finally:
            self._here.writing = False

    def _job(self, job: Callable[[Connection], T]) -> T:
        for left in reversed(range(TRIES)):
            try:
                with self._engine.begin() as connection:
                    return job(connection)
            except DBAPIError as error:
                if left == 0 or not isinstance(error.orig, IN_THE_WAY):
                    raise translate(error) or error from None
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> T:
        message: dict[str, Any] = {}
        try:
            return self._repeated(fn, message)
        except Exception as error:
            if not message:
                raise
            failure = error
        try:
            return self._repeated(recording(message, failure, rescue), {})
        except Settled as settled:
            raise settled.error from None
        except Exception as error:
            if rescue is None:
                raise
            failure.add_note(f"the rescue failed too: {type(error).__name__}")
        try:
            return self._repeated(recording(message, failure, None), {})
        except Settled as settled:
            raise settled.error from None

    def _repeated(self, fn: Callable[[TurnTx], T], message: dict[str, Any]) -> T:
        last: BaseException | None = None
        for _ in range(TRIES):
            try:
                return self._attempt(fn, message)
            except _Again as again:
                last = again.error
        assert last is not None  # noqa: S101 - it was tried at least once
        raise translate(last) or last

    def _attempt(self, fn: Callable[[TurnTx], T], message: dict[str, Any]) -> T:
        """One try. `message` is filled with what `begin` was called with."""
        with self._turns, translated(), self._turn_engine.connect() as connection, connection.begin():
            driver: Any = connection.connection.dbapi_connection
            turn = PostgresTurn(connection, driver)
            try:
                turn.open()
                result = fn(turn)
                turn.commit()
            except Settled:
                turn.commit()
                raise
            except BaseException as error:
                message.update(turn.message)
                turn.rollback()
                original = error.orig if isinstance(error, DBAPIError) else error
                dead = driver.closed
                if dead:
                    connection.invalidate()
                    self._turn_engine.dispose()  # its neighbours in the pool are dead too, most likely
                if isinstance(original, AGAIN) or (dead and isinstance(original, psycopg.OperationalError)):
                    raise _Again(original) from None
                raise
            return result

    def arrival(self) -> AbstractContextManager[bool]:
        """Nobody can tell: a process elsewhere may live on without its connection."""
        return nullcontext(False)  # noqa: FBT003 - the block's value

    def close(self) -> None:
        """Finish what was submitted and close every connection."""
        self._closed = True
        self._threads.shutdown(wait=True)
        self._engine.dispose()
        self._turn_engine.dispose()


class _Again(Exception):  # noqa: N818 - not an error: a wish to be run again
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error
