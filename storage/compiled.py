"""SQLAlchemy Core statements compiled once: text, the order of the parameters, and their conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

Convert: TypeAlias = "Callable[[Any], Any] | None"

SQLITE: Dialect = SQLiteDialect_pysqlite()
POSTGRES: Dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap


class Statement:
    """One compiled statement: running it through the driver skips what SQLAlchemy does per execution."""

    __slots__ = ("_slots", "sql")

    def __init__(self, expression: Executable, dialect: Dialect) -> None:
        compiled = expression.compile(dialect=dialect)  # type: ignore[attr-defined]  # every executable has it
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - tells the type checker what compile() returns
        self.sql = compiled.string
        self._slots = tuple(_slot(compiled, name, dialect) for name in compiled.positiontup or ())

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters in the driver's order and types.

        Raises:
            KeyError: one is missing.
            ValueError: a moment has no time zone.
        """
        return tuple(
            constant if name is None else given[name] if convert is None else convert(given[name])
            for name, convert, constant in self._slots
        )


def _slot(compiled: SQLCompiler, name: str, dialect: Dialect) -> tuple[str | None, Convert, Any]:
    """(parameter's name, conversion, None), or (None, None, value) for a constant of the expression."""
    parameter = compiled.binds[name]
    convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
    if parameter.required:
        return name, convert, None
    return None, None, convert(parameter.value) if convert else parameter.value
