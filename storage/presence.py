"""Who else uses an SQLite file: each process holds a lock that dies with it, however it dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl

    _LOCKS = True
except ImportError:  # no such locks here: then nobody is ever known to be alone
    _LOCKS = False


class Presence:
    """One process at a database. The file with the lock lies beside the database and stays empty."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + "-present")
        self._file: IO[bytes] | None = None

    @contextmanager
    def arrival(self) -> Iterator[bool]:
        """Whether nobody else was there; nobody else arrives while the block runs, and then we are there."""
        if not _LOCKS or self._file is not None:
            yield False
            return
        self._file = self._path.open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except OSError:
            alone = False
        try:
            yield alone
        finally:
            fcntl.flock(self._file, fcntl.LOCK_SH)  # waits while somebody else arrives

    def leave(self) -> None:
        """Be gone, as at the end of the process."""
        if self._file is not None:
            self._file.close()
            self._file = None
