"""The storage part of a turn: ours against the raw drivers and against SQLAlchemy Core, same statements.

A turn here: store the message, find and lock person, interview and diagnosis, read one answer, store one,
move the interview on, queue the next question, store the reply, commit. SQLite with synchronous=FULL.
Floors run the very same SQL by hand; variants take turns, and the median of the rounds counts.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import Connection

from benchmarks.databases import ANSWERED, CLIENTS, NOW_TEXT, STATE, postgres_databases, sqlite_database
from benchmarks.table import Row, show
from benchmarks.timing import ms, percentile, rounds
from storage.compiled import POSTGRES, SQLITE
from storage.connecting import database_url, sqlite_engine
from storage.engine import Database
from storage.sqlite import SqliteBackend
from storage.turn_statements import Statements, statements
from storage.turns import TurnTx

NOW = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
PAYLOAD = '{"text":"选2","question":"q17"}'
PROMPT = '{"text":"18/58 车间的生产进度，平时是怎么掌握的？","options":["1","2","3","4","5"]}'
REPLY = '{"text":"收到：2。18/58 …"}'
Anything: TypeAlias = Any  # statements that are text in one variant and expressions in another


class Expressions(Statements):
    """The same statements, left to SQLAlchemy to run."""

    def _compile(self, expression: Anything) -> Anything:
        return expression


# the variants: each runs one turn of one person


def ours(turn: TurnTx, person: int, number: int, tag: str) -> None:
    start = turn.begin(
        channel="web", key=f"{tag}-{person}-{number}", account=f"a{person}", kind="text",
        payload=PAYLOAD, received=NOW,
    )  # fmt: skip
    assert start.interview is not None
    question = f"q{number % ANSWERED}"
    turn.answer(start.interview.diagnosis_id, question)
    turn.save_answer(start.interview.diagnosis_id, question, "2", author=person, channel="web", at=NOW)
    turn.save_interview(start.interview.id, STATE, start.interview.revision, NOW)
    turn.put_outbox(key=f"o-{tag}-{person}-{number}", address=person, prompt=PROMPT, kind="question", due=NOW)
    turn.finish(REPLY)


def raw_sqlite(connection: sqlite3.Connection, person: int, number: int, tag: str) -> None:
    """By hand: what somebody who knows sqlite3 well would write."""
    sql, run = statements(SQLITE), connection.execute
    key, question = f"{tag}-{person}-{number}", f"q{number % ANSWERED}"
    account = f"a{person}"
    run("BEGIN IMMEDIATE")
    receive = ("web", key, account, "text", NOW_TEXT, PAYLOAD, "received", 1, 0, 1)
    (found,) = run(sql.receive.sql, receive).fetchall()
    (who,) = run(sql.who.sql, ("web", account)).fetchall()
    (active,) = run(sql.active_of_person.sql, (who[4],)).fetchall()
    run(sql.heard.sql, (None, NOW_TEXT, None, who[0]))
    interview, _, diagnosis, _, revision = active[:5]
    run(sql.answer.sql, (diagnosis, question)).fetchall()
    run(sql.count_answer.sql, (diagnosis, question, 0, 1, NOW_TEXT, diagnosis))
    run(sql.supersede.sql, (NOW_TEXT, diagnosis, question))
    run(sql.new_answer.sql, (diagnosis, question, '"2"', person, "web", NOW_TEXT, diagnosis, question))
    run(sql.save_interview.sql, (STATE, revision + 1, NOW_TEXT, interview))
    run(sql.put_outbox.sql, (f"o-{key}", person, "question", PROMPT, NOW_TEXT, 0, "queued", NOW_TEXT))
    run(sql.settle.sql, ("done", REPLY, None, found[0]))
    run("COMMIT")


def core(connection: Connection, sql: Anything, person: int, number: int, tag: str) -> None:
    """Through SQLAlchemy Core, statement by statement."""
    key, question = f"{tag}-{person}-{number}", f"q{number % ANSWERED}"
    here = {"p_channel": "web", "p_account": f"a{person}"}
    with connection.begin():
        message = {**here, "p_key": key, "p_kind": "text", "p_received": NOW, "p_payload": PAYLOAD}
        found = connection.execute(sql.receive, message).one()
        who = connection.execute(sql.who, here).one()
        active = connection.execute(sql.active_of_person, {"p_person": who[4]}).one()
        connection.execute(sql.heard, {"p_address": who[0], "p_received": NOW, "p_context": None})
        about = {"p_diagnosis": active[2], "p_question": question}
        connection.execute(sql.answer, about).all()
        connection.execute(sql.count_answer, {**about, "p_at": NOW})
        connection.execute(sql.supersede, {**about, "p_at": NOW})
        answer = {**about, "p_value": "2", "p_author": person, "p_channel": "web", "p_at": NOW}
        connection.execute(sql.new_answer, answer)
        moved = {"p_state": STATE, "p_revision": active[4] + 1, "p_at": NOW, "p_interview": active[0]}
        connection.execute(sql.save_interview, moved)
        outgoing = {"p_key": f"o-{key}", "p_address": person, "p_kind": "question", "p_prompt": PROMPT}
        connection.execute(sql.put_outbox, {**outgoing, "p_due": NOW, "p_at": NOW})
        settled = {"p_status": "done", "p_reply": REPLY, "p_error": None, "p_id": found[0]}
        connection.execute(sql.settle, settled)


def raw_postgres(connection: psycopg.Connection[Any], person: int, number: int, tag: str) -> None:
    """By hand, each statement waiting for its answer, as psycopg is mostly used."""
    sql, run = statements(POSTGRES), connection.execute
    key, question = f"{tag}-{person}-{number}", f"q{number % ANSWERED}"
    account = f"a{person}"
    run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"web\x1f{account}",))
    found = run(
        sql.receive.sql, ("web", key, account, "text", NOW, PAYLOAD, "received", 1, False, 1)
    ).fetchone()
    who = run(sql.who.sql, ("web", account)).fetchone()
    active = run(sql.active_at_address.sql, ("web", account)).fetchone()
    assert found is not None
    assert who is not None
    assert active is not None
    run(sql.heard.sql, (None, NOW, None, who[0]))
    interview, _, diagnosis, _, revision = active[:5]
    run(sql.answer.sql, (diagnosis, question)).fetchall()
    run(sql.count_answer.sql, (diagnosis, question, 0, 1, NOW, diagnosis))
    run(sql.supersede.sql, (NOW, diagnosis, question))
    run(sql.new_answer.sql, (diagnosis, question, '"2"', person, "web", NOW, diagnosis, question))
    run(sql.save_interview.sql, (STATE, revision + 1, NOW, interview))
    run(sql.put_outbox.sql, (f"o-{key}", person, "question", PROMPT, NOW, 0, "queued", NOW))
    run(sql.settle.sql, ("done", REPLY, None, found[0]))
    connection.commit()


# measuring


def many_ours(database: Database, turns: int, tag: str) -> tuple[float, list[float]]:
    """64 people at once through the event loop, as the application has them: (turns a second, latencies)."""
    latencies: list[float] = []

    async def person(number: int) -> None:
        for n in range(turns):
            began = time.perf_counter()
            await asyncio.wrap_future(database.turn(partial(ours, person=number, number=n, tag=tag)))
            latencies.append(time.perf_counter() - began)

    async def everyone() -> None:
        await asyncio.gather(*(person(number + 1) for number in range(CLIENTS)))

    began = time.perf_counter()
    asyncio.run(everyone())
    return CLIENTS * turns / (time.perf_counter() - began), latencies


def many_core(url: str, turns: int, tag: str) -> tuple[float, list[float]]:
    """64 threads, a connection each: (turns a second, latencies)."""
    sql = Expressions(SQLITE)
    latencies: list[float] = []
    start = threading.Barrier(CLIENTS + 1)

    def person(number: int) -> None:
        engine = sqlite_engine(database_url(url), writing=True, busy_ms=60_000)
        with engine.connect() as connection:
            start.wait()
            for n in range(turns):
                began = time.perf_counter()
                core(connection, sql, number, n, tag)
                latencies.append(time.perf_counter() - began)
        engine.dispose()

    threads = [threading.Thread(target=person, args=(number + 1,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return CLIENTS * turns / (time.perf_counter() - began), latencies


# the comparisons


def one_person_sqlite() -> list[Row]:
    with sqlite_database() as url, Database.open(url) as database:
        raw = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}")

        def mine(tag: str, number: int) -> None:
            database.turn(partial(ours, person=1, number=number, tag=f"o{tag}")).result()

        def floor(tag: str, number: int) -> None:
            raw_sqlite(raw, 2, number, f"w{tag}")

        spent, least = rounds(15, 120, mine, floor)
        raw.close()
    return [Row("turn, SQLite, 1 person: ours / raw sqlite3", ms(spent), ms(least), spent / least, "≤ 2.0")]


def many_people_sqlite() -> list[Row]:
    fast, slow, quick, late = [], [], [], []
    with sqlite_database() as url, Database.open(url) as database:
        assert isinstance(database.backend, SqliteBackend)
        writer = database.backend.writer
        many_ours(database, 5, "warm")
        commits, jobs = writer.commits, writer.jobs
        for number in range(3):
            rate, latencies = many_ours(database, 60, f"o{number}")
            fast.append(rate)
            quick.append(percentile(latencies, 0.99))
            rate, latencies = many_core(url, 12, f"c{number}")
            slow.append(rate)
            late.append(percentile(latencies, 0.99))
        each_turn = (writer.commits - commits) / (writer.jobs - jobs)
    most, peers = statistics.median(fast), statistics.median(slow)
    p99, peers_p99 = statistics.median(quick), statistics.median(late)
    what = "SQLite, 64 people: ours / SQLAlchemy Core, a connection a thread"
    return [
        Row(f"turns/s, {what}", f"{most:,.0f}", f"{peers:,.0f}", most / peers, "≥ 5"),
        Row(f"p99, {what}", ms(p99), ms(peers_p99), p99 / peers_p99, "≤ 0.05"),
        Row(
            "commits a turn, SQLite, 64 people: ours / one each",
            f"{each_turn:.3f}",
            "1",
            each_turn,
            "≤ 0.0625",
        ),
    ]


def stored_interviews() -> list[Row]:
    with (
        sqlite_database(1_000) as few,
        sqlite_database(100_000) as lots,
        Database.open(few) as small,
        Database.open(lots) as large,
    ):

        def on(database: Database, tag: str, number: int) -> None:
            database.turn(partial(ours, person=1 + number % CLIENTS, number=number, tag=tag)).result()

        least, most = rounds(15, 80, partial(on, small), partial(on, large))
    what = "turn, SQLite: with 100,000 stored interviews / with 1,000"
    return [Row(what, ms(most), ms(least), most / least, "≤ 1.3")]


def one_person_postgres() -> list[Row]:
    with (
        postgres_databases() as [url],
        Database.open(url) as database,
        psycopg.connect(url) as raw,
    ):

        def mine(tag: str, number: int) -> None:
            database.turn(partial(ours, person=1, number=number, tag=f"o{tag}")).result()

        def floor(tag: str, number: int) -> None:
            raw_postgres(raw, 2, number, f"w{tag}")

        spent, least = rounds(11, 50, mine, floor)
    return [
        Row("turn, PostgreSQL, 1 person: ours / raw psycopg", ms(spent), ms(least), spent / least, "≤ 1.5")
    ]


def run() -> list[Row]:
    """Measure everything; about half a minute."""
    return [*one_person_sqlite(), *many_people_sqlite(), *stored_interviews(), *one_person_postgres()]


if __name__ == "__main__":
    print(show(run()))
