"""An operator at the terminal: a person of her own with a role; what she does is logged like anybody's."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Protocol

from bot.campaign.model import Unit
from bot.channels.base import InboundMessage, Kind
from bot.channels.console import NAME
from bot.clock import Clock
from bot.conversation.prompt import Prompt
from bot.services.access import EVERYTHING, UNIT, Role, role_over
from storage.engine import Database
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork


class Heard(Protocol):
    """The reply to a message."""

    @property
    def prompts(self) -> Sequence[Prompt]:
        """What is said."""
        ...


class Hearer(Protocol):
    """The door."""

    def handle(self, message: InboundMessage) -> Heard:
        """Run one turn."""
        ...


class Operator:
    """Whoever answers for a unit, or an admin, as the terminal speaks for her."""

    def __init__(
        self, database: Database, door: Hearer, clock: Clock, unit: Unit | None, locale: str
    ) -> None:
        """`unit` None: an admin. She is made the first time, which is logged."""
        self._door = door
        self._clock = clock
        self._unit = unit
        self._locale = locale
        self._account = f"operator:{unit.id if unit else 'admin'}"
        database.write(self._present)

    def say(self, text: str) -> Sequence[Prompt]:
        """Send one line; what is answered."""
        message = InboundMessage(
            channel=NAME,
            account=self._account,
            key=secrets.token_hex(16),
            kind=Kind.TEXT,
            received=self._clock.now(),
            text=text,
            locale=self._locale,
        )
        return self._door.handle(message).prompts

    def _present(self, work: UnitOfWork) -> None:
        now = self._clock.now()
        person = work.people.at(NAME, self._account)
        if person is None:
            person = work.people.add(Person(locale=self._locale, created_at=now))
            work.people.add_address(person.id, NAME, self._account, now)
        person.locale = self._locale
        role = role_over(self._unit) if self._unit else Role.ADMIN
        kind, scope = (UNIT, self._unit.id) if self._unit else (EVERYTHING, "")
        held = [(one.role, one.scope_kind, one.scope_id) for one in work.access.grants_of(person.id)]
        if (role.value, kind, scope) not in held:
            work.access.grant(person.id, role, kind, scope, by=None, at=now)
            work.audit.append(
                at=now,
                actor="operator",
                channel="cli",
                action="grant",
                detail={"person": person.id, "role": role.value, "kind": kind, "scope": scope},
            )
