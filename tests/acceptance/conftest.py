"""Databases of both kinds for the acceptance tests that need them."""

from support.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
