"""Databases, and a house whose channels count as the platforms do."""

from support.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
