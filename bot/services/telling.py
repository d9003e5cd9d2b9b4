"""Messages to people who did not just write: to an enterprise's liaisons, or to one person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime

from bot import messages
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.messages import Messages
from storage.models.person import Address, Person
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork

_LIAISONS = frozenset({"liaison", "street", "district", "park", "city"})  # roles that chase enterprises
NOTICE = "handover"  # the kind of outbox messages that say a person is waiting for somebody


def liaisons_of(work: UnitOfWork, street: str | None, unit: str) -> list[Person]:
    """The liaisons of an enterprise's street, else of its unit; the oldest grant first."""
    for scope in (street, unit):
        grants = work.access.holders("unit", scope) if scope else []
        ids = dict.fromkeys(grant.person_id for grant in grants if grant.role in _LIAISONS)
        people = [person for one in ids if (person := work.people.get(one)) is not None]
        if people:
            return people
    return []


def open_address(work: UnitOfWork, person: int) -> Address | None:
    """Where a person can be reached: the open address she last wrote from."""
    return next((one for one in work.people.addresses(person) if one.blocked_at is None), None)


def tell(
    turn: TurnTx,
    person: int,
    key: str,
    make: Callable[[Messages], Prompt],
    now: datetime,
    *,
    kind: str = NOTICE,
) -> bool:
    """Queue a message to a person in her language, once for each `key`; False when she cannot be reached."""
    row, address = turn.work.people.get(person), open_address(turn.work, person)
    if row is None or address is None:
        return False
    prompt = make(messages.load(row.locale))
    turn.put_outbox(
        key=f"{key}:{address.id}",
        address=address.id,
        prompt=json.dumps(prompt_to_json(prompt), ensure_ascii=False),
        kind=kind,
        due=now,
    )
    return True


def tell_all(
    turn: TurnTx, people: Iterable[int], key: str, make: Callable[[Messages], Prompt], now: datetime
) -> int:
    """Queue a message to each of these people; how many can be reached."""
    return sum(tell(turn, person, key, make, now) for person in dict.fromkeys(people))
