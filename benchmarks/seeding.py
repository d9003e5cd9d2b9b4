"""Seeded registers of any size over any campaign, and an invented campaign with the shape of a nation.

`python -m benchmarks.seeding URL [ENTERPRISES] [--nation]` fills an empty, migrated database with one.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.campaign.model import Campaign, Quotas, Unit, UnitKind, Units
from bot.campaign.quota import largest_remainder
from bot.packs.campaigns import load_campaign
from storage.base import Base
from storage.engine import Database
from storage.models import (
    Address,
    Contact,
    Diagnosis,
    DiagnosisState,
    Enterprise,
    Grant,
    Invitation,
    Person,
)
from storage.unit_of_work import UnitOfWork
from storage.upgrade import upgrade

SHANGHAI = load_campaign("shanghai-2023")
NOW = datetime(2024, 10, 14, 9, 40, tzinfo=ZoneInfo(SHANGHAI.timezone))
LONG_AGO = NOW - timedelta(days=400)
QUESTIONS = 60
DISTRICTS, STREETS = 340, 11_600  # prefectures, and the streets and towns their industry lies in: invented
LIAISONS = 12_000
_ROWS = 5_000  # inserted at a time


def told(campaign: Campaign) -> list[Unit]:
    """The units that have a liaison: all but the parks."""
    return [unit for unit in campaign.units.all if unit.kind is not UnitKind.PARK]


def nation(enterprises: int) -> Campaign:
    """An invented campaign of the same years and rhythm over 340 districts and 11,600 streets."""
    districts = [
        Unit(f"d{number}", f"示例{number}区", UnitKind.DISTRICT, "city") for number in range(DISTRICTS)
    ]
    streets = [
        Unit(
            f"d{number % DISTRICTS}/{number}", f"示例{number}街道", UnitKind.STREET, f"d{number % DISTRICTS}"
        )
        for number in range(STREETS)
    ]
    half = largest_remainder(enterprises // 2, {one.id: 1 for one in districts})
    rows = {unit: {2023: count // 5, 2024: count // 2, 2025: count // 2} for unit, count in half.items()}
    units = Units((Unit("city", "示例国", UnitKind.CITY), *districts, *streets))
    return replace(
        SHANGHAI, id="nation", units=units, quotas=Quotas(rows=rows), register_total=enterprises, led_by={}
    )


def seed(database: Database, campaign: Campaign, size: int, liaisons: int = 0) -> int:
    """Enterprises, two in three of them somewhere on the way, and a liaison for every unit but the parks.

    Further liaisons up to `liaisons` go to the districts. Returns how many liaisons there are.
    """
    chance = random.Random(625)
    streets = [unit for unit in campaign.units.all if unit.kind is UnitKind.STREET]
    units = told(campaign)
    districts = [unit for unit in units if unit.kind is UnitKind.DISTRICT]
    units += [districts[number % len(districts)] for number in range(max(0, liaisons - len(units)))]
    for table, rows in (
        (
            Person,
            ({"id": one, "locale": "zh-CN", "created_at": LONG_AGO} for one in range(1, len(units) + 1)),
        ),
        (Address, (_address(one) for one in range(1, len(units) + 1))),
        (Grant, (_grant(one, unit) for one, unit in enumerate(units, start=1))),
    ):
        _fill(database, table, rows)
    firms = _Firms(chance, streets, first_person=len(units) + 1)
    for start in range(1, size + 1, _ROWS):
        firms.make(range(start, min(start + _ROWS, size + 1)))
        for table, rows in firms.taken():
            _fill(database, table, rows)
    return len(units)


class _Firms:
    """Rows of enterprises and of what happened to them, a few thousand at a time."""

    def __init__(self, chance: random.Random, streets: Sequence[Unit], first_person: int) -> None:
        self._chance = chance
        self._streets = streets
        self._person = first_person
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}

    def make(self, numbers: range) -> None:
        """So many more: a third untouched, the others invited; most of those joined, and most began."""
        for number in numbers:
            street = self._chance.choice(self._streets)
            self._add(
                Enterprise,
                id=number,
                name=f"示例{number}厂",
                unit=street.parent,
                street=street.id,
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            if self._chance.random() < 2 / 3:
                self._way(number)

    def taken(self) -> list[tuple[type[Base], list[dict[str, Any]]]]:
        """What was made since the last call, those that are referred to first."""
        rows, self._rows = self._rows, {}
        order = (Enterprise, Person, Address, Contact, Invitation, Diagnosis)
        return [(table, rows[table]) for table in order if table in rows]

    def _way(self, number: int) -> None:
        invited = NOW - timedelta(days=self._chance.randrange(30, 390))
        self._add(
            Invitation,
            code_hash=f"{number:064x}",
            kind="contact",
            enterprise_id=number,
            created_at=invited,
            expires_at=invited + timedelta(days=60),
            attempts=0,
        )
        if self._chance.random() < 0.2:
            return
        person, self._person = self._person, self._person + 1
        bound = invited + timedelta(days=self._chance.randrange(1, 20))
        self._add(Person, id=person, locale="zh-CN", created_at=bound)
        self._rows.setdefault(Address, []).append(_address(person))
        self._add(Contact, person_id=person, enterprise_id=number, bound_at=bound)
        if self._chance.random() < 0.9:
            self._add(Diagnosis, **_diagnosis(number, bound, self._chance))

    def _add(self, table: type[Base], **row: object) -> None:
        self._rows.setdefault(table, []).append(row)


def _diagnosis(number: int, started: datetime, chance: random.Random) -> dict[str, object]:
    done = chance.random() < 0.7
    last = min(NOW, started + timedelta(days=chance.randrange(1, 30)))
    return {
        "enterprise_id": number,
        "pack": SHANGHAI.pack,
        "pack_version": "2026.1",
        "content_hash": "0" * 64,
        "round": 1,
        "kind": "self",
        "state": DiagnosisState.SUBMITTED if done else DiagnosisState.STARTED,
        "answered": QUESTIONS if done else chance.randrange(QUESTIONS),
        "started_at": started,
        "last_answer_at": last,
        "submitted_at": last if done else None,
    }


def _address(person: int) -> dict[str, object]:
    return {
        "person_id": person,
        "channel": "web",
        "account": f"p{person}",
        "context": {},
        "created_at": LONG_AGO,
    }


def _grant(person: int, unit: Unit) -> dict[str, object]:
    return {
        "person_id": person,
        "role": "liaison",
        "scope_kind": "unit",
        "scope_id": unit.id,
        "granted_at": LONG_AGO,
    }


def _fill(
    database: Database, table: type[Base], rows: Iterator[dict[str, Any]] | list[dict[str, Any]]
) -> None:
    waiting = iter(rows)
    while part := list(islice(waiting, _ROWS)):

        def put(work: UnitOfWork, part: list[dict[str, Any]] = part) -> None:
            work.session.execute(insert(table), part)

        database.write(put)


def main() -> None:
    """Fill a database from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "url", help="sqlite:///FILE or postgresql://…; made if it is not there, must be empty"
    )
    parser.add_argument("enterprises", type=int, nargs="?", default=9_500)
    parser.add_argument(
        "--nation", action="store_true", help="340 districts and 11,600 streets, not Shanghai"
    )
    args = parser.parse_args()
    upgrade(args.url)
    campaign = nation(args.enterprises) if args.nation else SHANGHAI
    with Database.open(args.url) as database:
        count = seed(database, campaign, args.enterprises, LIAISONS if args.nation else 0)
    print(f"{args.enterprises:,} enterprises, {count:,} liaisons")


if __name__ == "__main__":
    main()
