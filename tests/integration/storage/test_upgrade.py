from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool
from support.storing import answer_turn

from storage.base import Base
from storage.connecting import database_url as parsed
from storage.engine import Database
from storage.errors import UnavailableError, UrlError
from storage.upgrade import LOCK_KEY, MIGRATIONS, check, comparison, downgrade, head, upgrade

REVISIONS = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    with create_engine(parsed(url), poolclass=NullPool).connect() as connection:
        yield connection


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def columns(url: str) -> set[tuple[str, str]]:
    with connected(url) as connection:
        there = inspect(connection)
        return {(table, column["name"]) for table in tables(url) for column in there.get_columns(table)}


def run(url: str, statement: str) -> None:
    with connected(url) as connection:
        connection.execute(text(statement))
        connection.commit()


def test_models_and_migrated_tables_are_the_same(empty_url: str) -> None:
    upgrade(empty_url)

    with connected(empty_url) as connection:
        context = MigrationContext.configure(connection, opts=comparison())
        assert compare_metadata(context, Base.metadata) == []
    assert check(empty_url) == []


def test_every_constraint_and_index_has_the_name_the_model_gives_it(database_url: str) -> None:
    with connected(database_url) as connection:
        there = inspect(connection)
        for table in Base.metadata.sorted_tables:
            name = table.name
            expected = {str(constraint.name) for constraint in table.constraints if constraint.name}
            if table.dialect_options["sqlite"]["autoincrement"] and connection.dialect.name == "sqlite":
                expected.discard(f"pk_{name}")  # SQLite has no room for a name there
            found = {there.get_pk_constraint(name)["name"]} - {None}
            found |= {key["name"] for key in there.get_foreign_keys(name)}
            found |= {rule["name"] for rule in there.get_unique_constraints(name)}
            found |= {rule["name"] for rule in there.get_check_constraints(name)}
            assert found == expected, name
            indexes = {index["name"] for index in there.get_indexes(name)} - found
            assert indexes == {str(index.name) for index in table.indexes}, name


def test_every_step_goes_up_down_and_up_again(empty_url: str) -> None:
    for revision in reversed(REVISIONS):
        upgrade(empty_url, revision)
        before = columns(empty_url)
        downgrade(empty_url, "-1")
        assert columns(empty_url) < before
        upgrade(empty_url, revision)
        assert columns(empty_url) == before

    assert tables(empty_url) == {table.name for table in Base.metadata.sorted_tables}
    downgrade(empty_url, "base")
    assert tables(empty_url) == set()


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    with Database.open(database_url) as database:
        diagnosis = database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    upgrade(database_url)

    with Database.open(database_url) as database, database.read() as work:
        assert work.diagnoses.answers(diagnosis) == {"q1": "a"}


def test_two_upgrades_at_once_do_the_work_once(empty_url: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        results = [threads.submit(upgrade, empty_url) for _ in range(2)]

    assert [result.result() for result in results] == [None, None]
    assert check(empty_url) == []


@pytest.mark.postgres
def test_an_upgrade_waits_for_another_and_lets_go_of_the_lock(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as other, ThreadPoolExecutor(1) as threads:
        other.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
        waiting = threads.submit(upgrade, postgres_url)
        time.sleep(0.2)
        assert not waiting.done()
        other.execute("SELECT pg_advisory_unlock(%s)", (LOCK_KEY,))
        assert waiting.result(10) is None
        assert other.execute("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone() == (True,)


@pytest.mark.postgres
def test_a_migration_gives_up_on_a_locked_table(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.upgrade.LOCK_WAIT", "100ms")
    with psycopg.connect(postgres_url) as other:
        tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        other.execute(f"LOCK TABLE {tables}")  # whichever the newest migration is about
        with pytest.raises(UnavailableError, match="busy"):
            downgrade(postgres_url, "-1")

    assert check(postgres_url) == []


def test_check_says_what_to_do(empty_url: str) -> None:
    (missing,) = check(empty_url)
    upgrade(empty_url, REVISIONS[-1])
    (behind,) = check(empty_url)
    upgrade(empty_url)
    run(empty_url, "DROP INDEX ix_enterprise_park")
    (altered,) = check(empty_url)
    run(empty_url, "UPDATE alembic_version SET version_num = 'ffff'")
    (unknown,) = check(empty_url)

    assert "run `db upgrade`" in missing
    assert behind == f"the database is at {REVISIONS[-1]} and this program needs {head()}: run `db upgrade`"
    assert "add_index ix_enterprise_park" in altered
    assert unknown == "the database is at ffff, which this program does not know: update the program"


def test_check_finds_a_broken_reference_and_a_damaged_file(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    run(sqlite_url, "INSERT INTO assessment (diagnosis_id, document) VALUES (404, '{}')")
    (broken,) = check(sqlite_url)
    path.write_bytes(path.read_bytes()[:8192] + b"\x00" * 4096)
    damaged = check(sqlite_url)

    assert broken.startswith("a row of assessment refers to a row of diagnosis that is not there")
    assert any("damaged" in problem or "cannot be read" in problem for problem in damaged)


def test_check_of_a_database_that_is_not_there(tmp_path: Path) -> None:
    assert check(f"sqlite:///{tmp_path}/no.db") == [
        f"there is no database at {tmp_path}/no.db: run `db upgrade`, or start the service"
    ]
    (problem,) = check(f"postgresql://nobody@/nothing?host={tmp_path}")
    assert "cannot be reached" in problem
    with pytest.raises(UrlError):
        check("mysql://localhost/x")
