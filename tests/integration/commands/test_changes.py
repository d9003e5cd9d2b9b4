"""Commands that change something: preview, confirm, undo; who may; what the audit log keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from support.clock import FrozenClock
from support.command_people import Talker, contact, holder
from support.service import configured

from bot.app import Core, build_core
from bot.campaign.cadence import Preference
from bot.services import sample
from bot.services.enrolment import Invited, invite
from bot.services.notice_people import choose
from storage.models.messaging import Outbox, OutboxStatus

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)  # Tuesday, ten in the morning in Shanghai
NIGHT = datetime(2025, 10, 14, 15, 0, tzinfo=UTC)
STREET = "310117/洞泾镇"
SWAPPED = """UPDATE audit SET seq = 99 WHERE seq = 1; UPDATE audit SET seq = 1 WHERE seq = 2;
UPDATE audit SET seq = 2 WHERE seq = 99"""


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def core(tmp_path: Path, clock: FrozenClock) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=clock, environ={})
    sample.load(core.database, core.library.default(), NOW)
    yield core
    core.close()


def joined(core: Core, street: str = STREET) -> list[Talker]:
    """Contacts of the street's enterprises that have not begun."""
    with core.database.read() as work:
        rows = [
            row.id
            for row in work.session.execute(
                sql("SELECT id FROM enterprise WHERE street = :s ORDER BY id DESC LIMIT 2"), {"s": street}
            )
        ]
    return [contact(core, f"contact-{row}", row) for row in rows]


def waiting(core: Core, kind: str, status: OutboxStatus = OutboxStatus.QUEUED) -> list[Outbox]:
    with core.database.read() as work:
        rows = work.session.query(Outbox).filter(Outbox.kind == kind, Outbox.status == status)
        return rows.order_by(Outbox.id).all()


def test_a_nudge_is_previewed_confirmed_and_waits_a_minute(core: Core) -> None:
    joined(core)
    liaison = holder(core, "li", "liaison", STREET)

    preview = liaison.say("催办 在填")

    assert "会提醒 2 家" in preview
    assert "洞泾镇请您" in preview
    assert "回 1 确认，2 取消" in preview
    assert waiting(core, "reminder") == []
    assert "好，2 条，一分钟后发出。" in liaison.say("确认")
    assert [row.due for row in waiting(core, "reminder")] == [NOW + timedelta(minutes=1)] * 2


def test_a_nudge_can_be_taken_back_for_a_minute(core: Core, clock: FrozenClock) -> None:
    joined(core)
    liaison = holder(core, "li", "liaison", STREET)
    liaison.say("催办 在填")
    liaison.tap("确认")
    liaison.say("状态")  # something else in between does not end the minute

    assert "撤回了 2 条" in liaison.say("撤销")
    assert waiting(core, "reminder") == []
    assert "没有可以撤销的" in liaison.say("撤销")

    liaison.say("催办 在填")
    liaison.say("确认")
    clock.moment = NOW + timedelta(minutes=2)
    assert "没有可以撤销的" in liaison.say("撤销")
    assert len(waiting(core, "reminder")) == 2


def test_nobody_is_nudged_twice_a_day_or_against_her_will(core: Core) -> None:
    second = joined(core)[1]
    core.database.write(lambda work: choose(work, second.person, Preference(), reminders=False))
    liaison = holder(core, "li", "liaison", STREET)

    preview = liaison.say("催办 在填")
    assert "会提醒 1 家" in preview
    assert "1 家退订了提醒" in preview
    liaison.say("确认")

    again = liaison.say("催办 在填")
    assert "1 家今天已提醒过" in again
    assert "没有可以发的" in again
    assert "没有等您确认" in liaison.say("确认")


def test_two_liaisons_who_confirm_at_once_remind_once(core: Core) -> None:
    joined(core)
    one, two = holder(core, "li", "liaison", STREET), holder(core, "wang", "liaison", "310117")
    one.say("催办 在填")
    two.say("催办 洞泾镇 在填")

    assert "2 条" in one.say("确认")
    assert "没有可以发的" in two.say("确认")
    assert len(waiting(core, "reminder")) == 2


def test_at_night_it_waits_for_the_morning_and_says_so(core: Core, clock: FrozenClock) -> None:
    joined(core)
    clock.moment = NIGHT
    liaison = holder(core, "li", "liaison", STREET)

    assert "明早" in liaison.say("催办 在填")
    liaison.say("确认")

    [due, _] = [row.due for row in waiting(core, "reminder")]
    assert core.campaigning.awake(due)
    assert due > NIGHT + timedelta(hours=6)


def test_a_broadcast_keeps_its_words_and_can_be_stopped(core: Core) -> None:
    joined(core)
    liaison = holder(core, "li", "liaison", STREET)

    preview = liaison.say("群发 在填：下周三，下午两点；有说明会。")

    assert "样子：“洞泾镇通知：下周三，下午两点；有说明会。”" in preview
    assert "好，2 条" in liaison.say("1")
    assert "等着发 2" in liaison.say("群发 进度")
    assert "2 条没有发出" in liaison.say("群发 取消")
    assert "取消 2" in liaison.say("群发 进度")


def test_roles_are_given_within_ones_own_scope_and_rank(core: Core) -> None:
    district, street = holder(core, "d", "liaison", "310117"), holder(core, "s", "liaison", STREET)
    other = holder(core, "o", "liaison", "310114")
    admin = holder(core, "a", "admin")

    assert f"给 P{street.person}" in district.say(f"授权 P{street.person} 车墩镇")
    assert "车墩镇 街镇联络人" in district.say("确认")
    assert "没有 P" in district.say(f"授权 P{other.person} 车墩镇")
    assert "没有叫“南翔镇”" in district.say(f"授权 P{street.person} 南翔镇")
    assert "给不了" in street.say(f"授权 P{street.person} 管理员")
    assert "没有" in street.say(f"撤权 P{district.person}")
    assert "最后一位管理员" in admin.say(f"撤权 P{admin.person}")
    assert "车墩镇" in street.say("状态 车墩镇")

    district.say(f"撤权 P{street.person}")
    assert "收回了" in (district.say("2"), district.say("确认"))[1]


def test_a_role_that_is_gone_ends_what_was_offered(core: Core) -> None:
    joined(core)
    liaison = holder(core, "li", "liaison", STREET)
    liaison.say("催办 在填")
    core.database.write(lambda work: work.access.revoke(liaison.person, "liaison", "unit", STREET, NOW))

    liaison.say("确认")

    assert waiting(core, "reminder") == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE audit SET detail = '{}' WHERE seq = 2", "第 2 条被改过"),
        ("UPDATE audit SET actor = 'somebody' WHERE seq = 1", "第 1 条被改过"),
        ("DELETE FROM audit WHERE seq = 2", "第 2 条不见了"),
        ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "不见了"),
        (SWAPPED, "被改过"),
    ],
)  # fmt: skip
def test_the_audit_log_tells_what_was_done_to_it(core: Core, harm: str, found: str) -> None:
    admin = holder(core, "a", "admin")
    for _ in range(3):
        admin.say("导出")
    assert "校验通过：4 条" in admin.say("审计 校验")

    def damage(work: object) -> None:
        for one in harm.split(";"):
            work.session.execute(sql(one))  # type: ignore[attr-defined]

    core.database.write(damage)

    said = admin.say("审计 校验")
    assert "校验没通过" in said
    assert found in said


def test_an_interview_keeps_its_answers_from_the_commands(core: Core) -> None:
    fresh = sample.fresh_enterprise(core.database).id
    both = contact(core, "both", fresh)
    both.say("同意")
    code = core.database.write(
        lambda work: invite(work, Invited(role="liaison", scope_kind="unit", scope_id=STREET), NOW)
    )
    both.say("", code=code)
    both.say("是")

    assert "洞泾镇 · 10 月" in both.say("/status")
    assert "洞泾镇 · 10 月" in both.say("状态")  # nothing her question could make of it
    assert both.say("1").startswith("洞泾镇 · 未完成")  # what the status offers under that number
    both.say("/who")
    assert "提醒" not in both.say("1") or both.last[0].total  # a number without a list answers the question
    assert both.last[0].total > 0
    assert "未完成" in both.say("/名单")
    assert "松江区" in both.say("1")  # the list was the last thing on her screen
    assert both.last[0].total == 0
    both.say("3")  # no number of the list
    assert both.last[0].total > 0


def test_the_register_is_read_outside_the_turn(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    seen: list[bool] = []
    progress = core.campaigning.progress_in

    def watched(*args: object) -> object:
        seen.append(core.database.submit(lambda work: work.settings.get("x")).result(5) is None)
        return progress(*args)  # type: ignore[arg-type]

    core.campaigning.progress_in = watched  # type: ignore[method-assign, assignment]
    liaison.say("名单")

    assert seen == [True]  # another write got through while the list was read


def test_an_enterprise_is_marked_as_out_is_reminded_no_more_and_comes_back(core: Core) -> None:
    joined(core)
    liaison = holder(core, "li", "liaison", STREET)
    liaison.say("催办 在填")
    liaison.say("确认")
    queued = waiting(core, "reminder")
    with core.database.read() as work:
        enterprise = work.enterprises.get(int(queued[0].key.rpartition(":")[2]))
    assert enterprise is not None
    name = enterprise.name

    which = liaison.say(f"标记 {name}")
    assert f"{name}现在怎样了？" in which
    assert "1. 不参加" in which or "1 不参加" in which
    done = liaison.say(f"标记 {name} 停业")

    assert f"已标为“已停业”：{name}。" in done
    assert "撤销" in done
    assert len(waiting(core, "reminder")) == len(queued) - 1
    assert "已停业" in liaison.say(f"企业 {name}")
    standings = core.campaigning.standings(NOW.date())
    [one] = [one for one in standings.members(core.campaigning.campaign.units.root) if one.name == name]
    assert (one.standing, one.standing_since) == ("closed", NOW.date())
    assert "本来就是" in liaison.say(f"标记 {name} 停业")
    assert "恢复参加了" in liaison.say(f"标记 {name} 恢复参加")
    assert "已停业" not in liaison.say(f"企业 {name}")


def test_marking_can_be_taken_back_and_only_within_ones_scope(core: Core) -> None:
    liaison = holder(core, "li", "liaison", STREET)
    with core.database.read() as work:
        rows = work.session.execute(sql("SELECT name, street FROM enterprise ORDER BY id DESC")).all()
    name = next(name for name, street in rows if street == STREET)
    other = next(name for name, street in rows if street != STREET)

    liaison.say(f"标记 {name} 迁出")
    assert "撤回了" in liaison.say("撤销")
    assert "已迁出" not in liaison.say(f"企业 {name}")
    liaison.say(f"标记 {other} 停业")
    with core.database.read() as work:
        gone = work.session.execute(sql("SELECT count(*) FROM enterprise WHERE standing <> 'active'"))
        assert gone.scalar_one() == 0
        actions = [row.action for row in work.audit.recent(action="mark")]
    assert actions == ["mark", "mark"]
