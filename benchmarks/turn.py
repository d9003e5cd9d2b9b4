"""A whole durable turn: web page → understanding → interview → commit → what the page draws.

The questionnaire is the shipped one. Floors execute the very statements the turns executed, with the same
values, and nothing else; the pure core's own time is measured by the same replies. Everything compared takes
turns on one machine. `benchmarks.turn_storage` shows the storage alone, `benchmarks.interview` the core.
"""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from benchmarks.databases import CLIENTS, postgres_databases, sqlite_database
from benchmarks.interview import QUESTIONS, questionnaire, slope
from benchmarks.round_trips import relayed
from benchmarks.table import Row, show
from benchmarks.timing import each, ms, percentile
from benchmarks.whole_turn import (
    Alone,
    Done,
    Interviewee,
    Office,
    OneQuestionnaire,
    core_connection,
    interviewees,
    noting,
)
from storage.engine import Database
from storage.sqlite import SqliteBackend

ANSWERS = 60  # turns measured of an interview; the shipped questionnaire asks some seventy
BEGINNING = 2  # turns before its first question: the greeting, and the consent
INTERVIEWS = 15


# the floor: the same statements by hand, and the core by itself


class Floor:
    """Interviews whose statements are noted, to be executed again on a database that is in the same state."""

    def __init__(self, url: str) -> None:
        self._turns: list[Done] = []
        self._office = Office(noting(url, self._turns))
        self._people = interviewees(self._office, "p")

    def interview(self) -> list[Done]:
        """What the turns of one more interview executed."""
        self._turns.clear()
        one = next(self._people)
        for _ in range(ANSWERS):
            one.answer()
        return list(self._turns)


Execute = Callable[[Done], None]


def timed(turns: list[Done], execute: Execute) -> float:
    """Seconds a turn, its beginning not counted."""
    for done in turns[:BEGINNING]:
        execute(done)
    return each(ANSWERS, lambda number: execute(turns[BEGINNING + number]))


@contextmanager
def by_sqlite3(url: str) -> Iterator[Execute]:
    """What somebody who knows sqlite3 well would write."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")

    def execute(done: Done) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in done:
            connection.execute(sql, values).fetchall()
        connection.execute("COMMIT")

    yield execute
    connection.close()


@contextmanager
def by_psycopg(url: str) -> Iterator[Execute]:
    """Each statement waits for its answer, as psycopg is mostly used."""
    with psycopg.connect(url) as connection:

        def execute(done: Done) -> None:
            for sql, values in done:
                cursor = connection.execute(sql, values)
                if cursor.description:
                    cursor.fetchall()
            connection.commit()

        yield execute


def compared(
    database: Database, floor: Floor, execute: Execute, interviews: int
) -> tuple[float, float, float]:
    """Median seconds a turn: ours, the same statements by hand, the core alone."""
    office = Office(database)
    people = interviewees(office, "p")
    spent: list[float] = []
    least: list[float] = []
    core: list[float] = []
    for number in range(interviews + 1):
        noted = floor.interview()
        one = next(people)
        took = each(ANSWERS, lambda _, one=one: one.answer())  # type: ignore[misc] # bound at once
        raw = timed(noted, execute)
        alone = Alone(office)
        pure = each(ANSWERS, lambda _, alone=alone: alone.answer())  # type: ignore[misc] # bound at once
        if number:  # the first round warms up
            spent.append(took)
            least.append(raw)
            core.append(pure)
    return statistics.median(spent), statistics.median(least), statistics.median(core)


def one_person() -> list[Row]:
    with sqlite_database() as url, sqlite_database() as noted, sqlite_database() as raw:
        with Database.open(url) as database, by_sqlite3(raw) as execute:
            spent, least, core = compared(database, Floor(noted), execute, INTERVIEWS)
        assert kept(url) == kept(raw)
    what = "whole turn, SQLite, 1 person: ours / raw sqlite3 and the pure core"
    floor = f"{ms(least)} + {ms(core)}"
    return [Row(what, ms(spent), floor, spent / (least + core), "≤ 2.0")]


def kept(url: str) -> list[tuple[Any, ...]]:
    """What shows that two databases hold the same: the answers, and the messages done with."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    answers = connection.execute(
        "SELECT diagnosis_id, question_id, value FROM answer WHERE superseded_at IS NULL ORDER BY 1, 2"
    ).fetchall()
    done = connection.execute("SELECT status, count(*), sum(length(reply)) FROM inbox GROUP BY 1").fetchall()
    connection.close()
    return [*answers, *done]


def one_person_postgres() -> list[Row]:
    with postgres_databases(3) as [url, noted, raw], Database.open(url) as database:
        with by_psycopg(raw) as execute:
            spent, least, core = compared(database, Floor(noted), execute, INTERVIEWS // 2)
        with relayed(url) as (relay, watched), Database.open(watched) as database_watched:
            one = next(interviewees(Office(database_watched), "w"))
            for _ in range(20):  # the driver prepares a statement when it has seen it a few times
                one.answer()
            before = relay.trips
            for _ in range(20):
                one.answer()
            trips = (relay.trips - before) / 20
    what = "whole turn, PostgreSQL, 1 person: ours / raw psycopg"
    return [
        Row(what, ms(spent), f"{ms(least)} + {ms(core)}", spent / (least + core), "≤ 1.5"),
        Row("… round trips to the server", f"{trips:.1f}", "1", trips, "≤ 3"),
    ]


# many people


def crowd(people: list[Interviewee], turns: int) -> tuple[float, list[float]]:
    """Everybody answers at once, a thread each: (turns a second, how long each turn took)."""
    taken: list[float] = []
    start = threading.Barrier(len(people) + 1)

    def talk(one: Interviewee) -> None:
        start.wait()
        for _ in range(turns):
            began = time.perf_counter()
            one.answer()
            taken.append(time.perf_counter() - began)

    threads = [threading.Thread(target=talk, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    assert len(taken) == len(people) * turns, "somebody's turn failed"
    return len(taken) / (time.perf_counter() - began), taken


def many_people() -> list[Row]:
    rates: list[float] = []
    waits: list[float] = []
    peers_rates: list[float] = []
    peers_waits: list[float] = []
    with sqlite_database() as url, sqlite_database() as other, Database.open(url) as database:
        assert isinstance(database.backend, SqliteBackend)
        writer = database.backend.writer
        ours = [one for _, one in zip(range(CLIENTS), interviewees(Office(database), "p"), strict=False)]
        peers = [next(interviewees(Office(core_connection(other)), f"p{n}-")) for n in range(CLIENTS)]
        crowd(ours, 3)
        commits, jobs = writer.commits, writer.jobs
        for _ in range(3):
            for people, turns, rate, wait in (
                (ours, 15, rates, waits),
                (peers, 12, peers_rates, peers_waits),
            ):
                a_second, taken = crowd(people, turns)
                rate.append(a_second)
                wait.append(percentile(taken, 0.99))
        share = (writer.commits - commits) / (writer.jobs - jobs)
    most, theirs = statistics.median(rates), statistics.median(peers_rates)
    p99, theirs_p99 = statistics.median(waits), statistics.median(peers_waits)
    what = "whole turn, SQLite, 64 people: ours / SQLAlchemy Core, a connection a thread"
    return [
        Row(f"{what}, turns/s", f"{most:,.0f}", f"{theirs:,.0f}", most / theirs, "≥ 5"),
        Row("… the 99th percentile of the wait", ms(p99), ms(theirs_p99), p99 / theirs_p99, "≤ 0.05"),
        Row("… commits a turn / one each", f"{share:.3f}", "1", share, "≤ 0.0625"),
    ]


# how the cost grows


def stored_interviews() -> list[Row]:
    spent: tuple[list[float], list[float]] = ([], [])
    with (
        sqlite_database(1_000) as few,
        sqlite_database(100_000) as lots,
        Database.open(few) as small,
        Database.open(lots) as large,
    ):
        people = [interviewees(Office(database), "p") for database in (small, large)]
        for number in range(INTERVIEWS + 1):
            for whose, kept_ in zip(people, spent, strict=True):
                one = next(whose)
                took = each(ANSWERS, lambda _, one=one: one.answer())  # type: ignore[misc] # bound at once
                if number:
                    kept_.append(took)
    least, most = map(statistics.median, spent)
    what = "whole turn, SQLite: with 100,000 stored interviews / with 1,000"
    return [Row(what, ms(most), ms(least), most / least, "≤ 1.3")]


def questions_answered() -> list[Row]:
    asked = questionnaire()
    places = [place for place, one in enumerate(asked.questions) if one.type == "single"]
    taken: list[list[float]] = []
    with sqlite_database() as url, Database.open(url) as database:
        people = interviewees(Office(database, OneQuestionnaire(asked)), "p")
        for number in range(INTERVIEWS + 1):
            one = next(people)
            took = [each(1, lambda _: one.answer()) for _ in range(QUESTIONS)]  # noqa: B023 - called at once
            if number:
                taken.append(took)
    medians = [statistics.median(interview[place] for interview in taken) for place in places]
    last = 1 + slope(medians)
    what = "whole turn of 120 questions, SQLite: the last question to the first, fitted"
    return [Row(what, ms(medians[-1]), ms(medians[0]), last, "≤ 1.15")]


def run() -> list[Row]:
    """Measure everything; about a minute and a half."""
    return [
        *one_person(),
        *many_people(),
        *one_person_postgres(),
        *stored_interviews(),
        *questions_answered(),
    ]


if __name__ == "__main__":
    print(show(run()))
