"""How Alembic runs: on the connection `storage.upgrade` gives it, one transaction a migration."""

from __future__ import annotations

from alembic import context

from storage.base import Base
from storage.upgrade import comparison

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # SQLite's too: storage.upgrade begins its transaction itself
    transaction_per_migration=connection.dialect.name != "sqlite",
    **comparison(),
)
with context.begin_transaction():
    context.run_migrations()
