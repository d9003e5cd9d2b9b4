"""People, their addresses, and the enterprises they speak for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.json_text import Json
from storage.models.access import Grant
from storage.models.diagnosis import Answer, Evidence, Feedback
from storage.models.enterprise import Enterprise, RegisterContact, WrongEnterprise
from storage.models.followup import FollowUp
from storage.models.interview import Interview
from storage.models.messaging import Inbox, Outbox, OutboxStatus
from storage.models.person import Address, Contact, Person
from storage.models.record import Setting
from storage.repositories.traces import ERASED, erase_from_keys, erase_from_others

NOTICES = "notices:"  # how the key of what a person chose begins


class People:
    """People and how they are reached. What is added has its key at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person: int) -> Person | None:
        """The person, or None."""
        return self._session.get(Person, person)

    def add(self, person: Person) -> Person:
        """Add one."""
        self._session.add(person)
        self._session.flush()
        return person

    def at(self, channel: str, account: str) -> Person | None:
        """Who is at that address, or None."""
        return self._session.scalar(
            select(Person)
            .join(Address, Address.person_id == Person.id)
            .where(Address.channel == channel, Address.account == account)
        )

    def address(self, address: int) -> Address | None:
        """The address, or None."""
        return self._session.get(Address, address)

    def address_at(self, channel: str, account: str) -> Address | None:
        """The address of that account, or None."""
        return self._session.scalar(
            select(Address).where(Address.channel == channel, Address.account == account)
        )

    def add_address(self, person: int, channel: str, account: str, at: datetime) -> Address:
        """Give a person an address.

        Raises:
            ConflictError: somebody has it.
        """
        address = Address(person_id=person, channel=channel, account=account, context={}, created_at=at)
        self._session.add(address)
        self._session.flush()
        return address

    def addresses(self, person: int) -> list[Address]:
        """Everywhere the person can be reached, blocked ones too; the one last written from comes first."""
        rows = self._session.scalars(select(Address).where(Address.person_id == person))
        # Sorted here: SQLite and PostgreSQL put NULL at opposite ends.
        return sorted(
            rows,
            key=lambda row: (row.last_inbound_at is None, -_seconds(row.last_inbound_at), row.id),
        )

    def set_context(self, address: int, context: Json) -> bool:
        """Replace what the adapter noted of an address; False when there is no such address."""
        row = self.address(address)
        if row is None:
            return False
        row.context = context
        self._session.flush()
        return True

    def economics(self, addresses: Collection[int], *, wait: bool = True) -> dict[int, str | None]:
        """What may be sent to each of these addresses, as text, locked until this unit of work ends.

        Without `wait`, those somebody else holds are left out.
        """
        rows = self._session.execute(
            select(Address.id, Address.economics)
            .where(Address.id.in_(sorted(addresses)))
            .order_by(Address.id)
            .with_for_update(key_share=True, skip_locked=not wait)
        )
        return {key: text for key, text in rows}  # noqa: C416 - rows are not tuples to the type checker

    def keep_economics(self, address: int, text: str | None, open_until: datetime | None) -> None:
        """Replace what may be sent to an address; read it with `economics` first."""
        self._session.execute(
            update(Address)
            .where(Address.id == address)
            .values(economics=text, open_until=open_until)
            .execution_options(synchronize_session=False)
        )

    # contacts

    def block(self, address: int, at: datetime) -> bool:
        """Note that the person there left or blocked us; False when there is no such address."""
        row = self.address(address)
        if row is None:
            return False
        row.blocked_at = at
        self._session.flush()
        return True

    def bind(self, person: int, enterprise: int, at: datetime) -> Contact:
        """Make a person speak for an enterprise; one who already does keeps her first row."""
        current = self.contact(person, enterprise)
        if current is not None:
            return current
        contact = Contact(person_id=person, enterprise_id=enterprise, bound_at=at)
        self._session.add(contact)
        self._session.flush()
        return contact

    def unbind(self, person: int, enterprise: int, at: datetime) -> bool:
        """End it; False when she did not speak for it."""
        current = self.contact(person, enterprise)
        if current is None:
            return False
        current.unbound_at = at
        self._session.flush()
        return True

    def contact(self, person: int, enterprise: int) -> Contact | None:
        """The current binding of the two, or None."""
        return self._session.scalar(
            select(Contact).where(
                Contact.person_id == person,
                Contact.enterprise_id == enterprise,
                Contact.unbound_at.is_(None),
            )
        )

    def enterprises_of(self, person: int) -> list[Enterprise]:
        """The enterprises a person speaks for now, the earliest bound first."""
        statement = (
            select(Enterprise)
            .join(Contact, Contact.enterprise_id == Enterprise.id)
            .where(Contact.person_id == person, Contact.unbound_at.is_(None))
            .order_by(Contact.bound_at, Contact.id)
        )
        return list(self._session.scalars(statement))

    def enterprises_with_contacts(self) -> frozenset[int]:
        """The enterprises somebody speaks for now."""
        statement = select(Contact.enterprise_id).where(Contact.unbound_at.is_(None)).distinct()
        return frozenset(self._session.scalars(statement))

    def contacts_of(self, enterprise: int) -> list[Person]:
        """The people who speak for an enterprise now, the earliest bound first."""
        statement = (
            select(Person)
            .join(Contact, Contact.person_id == Person.id)
            .where(Contact.enterprise_id == enterprise, Contact.unbound_at.is_(None))
            .order_by(Contact.bound_at, Contact.id)
        )
        return list(self._session.scalars(statement))

    # what is kept of a person

    def answers_of(self, person: int) -> list[Answer]:
        """The current answers she gave, oldest first."""
        statement = select(Answer).where(Answer.author_id == person, Answer.superseded_at.is_(None))
        return list(self._session.scalars(statement.order_by(Answer.at, Answer.id)))

    def feedback_of(self, person: int) -> list[Feedback]:
        """What she thinks of questions and diagnoses, oldest first."""
        return list(
            self._session.scalars(select(Feedback).where(Feedback.given_by == person).order_by(Feedback.id))
        )

    def evidence_of(self, person: int) -> list[Evidence]:
        """The files she gave to support answers, oldest first."""
        return list(
            self._session.scalars(select(Evidence).where(Evidence.added_by == person).order_by(Evidence.id))
        )

    def silent_since(self, moment: datetime, limit: int) -> list[int]:
        """People who neither came nor wrote since then and hold no role, not erased yet; by id."""
        wrote = exists().where(Address.person_id == Person.id, Address.last_inbound_at >= moment)
        holds = exists().where(Grant.person_id == Person.id, Grant.revoked_at.is_(None))
        bound = exists().where(Contact.person_id == Person.id, Contact.bound_at >= moment)
        statement = (
            select(Person.id)
            .where(Person.erased_at.is_(None), Person.created_at < moment, ~wrote, ~holds, ~bound)
            .order_by(Person.id)
            .limit(limit)
        )
        return list(self._session.scalars(statement))

    # erasure

    def erase(self, person: int, at: datetime) -> bool:
        """Erase a person's personal data; False when there is no such person.

        Gone: name, phone, consent, accounts and what adapters noted, the text of her messages and of those to
        her, the state of her interviews, the words of her feedback, what she chose, whom the register names
        under her name or phone at her enterprises, where liaisons were told these and what she wrote to them,
        her accounts in the keys of messages; her bindings and grants end. Kept: the answers, which are the
        enterprise's, and the audit log, under a number that names nobody.
        """
        row = self.get(person)
        if row is None:
            return False
        self._forget_in_register(row)
        erase_from_others(self._session, row, self._enterprises_ever(person))
        row.display_name = row.phone = row.consent_at = row.consent_version = None
        row.erased_at = at
        for address in self.addresses(person):
            erase_from_keys(self._session, address)
            self._forget_messages(address)
            address.account, address.context, address.blocked_at = f"erased:{address.id}", {}, at
            address.economics = address.open_until = None
            self._session.execute(delete(FollowUp).where(FollowUp.address_id == address.id))
        self._session.execute(delete(Setting).where(Setting.key == f"{NOTICES}{person}"))
        self._session.execute(
            update(WrongEnterprise).where(WrongEnterprise.person_id == person).values(note="")
        )
        self._session.execute(delete(Interview).where(Interview.person_id == person))
        self._session.execute(update(Feedback).where(Feedback.given_by == person).values(text=""))
        for ended, column in ((Contact, "unbound_at"), (Grant, "revoked_at")):
            self._session.execute(
                update(ended)
                .where(ended.person_id == person, getattr(ended, column).is_(None))
                .values({column: at})
            )
        self._session.flush()
        return True

    def _forget_in_register(self, person: Person) -> None:
        """The register's entries under her name or phone; where she alone spoke, a single entry is hers."""
        mine = select(Contact.enterprise_id).where(Contact.person_id == person.id)
        same = [
            column == value
            for column, value in (
                (RegisterContact.name, person.display_name),
                (RegisterContact.phone, person.phone),
            )
            if value
        ]
        others = exists().where(
            Contact.enterprise_id == RegisterContact.enterprise_id, Contact.person_id != person.id
        )
        entries = aliased(RegisterContact)
        single = ~exists().where(
            entries.enterprise_id == RegisterContact.enterprise_id, entries.id != RegisterContact.id
        )
        hers = or_(*same, and_(~others, single))
        self._session.execute(
            delete(RegisterContact)
            .where(RegisterContact.enterprise_id.in_(mine), hers)
            .execution_options(synchronize_session=False)
        )

    def _enterprises_ever(self, person: int) -> list[str]:
        """The names of the enterprises she speaks or spoke for."""
        spoken = select(Contact.enterprise_id).where(Contact.person_id == person)
        return list(self._session.scalars(select(Enterprise.name).where(Enterprise.id.in_(spoken))))

    def _forget_messages(self, address: Address) -> None:
        self._session.execute(
            update(Inbox)
            .where(Inbox.channel == address.channel, Inbox.account == address.account)
            .values(payload=ERASED, reply=None, error=None, account=f"erased:{address.id}")
        )
        self._session.execute(delete(FollowUp).where(FollowUp.address_id == address.id))
        mine = Outbox.address_id == address.id
        self._session.execute(
            update(Outbox)
            .where(mine, Outbox.status == OutboxStatus.QUEUED)
            .values(status=OutboxStatus.CANCELLED)
        )
        self._session.execute(update(Outbox).where(mine).values(prompt=ERASED))


def _seconds(moment: datetime | None) -> float:
    return 0.0 if moment is None else moment.timestamp()
