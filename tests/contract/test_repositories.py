"""Every repository keeps its contract on every database: what comes back, and what when nothing is there.

The contracts themselves are in `support.contracts_*`. A repository without one fails the first test.
"""

from __future__ import annotations

from functools import cached_property

import pytest
import support.contracts_campaign
import support.contracts_diagnoses
import support.contracts_enrolment
import support.contracts_register  # noqa: F401 - importing them registers the contracts
from support.repository_contracts import CONTRACTS, Check
from support.storing import NOW, answer_turn, new_diagnosis, new_enterprise, new_person

from storage.engine import Database
from storage.errors import ConflictError
from storage.unit_of_work import UnitOfWork

REPOSITORIES = sorted(name for name, value in vars(UnitOfWork).items() if isinstance(value, cached_property))
CHECKS = [check for checks in CONTRACTS.values() for check in checks]
SHA = "a" * 64


@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_repository_has_a_contract(name: str) -> None:
    assert CONTRACTS.get(name), f"add a contract for UnitOfWork.{name} to this file"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_contract(database: Database, check: Check) -> None:
    database.write(check)


def test_a_taken_credit_code_is_a_conflict(database: Database) -> None:
    database.write(lambda work: new_enterprise(work, "甲", code="c"))
    with pytest.raises(ConflictError, match="credit_code"):
        database.write(lambda work: new_enterprise(work, "乙", code="c"))


def test_an_address_belongs_to_one_person(database: Database) -> None:
    database.write(lambda work: new_person(work, "li"))
    with pytest.raises(ConflictError, match="address"):
        database.write(lambda work: new_person(work, "li"))


def test_evidence_needs_a_registered_file(database: Database) -> None:
    diagnosis = database.write(lambda work: new_diagnosis(work).id)
    with pytest.raises(ConflictError, match="(?i)foreign key"):
        database.write(lambda work: work.diagnoses.add_evidence(diagnosis, "q", SHA, "x", at=NOW, by=None))


def test_interviews_are_found_after_their_turns(database: Database) -> None:
    diagnosis = database.turn(lambda turn: answer_turn(turn, "m1", "q1", "a")).result()

    with database.read() as work:
        person = work.people.at("web", "li")
        assert person is not None
        (interview,) = work.interviews.of_person(person.id)
        assert work.interviews.active(person.id) is interview
        assert work.interviews.of_diagnosis(diagnosis) == [interview]
        assert work.interviews.get(interview.id) is interview
