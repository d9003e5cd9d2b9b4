"""Opening a database, reading from it, writing to it, running turns on it.

On SQLite every write goes through one thread (`storage.writer`); on PostgreSQL a small pool of connections
and threads does it. Callers see no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from storage.connecting import database_url, is_sqlite
from storage.driver_errors import translated
from storage.postgres import PostgresBackend
from storage.sqlite import SqliteBackend
from storage.turns import Rescue, TurnTx
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")

DEFAULT_URL = "sqlite:///var/wenzhen.db"


class Backend(Protocol):
    """What differs between the databases."""

    @property
    def reader(self) -> Engine:
        """An engine whose transactions are read-only."""
        ...

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """Run a job in a transaction of its own, or a savepoint that comes to the same."""
        ...

    def turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> Future[T]:
        """Run one turn."""
        ...

    def turn_here(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None) -> T:
        """Run one turn and wait for it."""
        ...

    def arrival(self) -> AbstractContextManager[bool]:
        """Whether no other process uses the database; from then on this one does."""
        ...

    def close(self) -> None:
        """Finish what was submitted and let go of every connection."""
        ...


class Database:
    """One database. Safe to share between threads; close it, or use it as a context manager."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    @classmethod
    def open(cls, url: str = DEFAULT_URL) -> Database:
        """Open a database without touching its schema (`storage.upgrade` does that).

        `url` is `sqlite:///path` (relative to the working directory; folders are made) or
        `postgresql://user:password@host/name`.

        Raises:
            UrlError: the address cannot be used.
        """
        address = database_url(url)
        return cls(SqliteBackend(address) if is_sqlite(address) else PostgresBackend(address))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that sees one consistent state and cannot write (the database refuses)."""
        with (
            translated(),
            self.backend.reader.connect() as connection,
            UnitOfWork(Session(bind=connection, expire_on_commit=False, autoflush=False)) as work,
        ):
            yield work

    def submit(self, fn: Callable[[UnitOfWork], T]) -> Future[T]:
        """Run `fn` in a unit of work that is committed when it returns and rolled back when it raises.

        The future resolves after the commit. `fn` must not wait for another write, and may be run again from
        the start after a deadlock (PostgreSQL). Rows it returns stay readable.

        Raises:
            ClosedError: the database was closed.
            NestedWriteError: called from inside another write.
        """

        def job(connection: Connection) -> T:
            session = Session(
                bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )
            with UnitOfWork(session) as work:
                result = fn(work)
                work.commit()
                return result

        return self.backend.submit(job)

    def write(self, fn: Callable[[UnitOfWork], T]) -> T:
        """As `submit`, and wait for the result; what `fn` raises is raised here."""
        return self.submit(fn).result()

    def turn(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None = None) -> Future[T]:
        """Run one turn: `fn` calls `begin` first, and everything it does is committed at once, or not at all.

        `fn` may be run again from the start when the database asks for it (PostgreSQL: deadlock, a
        concurrent insert, a lost connection), so it must have no effects of its own beside the turn's.

        When it raises, all of it is rolled back, the inbound message is stored as failed with the error, and
        `rescue(turn, start, error)` runs in the same transaction as that: it can queue an apology and
        `finish` with one. Its result is then the future's; without a rescue the future raises the error.

        Raises:
            ClosedError: the database was closed.
            NestedWriteError: called from inside another write.
        """
        return self.backend.turn(fn, rescue)

    def turn_here(self, fn: Callable[[TurnTx], T], rescue: Rescue[T] | None = None) -> T:
        """As `turn`, and wait for the result; what it raises is raised here."""
        return self.backend.turn_here(fn, rescue)

    def arrival(self) -> AbstractContextManager[bool]:
        """Begin work that other processes could be at too: `with database.arrival() as alone`.

        `alone` means that every other process that had so begun is dead or has closed the database, and that
        none begins while the block runs. False also where that cannot be known (PostgreSQL).
        """
        return self.backend.arrival()

    def close(self) -> None:
        """Finish what was submitted and let go of every connection."""
        self.backend.close()
