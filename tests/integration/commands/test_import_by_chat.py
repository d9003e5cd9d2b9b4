"""A district's liaison sends the register as a file: what it would do, the confirmation, what is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.clock import FrozenClock
from support.command_people import Talker, holder
from support.register_books import CODE, book, row
from support.service import configured

from bot.app import Core, build_core
from bot.channels.base import Kind

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=FrozenClock(NOW), environ={})
    yield core
    core.close()


def give(talker: Talker, content: bytes, name: str = "名单.xlsx") -> str:
    file = talker.core.filing.keep(name, "application/octet-stream", content)
    return talker._heard(Kind.FILE, file=file)


def names(core: Core) -> set[str]:
    with core.database.read() as work:
        rows = work.enterprises.by_names(["示例甲厂", "示例乙厂"])
    return set(rows)


def test_a_good_list_is_previewed_confirmed_and_kept_once(core: Core) -> None:
    district = holder(core, "wu", "liaison", "310117")
    content = book([row("示例甲厂", code=CODE, street="洞泾镇"), row("示例乙厂", code="")])

    preview = give(district, content)
    assert "新增 2 家，改动 0 家" in preview
    assert "示例甲厂" in preview
    assert names(core) == set()
    assert "导入了：新增 2 家" in district.say("确认")
    assert names(core) == {"示例甲厂", "示例乙厂"}
    assert "没有要导入的" in give(district, content)
    with core.database.read() as work:
        (entry,) = work.audit.recent(action="enterprises.import")
    assert (entry.actor, entry.channel) == (f"person:{district.person}", "web")


def test_what_is_wrong_comes_back_marked_and_nothing_is_kept(core: Core) -> None:
    district = holder(core, "wu", "liaison", "310117")

    said = give(district, book([row("示例甲厂"), row("示例乙厂", unit="嘉定区"), row("", unit="火星")]))

    assert "3 处要改" in said
    (file,) = district.last[-1].attachments
    marked = load_workbook(io.BytesIO(core.filing.read(file.sha256)))
    assert marked["企业名单"]["B3"].comment is not None
    assert "没有等您确认" in district.say("确认")
    assert names(core) == set()


def test_nothing_is_done_when_the_register_has_changed_meanwhile(core: Core) -> None:
    one, two = holder(core, "wu", "liaison", "310117"), holder(core, "chen", "liaison", "310117")
    content = book([row("示例甲厂", code=CODE)])
    give(one, content)
    give(two, content)
    two.say("确认")

    assert "没有要导入的" in one.say("确认")
    assert names(core) == {"示例甲厂"}


@pytest.mark.parametrize(("name", "content"), [("名单.xls", b"x"), ("a.xlsx", b"x"), ("照片.png", b"x")])
def test_another_file_is_refused_kindly(core: Core, name: str, content: bytes) -> None:
    said = give(holder(core, "wu", "liaison", "310117"), content, name)

    assert "xlsx" in said
    assert "确认" not in said


def test_a_street_liaison_imports_nothing(core: Core) -> None:
    street = holder(core, "li", "liaison", "310117/洞泾镇")

    said = give(street, book([row("示例甲厂")]))

    assert "新增" not in said
    assert names(core) == set()
