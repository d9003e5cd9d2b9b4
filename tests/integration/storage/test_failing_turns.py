from __future__ import annotations

import pytest
from support.storing import NOW, answer_turn, begin

from storage.engine import Database
from storage.errors import ConflictError
from storage.models import InboxStatus
from storage.turns import TurnStart, TurnTx


def breaking(turn: TurnTx) -> str:
    start = begin(turn, "bad")
    if start.duplicate:
        return f"stored: {start.stored_reply}"
    if start.person is None:
        turn.new_person(locale="zh-CN", at=NOW)
    turn.put_outbox(key="half", address=turn.address_id(), prompt="{}", kind="question", due=NOW)
    raise RuntimeError("boom")


def apologise(turn: TurnTx, start: TurnStart, error: Exception) -> str:
    if start.person is None:
        turn.new_person(locale="zh-CN", at=NOW)
    turn.put_outbox(key="sorry", address=turn.address_id(), prompt="{}", kind="info", due=NOW)
    turn.finish('"sorry"')
    return f"told of {error}"


def test_a_failed_turn_leaves_only_the_message_and_its_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match="boom"):
        database.turn(breaking).result()

    with database.read() as work:
        message = work.inbox.get("web", "bad")
        assert message is not None
        assert (message.status, message.error) == (InboxStatus.FAILED, "RuntimeError: boom")
        assert message.payload == '{"text":"…"}'
        assert [row.key for row in work.inbox.failed()] == ["bad"]
        assert work.outbox.by_key("half") is None
        assert work.people.at("web", "li") is None


def test_a_rescue_answers_in_the_same_transaction_and_its_reply_is_kept(database: Database) -> None:
    assert database.turn(breaking, apologise).result() == "told of boom"

    assert database.turn(breaking, apologise).result() == 'stored: "sorry"'
    with database.read() as work:
        message = work.inbox.get("web", "bad")
        assert message is not None
        assert (message.status, message.error, message.reply) == (
            InboxStatus.FAILED,
            "RuntimeError: boom",
            '"sorry"',
        )
        assert work.outbox.by_key("half") is None
        assert work.outbox.by_key("sorry") is not None


def test_a_rescue_that_fails_too_still_leaves_the_message(database: Database) -> None:
    def worse(turn: TurnTx, start: TurnStart, error: Exception) -> str:
        turn.new_person(locale="zh-CN", at=NOW)
        raise KeyError("worse")

    with pytest.raises(RuntimeError, match="boom") as caught:
        database.turn(breaking, worse).result()

    assert caught.value.__notes__ == ["the rescue failed too: KeyError"]
    with database.read() as work:
        message = work.inbox.get("web", "bad")
        assert message is not None
        assert message.status is InboxStatus.FAILED
        assert work.people.at("web", "li") is None


def test_an_error_the_database_finds_is_handled_the_same(database: Database) -> None:
    def orphan(turn: TurnTx) -> str:
        begin(turn, "bad")
        turn.save_answer(404, "q1", "a", author=None, channel="web", at=NOW)
        return "not reached or not kept"

    with pytest.raises(ConflictError, match="(?i)foreign key"):
        database.turn(orphan).result()
    assert database.turn(breaking, apologise).result() == "stored: None"


def test_a_turn_can_fail_by_its_own_word_and_stand(database: Database) -> None:
    def half(turn: TurnTx) -> None:
        begin(turn, "m1")
        turn.new_person(locale="zh-CN", at=NOW)
        turn.fail("no_interview", '"come again"')

    database.turn(half).result()
    again = database.turn(lambda turn: begin(turn, "m1")).result()

    assert (again.duplicate, again.status) == (True, InboxStatus.FAILED)
    assert (again.stored_error, again.stored_reply) == ("no_interview", '"come again"')
    assert again.person is not None


def test_a_failure_before_begin_leaves_nothing(database: Database) -> None:
    def early(turn: TurnTx) -> None:
        raise RuntimeError("early")

    with pytest.raises(RuntimeError, match="early"):
        database.turn(early).result()
    with database.read() as work:
        assert work.inbox.failed() == []


def test_the_next_turn_is_not_disturbed(database: Database) -> None:
    failed = [database.turn(breaking) for _ in range(3)]
    good = database.turn(lambda turn: answer_turn(turn, "good", "q1", "a", account="wang"))

    diagnosis = good.result()
    with database.read() as work:
        assert work.diagnoses.answers(diagnosis) == {"q1": "a"}
    # Later deliveries get the stored failure, or, where turns run at once, may fail by themselves.
    kinds = {type(future.exception()) for future in failed}
    assert RuntimeError in kinds
    assert kinds <= {RuntimeError, type(None)}
