from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from storage.base import Base
from storage.connecting import database_url as parsed
from storage.upgrade import comparison, upgrade


def test_models_and_migrated_tables_are_the_same(empty_url: str) -> None:
    upgrade(empty_url)

    with create_engine(parsed(empty_url), poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts=comparison())
        assert compare_metadata(context, Base.metadata) == []
