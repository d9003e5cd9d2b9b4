"""What is needed to write to people unasked: who can be reached, what went out already; and the queueing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, Select, Text, and_, func, not_, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.json_text import Json
from storage.models.access import Grant, Invitation
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
    economics: str | None = None


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


_AS_NEW = dict.fromkeys(("last_error", "retry_at", "begun_at", "way", "tried"))


class Whom(Enum):
    """Whom a round is about."""

    HOLDERS = "people who hold a role"
    CONTACTS = "people who speak for an enterprise"


class Notices:
    """Reads and queues for many people at once: a fixed number of statements to read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open_addresses(self, whom: Whom) -> list[OpenAddress]:
        """Every open address of everybody of that sort, by person."""
        rows = self._session.connection().execute(
            select(
                Address.person_id,
                Person.locale,
                Address.id,
                Address.channel,
                Address.last_inbound_at,
                Address.economics,
            )
            .join(Person, Person.id == Address.person_id)
            .where(
                Address.blocked_at.is_(None), Person.erased_at.is_(None), Address.person_id.in_(_ids(whom))
            )
            .order_by(Address.person_id, Address.id)
        )
        return [OpenAddress(*row) for row in rows]

    def contacts(self) -> list[tuple[int, int]]:
        """Enterprise and person of every current contact, the earliest bound first."""
        rows = self._session.connection().execute(
            select(Contact.enterprise_id, Contact.person_id)
            .where(Contact.unbound_at.is_(None))
            .order_by(Contact.enterprise_id, Contact.bound_at, Contact.id)
        )
        return [(enterprise, person) for enterprise, person in rows]

    def history(
        self,
        kinds: frozenset[str],
        after: datetime,
        until: datetime | None = None,
        held_back: frozenset[str] = frozenset(),
        people: Sequence[int] | None = None,
    ) -> list[Past]:
        """What of those kinds was queued after one moment, up to another; with `people` only theirs.

        Left out: what was cancelled, and what failed with one of the codes `held_back`.
        """
        statement = (
            select(Address.person_id, Outbox.key, Outbox.created_at)
            .join(Address, Address.id == Outbox.address_id)
            .where(Outbox.created_at > after, _counted(kinds, held_back))
            .order_by(Outbox.id)
        )
        if until is not None:
            statement = statement.where(Outbox.created_at <= until)
        if people is None:
            return [Past(*row) for row in self._session.connection().execute(statement)]
        return [
            Past(*row)
            for part in batched(people, 500)
            for row in self._session.connection().execute(statement.where(Address.person_id.in_(part)))
        ]

    def last(
        self, kind: str, until: datetime | None = None, held_back: frozenset[str] = frozenset()
    ) -> dict[int, datetime]:
        """When each person was last queued something of a kind, up to a moment."""
        statement = (
            select(Address.person_id, func.max(Outbox.created_at))
            .join(Address, Address.id == Outbox.address_id)
            .where(_counted(frozenset({kind}), held_back))
            .group_by(Address.person_id)
        )
        if until is not None:
            statement = statement.where(Outbox.created_at <= until)
        rows = self._session.connection().execute(statement)
        return {person: moment for person, moment in rows}  # noqa: C416 - rows are not tuples to the type checker

    def unopened(self, kind: str, until: datetime) -> dict[int, int]:
        """How many messages of a kind each person was sent, up to a moment, since she last did anything.

        An act is a message, a tap, or a link that was opened, on any of her addresses. Others are absent.
        """
        acts = (
            select(
                Address.person_id,
                func.max(Address.last_inbound_at).label("wrote"),
                func.max(Address.opened_at).label("opened"),
            )
            .group_by(Address.person_id)
            .subquery()
        )
        taken = (OutboxStatus.SENT, OutboxStatus.UNKNOWN)
        rows = self._session.connection().execute(
            select(Address.person_id, func.count())
            .select_from(Outbox)
            .join(Address, Address.id == Outbox.address_id)
            .join(acts, acts.c.person_id == Address.person_id)
            .where(
                Outbox.kind == kind,
                Outbox.status.in_(taken),
                Outbox.created_at <= until,
                acts.c.wrote.is_(None) | (Outbox.created_at > acts.c.wrote),
                acts.c.opened.is_(None) | (Outbox.created_at > acts.c.opened),
            )
            .group_by(Address.person_id)
        )
        return {person: count for person, count in rows}  # noqa: C416 - as above

    def pending(self, name: str) -> dict[int, int]:
        """By enterprise: who opened its invitation last and has not confirmed it.

        `name` is the key under which an address remembers the invitation.
        """
        rows = self._session.execute(
            select(Address.person_id, Address.context)
            .join(Person, Person.id == Address.person_id)
            .where(
                type_coerce(Address.context, Text).contains(f'"{name}":', autoescape=True),
                Address.blocked_at.is_(None),
                Person.erased_at.is_(None),
            )
            .order_by(Address.id)
        )
        asked = {
            context[name]: person
            for person, context in rows
            if isinstance(context, dict) and isinstance(context.get(name), int)
        }
        found: dict[int, int] = {}
        for part in batched(sorted(asked), 500):
            invited = self._session.execute(
                select(Invitation.id, Invitation.enterprise_id).where(
                    Invitation.id.in_(part), Invitation.revoked_at.is_(None), Invitation.used_at.is_(None)
                )
            )
            found |= {enterprise: asked[key] for key, enterprise in invited if enterprise is not None}
        return found

    def last_sent(self, address: int, kind: str, since: datetime) -> Outbox | None:
        """The last message of a kind that an address was sent after a moment, or None."""
        return self._session.scalars(
            select(Outbox)
            .where(Outbox.address_id == address, Outbox.sent_at > since, Outbox.kind == kind)
            .order_by(Outbox.sent_at.desc(), Outbox.id.desc())
            .limit(1)
        ).first()

    def settings(self, prefix: str) -> dict[str, Json]:
        """The settings whose keys begin so, by the rest of their key."""
        rows = self._session.execute(
            select(Setting.key, Setting.value).where(Setting.key.startswith(prefix, autoescape=True))
        )
        return {key.removeprefix(prefix): value for key, value in rows}

    def queue(
        self,
        messages: Sequence[Queued],
        at: datetime,
        due: datetime | None = None,
        again: frozenset[str] = frozenset(),
    ) -> set[str]:
        """Queue messages, due now or at `due`; the keys of those that were not queued before.

        One that failed with a code of `again` never went out, and is queued anew with what it says now.
        """
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
            wanted = insert(Outbox).values(rows)
            fresh = {name: wanted.excluded[name] for name in ("address_id", "prompt", "due", "created_at")}
            statement = wanted.on_conflict_do_update(
                index_elements=[Outbox.key],
                set_={**fresh, "status": OutboxStatus.QUEUED, **_AS_NEW},
                where=and_(Outbox.status == OutboxStatus.FAILED, Outbox.last_error.in_(sorted(again))),
            ).returning(Outbox.key)
            new.update(self._session.scalars(statement, execution_options={"synchronize_session": False}))
        return new


def _ids(whom: Whom) -> Select[int]:
    if whom is Whom.HOLDERS:
        return select(Grant.person_id).where(Grant.revoked_at.is_(None))
    return select(Contact.person_id).where(Contact.unbound_at.is_(None))


def _counted(kinds: frozenset[str], held_back: frozenset[str]) -> ColumnElement[bool]:
    held = and_(Outbox.status == OutboxStatus.FAILED, Outbox.last_error.in_(sorted(held_back)))
    return and_(Outbox.kind.in_(sorted(kinds)), Outbox.status != OutboxStatus.CANCELLED, not_(held))
