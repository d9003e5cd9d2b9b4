"""A campaign lived through day by day: enterprises that join, answer, stop and finish at a seeded pace.

The world keeps its own books, simply and apart from the code under test, so that every count can be checked
against them: each enterprise's state on each day as one number, and who finished where and when.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Executable, insert, update
from support.noticed import QUESTIONS, ZONE
from support.storing import HASH

from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.quota import largest_remainder
from bot.campaign.states import State
from bot.services.stopping import stop
from storage.engine import Database
from storage.models import (
    Address,
    Contact,
    Diagnosis,
    DiagnosisKind,
    DiagnosisState,
    Enterprise,
    Grant,
    Invitation,
    Person,
    Standing,
)
from storage.unit_of_work import UnitOfWork

STATES = list(State)
NUMBER = {state: number for number, state in enumerate(STATES)}
BEFORE = datetime(2022, 12, 1, tzinfo=ZONE)


NEVER = 10_000_000


def _number(day: date | None) -> int:
    return day.toordinal() if day is not None else NEVER


@dataclass
class Firm:
    """One enterprise as the world knows it; `row` is its place in the books."""

    id: int
    row: int
    unit: str
    street: str
    invited: date | None = None
    bound: date | None = None
    started: date | None = None
    last: date | None = None
    answered: int = 0
    submitted: date | None = None
    verified: date | None = None
    out: State | None = None
    person: int = 0
    diagnosis: int = 0
    stopped: bool = False
    blocked: bool = False
    opened: bool = False

    def state(self, day: date) -> State:
        """By the definition of the states, written down once more."""
        if self.verified:
            return State.VERIFIED
        if self.submitted:
            return State.SUBMITTED
        if self.out:
            return self.out
        if self.started:
            return State.STALLED if (day - (self.last or self.started)).days >= 7 else State.STARTED
        if self.bound:
            return State.BOUND
        return State.INVITED if self.invited else State.NOT_INVITED


@dataclass
class Liaison:
    """One liaison: her unit and how often she opens a digest."""

    person: int
    unit: Unit
    opens: float
    members: list[int] = field(default_factory=list)  # rows of the books


class World:
    """Everybody, and what they do each day. `settle` fills the database, `live` goes on by a day."""

    def __init__(self, database: Database, campaign: Campaign, size: int, seed: int) -> None:
        self.database, self.campaign = database, campaign
        self.chance = random.Random(seed)  # noqa: S311 - a seeded replay
        self.firms: list[Firm] = []
        self.liaisons: list[Liaison] = []
        self.due: dict[date, list[tuple[Firm, str]]] = defaultdict(list)
        self.by_person: dict[int, Firm] = {}
        self.finished: Counter[tuple[str, str, int]] = Counter()  # unit, street, campaign year
        self.books: dict[date, np.ndarray[Any, Any]] = {}
        self.answers: dict[date, np.ndarray[Any, Any]] = {}  # each day: the day of the last answer, or NEVER
        self._rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._changes: list[Callable[[UnitOfWork], None]] = []
        self._next_person = 1
        self._settle(size)

    # who is there

    def _settle(self, size: int) -> None:
        units = self.campaign.units
        for unit in units.all:
            if unit.kind is not UnitKind.PARK:
                person = self._person(BEFORE)
                self._rows[Grant].append(
                    {
                        "person_id": person, "role": "liaison", "scope_kind": "unit", "scope_id": unit.id,
                        "granted_at": BEFORE,
                    }
                )  # fmt: skip
                self.liaisons.append(Liaison(person, unit, self.chance.choice((0.0, 0.5, 0.7, 0.9))))
        weights = {unit: sum(years.values()) for unit, years in self.campaign.quotas.rows.items()}
        shares = largest_remainder(size, weights)
        places = [(lies, street) for lies, count in shares.items() for street in self._streets(lies, count)]
        for number, (lies, street) in enumerate(places, start=1):
            self._rows[Enterprise].append(
                {
                    "id": number, "name": f"示例{number}厂", "unit": lies, "street": street or None,
                    "created_at": BEFORE, "updated_at": BEFORE,
                }
            )  # fmt: skip
            firm = Firm(number, number - 1, lies, street)
            self.firms.append(firm)
            self._plan_invitation(firm)
        for one in self.liaisons:
            inside = {unit.id for unit in units.within(one.unit.id)}
            whole = one.unit.kind is UnitKind.CITY
            one.members = [firm.row for firm in self.firms if whole or {firm.unit, firm.street} & inside]
        self._keep()

    def _streets(self, unit: str, count: int) -> Sequence[str]:
        streets = [street.id for street in self.campaign.units.children(unit, UnitKind.STREET)]
        return [self.chance.choice(streets) if streets else "" for _ in range(count)]

    def _plan_invitation(self, firm: Firm) -> None:
        year = self.chance.choices((2023, 2024, 2025), (3, 4, 3))[0]
        first = date(2023, 7, 20) if year == 2023 else date(year, 1, 2)
        day = first + timedelta(self.chance.randrange(0, (date(year, 11, 20) - first).days))
        self._at(day, firm, "invite")
        if self.chance.random() < 0.03:
            self._at(day + timedelta(self.chance.randrange(200)), firm, "leave")

    def _person(self, at: datetime) -> int:
        person, self._next_person = self._next_person, self._next_person + 1
        self._rows[Person].append({"id": person, "locale": "zh-CN", "created_at": at})
        self._rows[Address].append(
            {
                "id": person, "person_id": person, "channel": "web", "account": f"p{person}", "context": {},
                "created_at": at,
            }
        )  # fmt: skip
        return person

    def _at(self, day: date, firm: Firm, what: str) -> None:
        self.due[day].append((firm, what))

    # what they do

    def live(self, day: date) -> None:
        """One day's doings, at nine in the morning."""
        for firm, what in self.due.pop(day, ()):
            if (firm.out is None and not firm.submitted) or what in ("open", "verify"):
                getattr(self, f"_{what}")(firm, day)
        self._keep()
        self.books[day] = np.fromiter(
            (NUMBER[firm.state(day)] for firm in self.firms), dtype=np.uint8, count=len(self.firms)
        )

        self.answers[day] = np.fromiter(
            (_number(firm.last) for firm in self.firms), np.int32, len(self.firms)
        )

    @cached_property
    def _dates(self) -> dict[str, np.ndarray[Any, Any]]:
        """When what first happened, once everything has."""
        return {
            name: np.fromiter(
                (_number(getattr(firm, name)) for firm in self.firms), np.int32, len(self.firms)
            )
            for name in ("invited", "bound", "started", "submitted", "verified")
        }

    def known(self, then: date, today: date) -> np.ndarray[Any, Any]:
        """The states of a day as the register tells them later.

        It knows when things happened first, only the last answer, and not since when somebody is out.
        """
        day = then.toordinal()
        dates = self._dates
        last = np.where(self.answers[today] <= day, self.answers[today], dates["started"])
        found = np.full(len(self.firms), NUMBER[State.NOT_INVITED], dtype=np.uint8)
        found[dates["invited"] <= day] = NUMBER[State.INVITED]
        found[dates["bound"] <= day] = NUMBER[State.BOUND]
        begun = dates["started"] <= day
        found[begun] = NUMBER[State.STARTED]
        found[begun & (day - last >= 7)] = NUMBER[State.STALLED]
        out = self.books[today] >= NUMBER[State.REFUSED]
        found[out] = self.books[today][out]
        found[dates["submitted"] <= day] = NUMBER[State.SUBMITTED]
        found[dates["verified"] <= day] = NUMBER[State.VERIFIED]
        return found

    def remind(self, day: date, person: int) -> None:
        """She was reminded: one in six does what she was asked for within days; a few want no more of it."""
        firm = self.by_person.get(person)
        if firm is None:
            return
        draw = self.chance.random()
        if draw < 0.01:
            firm.stopped = True
            self._changes.append(lambda work: stop(work, person))
        elif draw < 0.17:
            self._at(day + timedelta(self.chance.randrange(1, 4)), firm, "go_on")

    def digest(self, day: date, liaison: Liaison) -> None:
        """She was sent a digest; she may open it the same day."""
        if self.chance.random() < liaison.opens:
            at = self._moment(day, 11)
            self._change(update(Address).where(Address.id == liaison.person).values(last_inbound_at=at))

    def _moment(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)

    def _invite(self, firm: Firm, day: date) -> None:
        firm.invited, at = day, self._moment(day)
        self._rows[Invitation].append(
            {
                "code_hash": f"{firm.id:064x}", "kind": "contact", "enterprise_id": firm.id, "created_at": at,
                "expires_at": at + timedelta(60), "attempts": 0,
            }
        )  # fmt: skip
        if self.chance.random() < 0.88:
            self._at(day + timedelta(self.chance.randrange(1, 30)), firm, "join")

    def _join(self, firm: Firm, day: date) -> None:
        firm.bound, at = day, self._moment(day)
        firm.person = self._person(at)
        self.by_person[firm.person] = firm
        self._rows[Contact].append({"person_id": firm.person, "enterprise_id": firm.id, "bound_at": at})
        if self.chance.random() < 0.75:
            self._at(day + timedelta(self.chance.randrange(0, 25)), firm, "go_on")
        if self.chance.random() < 0.01:
            self._at(day + timedelta(self.chance.randrange(1, 60)), firm, "block")

    def _go_on(self, firm: Firm, day: date) -> None:
        """Begin, or answer some more; hand in when all is answered."""
        at = self._moment(day)
        if not firm.bound:
            return
        if not firm.started:
            firm.started, firm.diagnosis = day, firm.id
            self._rows[Diagnosis].append(
                {
                    "id": firm.id, "enterprise_id": firm.id, "started_by": firm.person,
                    "pack": self.campaign.pack, "pack_version": "2026.1", "content_hash": HASH,
                    "kind": DiagnosisKind.SELF, "state": DiagnosisState.STARTED, "answered": 0, "round": 1,
                    "started_at": at,
                }
            )  # fmt: skip
        firm.last, firm.answered = day, min(QUESTIONS, firm.answered + self.chance.randrange(8, 40))
        values: dict[str, Any] = {"last_answer_at": at, "answered": firm.answered}
        if firm.answered == QUESTIONS:
            firm.submitted = day
            values |= {"state": DiagnosisState.SUBMITTED, "submitted_at": at, "level": 2, "grade": 3}
            self.finished[firm.unit, firm.street, day.year] += 1
            if self.chance.random() < 0.1:
                self._at(day + timedelta(self.chance.randrange(5, 60)), firm, "verify")
        elif self.chance.random() < 0.8:
            self._at(day + timedelta(self.chance.randrange(1, 16)), firm, "go_on")
        self._change(update(Diagnosis).where(Diagnosis.id == firm.diagnosis).values(**values))

    def _verify(self, firm: Firm, day: date) -> None:
        if not firm.submitted:
            return
        firm.verified, at = day, self._moment(day)
        self._rows[Diagnosis].append(
            {
                "id": 1_000_000 + firm.id, "enterprise_id": firm.id, "pack": self.campaign.pack,
                "pack_version": "2026.1", "content_hash": HASH, "kind": DiagnosisKind.VERIFIED,
                "state": DiagnosisState.SUBMITTED, "answered": QUESTIONS, "round": 1, "started_at": at,
                "last_answer_at": at, "submitted_at": at,
            }
        )  # fmt: skip

    def _leave(self, firm: Firm, _day: date) -> None:
        firm.out = self.chance.choice((State.REFUSED, State.CLOSED, State.MOVED))
        standing = Standing(firm.out.value)
        self._change(update(Enterprise).where(Enterprise.id == firm.id).values(standing=standing))

    def _block(self, firm: Firm, day: date) -> None:
        firm.blocked, at = True, self._moment(day)
        self._change(update(Address).where(Address.id == firm.person).values(blocked_at=at))

    def _change(self, statement: Executable) -> None:
        def run(work: UnitOfWork) -> None:
            work.session.execute(statement)

        self._changes.append(run)

    def _keep(self) -> None:
        """Write the day's rows and changes in one go."""
        rows, changes = dict(self._rows), list(self._changes)
        self._rows.clear()
        self._changes.clear()
        if not rows and not changes:
            return

        def write(work: UnitOfWork) -> None:
            for table in (Enterprise, Person, Address, Grant, Contact, Invitation, Diagnosis):
                if table in rows:
                    for keys in {tuple(sorted(row)) for row in rows[table]}:
                        same = [row for row in rows[table] if tuple(sorted(row)) == keys]
                        work.session.execute(insert(table), same)
            work.flush()
            for change in changes:
                change(work)

        self.database.write(write)
