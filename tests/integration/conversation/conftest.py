"""The database these conversations are kept in."""

from support.databases import sqlite_template  # noqa: F401 - fixtures are found by name
