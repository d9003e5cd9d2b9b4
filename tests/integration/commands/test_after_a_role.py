"""What is left when a role is gone: links, codes, notices; and commands as people type and answer them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from support.clock import FrozenClock
from support.command_people import Talker, contact, holder
from support.service import configured

from bot.app import Core, build_core
from bot.channels.base import InboundMessage, Kind
from bot.messages import load
from bot.services import sample
from bot.services.filing import Opened, Refusal
from storage.models.messaging import Outbox, OutboxStatus

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)
STREET = "310117/洞泾镇"
DISTRICT = "310117"


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=FrozenClock(NOW), environ={})
    sample.load(core.database, core.library.default(), NOW)
    yield core
    core.close()


def revoked(core: Core, talker: Talker, scope: str = STREET) -> None:
    core.database.write(lambda work: work.access.revoke(talker.person, "liaison", "unit", scope, NOW))


def code_in(said: str) -> str:
    found = re.search(r"邀请码 (\w{5}) (\w{5}) ", said)
    assert found is not None, said
    return found[1] + found[2]


def told(core: Core, talker: Talker) -> list[str]:
    """What was queued for her by itself."""
    with core.database.read() as work:
        address = work.people.address_at(talker.channel, talker.account)
        assert address is not None
        query = work.session.query(Outbox).filter(Outbox.address_id == address.id)
        return [json.loads(row.prompt)["text"] for row in query.order_by(Outbox.id)]


def an_enterprise(core: Core) -> tuple[int, str]:
    with core.database.read() as work:
        query = sql("SELECT id, name FROM enterprise WHERE street = :s ORDER BY id DESC LIMIT 1")
        [row] = work.session.execute(query, {"s": STREET})
    return row.id, row.name


def test_a_reports_link_ends_with_the_role(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    liaison.say("报告 启明精密机械")
    [file] = liaison.last[-1].attachments
    link = core.filing.token("web", "li", file)
    assert isinstance(core.filing.open(link, "li"), Opened)

    revoked(core, liaison)

    assert core.filing.open(link, "li") is Refusal.NOT_YOURS


def test_who_lost_a_role_does_not_come_back_by_a_code_she_made_before(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    code = code_in(liaison.say("邀请 联络人 洞泾镇"))
    pending = Talker(core, "friend")
    assert "洞泾镇" in pending.say("", code=code)

    revoked(core, liaison)

    withdrawn = load("zh-CN").say("enrolment.withdrawn")
    assert liaison.say("", code=code) == withdrawn
    assert pending.say("1") == withdrawn
    with core.database.read() as work:
        assert work.access.grants_of(liaison.person) == []
        assert work.access.grants_of(pending.person) == []


def test_an_invitation_stays_good_while_its_inviter_rises(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    code = code_in(liaison.say("邀请 联络人 洞泾镇"))
    revoked(core, liaison)
    core.database.write(
        lambda work: work.access.grant(liaison.person, "district", "unit", DISTRICT, by=None, at=NOW)
    )

    friend = Talker(core, "friend")
    friend.say("", code=code)

    assert "洞泾镇" in friend.say("1")
    assert friend.say("状态").startswith("洞泾镇")


def test_an_admins_role_is_previewed_as_what_it_is(core: Core) -> None:
    admin, liaison = holder(core, "boss", "admin"), holder(core, "li", "liaison", STREET)

    assert "上海市 管理员" in admin.say(f"授权 P{liaison.person} 管理员 洞泾镇")
    assert "上海市 管理员" in admin.say("邀请 管理员 洞泾镇")


def test_whose_roles_change_is_told(core: Core) -> None:
    district, liaison = holder(core, "wu", "liaison", DISTRICT), holder(core, "li", "liaison", STREET)

    district.say(f"授权 P{liaison.person} 车墩镇")
    district.say("确认")
    assert told(core, liaison) == ["您现在是 车墩镇 街镇联络人。回“帮助”看能做什么。"]

    district.say(f"撤权 P{liaison.person}")
    district.say("1")
    district.say("确认")
    assert "您不再是 洞泾镇 街镇联络人" in told(core, liaison)[-1]


def test_what_was_assigned_before_is_not_undone(core: Core) -> None:
    key, name = an_enterprise(core)
    hers = contact(core, "wang", key)
    liaison = holder(core, "li", "liaison", STREET)

    assert "已经负责" in liaison.say(f"指派 {name} P{hers.person} 联系人")
    liaison.say("确认")
    liaison.say("撤销")

    with core.database.read() as work:
        assert hers.person in [one.id for one in work.people.contacts_of(key)]


def test_an_assignment_is_taken_back_by_whom_the_enterprise_is_under(core: Core) -> None:
    _, name = an_enterprise(core)
    provider, liaison = holder(core, "fu", "provider", DISTRICT), holder(core, "wu", "liaison", DISTRICT)
    elsewhere = holder(core, "zhao", "liaison", "310114")
    liaison.say(f"指派 {name} P{provider.person}")
    liaison.say("确认")

    assert "没有您可以收回" in elsewhere.say(f"撤权 P{provider.person}")
    picks = liaison.say(f"撤权 P{provider.person}")
    place = next(number for number, line in enumerate(picks.splitlines()) if name in line)
    liaison.say(str(place))
    assert "收回了" in liaison.say("确认")
    assert name in told(core, provider)[-1]

    with core.database.read() as work:
        assert [one.scope_kind for one in work.access.grants_of(provider.person)] == ["unit"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("状态。", "洞泾镇 ·"),
        ("状态？", "洞泾镇 ·"),
        ("／状态!", "洞泾镇 ·"),
        ("/STATUS.", "洞泾镇 ·"),
        ("status", "洞泾镇 ·"),
        ("Status please", "没有叫“please”"),
        ("名单：未开始。", "还没开始"),
        ("名单 未开始！", "还没开始"),
        ("list not started", "还没开始"),
        ("帮助 催办。", "催办 · /nudge"),
        ("？", "您可以发"),
        ("企业 启明精密机械。", "示例启明精密机械有限公司"),
    ],
)
def test_a_command_is_known_as_people_type_it(core: Core, said: str, answer: str) -> None:
    assert answer in holder(core, "li", "liaison", STREET).say(said)


def test_a_reply_may_end_with_a_full_stop(core: Core) -> None:
    contact(core, "wang", an_enterprise(core)[0])
    liaison = holder(core, "li", "liaison", STREET)
    liaison.say("群发 全部：明天开会。")

    assert "一分钟后发出" in liaison.say("确认。")
    assert "撤回了 1 条" in liaison.say("撤销！") or "停下" in liaison.last[-1].text


def test_a_digest_that_waits_is_not_sent_once_the_role_is_gone(core: Core) -> None:
    liaison, admin = holder(core, "li", "liaison", STREET), holder(core, "boss", "admin")
    assert [one.person for one in core.notices.run(NOW) if one.kind == "digest"].count(liaison.person) == 1

    admin.say(f"撤权 P{liaison.person}")
    admin.say("确认")

    with core.database.read() as work:
        address = work.people.address_at("web", "li")
        assert address is not None
        query = work.session.query(Outbox).filter(Outbox.address_id == address.id)
        rows = query.order_by(Outbox.id).all()
        assert [(row.kind, row.status) for row in rows] == [
            ("digest", OutboxStatus.CANCELLED),
            ("handover", OutboxStatus.QUEUED),
        ]
        assert "您不再是" in json.loads(rows[-1].prompt)["text"]


def test_the_key_of_somebodys_message_does_not_bring_her_answer(core: Core) -> None:
    liaison, stranger = holder(core, "li", "liaison", STREET), Talker(core, "stranger")
    message = InboundMessage(
        channel="web", account="li", key="k" * 32, kind=Kind.TEXT, received=NOW, text="名单"
    )
    answer = core.inbound.handle(message).prompts
    assert "示例" in answer[0].text
    assert core.inbound.handle(message).prompts == answer
    assert liaison.account == "li"

    assert core.inbound.handle(replace(message, account=stranger.account)).prompts == ()


def test_the_numbers_under_a_status_do_what_they_say(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    assert "回 1 看名单 · 2 一键催办 · 3 导出 Excel" in liaison.say("状态")
    assert liaison.say("1").startswith("洞泾镇")
    liaison.say("状态")
    assert "没有可以发的" in liaison.say("2")
    liaison.say("状态")
    assert "在附件里" in liaison.say("3")


def test_who_has_several_units_finds_the_others_under_her_status(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    core.database.write(
        lambda work: work.access.grant(liaison.person, "street", "unit", "310117/车墩镇", by=None, at=NOW)
    )

    said = liaison.say("状态").splitlines()

    first = said[0].split(" · ")[0]
    other = {"洞泾镇": "车墩镇", "车墩镇": "洞泾镇"}[first]
    assert said[-2] == f"4 {other}"
    assert liaison.say("4").startswith(f"{other} · ")


def test_a_contact_of_two_enterprises_picks_one_without_answering_a_question(core: Core) -> None:
    key, name = an_enterprise(core)
    hers = contact(core, "wang", key)
    hers.say("同意")
    with core.database.read() as work:
        query = sql("SELECT id, name FROM enterprise WHERE street = '310117/车墩镇' ORDER BY id DESC LIMIT 1")
        [other] = work.session.execute(query)
    core.database.write(lambda work: work.people.bind(hers.person, other.id, NOW))

    said = hers.say("/企业")

    assert f"/enterprise {name}" in said
    assert "回数字" not in said
    assert hers.tap(f"/enterprise {other.name}").startswith(other.name)
    assert hers.say(f"/enterprise {name}").startswith(name)


def test_a_liaison_ends_that_somebody_is_a_contact(core: Core) -> None:
    key, name = an_enterprise(core)
    hers, liaison = contact(core, "wang", key), holder(core, "li", "liaison", STREET)
    elsewhere = holder(core, "zhao", "liaison", "310114")
    assert f"P{hers.person} " in liaison.say(f"企业 {name}")

    assert "没有您可以收回" in elsewhere.say(f"撤权 P{hers.person}")
    assert f"是“{name}”的联系人" in liaison.say(f"撤权 P{hers.person}")
    assert f"邀请 {name}" in liaison.say("确认")

    with core.database.read() as work:
        assert work.people.contacts_of(key) == []
        row = work.audit.recent(1)[0]
        assert (row.action, row.actor) == ("contact.unbound", f"person:{liaison.person}")
    assert name in told(core, hers)[-1]
