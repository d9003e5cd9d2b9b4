"""The declarative base, the house types, and the names every constraint and index gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.json_text import Json, dump, load

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class TZDateTime(TypeDecorator[datetime]):
    """A moment, always with a time zone: stored as UTC, read back as UTC, to the microsecond.

    A moment without a zone is refused (`ValueError`): nobody could say when it was.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMP WITH TIME ZONE on PostgreSQL, ISO text in UTC on SQLite."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC.

        Raises:
            ValueError: the moment has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored: give it one")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite's ISO text in one step: a round over the register reads millions of moments."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        parse = datetime.fromisoformat
        return lambda text: None if text is None else parse(f"{text}+00:00")

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """To a moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonValue(TypeDecorator[Json]):
    """A JSON value the storage's users work with, kept as text; decimals stay exact."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To text."""
        return None if value is None else dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json:  # noqa: ARG002 - SQLAlchemy's signature
        """From text."""
        return None if value is None else load(value)


BigId = BigInteger().with_variant(Integer(), "sqlite")

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Document = Annotated[
    str, mapped_column(Text)
]  # JSON text, kept byte for byte; the storage never looks inside
# A JSON value. Any, because SQLAlchemy cannot resolve the recursive alias `Json` in an annotation.
Data = Annotated[Any, mapped_column(JsonValue)]
Sha256 = Annotated[str, mapped_column(String(64))]  # hex, lower case
Word = Annotated[str, mapped_column(String(64))]  # an identifier of ours: a channel, a kind, a unit, a pack


class Base(DeclarativeBase):
    """Base of every model. Its repr shows the key and nothing else: rows hold answers and personal data."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: TZDateTime(),
        str: Text(),
        int: Integer(),
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }

    def __repr__(self) -> str:
        keys = self.__mapper__.primary_key_from_instance(self)
        return f"<{type(self).__name__} {', '.join(str(key) for key in keys)}>"
