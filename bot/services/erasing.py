"""Erasing personal data: of one who asked for it, and of those whose time of keeping is over. Audited."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final, Protocol

from bot.clock import SHANGHAI
from bot.services.dispatch import forget_early
from storage.engine import Database
from storage.repositories.timers import ClaimedTimer
from storage.unit_of_work import UnitOfWork

RETENTION: Final = "retention"  # the kind of the daily timer
_HOUR: Final = time(3, 20)  # where the people are; nobody is written to, but the database is quiet
_NEWS_KEPT_FOR: Final = timedelta(days=7)  # far longer than a platform's answer can be overtaken by its news
_AT_ONCE: Final = 200  # people in one transaction


def erase_person(work: UnitOfWork, person: int, now: datetime, *, why: str, actor: str = "") -> bool:
    """Erase a person's personal data and note that in the audit log; False when there is nothing to erase.

    `why` is asked or retention; `actor` who had it done, she herself when empty.
    """
    row = work.people.get(person)
    if row is None or row.erased_at is not None:
        return False
    work.people.erase(person, now)
    work.audit.append(
        at=now,
        actor=actor or f"person:{person}",
        channel="timer",
        action="person.erased",
        detail={"person": person, "why": why},
    )
    return True


class Files(Protocol):
    """Where files are kept, and how long a link to one works."""

    valid: timedelta

    def remove(self, sha256: str, /) -> None:
        """Remove one."""
        ...


class Retention:
    """Carries out how long personal data is kept."""

    def __init__(self, database: Database, days: int, files: Files | None = None) -> None:
        """`days` after her last message a person's data is erased, unless she holds a role.

        With `files`, those that were made for a link are removed once no link to them works.
        """
        self._database = database
        self._kept_for = timedelta(days=days)
        self._files = files

    def begin(self, now: datetime) -> None:
        """Set the daily timer, if it is not set."""

        def write(work: UnitOfWork) -> None:
            if not work.timers.pending(kind=RETENTION):
                _set(work, now)

        self._database.write(write)

    def carry_out(self, timer: ClaimedTimer, now: datetime) -> None:
        """Erase what is due, and set the timer of the next day. May be run twice: what is erased stays so."""
        while self._database.write(lambda work: self._some(work, now)) == _AT_ONCE:
            pass
        if self._files is not None:
            while self._clear(self._files, now) == _AT_ONCE:
                pass
        self._database.write(lambda work: self._rest(work, max(now, timer.due)))

    def _clear(self, files: Files, now: datetime) -> int:
        """Remove letters, lists and reports nobody can open any more."""

        def write(work: UnitOfWork) -> int:
            hashes = work.diagnoses.forget_files_before(now - files.valid, limit=_AT_ONCE)
            for sha256 in hashes:
                files.remove(sha256)
            return len(hashes)

        return self._database.write(write)

    def _some(self, work: UnitOfWork, now: datetime) -> int:
        due = work.people.silent_since(now - self._kept_for, limit=_AT_ONCE)
        return sum(erase_person(work, one, now, why="retention", actor=RETENTION) for one in due)

    def _rest(self, work: UnitOfWork, now: datetime) -> None:
        contacts = work.register_contacts.erase_before(now - self._kept_for)
        invitations = work.access.erase_names_before(now)
        words = work.inbox.forget_before(now - self._kept_for)
        words += work.outbox.forget_before(now - self._kept_for)
        forget_early(work, now - _NEWS_KEPT_FOR)
        if contacts or invitations or words:
            work.audit.append(
                at=now,
                actor=RETENTION,
                channel="timer",
                action="register.erased",
                detail={"contacts": contacts, "invitations": invitations, "messages": words},
            )
        _set(work, now)


def _set(work: UnitOfWork, now: datetime) -> None:
    """The timer of the next time it is due."""
    local = now.astimezone(SHANGHAI)
    day = local.date() + timedelta(days=0 if local.time() < _HOUR else 1)
    work.timers.put(kind=RETENTION, subject="all", scope="", due=datetime.combine(day, _HOUR, SHANGHAI))
