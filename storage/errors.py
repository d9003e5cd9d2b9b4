"""What can go wrong in the storage, beside the database's own errors."""

from __future__ import annotations


class StorageError(Exception):
    """Base of every error the storage raises itself; the message says what to do."""


class UrlError(StorageError):
    """The database address cannot be used."""


class StaleInterviewError(StorageError):
    """The interview was changed by another turn, or was not loaded by this one: load it again and redo."""


class ClosedError(StorageError):
    """The database was closed before the work was done; nothing of it was stored."""


class NestedWriteError(StorageError):
    """A write was started inside another write: use the unit of work at hand."""


class TransactionLostError(StorageError):
    """The database rolled back a whole group of writes; nothing of this one was stored: try again."""


class NotBegunError(StorageError):
    """A turn must call begin() first."""


class ConflictError(StorageError):
    """A row that must be unique is there already, or a row that is referred to is not; the rule is named."""


class UnavailableError(StorageError):
    """The database cannot be reached or is too busy; nothing was stored: try again later."""


class FileCorruptError(StorageError):
    """A stored file's content no longer has the hash it is stored under: restore it from a backup."""
