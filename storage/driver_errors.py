"""The drivers' errors as ours, so that callers need neither SQLAlchemy nor a driver to catch them.

What a driver says of values (PostgreSQL quotes keys, which may be a person's account) is left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from storage.errors import ConflictError, UnavailableError


@contextmanager
def translated() -> Iterator[None]:
    """Turn broken constraints into `ConflictError` and a database out of reach into `UnavailableError`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        ours = translate(error)
        if ours is None:
            raise
        raise ours from None


def translate(error: BaseException) -> ConflictError | UnavailableError | None:
    """Our error for a driver's, or None where we have no better word for it."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    match original:
        case sqlite3.IntegrityError():
            return ConflictError(str(original))  # names columns, never values
        case psycopg.IntegrityError():
            return ConflictError(original.diag.message_primary or "a constraint does not hold")
        case sqlite3.OperationalError() if "locked" in str(original) or "unable to open" in str(original):
            return UnavailableError(f"{original}: another process holds the database, or it is not there")
        case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
            return UnavailableError("the database was too busy to answer in time: try again")
        case psycopg.errors.DeadlockDetected() | psycopg.errors.SerializationFailure():
            return UnavailableError("other writes were in the way again and again: try again")
        case psycopg.OperationalError():
            return UnavailableError("the database cannot be reached: check its address and that it runs")
        case _:
            return None
