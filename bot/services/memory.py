"""A channel's own notes (a cursor, ids of uploads), kept in the database under the channel's keys."""

from __future__ import annotations

from storage.engine import Database
from storage.json_text import Json


class DatabaseMemory:
    """Values under keys. Blocking; safe to share between threads and processes: the last to write wins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> Json:
        """The value, or None."""
        with self._database.read() as work:
            return work.settings.get(f"channel:{key}")

    def put(self, key: str, value: Json) -> None:
        """Keep a value; returns once it is committed."""
        self._database.write(lambda work: work.settings.put(f"channel:{key}", value))
