"""A small register with liaisons and contacts, for what goes out unasked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from support.storing import HASH

from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from bot.services.notices import Notices
from storage.engine import Database
from storage.models import Diagnosis, DiagnosisState, Enterprise, Person
from storage.unit_of_work import UnitOfWork

ZONE = ZoneInfo("Asia/Shanghai")
STREET = "310117/洞泾镇"
QUESTIONS = 60


def local(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


LONG_AGO = local("2024-06-03T10:00")


@dataclass(frozen=True, slots=True)
class Town:
    """The keys of who is there."""

    street_liaison: int
    both_liaison: int
    blocked_liaison: int
    bound: int
    stalled: int
    double: int


def notices(
    database: Database, *, channels: Collection[str] = ("web",), in_chat: Collection[str] = ()
) -> Notices:
    """The service over a database, able to send on the web."""
    campaigning = Campaigning(database, load_campaign("shanghai-2023"), QUESTIONS)
    return Notices(database, campaigning, channels, in_chat=in_chat)


def seed(database: Database) -> Town:
    """One street with liaisons and enterprises in several states, on 14 October 2024."""
    return database.write(_seed)


def person(work: UnitOfWork, account: str, *, blocked: bool = False, channel: str = "web") -> int:
    """Someone with an address."""
    one = work.people.add(Person(created_at=LONG_AGO))
    address = work.people.add_address(one.id, channel, account, LONG_AGO)
    if blocked:
        work.people.block(address.id, LONG_AGO)
    return one.id


def enterprise(work: UnitOfWork, name: str) -> int:
    """One in the street."""
    row = Enterprise(name=name, unit="310117", street=STREET, created_at=LONG_AGO, updated_at=LONG_AGO)
    return work.enterprises.add(row).id


def diagnosis(
    work: UnitOfWork, enterprise: int, started: datetime, last: datetime, answered: int
) -> Diagnosis:
    """A started one."""
    row = Diagnosis(
        enterprise_id=enterprise,
        pack="shanghai-ref",
        pack_version="2026.1",
        content_hash=HASH,
        started_at=started,
        last_answer_at=last,
        answered=answered,
    )
    return work.diagnoses.add(row)


def finish(work: UnitOfWork, enterprise: int, at: datetime) -> None:
    """Submit a diagnosis of an enterprise."""
    row = diagnosis(work, enterprise, at - timedelta(hours=1), at, QUESTIONS)
    row.state, row.submitted_at = DiagnosisState.SUBMITTED, at


def grant(work: UnitOfWork, who: int, unit: str, role: str = "liaison") -> None:
    """Make someone a liaison of a unit."""
    work.access.grant(who, role, "unit", unit, by=None, at=LONG_AGO)


def _seed(work: UnitOfWork) -> Town:
    street, both, blocked = (
        person(work, "street"),
        person(work, "both"),
        person(work, "blocked", blocked=True),
    )
    grant(work, street, STREET)
    grant(work, both, "310117")
    grant(work, both, STREET)
    grant(work, both, "310114")
    grant(work, blocked, STREET)
    grant(work, person(work, "admin"), "310117", "admin")
    bound, stalled, double = person(work, "bound"), person(work, "stalled"), person(work, "double")
    work.people.bind(bound, enterprise(work, "示例启明厂"), local("2024-10-08T10:00"))
    silent = enterprise(work, "示例云岭厂")
    work.people.bind(stalled, silent, local("2024-09-20T10:00"))
    diagnosis(work, silent, local("2024-09-20T10:00"), local("2024-09-25T10:00"), 42)
    for name, at in (("示例石湖厂", "2024-10-09T10:00"), ("示例东塔厂", "2024-10-10T10:00")):
        work.people.bind(double, enterprise(work, name), local(at))
    done = enterprise(work, "示例青禾厂")
    finish(work, done, local("2024-10-11T10:00"))
    enterprise(work, "示例白鹭厂")
    return Town(street, both, blocked, bound, stalled, double)
