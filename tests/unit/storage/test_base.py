from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect, Table

import storage.models  # noqa: F401 - registers every table
from storage.base import Base, TZDateTime
from storage.compiled import POSTGRES, SQLITE, Statement
from storage.turn_statements import statements

MOMENT = datetime(2024, 2, 29, 8, tzinfo=timezone(timedelta(hours=8)))


def names_of(table: Table) -> list[str]:
    return [str(rule.name) for rule in table.constraints] + [str(index.name) for index in table.indexes]


def test_every_constraint_and_index_has_a_name() -> None:
    for table in Base.metadata.sorted_tables:
        assert "None" not in names_of(table), table.name


def test_names_are_unique_and_fit_postgresql() -> None:
    names = [name for table in Base.metadata.sorted_tables for name in names_of(table)]

    assert max(map(len, names)) <= 63
    assert len(names) == len(set(names))


def test_a_moment_is_stored_in_utc() -> None:
    kind = TZDateTime()

    assert kind.process_bind_param(MOMENT, POSTGRES) == MOMENT
    assert kind.process_bind_param(MOMENT, SQLITE) == datetime(2024, 2, 29)
    assert kind.process_result_value(datetime(2024, 2, 29), SQLITE) == MOMENT
    assert kind.process_result_value(MOMENT, POSTGRES) == datetime(2024, 2, 29, tzinfo=UTC)
    assert kind.process_bind_param(None, SQLITE) is None
    assert kind.process_result_value(None, SQLITE) is None
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2024, 2, 29), SQLITE)


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], ids=lambda dialect: dialect.name)
def test_compiled_statements_have_a_place_for_every_parameter(dialect: Dialect) -> None:
    mark = "?" if dialect is SQLITE else "%s"
    compiled = statements(dialect)

    for name, statement in vars(compiled).items():
        if isinstance(statement, Statement):
            given = dict.fromkeys(statement.names, None)
            assert len(statement.values(given)) == statement.sql.count(mark), name
            if given:
                with pytest.raises(KeyError):
                    statement.values({})
