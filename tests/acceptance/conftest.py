"""Databases of both kinds and Tencent's platforms, for the acceptance tests that need them."""

from support.databases import (  # noqa: F401 - fixtures are found by name
    database_url,
    migrated_postgres,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from support.tencent_service import api, clock  # noqa: F401 - see above
