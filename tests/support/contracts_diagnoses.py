"""What the repositories of packs, diagnoses, messages, timers and the record promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.repository_contracts import contract
from support.storing import HASH, NOW, later, new_diagnosis, new_enterprise, new_person

from storage.errors import ConflictError
from storage.models import (
    DiagnosisKind,
    DiagnosisState,
    InboxStatus,
    OutboxStatus,
    PackStatus,
)
from storage.repositories.diagnoses import NewScore, PackedRow
from storage.unit_of_work import UnitOfWork

SHA = "a" * 64


@contract("packs")
def a_version_is_published_once_and_never_changes(work: UnitOfWork) -> None:
    first = work.packs.publish("ref", "1", HASH, PackStatus.REFERENCE, NOW)

    assert work.packs.publish("ref", "1", HASH, PackStatus.REFERENCE, later(1)) is first
    with pytest.raises(ConflictError, match="new version"):
        work.packs.publish("ref", "1", SHA, PackStatus.REFERENCE, later(1))
    second = work.packs.publish("other", "1", SHA, PackStatus.SAMPLE, later(2))
    assert work.packs.get("ref", "1") is first
    assert work.packs.versions() == [first, second]
    assert work.packs.versions("other") == [second]
    assert (work.packs.get("ref", "2"), work.packs.versions("x")) == (None, [])


@contract("diagnoses")
def diagnoses_are_found_newest_first(work: UnitOfWork) -> None:
    enterprise = new_enterprise(work, "甲").id
    first = new_diagnosis(
        work, enterprise, state=DiagnosisState.SUBMITTED, submitted_at=later(5), score="1/2", level=1, grade=0
    )
    second = new_diagnosis(
        work,
        enterprise,
        round=2,
        started_at=later(9),
        kind=DiagnosisKind.VERIFIED,
        state=DiagnosisState.STARTED,
    )

    assert work.diagnoses.get(first.id) is first
    assert work.diagnoses.of_enterprise(enterprise) == [second, first]
    assert work.diagnoses.of_enterprise(enterprise, "other") == work.diagnoses.of_enterprise(404) == []
    assert work.diagnoses.latest_submitted(enterprise, "ref") is first
    assert work.diagnoses.latest_submitted(enterprise, "other") is None
    assert work.diagnoses.submitted_between(NOW, later(6)) == [first]
    assert work.diagnoses.submitted_between(NOW, later(5)) == []
    (peer,) = work.diagnoses.peers("ref")
    assert (peer.enterprise_id, peer.unit, peer.score, peer.level) == (enterprise, "songjiang", "1/2", 1)
    assert work.diagnoses.peers("ref", "2") == work.diagnoses.peers("ref", kind=DiagnosisKind.VERIFIED) == []
    assert work.diagnoses.get(404) is None


@contract("diagnoses")
def results_are_kept_replaced_and_rescored(work: UnitOfWork) -> None:
    diagnosis = new_diagnosis(work)

    assert work.diagnoses.assessment(diagnosis.id) is None
    assert list(work.diagnoses.packed("ref", "1")) == []
    work.diagnoses.keep_result(diagnosis.id, '{"n":1}', b"\x01")
    work.diagnoses.keep_result(diagnosis.id, '{"n":2}', None)
    assert work.diagnoses.assessment(diagnosis.id) == '{"n":2}'
    assert list(work.diagnoses.packed("ref", "1")) == [PackedRow(diagnosis.id, b"\x01")]
    assert work.diagnoses.rescore([NewScore(diagnosis.id, "7/9", 2, 4)]) == 1
    assert work.diagnoses.rescore([]) == 0
    work.session.expire_all()
    assert (diagnosis.score, diagnosis.level, diagnosis.grade) == ("7/9", 2, 4)


@contract("diagnoses")
def evidence_and_feedback_are_kept_in_order(work: UnitOfWork) -> None:
    diagnosis = new_diagnosis(work).id

    assert work.diagnoses.file(SHA) is None
    file = work.diagnoses.register_file(SHA, 10, "image/png", NOW)
    assert work.diagnoses.register_file(SHA, 10, "image/png", later(1)) is file
    for name in ("一.png", "二.png"):
        work.diagnoses.add_evidence(diagnosis, "q1", SHA, name, at=NOW, by=None)
        work.diagnoses.add_feedback(diagnosis, None, name, at=NOW, by=None)
    assert [row.name for row in work.diagnoses.evidence(diagnosis)] == ["一.png", "二.png"]
    assert [row.text for row in work.diagnoses.feedback(diagnosis)] == ["一.png", "二.png"]
    assert work.diagnoses.evidence(404) == []
    assert work.diagnoses.feedback(404) == []
    assert work.diagnoses.answers(diagnosis) == {}
    assert work.diagnoses.current_answers(diagnosis) == work.diagnoses.history(diagnosis, "q1") == []


# interviews, messages, timers, the record


@contract("interviews")
def interviews_of_nobody_are_none(work: UnitOfWork) -> None:
    assert (work.interviews.get(404), work.interviews.active(404)) == (None, None)
    assert work.interviews.of_person(404) == work.interviews.of_diagnosis(404) == []


@contract("inbox")
def the_inbox_keeps_each_message_once(work: UnitOfWork) -> None:
    message = {"channel": "web", "key": "m1", "account": "li", "kind": "text", "payload": '{"t":1}'}

    assert work.inbox.store(**message, received=NOW)
    assert not work.inbox.store(**message, received=later(1))
    stored = work.inbox.get("web", "m1")
    assert stored is not None
    assert (stored.status, stored.received_at) == (InboxStatus.RECEIVED, NOW)
    assert work.inbox.undone() == [stored]
    assert (work.inbox.failed(), work.inbox.get("web", "m2")) == ([], None)
    assert [work.inbox.forget_before(moment) for moment in (NOW, later(1), later(1))] == [0, 1, 0]
    work.session.expire_all()
    assert stored.payload == "{}"


@contract("outcomes")
def a_message_can_be_put_back_moved_and_told_of(work: UnitOfWork) -> None:
    person, address = new_person(work, "li")
    elsewhere = work.people.add_address(person.id, "telegram", "42", NOW)
    work.outbox.put(key="k", address=address.id, prompt='"p"', kind="info", due=NOW, at=NOW)
    (claimed,) = work.outbox.claim_due(NOW, timedelta(minutes=1), 5)
    work.outcomes.put_back(claimed.id, claimed.attempt, later(1), "waiting")
    assert work.outbox.claim_due(NOW, timedelta(minutes=1), 5) == []
    (again,) = work.outbox.claim_due(later(1), timedelta(minutes=1), 5)
    assert again.attempt == claimed.attempt  # it was not tried
    assert not work.outcomes.move(again.id, again.attempt + 1, elsewhere.id, "[]", "no_way")
    assert work.outcomes.move(again.id, again.attempt, elsewhere.id, "[]", "no_way")
    (moved,) = work.outbox.claim_due(later(1), timedelta(minutes=1), 5)
    assert (moved.channel, moved.account, moved.tried) == ("telegram", "42", "[]")
    work.outcomes.going(moved.id, "plain")
    work.outbox.sent(moved.id, moved.attempt, later(1), "p-7")
    assert work.outcomes.told("web", "p-7") is None
    assert (work.outcomes.last_sent("telegram"), work.outcomes.last_sent("web")) == (later(1), None)
    told = work.outcomes.told("telegram", "p-7")
    assert told is not None
    work.outcomes.arrived(told.id, later(2))
    work.outcomes.did_not_arrive(told.id, "blocked")
    assert work.outcomes.told("telegram", "p-7") is None


@contract("people")
def what_may_be_sent_is_kept_with_the_address(work: UnitOfWork) -> None:
    _, address = new_person(work, "li")
    assert work.people.economics([address.id]) == {address.id: None}
    work.people.keep_economics(address.id, "{}", NOW)
    assert work.people.economics([address.id], wait=False) == {address.id: "{}"}


@contract("settings")
def settings_are_replaced_and_found_by_their_beginning(work: UnitOfWork) -> None:
    work.settings.replace("a:1", {"x": 1})
    work.settings.replace("a:1", 2)
    work.settings.put("b:1", 3)
    assert work.settings.beginning("a:") == {"a:1": 2}


@contract("outbox")
def the_outbox_keeps_each_message_once(work: UnitOfWork) -> None:
    address = new_person(work, "li")[1].id

    def put(key: str, kind: str = "info") -> bool:
        return work.outbox.put(key=key, address=address, prompt='"p"', kind=kind, due=NOW, at=NOW)

    assert [put("a"), put("a"), put("b", "nudge")] == [True, False, True]
    assert work.outbox.depth() == {OutboxStatus.QUEUED: 2}
    assert [work.outbox.cancel(address, "nudge") for _ in range(2)] == [1, 0]
    (claimed,) = work.outbox.claim_due(NOW, timedelta(minutes=1), 5)
    assert work.outbox.sent(claimed.id, claimed.attempt, NOW, "p-1")
    assert work.outbox.sent_since(address, NOW) == 1
    assert work.outbox.sent_since(address, later(1)) == 0
    assert work.outbox.sent_since(address, NOW, frozenset({"nudge"})) == 0
    assert work.outbox.forget_before(later(1)) == 2
    assert (work.outbox.get(404), work.outbox.by_key("c"), work.outbox.depth()) == (None, None, {})


@contract("timers")
def timers_are_set_found_cancelled_and_forgotten(work: UnitOfWork) -> None:
    rows = [("k", "s", str(number), later(number), None) for number in range(250)]

    assert [work.timers.put_all(rows), work.timers.put_all(rows), work.timers.put_all([])] == [250, 0, 0]
    assert work.timers.next_due() == NOW
    assert len(work.timers.pending(kind="k", subject="s")) == 250
    assert work.timers.cancel(kind="k", subject="s", scope="0") == 1
    assert work.timers.pending(kind="k", subject="x") == work.timers.pending(kind="x") == []
    (timer,) = work.timers.claim_due(later(1), timedelta(minutes=1), 5)
    assert work.timers.done(timer.id, timer.attempt, later(1))
    assert [work.timers.forget_before(later(1)), work.timers.forget_before(later(2))] == [0, 1]
    assert work.timers.cancel(kind="k", subject="s") == 248
    assert work.timers.next_due() is None


@contract("audit")
def the_audit_log_starts_empty_and_sound(work: UnitOfWork) -> None:
    assert (work.audit.recent(), work.audit.verify()) == ([], [])


@contract("settings")
def settings_are_put_replaced_and_removed(work: UnitOfWork) -> None:
    assert work.settings.get("cursor", "none yet") == "none yet"
    work.settings.put("cursor", "a")
    work.settings.put("cursor", {"b": 1})
    assert work.settings.get("cursor") == {"b": 1}
    assert [work.settings.remove("cursor"), work.settings.remove("cursor")] == [True, False]


@contract("tokens")
def no_token_is_none(work: UnitOfWork) -> None:
    assert work.tokens.get("wx") is None
    work.tokens.release("wx")
    assert work.tokens.lease("wx", NOW, timedelta(seconds=30))
