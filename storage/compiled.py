"""SQLAlchemy Core statements compiled once: text, the order of the parameters, and their conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Dialect, Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler

from storage.base import TZDateTime

Convert: TypeAlias = "Callable[[Any], Any] | None"

SQLITE: Dialect = SQLiteDialect_pysqlite()
POSTGRES: Dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap


class Statement:
    """One compiled statement: running it through the driver skips what SQLAlchemy does per execution.

    `names` are the parameters it needs.
    """

    __slots__ = ("_constants", "_convert", "_pick", "names", "sql")

    def __init__(self, expression: Executable, dialect: Dialect) -> None:
        compiled = expression.compile(dialect=dialect)  # type: ignore[attr-defined]  # every executable has it
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - tells the type checker what compile() returns
        order = tuple(compiled.positiontup or ())
        parameters = {name: compiled.binds[name] for name in order}
        converts = {name: _converter(parameter, dialect) for name, parameter in parameters.items()}
        self.sql = compiled.string
        self.names = frozenset(name for name in order if parameters[name].required)
        self._pick = _picker(order)
        self._convert = [
            (place, convert)
            for place, name in enumerate(order)
            if name in self.names and (convert := converts[name]) is not None
        ]
        self._constants = {
            name: convert(parameter.value) if (convert := converts[name]) else parameter.value
            for name, parameter in parameters.items()
            if name not in self.names
        }

    def values(self, given: Mapping[str, Any]) -> Sequence[Any]:
        """The parameters in the driver's order and types.

        Raises:
            KeyError: one is missing.
            ValueError: a moment has no time zone.
        """
        picked = self._pick({**self._constants, **given})
        if not self._convert:
            return picked
        row = list(picked)
        for place, convert in self._convert:
            row[place] = convert(row[place])
        return row


def _picker(order: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """The values under these names, in order, as fast as Python can."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda given: tuple(given[name] for name in order)


def _converter(parameter: BindParameter[Any], dialect: Dialect) -> Convert:
    if isinstance(parameter.type, TZDateTime) and dialect.name == "sqlite":
        return _moment_text
    return parameter.type.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=64)  # a turn writes the same moment many times
def _moment_text(moment: datetime | None) -> str | None:
    """As `TZDateTime` stores it in SQLite."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored: give it one")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
