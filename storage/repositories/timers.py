"""Timers: set once, claimed by one process, done once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.json_text import Json
from storage.models.clockwork import Timer


@dataclass(frozen=True, slots=True)
class ClaimedTimer:
    """One timer this process may act on until its lease ends. `attempt` counts from 1."""

    id: int
    kind: str
    subject: str
    scope: str
    due: datetime
    payload: Json = field(repr=False)
    attempt: int


class Timers:
    """Everything that is to happen at a moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, *, kind: str, subject: str, scope: str, due: datetime, payload: Json = None) -> bool:
        """Set a timer; False when the same (kind, subject, scope, due) was ever set, done or not."""
        return self.put_all([(kind, subject, scope, due, payload)]) == 1

    def put_all(self, timers: Sequence[tuple[str, str, str, datetime, Json]]) -> int:
        """Set many (kind, subject, scope, due, payload); how many were new."""
        if not timers:
            return 0
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new = 0
        for start in range(0, len(timers), 100):  # six parameters each: well under every database's limit
            rows = [
                {
                    "kind": kind,
                    "subject": subject,
                    "scope": scope,
                    "due": due,
                    "payload": payload,
                    "attempt": 0,
                }
                for kind, subject, scope, due, payload in timers[start : start + 100]
            ]
            statement = (
                insert(Timer)
                .values(rows)
                .on_conflict_do_nothing(index_elements=[Timer.kind, Timer.subject, Timer.scope, Timer.due])
                .returning(Timer.id)
            )
            new += len(self._session.execute(statement).all())
        return new

    def claim_due(
        self, now: datetime, lease: timedelta, limit: int, kinds: frozenset[str] | None = None
    ) -> list[ClaimedTimer]:
        """Lease up to `limit` due timers to this process, earliest first; empty when there is nothing.

        A timer whose lease ended undone is due again. Two processes never hold the same one.
        """
        free = or_(Timer.lease_until.is_(None), Timer.lease_until <= now)
        due = select(Timer.id).where(Timer.done_at.is_(None), Timer.due <= now, free)
        if kinds is not None:
            due = due.where(Timer.kind.in_(sorted(kinds)))
        due = due.order_by(Timer.due, Timer.id).limit(limit).with_for_update(skip_locked=True)
        chosen = due.cte("due")  # a plain subquery PostgreSQL may run several times, past the limit
        rows = self._session.execute(
            update(Timer)
            .where(Timer.id.in_(select(chosen.c.id)), Timer.done_at.is_(None), free)
            .values(lease_until=now + lease, attempt=Timer.attempt + 1)
            .returning(
                Timer.id, Timer.kind, Timer.subject, Timer.scope, Timer.due, Timer.payload, Timer.attempt
            )
            .execution_options(synchronize_session=False)
        )
        claimed = [ClaimedTimer(*row) for row in rows]
        return sorted(claimed, key=lambda timer: (timer.due, timer.id))

    def done(self, timer: int, attempt: int, at: datetime) -> bool:
        """It went off; False when the lease was lost meanwhile: then what was done must be rolled back."""
        return self._settle(timer, attempt, done_at=at)

    def release(self, timer: int, attempt: int) -> bool:
        """Give it back undone, due as before; False when the lease was lost meanwhile."""
        return self._settle(timer, attempt)

    def _settle(self, timer: int, attempt: int, **values: object) -> bool:
        settled = self._session.execute(
            update(Timer)
            .where(Timer.id == timer, Timer.attempt == attempt, Timer.done_at.is_(None))
            .values(lease_until=None, **values)
            .returning(Timer.id)
            .execution_options(synchronize_session=False)
        )
        return settled.first() is not None

    def cancel(self, *, kind: str, subject: str, scope: str | None = None) -> int:
        """Remove the timers that have not gone off: of one scope, or with None of all; how many."""
        statement = delete(Timer).where(Timer.kind == kind, Timer.subject == subject, Timer.done_at.is_(None))
        if scope is not None:
            statement = statement.where(Timer.scope == scope)
        return len(self._session.execute(statement.returning(Timer.id)).all())

    def pending(self, *, kind: str, subject: str | None = None) -> list[Timer]:
        """The timers of a kind that have not gone off, of one subject if named, earliest first."""
        statement = select(Timer).where(Timer.kind == kind, Timer.done_at.is_(None))
        if subject is not None:
            statement = statement.where(Timer.subject == subject)
        return list(self._session.scalars(statement.order_by(Timer.due, Timer.id)))

    def next_due(self) -> datetime | None:
        """When the earliest timer that has not gone off is due, or None without any."""
        return self._session.scalar(select(func.min(Timer.due)).where(Timer.done_at.is_(None)))

    def forget_before(self, moment: datetime) -> int:
        """Delete the timers done before then; how many. What is deleted can be set, and go off, again."""
        statement = delete(Timer).where(Timer.done_at < moment).returning(Timer.id)
        return len(self._session.execute(statement).all())
