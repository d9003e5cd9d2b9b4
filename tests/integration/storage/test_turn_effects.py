"""What a turn leaves behind beside answers: messages, timers, what is known of an address and a person."""

from __future__ import annotations

from functools import partial

from support.storing import NOW, begin, later

from storage.engine import Database
from storage.models import OutboxStatus
from storage.turns import TurnStart, TurnTx


def test_outbox_and_timers_are_set_once(database: Database) -> None:
    def put(turn: TurnTx, key: str) -> None:
        start = begin(turn, key)
        if start.person is None:
            turn.new_person(locale="en", at=NOW)
        for _ in range(2):
            turn.put_outbox(key="result", address=turn.address_id(), prompt="{}", kind="result", due=NOW)
            turn.put_outbox(key=key, address=turn.address_id(), prompt="{}", kind="nudge", due=later(60))
            turn.put_timer(kind="stalled", subject="7", scope="a", due=later(5), payload={"n": 1})
            turn.put_timer(kind="stalled", subject="7", scope="b", due=later(6))

    for key in ("m1", "m2"):
        database.turn(partial(put, key=key)).result()

    with database.read() as work:
        assert work.outbox.depth() == {OutboxStatus.QUEUED: 3}
        assert [(timer.scope, timer.payload) for timer in work.timers.pending(kind="stalled")] == [
            ("a", {"n": 1}),
            ("b", None),
        ]

    def cancel(turn: TurnTx) -> None:
        begin(turn, "m3")
        turn.cancel_outbox(turn.address_id(), "nudge")
        turn.cancel_timer(kind="stalled", subject="7", scope="a")

    database.turn(cancel).result()
    with database.read() as work:
        assert work.outbox.depth() == {OutboxStatus.QUEUED: 1}
        assert [timer.scope for timer in work.timers.pending(kind="stalled")] == ["b"]

    def cancel_all(turn: TurnTx) -> None:
        begin(turn, "m4")
        turn.cancel_timer(kind="stalled", subject="7")

    database.turn(cancel_all).result()
    with database.read() as work:
        assert work.timers.pending(kind="stalled") == []


def test_what_is_known_of_an_address_follows_its_messages(database: Database) -> None:
    def first(turn: TurnTx) -> None:
        turn.begin(
            channel="wx",
            key="1",
            account="o1",
            kind="start",
            payload="{}",
            received=NOW,
            context={"scene": 5},
        )
        turn.new_person(locale="zh-CN", at=NOW)
        turn.block_address(turn.address_id(), later(1))

    def second(turn: TurnTx) -> TurnStart:
        return turn.begin(channel="wx", key="2", account="o1", kind="text", payload="{}", received=later(9))

    database.turn(first).result()
    start = database.turn(second).result()

    assert start.address is not None
    assert (start.address.context, start.address.blocked_at) == ({"scene": 5}, later(1))
    assert start.address.last_inbound_at == NOW
    with database.read() as work:
        address = work.people.address_at("wx", "o1")
        assert address is not None
        assert (address.context, address.blocked_at, address.last_inbound_at) == (
            {"scene": 5},
            None,
            later(9),
        )


def test_consent_locale_and_grants_show_in_the_next_turn(database: Database) -> None:
    def consent(turn: TurnTx) -> None:
        begin(turn, "m1")
        person = turn.new_person(locale="zh-CN", at=NOW)
        turn.record_consent(person.id, "2024-1", NOW)
        turn.set_locale(person.id, "en")

    database.turn(consent).result()
    before = database.turn(lambda turn: begin(turn, "m2")).result().person
    database.write(lambda work: work.access.grant(1, "street", "street", "dongjing", by=None, at=NOW))

    def withdraw(turn: TurnTx) -> TurnStart:
        start = begin(turn, "m3")
        turn.record_consent(1, None, later(1))
        return start

    granted = database.turn(withdraw).result().person
    after = database.turn(lambda turn: begin(turn, "m4")).result().person

    assert before is not None
    assert (before.consent_version, before.consent_at, before.locale) == ("2024-1", NOW, "en")
    assert not before.has_grants
    assert granted is not None
    assert granted.has_grants
    assert after is not None
    assert (after.consent_version, after.consent_at) == (None, None)
