"""Inviting and assigning by command: an enterprise, a street, somebody for a role; within the scope."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from support.clock import FrozenClock
from support.command_people import Talker, contact, holder
from support.service import configured

from bot.app import Core, build_core
from bot.services import sample
from storage.repositories.scope import EnterpriseFilter, Scope

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)
STREET = "310117/洞泾镇"


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=FrozenClock(NOW), environ={})
    sample.load(core.database, core.library.default(), NOW)
    yield core
    core.close()


def enterprise(core: Core, street: str = STREET) -> tuple[int, str]:
    """One of the street that nobody has begun: its key and name."""
    with core.database.read() as work:
        found = work.enterprises.select(EnterpriseFilter(scope=Scope(streets=frozenset({street}))))
        bound = work.people.enterprises_with_contacts()
    row = next(one for one in found if one.id not in bound)
    return row.id, row.name


def code_in(said: str) -> str:
    found = re.search(r"邀请码 (\w{5}) (\w{5}) ", said)
    assert found is not None, said
    return found[1] + found[2]


def joins(core: Core, code: str, account: str = "new") -> str:
    talker = Talker(core, account)
    talker.say("", code=code)
    return talker.say("1")


def actions(core: Core) -> list[str]:
    with core.database.read() as work:
        assert work.audit.verify() == []
        return [row.action for row in work.audit.recent(30)]


def test_one_enterprise_gets_a_code_to_forward_and_a_letter(core: Core) -> None:
    key, name = enterprise(core)
    liaison = holder(core, "chen", "liaison", STREET)

    said = liaison.say(f"邀请 {name}")
    code = code_in(said)

    assert f"/chat?code={code}" in said
    (file,) = liaison.last[-1].attachments
    text = "\n".join(one.text for one in Document(io.BytesIO(core.filing.read(file.sha256))).paragraphs)
    assert name in text
    assert "同意" in joins(core, code)
    with core.database.read() as work:
        assert len(work.people.contacts_of(key)) == 1
    assert actions(core)[:2] == ["contact.bound", "invitation.made"]


def test_it_can_be_taken_back_while_nobody_has_used_it(core: Core) -> None:
    liaison = holder(core, "chen", "liaison", STREET)
    code = code_in(liaison.say(f"邀请 {enterprise(core)[1]}"))

    assert "收回了 1 份" in liaison.say("撤销")
    assert "已经收回" in Talker(core, "x").say("", code=code)
    assert actions(core)[0] == "invitation.revoked"


def test_a_street_is_previewed_then_gets_a_letter_a_page(core: Core) -> None:
    liaison = holder(core, "chen", "liaison", "310117")
    with core.database.read() as work:
        from bot.services.inviting import uninvited  # noqa: PLC0415 - the same question, asked directly

        waiting = uninvited(work, Scope(streets=frozenset({"310117/车墩镇"})), NOW)
    assert waiting

    preview = liaison.say("邀请 车墩镇")
    assert f"{len(waiting)} 家" in preview
    done = liaison.say("确认")
    assert f"车墩镇 {len(waiting)} 家的邀请函" in done
    (file,) = liaison.last[-1].attachments
    text = "\n".join(one.text for one in Document(io.BytesIO(core.filing.read(file.sha256))).paragraphs)
    assert all(one.name in text for one in waiting)
    assert "没有还没邀请的企业" in liaison.say("邀请 车墩镇")
    assert "作废" in liaison.say("邀请 重发 车墩镇")


def test_somebody_is_invited_to_a_role_she_sees_before_she_takes_it(core: Core) -> None:
    district = holder(core, "wu", "liaison", "310117")

    code = code_in(district.say("邀请 联络人 洞泾镇"))
    talker = Talker(core, "new")
    assert "松江区洞泾镇" in talker.say("", code=code)
    assert "洞泾镇" in talker.say("1")
    assert talker.say("状态").startswith("洞泾镇")


def test_nobody_invites_above_or_beside_herself(core: Core) -> None:
    street = holder(core, "chen", "liaison", STREET)
    _, elsewhere = enterprise(core, "310117/车墩镇")

    assert "请不了" in street.say("邀请 管理员")
    for words in (f"邀请 {elsewhere}", "邀请 车墩镇", "邀请 联络人 车墩镇"):
        said = street.say(words)
        assert "邀请码" not in said
        assert street.last[-1].attachments == ()
    assert "invitation.made" not in actions(core)


def test_an_enterprise_is_given_to_a_provider_and_taken_back(core: Core) -> None:
    key, name = enterprise(core)
    district = holder(core, "wu", "liaison", "310117")
    provider = holder(core, "fu", "provider", "310117")
    number = provider.person

    assert "服务商" in district.say(f"指派 {name} P{number}")
    assert f"P{number}" in district.say("确认")
    with core.database.read() as work:
        held = [(one.role, one.scope_kind, one.scope_id) for one in work.access.grants_of(number)]
    assert ("provider", "enterprise", str(key)) in held
    district.say("撤销")
    with core.database.read() as work:
        assert len(work.access.grants_of(number)) == 1
    assert actions(core)[:2] == ["assign.undone", "assign"]


def test_a_contact_is_assigned_only_by_whom_may_see_both(core: Core) -> None:
    key, name = enterprise(core)
    other = contact(core, "li", enterprise(core, "310117/车墩镇")[0])
    district, street = holder(core, "wu", "liaison", "310117"), holder(core, "chen", "liaison", STREET)

    assert "没有" in street.say(f"指派 {name} P{other.person} 联系人")
    assert "不是服务商" in district.say(f"指派 {name} P{other.person}")
    district.say(f"指派 {name} P{other.person} 联系人")
    district.say("确认")
    with core.database.read() as work:
        assert [one.id for one in work.people.contacts_of(key)] == [other.person]
