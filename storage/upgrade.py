"""Bringing a database's schema up to date, and telling what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

import storage.models  # noqa: F401 - registers every table on the metadata
from storage.base import Base
from storage.connecting import BUSY_MS, database_url, is_sqlite
from storage.driver_errors import translated

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_KEY = 0x57656E7A68656E  # "Wenzhen": the advisory lock that keeps two upgrades apart
LOCK_WAIT = "5s"  # a migration gives up rather than queue in front of everybody who needs the table
STATEMENT_WAIT = "10min"
OLDEST_POSTGRES = 130000  # PostgreSQL 13


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`, all of it or nothing on SQLite, step by step on PostgreSQL.

    Two processes may call it at once: one works, the other waits and finds nothing left to do.

    Raises:
        UrlError: the address cannot be used.
        UnavailableError: the database cannot be reached, or a table stayed locked too long.
    """
    with _migrating(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision` ("base": empty). Data of what is removed is lost.

    Raises:
        UrlError: the address cannot be used.
        UnavailableError: the database cannot be reached, or a table stayed locked too long.
    """
    with _migrating(url) as config:
        command.downgrade(config, revision)


def check(url: str) -> list[str]:
    """What is wrong with a database, each with its remedy; empty when nothing is.

    Raises:
        UrlError: the address cannot be used.
    """
    address = database_url(url)
    if is_sqlite(address) and not Path(address.database or "").exists():
        return [f"there is no database at {address.database}: run `db upgrade`, or start the service"]
    try:
        with _connection(url) as connection:
            return list(_problems(connection))
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        return [f"the database cannot be reached ({reason}): check its address and that it runs"]
    except DatabaseError as error:
        return [f"the database cannot be read ({error.orig}): restore a backup"]


def head() -> str:
    """The newest revision this code knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101 - there is a migration
    return revision


def _problems(connection: Connection) -> Iterator[str]:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        yield "the database has no tables yet: run `db upgrade`"
        return
    if current != head():
        yield _wrong_revision(current)
        return
    yield from _differences(connection)
    if connection.dialect.name == "sqlite":
        yield from _sqlite_problems(connection)
    elif int(connection.execute(text("SHOW server_version_num")).scalar_one()) < OLDEST_POSTGRES:
        yield "this PostgreSQL is too old: version 13 or newer is needed"


def _wrong_revision(current: str) -> str:
    try:
        ScriptDirectory.from_config(_config()).get_revision(current)
    except CommandError:
        return f"the database is at {current}, which this program does not know: update the program"
    return f"the database is at {current} and this program needs {head()}: run `db upgrade`"


def _differences(connection: Connection) -> Iterator[str]:
    context = MigrationContext.configure(connection, opts=comparison())
    for difference in compare_metadata(context, Base.metadata):
        yield f"the tables are not as this program needs them ({_short(difference)}): restore a backup"


def _short(difference: Any) -> str:  # noqa: ANN401 - Alembic's tuples have many shapes
    """The name of a difference and of what it is about."""
    step = difference[0] if isinstance(difference, list) else difference
    return " ".join(str(getattr(part, "name", part)) for part in step[:4] if part is not None)


def _sqlite_problems(connection: Connection) -> Iterator[str]:
    for (finding,) in connection.execute(text("PRAGMA quick_check(5)")):
        if finding != "ok":
            yield f"the database file is damaged ({finding}): restore a backup"
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        yield f"a row of {broken[0]} refers to a row of {broken[2]} that is not there: restore a backup"


def comparison() -> dict[str, Any]:
    """How Alembic is to compare models and tables."""
    return {"compare_type": True, "compare_server_default": True}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _migrating(url: str) -> Iterator[Config]:
    """A configuration whose connection is locked against other upgrades."""
    address = database_url(url)
    if is_sqlite(address):
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    with translated(), _connection(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        if connection.dialect.name == "sqlite":
            # Tables are rebuilt by copying, which foreign keys would forbid; they are checked at the end.
            with connection.begin():
                yield config
                _refuse_broken_references(connection)
        else:
            _prepare_postgres(connection)
            yield config
            # After an error the end of the connection gives the lock back; otherwise nobody need wait for it.
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
            connection.commit()


def _prepare_postgres(connection: Connection) -> None:
    for setting, value in (("lock_timeout", LOCK_WAIT), ("statement_timeout", STATEMENT_WAIT)):
        connection.execute(text(f"SET {setting} = '{value}'"))
    # Waiting for the other upgrade is not waiting for a table: it may take as long as that upgrade does.
    connection.execute(text("SET lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
    connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT}'"))
    connection.commit()  # the lock is the session's and stays


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise CommandError(f"the migration would leave {broken[0]} referring to missing rows of {broken[2]}")


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """A connection of its own, closed at the end."""
    address = database_url(url)
    if is_sqlite(address):
        engine = create_engine(
            address,
            poolclass=NullPool,
            connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000},
        )

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    else:
        engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
