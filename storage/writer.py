"""The one writer of an SQLite database: a thread that runs jobs in order and commits them in groups.

Whoever waits while a group runs is in the next one, so a busy database commits once for up to `GROUP` jobs
and nobody overtakes anybody. A job undoes its own effects before it raises; then only that job fails.
A job is acknowledged (its future gets its result) after its group's commit, never before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine

from storage.driver_errors import translate
from storage.errors import ClosedError, NestedWriteError, TransactionLostError
from storage.turn_failure import Settled

T = TypeVar("T")
Job: TypeAlias = Callable[[Connection], T]
_Waiting: TypeAlias = "tuple[Job[Any], Future[Any]]"

GROUP = 64  # jobs a commit may cover; more would only make the first of them wait longer


class Writer:
    """The thread, its queue and its connection. `commits` and `jobs` count what was done, for metrics."""

    def __init__(self, engine: Engine) -> None:
        self.commits = 0
        self.jobs = 0
        self._engine = engine
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, job: Job[T]) -> Future[T]:
        """Queue a job; its future resolves after the commit that holds it.

        Raises:
            ClosedError: the writer was closed.
            NestedWriteError: called from inside a job, where waiting would never end.
        """
        if threading.current_thread() is self._thread:
            raise NestedWriteError("this is already inside a write: use its unit of work")
        future: Future[T] = Future()
        with self._lock:  # so that nothing is queued behind the stop sign, where nobody would run it
            if self._closed:
                raise ClosedError("the database is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
                self._thread.start()
            self._queue.put((job, future))
        return future

    def close(self) -> None:
        """Finish what was submitted, then stop. Closing twice does nothing."""
        with self._lock:
            already, self._closed = self._closed, True
            if already or self._thread is None:
                return
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        running = True
        while running:
            group, running = self._next_group()
            try:
                connection = connection or self._engine.connect()
                self._run_group(connection, group)
            except BaseException as error:  # noqa: BLE001 - the thread must outlive any failure
                _fail(group, translate(error) or error)
                _discard(connection)
                connection = None
        if connection is not None:
            connection.close()

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        """Wait for one job and take what else is there; False when the stop sign was reached."""
        first = self._queue.get()
        if first is None:
            return [], False
        group = [first]
        try:
            while len(group) < GROUP:
                item = self._queue.get_nowait()
                if item is None:
                    return group, False
                group.append(item)
        except Empty:
            pass
        return group, True

    def _run_group(self, connection: Connection, group: list[_Waiting]) -> None:
        if not group:
            return
        driver: Any = connection.connection.dbapi_connection
        # Through the driver: SQLAlchemy's own transaction would cost as much as a few statements. Jobs that
        # need it call `joined`. An error from here on costs the connection, and with it the transaction.
        driver.execute("BEGIN IMMEDIATE")
        outcomes = [
            (future, _outcome(job, connection, driver))
            for job, future in group
            if future.set_running_or_notify_cancel()
        ]
        if connection.in_transaction():
            connection.commit()
        else:
            driver.commit()
        self.commits += 1
        self.jobs += len(outcomes)
        for future, (result, failure) in outcomes:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)


def _outcome(job: Job[Any], connection: Connection, driver: Any) -> tuple[Any, BaseException | None]:  # noqa: ANN401 - the driver's connection
    """Run one job: (its result, None), or (None, its error)."""
    result, failure = None, None
    try:
        result = job(connection)
    except Settled as settled:
        failure = settled.error
    except BaseException as error:  # noqa: BLE001 - it belongs to the job's caller
        failure = translate(error) or error
    if not driver.in_transaction:
        raise TransactionLostError("the database rolled back the group this write was in") from failure
    return result, failure


def joined(connection: Connection) -> Connection:
    """The writer's connection with SQLAlchemy aware of the transaction that is under way."""
    if not connection.in_transaction():
        connection.begin()
    return connection


def _fail(group: list[_Waiting], error: BaseException) -> None:
    """Tell everyone of the group who has not been told yet."""
    for _, future in group:
        if future.cancelled() or future.done():
            continue
        if future.running() or future.set_running_or_notify_cancel():
            future.set_exception(error)


def _discard(connection: Connection | None) -> None:
    """Drop a connection in an unknown state; the next group opens a fresh one."""
    if connection is None:
        return
    try:
        connection.invalidate()
        connection.close()
    except Exception:  # noqa: BLE001, S110 - it is being thrown away, and the error was already told
        pass
