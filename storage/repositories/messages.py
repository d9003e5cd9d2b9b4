"""The delivery of messages that go out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, literal_column, or_, select, true, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from storage.json_text import Json
from storage.models.messaging import Outbox, OutboxStatus
from storage.models.person import Address, Person
from storage.repositories.inbox import FORGOTTEN

# Literals, not parameters: only so does SQLite see that its partial indexes apply.
QUEUED: ColumnElement[OutboxStatus] = literal_column("'queued'")
SENDING: ColumnElement[OutboxStatus] = literal_column("'sending'")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One outgoing message this process may send until its lease ends. `attempt` counts from 1."""

    id: int
    key: str
    address_id: int
    person_id: int
    channel: str
    account: str = field(repr=False)
    context: Json = field(repr=False)
    kind: str
    prompt: str = field(repr=False)
    attempt: int
    due: datetime
    locale: str
    tried: str | None
    created_at: datetime
    begun_at: datetime | None


class OutboxMessages:
    """The outbox: queued, leased to one process, and done with, once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, message: int) -> Outbox | None:
        """The message, or None."""
        return self._session.get(Outbox, message)

    def by_key(self, key: str) -> Outbox | None:
        """The message under our key, or None."""
        return self._session.scalar(select(Outbox).where(Outbox.key == key))

    def put(self, *, key: str, address: int, prompt: str, kind: str, due: datetime, at: datetime) -> bool:
        """Queue a message; False when that key was queued before, whatever became of it."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        queued = self._session.execute(
            insert(Outbox)
            .values(
                key=key,
                address_id=address,
                kind=kind,
                prompt=prompt,
                due=due,
                attempt=0,
                status=OutboxStatus.QUEUED,
                created_at=at,
            )
            .on_conflict_do_nothing(index_elements=[Outbox.key])
            .returning(Outbox.id)
        )
        return queued.first() is not None

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
        """Lease up to `limit` due messages to this process, by due time; empty when there is nothing.

        At most one message of an address is leased at a time, and one that is being retried keeps its place,
        so a person gets her messages in order. Two processes never get the same message.
        """
        earlier = aliased(Outbox)
        goes_first = or_(
            earlier.status == SENDING, tuple_(earlier.due, earlier.id) < tuple_(Outbox.due, Outbox.id)
        )
        open_status = earlier.status.in_([QUEUED, SENDING])
        blocked = exists().where(
            earlier.address_id == Outbox.address_id, earlier.id != Outbox.id, open_status, goes_first
        )
        due = (
            select(Outbox.id)
            .where(
                Outbox.status == QUEUED,
                Outbox.due <= now,
                or_(Outbox.retry_at.is_(None), Outbox.retry_at <= now),
                ~blocked,
            )
            .order_by(Outbox.due, Outbox.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")  # a plain subquery PostgreSQL may run several times, past the limit
        )
        claimed = self._session.scalars(
            update(Outbox)
            .where(Outbox.id.in_(select(due.c.id)), Outbox.status == QUEUED)
            .values(status=SENDING, lease_until=now + lease, begun_at=None, attempt=Outbox.attempt + 1)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return self.as_claimed(list(claimed))

    def lost(self, now: datetime, limit: int = 100, *, all_leased: bool = False) -> list[Claimed]:
        """Messages whose sender did not report back within its lease; they are marked unknown.

        With `all_leased` those whose lease has not ended too: whoever sent them is known to be dead.
        Those that were begun may have arrived. The others, and those a platform de-duplicates by our key, can
        be sent again with `requeue`.
        """
        expired = (
            select(Outbox.id)
            .where(Outbox.status == SENDING, true() if all_leased else Outbox.lease_until <= now)
            .order_by(Outbox.lease_until, Outbox.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("expired")
        )
        marked = self._session.scalars(
            update(Outbox)
            .where(Outbox.id.in_(select(expired.c.id)), Outbox.status == SENDING)
            .values(status=OutboxStatus.UNKNOWN, lease_until=None, last_error="lease_expired")
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return self.as_claimed(list(marked))

    def as_claimed(self, keys: list[int]) -> list[Claimed]:
        """These messages with what is needed to send them, by due time."""
        if not keys:
            return []
        rows = self._session.execute(
            select(
                Outbox.id,
                Outbox.key,
                Outbox.address_id,
                Address.person_id,
                Address.channel,
                Address.account,
                Address.context,
                Outbox.kind,
                Outbox.prompt,
                Outbox.attempt,
                Outbox.due,
                Person.locale,
                Outbox.tried,
                Outbox.created_at,
                Outbox.begun_at,
            )
            .join(Address, Address.id == Outbox.address_id)
            .join(Person, Person.id == Address.person_id)
            .where(Outbox.id.in_(keys))
            .order_by(Outbox.due, Outbox.id)
        )
        return [Claimed(*row) for row in rows]

    # what became of a leased message: each returns False when the lease was lost meanwhile

    def sent(self, message: int, attempt: int, at: datetime, platform_id: str = "") -> bool:
        """The platform took it."""
        return self._settle(
            message,
            attempt,
            status=OutboxStatus.SENT,
            sent_at=at,
            platform_id=platform_id or None,
            last_error=None,
        )

    def retry(self, message: int, attempt: int, due: datetime, error: str) -> bool:
        """It was not taken; try again at `due`. `error` is a code."""
        return self._settle(message, attempt, status=OutboxStatus.QUEUED, retry_at=due, last_error=error)

    def failed(self, message: int, attempt: int, error: str) -> bool:
        """It was not taken, and trying again cannot help. `error` is a code."""
        return self._settle(message, attempt, status=OutboxStatus.FAILED, last_error=error)

    def unknown(self, message: int, attempt: int, error: str, platform_id: str = "") -> bool:
        """It may have arrived; it is not sent again. `error` is a code."""
        return self._settle(
            message, attempt, status=OutboxStatus.UNKNOWN, last_error=error, platform_id=platform_id or None
        )

    def _settle(self, message: int, attempt: int, **values: object) -> bool:
        settled = self._session.execute(
            update(Outbox)
            .where(Outbox.id == message, Outbox.attempt == attempt, Outbox.status == OutboxStatus.SENDING)
            .values(lease_until=None, **values)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return settled.first() is not None

    def requeue(self, message: int, due: datetime) -> bool:
        """Queue one of unknown outcome again; False when it is not of unknown outcome."""
        requeued = self._session.execute(
            update(Outbox)
            .where(Outbox.id == message, Outbox.status == OutboxStatus.UNKNOWN)
            .values(status=OutboxStatus.QUEUED, retry_at=due)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return requeued.first() is not None

    def cancel(self, address: int, kind: str) -> int:
        """Cancel what is queued for an address under a kind and not being sent; how many."""
        cancelled = self._session.execute(
            update(Outbox)
            .where(Outbox.address_id == address, Outbox.kind == kind, Outbox.status == QUEUED)
            .values(status=OutboxStatus.CANCELLED)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return len(cancelled.all())

    def cancel_under(self, prefix: str) -> int:
        """Cancel what is queued under keys that begin so and not being sent; how many."""
        cancelled = self._session.execute(
            update(Outbox)
            .where(Outbox.status == QUEUED, Outbox.key.startswith(prefix, autoescape=True))
            .values(status=OutboxStatus.CANCELLED)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return len(cancelled.all())

    def cancel_to(self, person: int, kinds: Collection[str]) -> int:
        """Cancel what of these kinds is queued for a person, wherever, and not being sent; how many."""
        hers = select(Address.id).where(Address.person_id == person)
        cancelled = self._session.execute(
            update(Outbox)
            .where(Outbox.status == QUEUED, Outbox.address_id.in_(hers), Outbox.kind.in_(sorted(kinds)))
            .values(status=OutboxStatus.CANCELLED)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return len(cancelled.all())

    def statuses_under(self, prefix: str) -> dict[OutboxStatus, int]:
        """What became of the messages whose keys begin so; statuses without any are absent."""
        rows = self._session.execute(
            select(Outbox.status, func.count())
            .where(Outbox.key.startswith(prefix, autoescape=True))
            .group_by(Outbox.status)
        )
        return {status: count for status, count in rows}  # noqa: C416 - rows are not tuples to the type checker

    def sent_since(self, address: int, since: datetime, kinds: frozenset[str] | None = None) -> int:
        """How many messages an address got, or may have got, since then: of all kinds, or of some."""
        statement = select(func.count()).where(
            Outbox.address_id == address,
            Outbox.status.in_([OutboxStatus.SENT, OutboxStatus.UNKNOWN]),
            func.coalesce(Outbox.sent_at, Outbox.due) >= since,
        )
        if kinds is not None:
            statement = statement.where(Outbox.kind.in_(sorted(kinds)))
        return self._session.scalar(statement) or 0

    def sent_to(self, address: int, after: datetime | None = None, limit: int = 200) -> list[Outbox]:
        """The newest `limit` messages an address was sent after that moment, in the order they were sent.

        Those whose text is forgotten are left out.
        """
        statement = select(Outbox).where(
            Outbox.address_id == address, Outbox.status == OutboxStatus.SENT, Outbox.prompt != FORGOTTEN
        )
        if after is not None:
            statement = statement.where(Outbox.sent_at > after)
        newest = self._session.scalars(
            statement.order_by(Outbox.sent_at.desc(), Outbox.id.desc()).limit(limit)
        )
        return list(reversed(newest.all()))

    def depth(self) -> dict[OutboxStatus, int]:
        """How many messages wait or are being sent; statuses without any are absent."""
        rows = self._session.execute(
            select(Outbox.status, func.count())
            .where(Outbox.status.in_([QUEUED, SENDING]))
            .group_by(Outbox.status)
        )
        return {status: count for status, count in rows}  # noqa: C416 - rows are not tuples to the type checker

    def forget_before(self, moment: datetime) -> int:
        """Empty the text of what was created before then and is done with, keeping the keys; how many."""
        emptied = self._session.execute(
            update(Outbox)
            .where(
                Outbox.created_at < moment,
                Outbox.status.not_in([QUEUED, SENDING]),
                Outbox.prompt != FORGOTTEN,
            )
            .values(prompt=FORGOTTEN)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return len(emptied.all())
