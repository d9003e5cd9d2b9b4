"""The storage tests' databases."""

from support.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    query_recorder,
    sqlite_template,
    sqlite_url,
)
