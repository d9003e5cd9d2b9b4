from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from support.storing import NOW, later

from storage.engine import Database
from storage.repositories.audit import GENESIS, Flaw, link_hash
from storage.unit_of_work import UnitOfWork


def append(work: UnitOfWork, number: int = 0) -> None:
    work.audit.append(
        at=later(number), actor="person:1", channel="web", action="assign", detail={"n": number, "名": "甲"}
    )


@pytest.fixture
def chain(database: Database) -> Database:
    for number in range(6):
        database.write(lambda work, n=number: append(work, n))  # type: ignore[misc]  # mypy reads no defaults
    return database


def verify(database: Database) -> list[Flaw]:
    with database.read() as work:
        return work.audit.verify()


def tamper(database: Database, statement: str) -> None:
    database.write(lambda work: work.session.execute(text(statement)))


def test_an_empty_and_an_untouched_chain_have_no_flaws(database: Database) -> None:
    assert verify(database) == []

    for _ in range(3):
        database.write(append)

    assert verify(database) == []
    with database.read() as work:
        rows = work.audit.recent()
    assert [row.seq for row in rows] == [3, 2, 1]
    assert rows[-1].prev_hash == GENESIS
    assert rows[0].prev_hash == rows[1].hash
    assert rows[0].hash == link_hash(3, NOW, "person:1", "web", "assign", '{"n":0,"名":"甲"}', rows[1].hash)


@pytest.mark.parametrize(
    ("statement", "flaws"),
    [
        ("UPDATE audit SET detail = '{}' WHERE seq = 3", [Flaw(3, "altered")]),
        ("UPDATE audit SET actor = 'person:2' WHERE seq = 1", [Flaw(1, "altered")]),
        ("UPDATE audit SET at = (SELECT at FROM audit WHERE seq = 2) WHERE seq = 6", [Flaw(6, "altered")]),
        ("UPDATE audit SET hash = prev_hash WHERE seq = 4", [Flaw(4, "altered"), Flaw(5, "altered")]),
        ("DELETE FROM audit WHERE seq = 2", [Flaw(2, "missing")]),
        (
            "DELETE FROM audit WHERE seq IN (1, 2, 4)",
            [Flaw(1, "missing"), Flaw(2, "missing"), Flaw(4, "missing")],
        ),
        ("DELETE FROM audit WHERE seq >= 5", [Flaw(5, "missing"), Flaw(6, "missing")]),
        ("DELETE FROM audit", [Flaw(number, "missing") for number in range(1, 7)]),
        ("DELETE FROM audit_head", [Flaw(number, "added") for number in range(1, 7)]),
        ("UPDATE audit_head SET hash = 'x'", [Flaw(6, "altered")]),
    ],
)
def test_verify_finds_every_altered_and_missing_row(
    chain: Database, statement: str, flaws: list[Flaw]
) -> None:
    tamper(chain, statement)

    assert verify(chain) == flaws


def test_a_row_rewritten_with_a_matching_hash_still_breaks_the_chain(chain: Database) -> None:
    with chain.read() as work:
        row = next(row for row in work.audit.recent() if row.seq == 3)
    forged = link_hash(3, row.at, row.actor, row.channel, row.action, "{}", row.prev_hash)
    statement = text("UPDATE audit SET detail = '{}', hash = :hash WHERE seq = 3")
    chain.write(lambda work: work.session.execute(statement, {"hash": forged}))

    assert verify(chain) == [Flaw(4, "altered")]


def test_a_change_that_is_rolled_back_leaves_no_link(chain: Database) -> None:
    def undone(work: UnitOfWork) -> None:
        append(work)
        raise RuntimeError("undone")

    with pytest.raises(RuntimeError):
        chain.write(undone)
    chain.write(append)

    assert verify(chain) == []
    with chain.read() as work:
        assert work.audit.recent(1)[0].seq == 7


def test_many_who_append_at_once_make_one_chain(database: Database) -> None:
    start = threading.Barrier(6, timeout=10)

    def work_on(_: int) -> None:
        start.wait()
        for _ in range(10):
            database.write(append)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work_on, range(6)))

    assert verify(database) == []
    with database.read() as work:
        assert work.audit.recent(1)[0].seq == 60


def test_recent_rows_are_of_one_actor_or_action_when_asked(chain: Database) -> None:
    chain.write(lambda work: work.audit.append(at=NOW, actor="cli", channel="cli", action="grant", detail={}))

    with chain.read() as work:
        assert [row.seq for row in work.audit.recent(actor="cli")] == [7]
        assert [row.seq for row in work.audit.recent(2, action="assign")] == [6, 5]
