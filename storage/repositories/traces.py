"""What is left of a person elsewhere than in her own rows: in keys, in others' chats, in names of files."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models.access import Grant
from storage.models.diagnosis import Evidence
from storage.models.interview import Interview
from storage.models.messaging import Inbox, Outbox, OutboxStatus
from storage.models.person import Address, Person
from storage.models.record import Setting

ERASED = "{}"  # what is left of a message or a state that is erased
MARK = "＊＊＊"  # stands where a name or number was
_OPENED, _AFTER_OPENED = "opened:", "opened;"  # keys of who opened a link lie between the two
_LONG_ENOUGH = 2  # characters: replacing a single one would spoil every text


def erase_from_keys(session: Session, address: Address) -> None:
    """Take an account out of the keys of its messages and of the links it opened."""
    erased = f"erased:{address.id}"
    session.execute(
        update(Inbox)
        .where(Inbox.channel == address.channel, Inbox.account == address.account)
        .values(key=func.replace(Inbox.key, address.account, erased))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Outbox)
        .where(Outbox.address_id == address.id, Outbox.key.contains(address.account, autoescape=True))
        .values(key=func.replace(Outbox.key, address.account, erased))
        .execution_options(synchronize_session=False)
    )
    opened = (Setting.key >= _OPENED, Setting.key < _AFTER_OPENED, Setting.value == address.account)
    session.execute(
        update(Setting).where(*opened).values(value=erased).execution_options(synchronize_session=False)
    )


def erase_from_others(session: Session, person: Person, enterprises: Collection[str]) -> None:
    """Take a name and a phone out of what others were told, and what she wrote for them.

    Liaisons were shown her name and phone under her enterprise; `enterprises` are the names of hers: a name
    alone, which many may have, is looked for only beside one of them.
    """
    for interview in session.scalars(select(Interview.id).where(Interview.person_id == person.id)).all():
        _erase_notes(session, f"handover:{interview}:")
    told = [_Told(_quoted(person.phone or ""))]
    if len(person.display_name or "") >= _LONG_ENOUGH:
        told.append(_Told(_quoted(person.display_name or ""), tuple(_quoted(one) for one in enterprises)))
    told = [one for one in told if one.value]
    for one in told:
        mine = (Evidence.added_by == person.id, Evidence.name.contains(one.value, autoescape=True))
        session.execute(
            update(Evidence)
            .where(*mine)
            .values(name=func.replace(Evidence.name, one.value, MARK))
            .execution_options(synchronize_session=False)
        )
    if told:
        holders = select(Address).where(Address.person_id.in_(select(Grant.person_id)))
        for address in session.scalars(holders.where(Address.person_id != person.id)).all():
            for one in told:
                _erase_at(session, address, one)


@dataclass(frozen=True, slots=True)
class _Told:
    """A name or number as others were told it, beside one of these names if there are any."""

    value: str
    beside: tuple[str, ...] = ()

    def within(
        self, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    ) -> ColumnElement[bool]:
        holds = column.contains(self.value, autoescape=True)
        return (
            holds & or_(*(column.contains(one, autoescape=True) for one in self.beside))
            if self.beside
            else holds
        )


def _erase_notes(session: Session, prefix: str) -> None:
    """What she wrote to her liaisons; what still waits is not sent any more."""
    notes = (Outbox.key.startswith(prefix, autoescape=True), Outbox.status != OutboxStatus.SENDING)
    session.execute(
        update(Outbox)
        .where(*notes, Outbox.status == OutboxStatus.QUEUED)
        .values(status=OutboxStatus.CANCELLED)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Outbox).where(*notes).values(prompt=ERASED).execution_options(synchronize_session=False)
    )


def _erase_at(session: Session, address: Address, told: _Told) -> None:
    session.execute(
        update(Inbox)
        .where(Inbox.channel == address.channel, Inbox.account == address.account, told.within(Inbox.reply))
        .values(reply=func.replace(Inbox.reply, told.value, MARK))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Outbox)
        .where(Outbox.address_id == address.id, told.within(Outbox.prompt))
        .values(prompt=func.replace(Outbox.prompt, told.value, MARK))
        .execution_options(synchronize_session=False)
    )


def _quoted(text: str) -> str:
    """As it stands in JSON text."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
