"""What is needed to write to people unasked: who can be reached, what went out already; and the queueing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.json_text import Json
from storage.models.access import Grant
from storage.models.messaging import Outbox, OutboxStatus
from storage.models.person import Address, Contact, Person
from storage.models.record import Setting
from storage.repositories.batches import batched


@dataclass(frozen=True, slots=True)
class OpenAddress:
    """One way to write to a person."""

    person: int
    locale: str
    address: int
    channel: str
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """A message that was queued for a person, under its key."""

    person: int
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """A message to queue."""

    key: str
    address: int
    kind: str
    prompt: str


class Notices:
    """Reads and queues for many people at once: a fixed number of statements to read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open_addresses(self) -> list[OpenAddress]:
        """Every open address of everybody who holds a role or speaks for an enterprise, by person."""
        holds = select(Grant.person_id).where(Grant.revoked_at.is_(None))
        speaks = select(Contact.person_id).where(Contact.unbound_at.is_(None))
        rows = self._session.execute(
            select(
                Address.person_id,
                Person.locale,
                Address.id,
                Address.channel,
                Address.last_inbound_at,
            )
            .join(Person, Person.id == Address.person_id)
            .where(
                Address.blocked_at.is_(None),
                Person.erased_at.is_(None),
                or_(Address.person_id.in_(holds), Address.person_id.in_(speaks)),
            )
            .order_by(Address.person_id, Address.id)
        )
        return [OpenAddress(*row) for row in rows]

    def contacts(self) -> list[tuple[int, int]]:
        """Enterprise and person of every current contact, the earliest bound first."""
        rows = self._session.execute(
            select(Contact.enterprise_id, Contact.person_id)
            .where(Contact.unbound_at.is_(None))
            .order_by(Contact.enterprise_id, Contact.bound_at, Contact.id)
        )
        return [(enterprise, person) for enterprise, person in rows]

    def history(
        self, kinds: frozenset[str], after: datetime, until: datetime, held_back: str = ""
    ) -> list[Past]:
        """What of those kinds was queued after one moment, up to another.

        Left out: what was cancelled, and what failed with the code `held_back`.
        """
        rows = self._session.execute(
            select(Address.person_id, Outbox.key, Outbox.created_at)
            .join(Address, Address.id == Outbox.address_id)
            .where(
                Outbox.kind.in_(sorted(kinds)),
                Outbox.created_at > after,
                Outbox.created_at <= until,
                Outbox.status != OutboxStatus.CANCELLED,
                or_(Outbox.last_error.is_(None), Outbox.last_error != held_back),
            )
            .order_by(Outbox.id)
        )
        return [Past(*row) for row in rows]

    def settings(self, prefix: str) -> dict[str, Json]:
        """The settings whose keys begin so, by the rest of their key."""
        rows = self._session.execute(
            select(Setting.key, Setting.value).where(Setting.key.startswith(prefix, autoescape=True))
        )
        return {key.removeprefix(prefix): value for key, value in rows}

    def queue(self, messages: Sequence[Queued], at: datetime, due: datetime | None = None) -> set[str]:
        """Queue messages, due now or at `due`; the keys of those that were never queued before."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new: set[str] = set()
        for part in batched(messages, 100):  # eight parameters each: well under every database's limit
            rows = [
                {
                    "key": message.key,
                    "address_id": message.address,
                    "kind": message.kind,
                    "prompt": message.prompt,
                    "due": due or at,
                    "attempt": 0,
                    "status": OutboxStatus.QUEUED,
                    "created_at": at,
                }
                for message in part
            ]
            statement = (
                insert(Outbox)
                .values(rows)
                .on_conflict_do_nothing(index_elements=[Outbox.key])
                .returning(Outbox.key)
            )
            new.update(self._session.scalars(statement))
        return new
