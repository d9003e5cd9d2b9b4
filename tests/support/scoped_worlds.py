"""Two worlds alike but for what lies outside one person's scope: to show that she cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from support.clock import FrozenClock
from support.command_people import Talker
from support.service import configured

from bot.app import Core, build_core
from bot.campaign.model import Unit
from bot.services.access import Authority, authority_of
from storage.models.diagnosis import Diagnosis, DiagnosisState
from storage.models.enterprise import Enterprise
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)
ACCOUNT = "asker"
DISTRICTS = ("310117", "310114")
STREETS = ("310117/洞泾镇", "310117/车墩镇", "310114/南翔镇", "310114/安亭镇")
PARKS = ("310117/松江工业区", "310114/嘉定工业区")
PLACES = (*STREETS, *PARKS, *DISTRICTS)
# The names inside and outside share no character, so that whatever shows a part of one is caught.
INSIDE, OUTSIDE = "甲乙丙丁戊己庚辛壬癸", "鼠牛虎兔龙蛇马羊猴鸡"
SOMEBODY = f"{OUTSIDE[0]}先生"


@dataclass(frozen=True)
class Grant:
    """A role over a unit, or over one of the enterprises, by its place in the list."""

    role: str
    unit: str = ""
    enterprise: int = -1


@dataclass(frozen=True)
class Plan:
    """One world: where each enterprise lies and how far it is, and what the asker holds."""

    enterprises: tuple[tuple[str, int], ...]
    grants: tuple[Grant, ...]
    own: int = -1  # the enterprise she speaks for, -1 for none


@dataclass(frozen=True)
class World:
    """One world: who asks, the names that lie outside, and the units whose names she may be told."""

    talker: Talker
    hidden: frozenset[str]
    units: frozenset[str]


@contextmanager
def world(plan: Plan, *, outside: bool) -> Iterator[World]:
    """The register of a plan, with or without what lies outside the asker's scope."""
    with TemporaryDirectory() as folder:
        core = build_core(configured(Path(folder)), clock=FrozenClock(NOW), environ={})
        try:
            hidden, units = core.database.write(lambda work: _fill(work, core, plan, outside=outside))
            yield World(Talker(core, ACCOUNT), frozenset(hidden), frozenset(units))
        finally:
            core.close()


def _fill(work: UnitOfWork, core: Core, plan: Plan, *, outside: bool) -> tuple[list[str], set[str]]:
    """Put the asker, her roles, and the enterprises in."""
    asker = _person(work, ACCOUNT)
    tree = core.campaigning.campaign.units
    for grant in plan.grants:
        kind, scope = ("unit", grant.unit) if grant.unit else ("enterprise", str(grant.enterprise + 1))
        work.access.grant(asker.id, grant.role, kind, scope, by=None, at=NOW)
    authority = authority_of(work, asker.id, tree)
    hidden: list[str] = []
    told = {unit.name for unit in authority.visible.values()}
    for number, (place, far) in enumerate(plan.enterprises):
        mine = number == plan.own or _inside(authority, tree[place], number + 1)
        if mine:
            told |= {unit.name for unit in tree.chain(place)}
        else:
            hidden += [_name(OUTSIDE, number), _code(9, number)]
        if mine or outside:
            _enterprise(work, core, number, tree[place], mine=mine, far=far)
    if plan.own >= 0:
        work.people.bind(asker.id, plan.own + 1, NOW)
    if outside:
        hidden += _liaisons_elsewhere(work, authority)
    return hidden, told


def _liaisons_elsewhere(work: UnitOfWork, authority: Authority) -> list[str]:
    for place in PLACES:
        if place not in authority.visible:
            other = _person(work, f"other-{place}", 500 + PLACES.index(place))
            other.display_name = SOMEBODY
            work.access.grant(other.id, "liaison", "unit", place, by=None, at=NOW)
    return [SOMEBODY, f"{SOMEBODY[0]}＊"]


def _inside(authority: Authority, unit: Unit, number: int) -> bool:
    above = {one.id for one in authority.tree.chain(unit.id)}
    return bool(above & {one.id for one in authority.units}) or number in authority.enterprises


def _enterprise(work: UnitOfWork, core: Core, number: int, unit: Unit, *, mine: bool, far: int) -> None:
    row = work.enterprises.add(
        Enterprise(
            id=number + 1,
            name=_name(INSIDE if mine else OUTSIDE, number),
            credit_code=_code(1 if mine else 9, number),
            unit=unit.parent,
            street=unit.id if unit.id in STREETS else None,
            park=unit.id if unit.id in PARKS else None,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    if far:
        someone = _person(work, f"contact-{number}", number + 100)
        work.people.bind(someone.id, row.id, NOW - timedelta(days=9))
    if far > 2:
        _diagnosis(work, core, row, far)


def _name(characters: str, number: int) -> str:
    return f"{characters[number % 10]}{characters[(number + 1) % 10]}{number}厂"


def _code(kind: int, number: int) -> str:
    return f"91{kind}{number:015}"


def _person(work: UnitOfWork, account: str, key: int = 1) -> Person:
    row = work.people.add(Person(id=key, locale="zh-CN", created_at=NOW))
    work.people.add_address(row.id, "web", account, NOW)
    return row


def _diagnosis(work: UnitOfWork, core: Core, row: Enterprise, far: int) -> None:
    pack = core.library.default()
    done = far > 4
    work.diagnoses.add(
        Diagnosis(
            enterprise_id=row.id,
            pack=pack.id,
            pack_version=pack.version,
            content_hash=pack.content_hash,
            started_at=NOW - timedelta(days=9),
            last_answer_at=NOW - timedelta(days=8 if far > 3 else 1),
            answered=10,
            state=DiagnosisState.SUBMITTED if done else DiagnosisState.STARTED,
            submitted_at=NOW - timedelta(days=2) if done else None,
            level=3 if done else None,
            grade=5 if done else None,
        )
    )
