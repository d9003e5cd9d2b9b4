from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session
from support.storing import HASH, NOW, answer_turn, begin, new_diagnosis, new_enterprise, new_person

from storage.base import Base
from storage.engine import Database
from storage.errors import ConflictError
from storage.models import Enterprise, Person
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork


def test_what_is_written_is_kept_when_the_function_returns(database: Database) -> None:
    key = database.write(lambda work: new_enterprise(work, "甲").id)

    with database.read() as work:
        enterprise = work.enterprises.get(key)
    assert enterprise is not None
    assert (enterprise.name, enterprise.created_at) == ("甲", NOW)


def test_what_is_written_is_undone_when_it_raises(database: Database) -> None:
    def half(work: UnitOfWork) -> None:
        new_enterprise(work, "甲")
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        database.write(half)
    with database.read() as work:
        assert work.enterprises.counts_by_unit() == {}


def test_leaving_without_commit_rolls_back(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as database:
        with UnitOfWork(Session(database.backend.reader)) as work:
            assert work.enterprises.counts_by_unit() == {}
            work.session.add(Enterprise(name="甲", unit="u", created_at=NOW, updated_at=NOW))
        with database.read() as work:
            assert work.enterprises.counts_by_unit() == {}


def test_a_reading_unit_cannot_write(database: Database) -> None:
    with database.read() as work, pytest.raises(DBAPIError, match="(?i)read-?only"):
        new_enterprise(work, "甲")


def test_a_reading_unit_sees_one_state_throughout(database: Database) -> None:
    with database.read() as work:
        before = work.enterprises.counts_by_unit()
        database.write(lambda other: new_enterprise(other, "甲"))
        assert work.enterprises.counts_by_unit() == before == {}
    with database.read() as work:
        assert work.enterprises.counts_by_unit() == {"songjiang": 1}


def test_a_broken_rule_is_a_conflict_without_values(database: Database) -> None:
    database.write(lambda work: new_enterprise(work, "甲", code="91310000SECRET0001"))

    with pytest.raises(ConflictError) as caught:
        database.write(lambda work: new_enterprise(work, "乙", code="91310000SECRET0001"))

    assert "credit_code" in str(caught.value)
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_other_errors_of_the_database_hide_the_values_too(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        database.write(
            lambda work: work.session.execute(text("SELECT :x FROM no_such"), {"x": "13800000000"})
        )

    assert "13800000000" not in str(caught.value)


def test_no_personal_data_shows_in_a_repr_or_a_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = ("王小明", "13800000000", "o-openid-1", "答案内容")
    with caplog.at_level(logging.DEBUG):
        person, address = database.write(lambda work: new_person(work, "o-openid-1"))
        database.write(lambda work: setattr(work.people.get(person.id), "phone", "13800000000"))

        def talk(turn: TurnTx) -> str:
            start = begin(turn, "m1", "o-openid-1")
            answer_turn(turn, "m2", "q1", "答案内容", "o-openid-1")
            return repr(start) + repr(turn.answer_details(1))

        shown = database.turn(talk).result()
        with database.read() as work:
            rows = [work.people.get(person.id), address, *work.diagnoses.current_answers(1)]
            shown += "".join(repr(row) for row in rows) + repr(Person(display_name="王小明"))
            shown += repr(work.inbox.get("web", "m2"))

    for secret in secrets:
        assert secret not in shown
        assert secret not in caplog.text


MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS)
def test_every_repr_is_the_key_alone(model: type[Base]) -> None:
    assert repr(model()).startswith(f"<{model.__name__} None")


def test_moments_come_back_as_they_were_in_utc(database: Database) -> None:
    shanghai = timezone(timedelta(hours=8))
    at = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=shanghai)
    key = database.write(lambda work: new_diagnosis(work, started_at=at).id)

    with database.read() as work:
        row = work.diagnoses.get(key)
    assert row is not None
    assert row.started_at == at
    assert row.started_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        database.write(lambda work: new_diagnosis(work, started_at=datetime(2024, 1, 1)))


def test_json_values_come_back_as_they_were(database: Database) -> None:
    values = [None, True, 0, "文", Decimal("0.10"), [1, Decimal("1E+3")], {"b": [], "a": {"": "x"}}]
    for number, value in enumerate(values):
        database.write(lambda work, n=number, v=value: work.settings.put(f"k{n}", v))  # type: ignore[misc]

    with database.read() as work:
        stored = [work.settings.get(f"k{number}", "absent") for number in range(len(values))]
    assert stored[1:] == values[1:]
    assert str(stored[4]) == "0.10"


def test_the_score_is_kept_digit_by_digit(database: Database) -> None:
    fraction = f"{10**40 + 1}/{3**50}"
    key = database.write(lambda work: new_diagnosis(work, score=fraction, content_hash=HASH).id)

    with database.read() as work:
        row = work.diagnoses.get(key)
    assert row is not None
    assert row.score == fraction
