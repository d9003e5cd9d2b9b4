from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial

import pytest
from support.storing import HASH, NOW, answer_turn, begin, later, new_enterprise, start_interview

from storage.engine import Database
from storage.errors import ConflictError, NotBegunError, StaleInterviewError
from storage.json_text import Json
from storage.models import DiagnosisKind, InboxStatus
from storage.turns import TurnStart, TurnTx


def test_someone_new_is_unknown_and_known_the_next_time(database: Database) -> None:
    def first(turn: TurnTx) -> TurnStart:
        start = begin(turn, "m1")
        start_interview(turn, start)
        return start

    unknown = database.turn(first).result()
    known = database.turn(lambda turn: begin(turn, "m2")).result()

    assert (unknown.address, unknown.person, unknown.interview, unknown.diagnosis) == (None, None, None, None)
    assert known.person is not None
    assert known.person.locale == "zh-CN"
    assert known.interview is not None
    assert (known.interview.state, known.interview.revision) == ('{"at":0}', 0)
    assert known.diagnosis is not None
    assert (known.diagnosis.pack, known.diagnosis.started_at) == ("ref", NOW)


def test_a_duplicate_gets_the_stored_reply_and_changes_nothing(database: Database) -> None:
    database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    again = database.turn(lambda turn: begin(turn, "m1")).result()

    assert again.duplicate
    assert (again.status, again.stored_reply, again.deliveries) == (InboxStatus.DONE, '"m1"', 2)
    assert database.turn(lambda turn: answer_turn(turn, "m1", "q1", "b")).result() == -1
    with database.read() as work:
        assert [row.value for row in work.diagnoses.history(1, "q1")] == ["a"]


def test_a_message_stored_before_its_turn_is_no_duplicate(database: Database) -> None:
    stored = database.write(
        lambda work: work.inbox.store(
            channel="web", key="m1", account="li", kind="text", payload="{}", received=NOW
        )
    )

    start = database.turn(lambda turn: begin(turn, "m1")).result()

    assert stored
    assert (start.duplicate, start.deliveries) == (False, 1)
    assert database.turn(lambda turn: begin(turn, "m1")).result().duplicate


def test_the_same_key_on_two_channels_is_two_messages(database: Database) -> None:
    database.turn(lambda turn: begin(turn, "1", channel="web")).result()

    assert not database.turn(lambda turn: begin(turn, "1", channel="telegram")).result().duplicate


def test_a_changed_answer_supersedes_the_old_one(database: Database) -> None:
    for key, value in (("m1", "a"), ("m2", "b"), ("m3", "c")):
        diagnosis = database.turn(partial(answer_turn, key=key, question="q1", value=value)).result()

    with database.read() as work:
        history = work.diagnoses.history(diagnosis, "q1")
        row = work.diagnoses.get(diagnosis)

    assert [answer.value for answer in history] == ["a", "b", "c"]
    assert [answer.superseded_at for answer in history] == [NOW, NOW, None]
    assert [answer.supersedes for answer in history] == [None, history[0].id, history[1].id]
    assert row is not None
    assert (row.answered, row.last_answer_at) == (1, NOW)


def test_answers_are_read_one_some_or_all_and_numbers_stay_exact(database: Database) -> None:
    def fill(turn: TurnTx) -> int:
        person, diagnosis, _ = start_interview(turn, begin(turn, "m1"))
        given: dict[str, Json] = {"n": Decimal("0.10"), "m": ["A", "C"], "g": {"1": "plan"}, "y": True}
        for question, value in given.items():
            turn.save_answer(diagnosis.id, question, value, author=person.id, channel="web", at=NOW)
        return diagnosis.id

    diagnosis = database.turn(fill).result()

    def read(turn: TurnTx) -> None:
        begin(turn, "m2")
        assert str(turn.answer(diagnosis, "n")) == "0.10"
        assert turn.answer(diagnosis, "nothing") is None
        assert turn.answers(diagnosis, ["m", "y", "nothing"]) == {"m": ["A", "C"], "y": True}
        assert turn.answers(diagnosis, []) == {}
        assert turn.answers(diagnosis) == {
            "n": Decimal("0.10"),
            "m": ["A", "C"],
            "g": {"1": "plan"},
            "y": True,
        }
        details = {detail.question_id: detail for detail in turn.answer_details(diagnosis)}
        assert (details["y"].channel, details["y"].at) == ("web", NOW)

    database.turn(read).result()


def test_a_retracted_answer_is_gone_and_kept_in_the_history(database: Database) -> None:
    diagnosis = database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    def retract(turn: TurnTx) -> None:
        begin(turn, "m2")
        turn.retract_answer(diagnosis, "q1", later(1))
        turn.retract_answer(diagnosis, "never-answered", later(1))
        assert turn.answer(diagnosis, "q1") is None

    database.turn(retract).result()

    with database.read() as work:
        row = work.diagnoses.get(diagnosis)
        assert row is not None
        assert row.answered == 0
        assert [answer.superseded_at for answer in work.diagnoses.history(diagnosis, "q1")] == [later(1)]


def test_saving_over_another_revision_is_refused_and_nothing_of_the_turn_stays(database: Database) -> None:
    diagnosis = database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    def stale(turn: TurnTx) -> None:
        start = begin(turn, "m2")
        assert start.interview is not None
        turn.save_answer(diagnosis, "q2", "b", author=None, channel="web", at=NOW)
        turn.save_interview(start.interview.id, "{}", start.interview.revision - 1, NOW)

    with pytest.raises(StaleInterviewError):
        database.turn(stale).result()
    with database.read() as work:
        assert work.diagnoses.answers(diagnosis) == {"q1": "a"}


def test_an_interview_can_be_saved_twice_in_a_turn_only_in_order(database: Database) -> None:
    database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    def twice(turn: TurnTx) -> int:
        start = begin(turn, "m2")
        assert start.interview is not None
        revision = turn.save_interview(start.interview.id, '{"n":1}', start.interview.revision, NOW)
        return turn.save_interview(start.interview.id, '{"n":2}', revision, NOW)

    assert database.turn(twice).result() == 3
    with database.read() as work:
        stored = work.interviews.get(1)
        assert stored is not None
        assert (stored.state, stored.revision) == ('{"n":2}', 3)


def test_a_person_has_one_active_interview_and_can_change_it(database: Database) -> None:
    def two(turn: TurnTx) -> tuple[int, int]:
        start = begin(turn, "m1")
        person, _, first = start_interview(turn, start)
        diagnosis = turn.new_diagnosis(
            enterprise=None, person=person.id, pack="other", pack_version="1", content_hash=HASH, at=NOW
        )
        second = turn.new_interview(person.id, diagnosis.id, "{}", NOW)
        return first.id, second.id

    first, second = database.turn(two).result()

    def back(turn: TurnTx) -> int:
        start = begin(turn, "m2")
        assert start.interview is not None
        active = start.interview.id
        interview = turn.interview_of(start.interview.person_id, 1)
        assert interview is not None
        turn.activate_interview(interview, NOW)
        assert turn.interview_of(start.interview.person_id, 99) is None
        return active

    assert database.turn(back).result() == second
    again = database.turn(lambda turn: begin(turn, "m3")).result()
    assert again.interview is not None
    assert again.interview.id == first


def test_submitting_keeps_the_result_and_last_answers_come_back(database: Database) -> None:
    enterprise = database.write(lambda work: new_enterprise(work, "甲").id)

    def submit(turn: TurnTx, at: datetime) -> int:
        person, diagnosis, _ = start_interview(turn, begin(turn, "m1"), enterprise=enterprise)
        turn.save_answer(diagnosis.id, "q1", "3", author=person.id, channel="web", at=NOW)
        assert turn.latest_diagnosis("ref", enterprise=enterprise) is None
        assert turn.last_answers("ref", enterprise=enterprise) == {}
        opened = turn.open_diagnosis(enterprise, "ref")
        assert opened is not None
        assert opened.id == diagnosis.id
        for packed in (b"\x00", b"\x01\xff"):
            turn.submit_diagnosis(
                diagnosis.id,
                at=at,
                score="1021/20",
                level=3,
                grade=1,
                variant="auto",
                assessment=f'{{"n":{len(packed)}}}',
                packed=packed,
            )
        return diagnosis.id

    diagnosis = database.turn(lambda turn: submit(turn, later(5))).result()

    def look(turn: TurnTx) -> None:
        begin(turn, "m2")
        latest = turn.latest_diagnosis("ref", enterprise=enterprise)
        assert latest is not None
        assert (latest.id, latest.submitted_at, latest.variant) == (diagnosis, later(5), "auto")
        assert turn.last_answers("ref", enterprise=enterprise) == {"q1": "3"}
        assert turn.latest_diagnosis("ref", person=1) is None
        assert turn.open_diagnosis(enterprise, "ref") is None
        assert turn.next_round(enterprise, "ref", DiagnosisKind.SELF) == 2
        assert turn.next_round(enterprise, "ref", DiagnosisKind.VERIFIED) == 1
        with pytest.raises(ValueError, match="either"):
            turn.latest_diagnosis("ref")

    database.turn(look).result()
    with database.read() as work:
        row = work.diagnoses.get(diagnosis)
        assert row is not None
        assert (row.state.value, row.score, row.level, row.grade) == ("submitted", "1021/20", 3, 1)
        assert work.diagnoses.assessment(diagnosis) == '{"n":2}'
        assert [item.packed for item in work.diagnoses.packed("ref", "1")] == [b"\x01\xff"]


def test_try_outs_are_found_by_person_and_withdrawn_ones_are_not(database: Database) -> None:
    def try_out(turn: TurnTx) -> int:
        person, diagnosis, _ = start_interview(turn, begin(turn, "m1"))
        turn.submit_diagnosis(diagnosis.id, at=NOW)
        turn.set_variant(diagnosis.id, "food")
        latest = turn.latest_diagnosis("ref", person=person.id)
        assert latest is not None
        assert (latest.id, latest.variant) == (diagnosis.id, "food")
        turn.withdraw_diagnosis(diagnosis.id, NOW)
        assert turn.latest_diagnosis("ref", person=person.id) is None
        return diagnosis.id

    assert database.turn(try_out).result() == 1


def test_the_same_round_twice_is_a_conflict_that_quotes_no_values(database: Database) -> None:
    enterprise = database.write(lambda work: new_enterprise(work, "甲").id)
    database.turn(lambda turn: start_interview(turn, begin(turn, "m1"), enterprise=enterprise)).result()

    with pytest.raises(ConflictError) as caught:
        database.turn(
            lambda turn: start_interview(turn, begin(turn, "m2", "wang"), enterprise=enterprise)
        ).result()

    assert "diagnosis" in str(caught.value)
    assert "ref" not in str(caught.value).replace("refer", "")


def test_repositories_work_in_the_turns_own_transaction(database: Database) -> None:
    def command(turn: TurnTx, *, fail: bool) -> None:
        start = begin(turn, f"m{fail}")
        if start.person is None:
            turn.new_person(locale="zh-CN", at=NOW)
        new_enterprise(turn.work, f"乙{fail}")
        turn.work.audit.append(at=NOW, actor="1", channel="web", action="assign", detail={"to": 1})
        turn.put_outbox(key=f"k{fail}", address=turn.address_id(), prompt="{}", kind="info", due=NOW)
        assert turn.work.outbox.by_key(f"k{fail}") is not None
        if fail:
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        database.turn(lambda turn: command(turn, fail=True)).result()
    database.turn(lambda turn: command(turn, fail=False)).result()

    with database.read() as work:
        assert work.enterprises.by_names(["乙True", "乙False"]).keys() == {"乙False"}
        assert [row.seq for row in work.audit.recent()] == [1]
        assert work.outbox.by_key("kTrue") is None
        assert work.outbox.by_key("kFalse") is not None
        done, failed = work.inbox.get("web", "mFalse"), work.inbox.get("web", "mTrue")
        assert done is not None
        assert done.status is InboxStatus.DONE
        assert failed is not None
        assert failed.status is InboxStatus.FAILED


def test_everything_but_begin_needs_begin(database: Database) -> None:
    for misuse in (
        lambda turn: turn.finish(),
        lambda turn: turn.address_id(),
        lambda turn: turn.new_person(locale="en", at=NOW),
    ):
        with pytest.raises(NotBegunError):
            database.turn(misuse).result()


def test_an_address_has_one_person_and_needs_one(database: Database) -> None:
    def unknown(turn: TurnTx) -> None:
        begin(turn, "m1")
        turn.address_id()

    def twice(turn: TurnTx) -> None:
        begin(turn, "m2")
        turn.new_person(locale="en", at=NOW)
        turn.new_person(locale="en", at=NOW)

    with pytest.raises(ValueError, match="call new_person"):
        database.turn(unknown).result()
    with pytest.raises(ValueError, match="belongs to someone"):
        database.turn(twice).result()


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2024, 3, 1)

    def act(turn: TurnTx) -> None:
        begin(turn, "m1")
        turn.put_timer(kind="k", subject="s", scope="", due=naive)

    with pytest.raises(ValueError, match="time zone"):
        database.turn(act).result()
