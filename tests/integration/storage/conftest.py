"""The storage tests' databases."""

from support.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    postgres_server,
    postgres_template,
    postgres_url,
    query_recorder,
    sqlite_template,
    sqlite_url,
)
