"""Database addresses, and engines with the settings each database needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import UrlError

BUSY_MS = 10_000  # how long SQLite waits for another process' write, in milliseconds
LOCK_MS = 10_000  # how long PostgreSQL waits for a row another transaction holds
STATEMENT_MS = 30_000  # how long one PostgreSQL statement may run
POOL = 8  # PostgreSQL connections for each kind of work


def database_url(address: str) -> URL:
    """Parse a database address.

    Raises:
        UrlError: it is no address, names an unknown database, or an SQLite database in memory.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise UrlError(
            "the database address is not understood: write sqlite:///var/wenzhen.db or"
            " postgresql://user:password@host/name"
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise UrlError(f"{url.drivername} is not supported: use sqlite or postgresql")
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise UrlError("an SQLite database needs a file that several connections can open: sqlite:///PATH")
    return url.set(drivername="sqlite")


def is_sqlite(url: URL) -> bool:
    """Whether the address is of an SQLite file."""
    return url.get_backend_name() == "sqlite"


def sqlite_engine(url: URL, *, writing: bool, busy_ms: int = BUSY_MS) -> Engine:
    """An engine on an SQLite file in WAL mode, every commit durable, foreign keys enforced.

    A writing engine's transactions take the write lock at once (BEGIN IMMEDIATE), so that none fails half
    way for want of it; a reading engine's connections refuse to write.
    """
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        # The driver must not begin transactions by itself: the "begin" event below does.
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": busy_ms / 1000},
        pool_size=1 if writing else 4,
        max_overflow=0 if writing else 28,
        hide_parameters=True,  # parameters are answers and personal data; errors end up in logs
    )
    pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"]
    if not writing:
        pragmas.append("query_only=ON")

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's own type
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    begin_statement = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:  # the writer begins through the driver
            connection.exec_driver_sql(begin_statement)

    return engine


def postgres_engine(url: URL, *, checked: bool, size: int = POOL) -> Engine:
    """An engine on a PostgreSQL database with time-outs.

    `checked` connections are tested before use, which costs a round trip. Unchecked ones are the turn's: it
    begins and commits by itself, in its pipeline, and runs again when its connection turns out to be dead.
    """
    options = (
        f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}"
        f" -c idle_in_transaction_session_timeout={STATEMENT_MS}"
    )
    return create_engine(
        url,
        pool_size=size,
        max_overflow=size if checked else 0,
        pool_pre_ping=checked,
        isolation_level="READ COMMITTED" if checked else "AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"options": options, "application_name": "wenzhen"},
    )
