"""Digests for every liaison: one read of the register for all of them, against a read for each.

A seeded register of 9,500 enterprises over the shipped campaign's streets, 234 liaisons (one a street, one a
district, one of the city), composed and queued on a frozen day. The N+1 way asks the database for each
liaison's own enterprises and composes the same text from them. A larger register shows how the time grows.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert

from benchmarks.table import Row
from benchmarks.timing import seconds
from bot import messages
from bot.campaign.digest_text import worded
from bot.campaign.model import Unit, UnitKind
from bot.campaign.standings import Standings
from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from bot.services.notices import Notice, Notices
from storage.engine import Database
from storage.models import Address, Diagnosis, DiagnosisState, Enterprise, Grant, Outbox, Person
from storage.repositories.scope import EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork
from storage.upgrade import upgrade

SMALL, LARGE = 9_500, 38_000
ROUNDS = 3
SECOND = 1.0  # what 9,500 enterprises may take
CAMPAIGN = load_campaign("shanghai-2023")
NOW = datetime(2024, 10, 14, 9, 40, tzinfo=ZoneInfo(CAMPAIGN.timezone))
STREETS = [unit for unit in CAMPAIGN.units.all if unit.kind is UnitKind.STREET]
TOLD = [unit for unit in CAMPAIGN.units.all if unit.kind is not UnitKind.PARK]
QUESTIONS = 60


def run() -> list[Row]:
    """Measure both ways at both sizes."""
    small, small_each = _measured(SMALL)
    large, _ = _measured(LARGE, each=False)
    growth, times = large / small, LARGE / SMALL
    return [
        Row(
            f"digests of {len(TOLD)} liaisons at {SMALL:,}, composed and queued (floor: the second allowed)",
            seconds(small),
            seconds(SECOND),
            small / SECOND,
            "≤ 1.0",
        ),
        Row(
            "the same against a query for each liaison",
            seconds(small),
            seconds(small_each),
            small_each / small,
        ),
        Row(
            f"digests at {LARGE:,}: growth against the register's growth",
            seconds(large),
            f"{times:.0f} times {seconds(small)}",
            growth / times,
            "≤ 1.3",
        ),
    ]


def _measured(size: int, *, each: bool = True) -> tuple[float, float]:
    """Median seconds of our way and of the N+1 way."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        with Database.open(url) as database:
            database.write(lambda work: seed(work, size))
            campaigning = Campaigning(database, CAMPAIGN, QUESTIONS)
            service = Notices(database, campaigning, {"web"})
            ours: list[float] = []
            theirs: list[float] = []
            for _ in range(ROUNDS):
                taken, found = _timed(lambda: service.run(NOW))
                ours.append(taken)
                assert len(found) == len(TOLD)
                database.write(lambda work: work.session.execute(delete(Outbox)))
                if each:
                    taken, texts = _timed(lambda: one_by_one(database, campaigning))
                    theirs.append(taken)
                    _assert_same(texts, found)
    return statistics.median(ours), statistics.median(theirs) if theirs else 0.0


def _timed(job: Callable[[], list[Notice] | list[str]]) -> tuple[float, list[Notice] | list[str]]:
    began = time.perf_counter()
    found = job()
    return time.perf_counter() - began, found


def _assert_same(texts: list[Notice] | list[str], found: list[Notice] | list[str]) -> None:
    bodies = [one.text for one in found if isinstance(one, Notice)]
    assert [" ".join(str(text).split()) for text in texts] == [" ".join(text.split()) for text in bodies]


def one_by_one(database: Database, campaigning: Campaigning) -> list[str]:
    """The N+1 way: for each liaison her enterprises (her district's for a street: its target needs them)."""
    texts = []
    words = messages.load("zh-CN")
    with database.read() as work:
        for unit in TOLD:
            members = [
                campaigning.progress_of(one) for one in work.register.of({CAMPAIGN.pack}, _asked(unit))
            ]
            standings = Standings(CAMPAIGN, members, NOW.date(), campaigning.calendar)
            texts.append(worded(standings, unit, words))
    return texts


def _asked(unit: Unit) -> EnterpriseFilter:
    if unit.kind is UnitKind.CITY:
        return EnterpriseFilter(Scope(everything=True))
    district = unit.parent if unit.kind is UnitKind.STREET else unit.id
    return EnterpriseFilter(Scope(everything=True), units=frozenset({district}))


def seed(work: UnitOfWork, size: int) -> None:
    """Enterprises, half of them diagnosed in some way, and a liaison for every unit but the parks."""
    chance = random.Random(625)
    long_ago = NOW - timedelta(days=400)
    enterprises, diagnoses = [], []
    for number in range(1, size + 1):
        street = chance.choice(STREETS)
        enterprises.append(
            {
                "id": number, "name": f"示例{number}厂", "unit": street.parent, "street": street.id,
                "created_at": long_ago, "updated_at": long_ago,
            }
        )  # fmt: skip
        if chance.random() < 0.5:
            diagnoses.append(_diagnosis(number, chance))
    people = range(1, len(TOLD) + 1)
    for table, rows in (
        (Enterprise, enterprises),
        (Diagnosis, diagnoses),
        (Person, [{"id": one, "locale": "zh-CN", "created_at": long_ago} for one in people]),
        (
            Address,
            [
                {
                    "person_id": one, "channel": "web", "account": f"l{one}", "context": {},
                    "created_at": long_ago,
                }
                for one in people
            ],
        ),
        (
            Grant,
            [
                {
                    "person_id": one, "role": "liaison", "scope_kind": "unit", "scope_id": unit.id,
                    "granted_at": long_ago,
                }
                for one, unit in zip(people, TOLD, strict=True)
            ],
        ),
    ):  # fmt: skip
        work.session.execute(insert(table), rows)


def _diagnosis(number: int, chance: random.Random) -> dict[str, object]:
    started = NOW - timedelta(days=chance.randrange(1, 380))
    done = chance.random() < 0.7
    last = min(NOW, started + timedelta(days=chance.randrange(1, 30)))
    return {
        "enterprise_id": number,
        "pack": CAMPAIGN.pack,
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
