"""Rows and turns for storage tests, short to write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.engine import Database
from storage.models import Address, Diagnosis, Enterprise, Person
from storage.turns import DiagnosisRef, InterviewRef, PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

NOW = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
HASH = "0" * 64


def later(minutes: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def begin(turn: TurnTx, key: str, account: str = "li", channel: str = "web") -> TurnStart:
    """Begin a turn with a text message."""
    return turn.begin(
        channel=channel, key=key, account=account, kind="text", payload='{"text":"…"}', received=NOW
    )


def start_interview(
    turn: TurnTx, start: TurnStart, *, enterprise: int | None = None, pack: str = "ref"
) -> tuple[PersonRef, DiagnosisRef, InterviewRef]:
    """Make a person, a diagnosis and an active interview."""
    person = start.person or turn.new_person(locale="zh-CN", at=NOW)
    diagnosis = turn.new_diagnosis(
        enterprise=enterprise, person=person.id, pack=pack, pack_version="1", content_hash=HASH, at=NOW
    )
    return person, diagnosis, turn.new_interview(person.id, diagnosis.id, '{"at":0}', NOW)


def answer_turn(turn: TurnTx, key: str, question: str, value: str, account: str = "li") -> int:
    """One ordinary turn: store the answer, move the interview on, queue the next question. The diagnosis."""
    start = begin(turn, key, account)
    if start.duplicate:
        return -1
    if start.interview is None or start.diagnosis is None:
        person, diagnosis, interview = start_interview(turn, start)
        person_id, diagnosis_id = person.id, diagnosis.id
    else:
        interview, person_id, diagnosis_id = (
            start.interview,
            start.interview.person_id,
            start.interview.diagnosis_id,
        )
    turn.save_answer(diagnosis_id, question, value, author=person_id, channel="web", at=NOW)
    turn.save_interview(interview.id, f'{{"last":"{question}"}}', interview.revision, NOW)
    turn.put_outbox(key=f"next-{key}", address=turn.address_id(), prompt="{}", kind="question", due=NOW)
    turn.finish(f'"{key}"')
    return diagnosis_id


def new_enterprise(
    work: UnitOfWork, name: str, *, unit: str = "songjiang", code: str | None = None
) -> Enterprise:
    """An enterprise of the register."""
    return work.enterprises.add(
        Enterprise(name=name, unit=unit, credit_code=code, created_at=NOW, updated_at=NOW)
    )


def new_person(work: UnitOfWork, account: str, channel: str = "web") -> tuple[Person, Address]:
    """A person with an address."""
    person = work.people.add(Person(display_name=account, created_at=NOW))
    return person, work.people.add_address(person.id, channel, account, NOW)


def new_diagnosis(work: UnitOfWork, enterprise: int | None = None, **fields: object) -> Diagnosis:
    """A started diagnosis."""
    given = {"pack": "ref", "pack_version": "1", "content_hash": HASH, "started_at": NOW, **fields}
    return work.diagnoses.add(Diagnosis(enterprise_id=enterprise, **given))


def seeded_address(database: Database, account: str = "li") -> int:
    """The key of a new person's address."""
    address: int = database.write(lambda work: new_person(work, account)[1].id)
    return address
