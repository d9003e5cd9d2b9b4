"""Outgoing messages and timers: leased to one, settled once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from support.storing import NOW, later, new_person

from storage.engine import Database
from storage.models import OutboxStatus
from storage.repositories.messages import Claimed
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=2)


def queue(database: Database, key: str, account: str = "li", minutes: float = 0, kind: str = "info") -> None:
    def put(work: UnitOfWork) -> None:
        address = work.people.address_at("web", account) or new_person(work, account)[1]
        work.outbox.put(key=key, address=address.id, prompt=f'"{key}"', kind=kind, due=later(minutes), at=NOW)

    database.write(put)


def claim(database: Database, minutes: float = 0, limit: int = 10) -> list[Claimed]:
    return database.write(lambda work: work.outbox.claim_due(later(minutes), LEASE, limit))


def keys(claimed: list[Claimed]) -> list[str]:
    return [message.key for message in claimed]


def done(timer: ClaimedTimer, work: UnitOfWork) -> bool:
    return work.timers.done(timer.id, timer.attempt, NOW)


def test_due_messages_are_claimed_once_earliest_first(database: Database) -> None:
    queue(database, "late", "a", minutes=-1)
    queue(database, "early", "b", minutes=-2)
    queue(database, "tomorrow", "c", minutes=60 * 24)

    first, second = claim(database), claim(database)

    assert keys(first) == ["early", "late"]
    assert second == []
    assert (first[0].prompt, first[0].account, first[0].channel, first[0].attempt) == (
        '"early"',
        "b",
        "web",
        1,
    )
    assert "early" in repr(first[0])
    assert "'b'" not in repr(first[0])


def test_the_limit_is_kept_and_the_rest_is_left_for_the_next(database: Database) -> None:
    for number in range(5):
        queue(database, f"k{number}", f"a{number}", minutes=number - 10)

    assert keys(claim(database, limit=2)) == ["k0", "k1"]
    assert keys(claim(database, limit=9)) == ["k2", "k3", "k4"]


def test_one_person_gets_her_messages_in_order_one_at_a_time(database: Database) -> None:
    for number in range(3):
        queue(database, f"k{number}")
    (first,) = claim(database)
    assert claim(database) == []

    database.write(lambda work: work.outbox.sent(first.id, first.attempt, NOW, "p1"))
    (second,) = claim(database)
    database.write(lambda work: work.outbox.retry(second.id, second.attempt, later(5), "timeout"))

    assert (first.key, second.key) == ("k0", "k1")
    assert claim(database, minutes=1) == []  # k2 waits for k1, which is being retried
    (again,) = claim(database, minutes=5)
    assert (again.key, again.attempt) == ("k1", 2)


def test_a_message_for_later_holds_up_nothing(database: Database) -> None:
    queue(database, "reminder", minutes=600)
    queue(database, "reply")

    assert keys(claim(database)) == ["reply"]


def test_what_became_of_a_message_is_stored_once(database: Database) -> None:
    queue(database, "k")
    (message,) = claim(database)

    assert database.write(lambda work: work.outbox.failed(message.id, message.attempt, "blocked"))
    assert not database.write(lambda work: work.outbox.sent(message.id, message.attempt, NOW))
    with database.read() as work:
        row = work.outbox.by_key("k")
        assert row is not None
        assert (row.status, row.last_error, row.lease_until) == (OutboxStatus.FAILED, "blocked", None)


def test_a_lost_lease_is_of_unknown_outcome_and_never_sent_again_by_itself(database: Database) -> None:
    queue(database, "k")
    (message,) = claim(database)

    assert database.write(lambda work: work.outbox.lost(later(1))) == []
    (lost,) = database.write(lambda work: work.outbox.lost(later(3)))

    assert (lost.key, lost.attempt) == ("k", 1)
    assert claim(database, minutes=10) == []
    assert not database.write(lambda work: work.outbox.sent(message.id, message.attempt, NOW))
    with database.read() as work:
        row = work.outbox.by_key("k")
        assert row is not None
        assert row.status is OutboxStatus.UNKNOWN

    assert database.write(lambda work: work.outbox.requeue(message.id, later(11)))
    assert not database.write(lambda work: work.outbox.requeue(message.id, later(11)))
    (again,) = claim(database, minutes=11)
    assert again.attempt == 2


def test_a_later_report_of_failure_finds_the_message(database: Database) -> None:
    queue(database, "k")
    (message,) = claim(database)
    database.write(lambda work: work.outbox.sent(message.id, message.attempt, NOW, "platform-7"))

    def told(work: UnitOfWork) -> list[int | None]:
        ids = [("web", "platform-7"), ("web", "platform-8"), ("other", "platform-7")]
        return [found.id if (found := work.outcomes.told(*one)) else None for one in ids]

    assert database.write(told) == [message.id, None, None]
    database.write(lambda work: work.outcomes.did_not_arrive(message.id, "msg_send_fail"))
    assert database.write(told) == [None, None, None]


def test_many_claimers_at_once_never_get_the_same_message(database: Database) -> None:
    for number in range(60):
        queue(database, f"k{number}", f"a{number}")
    start = threading.Barrier(6, timeout=10)

    def take(_: int) -> list[str]:
        start.wait()
        taken: list[str] = []
        for _ in range(8):
            taken += keys(claim(database, limit=3))
        return taken

    with ThreadPoolExecutor(6) as threads:
        taken = [key for part in threads.map(take, range(6)) for key in part]

    assert Counter(taken) == Counter(f"k{number}" for number in range(60))


def test_two_open_databases_share_the_timers_out(database_url: str) -> None:
    """As two processes do: each with connections, and on SQLite a writer, of its own."""
    with Database.open(database_url) as one, Database.open(database_url) as two:
        one.write(
            lambda work: work.timers.put_all(
                [("tick", str(number), "", later(-number), None) for number in range(250)]
            )
        )

        def take(database: Database) -> list[str]:
            subjects: list[str] = []
            while claimed := database.write(lambda work: work.timers.claim_due(NOW, LEASE, 7)):
                for timer in claimed:
                    assert database.write(partial(done, timer))
                    subjects.append(timer.subject)
            return subjects

        with ThreadPoolExecutor(2) as threads:
            taken = [subject for part in threads.map(take, (one, two)) for subject in part]

        assert Counter(taken) == Counter(str(number) for number in range(250))
        assert two.write(lambda work: work.timers.next_due()) is None


def test_a_timer_is_set_once_even_after_it_went_off(database: Database) -> None:
    def put(work: UnitOfWork) -> bool:
        return work.timers.put(kind="digest", subject="7", scope="2024-W09", due=NOW)

    def take(work: UnitOfWork) -> list[ClaimedTimer]:
        return work.timers.claim_due(NOW, LEASE, 10)

    assert (database.write(put), database.write(put)) == (True, False)
    (timer,) = database.write(take)
    assert database.write(lambda work: work.timers.done(timer.id, timer.attempt, NOW))
    assert not database.write(put)
    assert database.write(take) == []


def test_a_timer_whose_holder_died_is_due_again_and_the_dead_hand_settles_nothing(database: Database) -> None:
    database.write(lambda work: work.timers.put(kind="k", subject="s", scope="", due=NOW, payload={"a": 1}))
    (first,) = database.write(lambda work: work.timers.claim_due(NOW, LEASE, 10))
    (second,) = database.write(lambda work: work.timers.claim_due(later(2), LEASE, 10))

    assert (first.attempt, second.attempt, second.payload) == (1, 2, {"a": 1})
    assert not database.write(lambda work: work.timers.done(first.id, first.attempt, NOW))
    assert database.write(lambda work: work.timers.release(second.id, second.attempt))
    (third,) = database.write(lambda work: work.timers.claim_due(later(2), LEASE, 10))
    assert database.write(lambda work: work.timers.done(third.id, third.attempt, NOW))


def test_a_cancelled_timers_key_never_comes_back(database: Database) -> None:
    def put(work: UnitOfWork, subject: str) -> None:
        work.timers.put(kind="k", subject=subject, scope="", due=NOW)

    database.write(lambda work: put(work, "old"))
    (held,) = database.write(lambda work: work.timers.claim_due(NOW, LEASE, 10))
    assert database.write(lambda work: work.timers.cancel(kind="k", subject="old")) == 1
    database.write(lambda work: put(work, "new"))
    (fresh,) = database.write(lambda work: work.timers.claim_due(NOW, LEASE, 10))

    assert not database.write(lambda work: work.timers.done(held.id, held.attempt, NOW))
    assert database.write(lambda work: work.timers.done(fresh.id, fresh.attempt, NOW))


def put_kind(kind: str, work: UnitOfWork) -> bool:
    return work.timers.put(kind=kind, subject="s", scope="", due=NOW)


def test_only_the_kinds_asked_for_are_claimed(database: Database) -> None:
    for kind in ("a", "b"):
        database.write(partial(put_kind, kind))

    claimed = database.write(lambda work: work.timers.claim_due(NOW, LEASE, 10, frozenset({"b"})))

    assert [timer.kind for timer in claimed] == ["b"]


def test_a_token_is_fetched_by_one_at_a_time(database: Database) -> None:
    def lease(minutes: float) -> bool:
        return database.write(lambda work: work.tokens.lease("wx", later(minutes), LEASE))

    assert [lease(0), lease(1), lease(2)] == [True, False, True]
    database.write(lambda work: work.tokens.store("wx", "secret-token", later(120)))
    assert lease(2)
    database.write(lambda work: work.tokens.release("wx"))
    assert lease(2)
    with database.read() as work:
        token = work.tokens.get("wx")
        assert token is not None
        assert (token.value, token.expires_at) == ("secret-token", later(120))
        assert "secret-token" not in repr(token)
