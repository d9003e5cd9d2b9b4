"""The small invented world of the journeys: a district with streets, a group, a provider, a register.

Everything is invented. The register comes in as a workbook, as an admin sends it; a part of its enterprises
has answered, begun, joined or been invited already.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from support.register_books import book, imported

from bot.app import Core, build_core
from bot.clock import SHANGHAI
from bot.config import Config
from bot.packs.campaigns import FOLDER
from bot.services import sample
from bot.services.enrolment import Invited, invite
from storage.models.enterprise import Enterprise
from storage.models.person import Person
from storage.repositories.scope import EVERYTHING, EnterpriseFilter
from storage.unit_of_work import UnitOfWork

START = datetime(2025, 9, 15, 10, 7, tzinfo=SHANGHAI)  # a Monday
PUBLIC_URL = "https://wenzhen.example"
_GROUP, _PROVIDER = "海棠集团", "北辰数字"
_UNITS = f"""
[[unit]]
id = "haitang"
name = "{_GROUP}"
kind = "group"
parent = "city"

[[unit]]
id = "beichen"
name = "{_PROVIDER}"
kind = "provider"
parent = "city"
"""
_YEARS = {  # of a size with the register
    "310117": "{ 2023 = 2, 2024 = 4, 2025 = 20 }",
    "310114": "{ 2023 = 1, 2024 = 2, 2025 = 4 }",
}
_QUOTAS = """
[[street]]
unit = "310117/洞泾镇"
years = { 2025 = 9 }

[[street]]
unit = "310117/车墩镇"
years = { 2025 = 6 }

[[street]]
unit = "310117/新桥镇"
years = { 2025 = 5 }
"""


@dataclass(frozen=True)
class Firm:
    """One row of the register, and how far it is: `since` so many days."""

    name: str
    street: str
    state: str = "not_invited"
    since: int = 0
    industry: str = "重大装备"
    headcount: int = 120
    group: str = ""
    contact: str = ""
    phone: str = ""


_D, _C, _X, _A = "洞泾镇", "车墩镇", "新桥镇", "安亭镇"
FIRMS = (
    Firm("示例启明精密机械有限公司", _D, "done", 4, headcount=320),
    Firm("示例长桥泵阀有限公司", _D, "done", 18),
    Firm("示例云岭电子有限公司", _D, "done", 33, "电子信息", 260),
    Firm("示例启明新材料有限公司", _D, "started", 9, "新材料", 90, contact="周女士", phone="13900000001"),
    Firm("示例东塔服饰有限公司", _D, "bound", 6, "时尚消费品", 75, contact="吴先生", phone="13900000002"),
    Firm("示例青禾汽车零部件有限公司", _D, "bound", 5, "汽车", 410, contact="郑女士"),
    Firm(
        "示例白鹭生物科技有限公司", _D, "invited", 8, "生物医药", 140, contact="冯先生", phone="13900000004"
    ),
    Firm("示例松风精密机械有限公司", _D, headcount=60, contact="陈女士", phone="13900000005"),
    Firm("示例海棠泵阀有限公司", _D, "done", 11, group=_GROUP),
    Firm("示例三川汽车零部件有限公司", _C, "done", 7, "汽车", 530),
    Firm("示例金穗电子有限公司", _C, "started", 2, "电子信息", 150),
    Firm("示例南屏新材料有限公司", _C, "started", 16, "新材料", 210),
    Firm("示例海棠精密机械有限公司", _C, "bound", 3, group=_GROUP, contact="卫女士"),
    Firm("示例江枫服饰有限公司", _C, "invited", 12, "时尚消费品", 66),
    Firm("示例星桥泵阀有限公司", _X, "done", 25),
    Firm("示例望山电子有限公司", _X, "started", 5, "电子信息", 180),
    Firm("示例海棠汽车零部件有限公司", _X, "started", 20, "汽车", 600, group=_GROUP),
    Firm("示例玉兰生物科技有限公司", _X, "invited", 2, "生物医药", 95),
    Firm("示例海棠新材料有限公司", _A, "done", 9, "新材料", 230, group=_GROUP),
    Firm("示例临江汽车零部件有限公司", _A, "bound", 10, "汽车", 350),
    Firm("示例广陵精密机械有限公司", _A),
)


class CreepingClock:
    """Stands still but for a millisecond with every look, so that no two things happen in the same moment."""

    def __init__(self, moment: datetime = START) -> None:
        self._moment = moment
        self._lock = Lock()

    def now(self) -> datetime:
        """The moment."""
        with self._lock:
            self._moment += timedelta(milliseconds=1)
            return self._moment

    def move(self, step: timedelta) -> None:
        """Go on."""
        with self._lock:
            self._moment += step


def register_book() -> bytes:
    """The register as an admin's workbook."""
    districts = {_A: "嘉定区"}
    return book(
        {
            "name": firm.name,
            "unit": districts.get(firm.street, "松江区"),
            "street": firm.street,
            "group": firm.group or None,
            "industry": firm.industry,
            "headcount": firm.headcount,
            "contact1": firm.contact or None,
            "phone1": firm.phone or None,
        }
        for firm in FIRMS
    )


def configured(folder: Path) -> Config:
    """The configuration of a world in `folder`, with a campaign of its own."""
    campaign = folder / "campaign"
    if not campaign.exists():
        shutil.copytree(FOLDER / "shanghai-2023", campaign)
        quotas = campaign / "quotas.toml"
        written = quotas.read_text(encoding="utf-8")
        for unit, years in _YEARS.items():
            written = re.sub(rf'(unit = "{unit}".*\n)years = .*', rf"\1years = {years}", written)
        quotas.write_text(written, encoding="utf-8")
        for name, more in (("units.toml", _UNITS), ("quotas.toml", _QUOTAS)):
            with (campaign / name).open("a", encoding="utf-8") as file:
                file.write(more)
    base = Config()
    return replace(
        base,
        database=replace(base.database, url=f"sqlite:///{folder / 'world.db'}", files=str(folder / "files")),
        campaign=replace(base.campaign, id=str(campaign)),
        privacy=replace(base.privacy, controller="示例市数字化促进中心", contact="电话 021-5555 0100"),
        web=replace(base.web, public_url=PUBLIC_URL),
        channels=replace(base.channels, web=replace(base.channels.web, open_to_all=False)),
    )


def build(folder: Path, *, empty: bool = False) -> None:
    """Make the world's database, without anything in it when it is to be `empty`."""
    clock = CreepingClock(START - timedelta(days=40))
    core = build_core(configured(folder), clock=clock, environ={})
    try:
        if not empty:
            outcome = imported(core, register_book())
            assert outcome.kept, outcome.problems("zh-CN")
            core.database.write(lambda work: _live(work, core))
    finally:
        core.close()


def copied(template: Path, folder: Path) -> Config:
    """A world of one's own, from one that was built."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return configured(folder)


def _live(work: UnitOfWork, core: Core) -> None:
    """Let every enterprise come to where it is."""
    known = ids(work)
    for number, firm in enumerate(FIRMS):
        at = (START - timedelta(days=firm.since)).replace(hour=9)
        _come(work, core, known[firm.name], firm, number, at)


def _come(work: UnitOfWork, core: Core, row: Enterprise, firm: Firm, number: int, at: datetime) -> None:
    pack = core.library.default()
    match firm.state:
        case "done":
            sample.diagnosed(work, pack, row, number, at)
        case "started":
            sample.started(work, pack, row, number, at)
        case "bound":
            person = work.people.add(Person(locale="zh-CN", created_at=at))
            work.people.bind(person.id, row.id, at)
        case "invited":
            invite(work, Invited(enterprise=row.id), at)
        case _:
            assert firm.state == "not_invited"
    for person in work.people.contacts_of(row.id):
        person.display_name, person.phone = firm.contact or None, firm.phone or None


def reachable(work: UnitOfWork, channel: str) -> Mapping[str, str]:
    """Let everybody but one contact have written on a channel; her enterprise's name by account."""
    found: dict[str, str] = {}
    for name, row in ids(work).items():
        for person in work.people.contacts_of(row.id):
            if name != "示例青禾汽车零部件有限公司":
                account = str(90_000 + person.id)
                work.people.add_address(person.id, channel, account, START - timedelta(days=2))
                found[account] = name
    return found


def ids(work: UnitOfWork) -> dict[str, Enterprise]:
    """The enterprises by name."""
    return {row.name: row for row in work.enterprises.select(EnterpriseFilter(scope=EVERYTHING))}


def as_toml(config: Config) -> str:
    """What is set apart from the defaults, as a configuration file for the command line."""
    telegram = config.channels.telegram
    return f"""
[database]
url = "{config.database.url}"
files = "{config.database.files}"

[campaign]
id = "{config.campaign.id}"

[web]
public_url = "{config.web.public_url}"

[channels.telegram]
enabled = {str(telegram.enabled).lower()}
base_url = "{telegram.base_url}"
"""
