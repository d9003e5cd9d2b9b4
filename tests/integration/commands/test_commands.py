from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.clock import FrozenClock
from support.service import configured

from bot.app import Core, build_core
from bot.channels.base import InboundMessage, Kind
from bot.services import sample
from bot.services.enrolment import Invited, invite
from bot.services.notice_people import preference_from

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=FrozenClock(NOW), environ={})
    sample.load(core.database, core.library.default(), NOW)
    yield core
    core.close()


class Person:
    """Someone at a chat."""

    def __init__(self, core: Core, account: str, locale: str = "zh-CN") -> None:
        self.core, self.account, self.locale, self.turns = core, account, locale, 0

    def say(self, text: str, *, code: str = "") -> str:
        self.turns += 1
        message = InboundMessage(
            channel="web",
            account=self.account,
            key=f"{self.account}-{self.turns}",
            kind=Kind.START if code else Kind.TEXT,
            received=NOW,
            text=text,
            code=code,
            locale=self.locale,
        )
        return "\n".join(prompt.text for prompt in self.core.inbound.handle(message).prompts)


def liaison(core: Core, unit: str, account: str = "liaison", locale: str = "zh-CN") -> Person:
    code = core.database.write(
        lambda work: invite(work, Invited(role="liaison", scope_kind="unit", scope_id=unit), NOW)
    )
    person = Person(core, account, locale)
    person.say("", code=code)
    person.say("是")
    return person


def test_a_liaison_is_welcomed_and_told_what_she_can_do(core: Core) -> None:
    person = liaison(core, "310117/洞泾镇")

    assert "状态　进度" in person.say("帮助")
    assert "名单" in person.say("/help")


def test_her_status_is_her_streets_digest(core: Core) -> None:
    said = liaison(core, "310117/洞泾镇").say("状态")

    assert said.startswith("洞泾镇 · 10 月 14 日（周二）")
    assert "今天先联系这 3 家" in said


def test_a_district_sees_its_streets_and_no_other_district(core: Core) -> None:
    person = liaison(core, "310117")

    assert person.say("状态").startswith("松江区")
    assert person.say("状态车墩镇").startswith("车墩镇")
    assert person.say("/status 南翔镇") == "您管的范围里没有叫“南翔镇”的单位。"
    assert person.say("状态 嘉定区") == "您管的范围里没有叫“嘉定区”的单位。"


def test_the_list_holds_only_her_own_enterprises(core: Core) -> None:
    mine = liaison(core, "310117/洞泾镇").say("名单")
    all_of_them = liaison(core, "310117", "district").say("名单")

    assert mine.startswith("未完成：4 家")
    assert all_of_them.startswith("未完成：18 家")
    assert "后面还有 10 家。" in all_of_them
    assert "停在半路" in liaison(core, "310117", "d2").say("名单 停")


def test_someone_without_a_role_is_asked_the_questionnaire(core: Core) -> None:
    said = Person(core, "visitor").say("状态")

    assert "洞泾镇" not in said
    assert "同意" in said


def test_a_misspelt_command_gets_a_suggestion_in_her_language(core: Core) -> None:
    assert "“/status”" in liaison(core, "310117", "en", "en").say("/statsu")


def test_a_used_code_opens_nothing_for_the_next(core: Core) -> None:
    code = core.database.write(lambda work: invite(work, Invited(role="admin", scope_kind="all"), NOW))
    first, second = Person(core, "first"), Person(core, "second")

    assert "管理员" in first.say("", code=code)
    assert "管理员" in first.say("是")
    assert "已经用过" in second.say("", code=code)
    assert "同意" in second.say("状态")


def test_stop_ends_the_digests_and_resume_brings_them_back(core: Core) -> None:
    person = liaison(core, "310117", "stopper")

    assert "不再发了" in person.say("停")
    assert stopped(core) == [True]
    assert "恢复了" in person.say("恢复")
    assert stopped(core) == [False]


def stopped(core: Core) -> list[bool]:
    """Whether each person who chose wants no digests."""
    with core.database.read() as work:
        person = work.people.at("web", "stopper")
        assert person is not None
        kept = work.settings.get(f"notices:{person.id}")
    return [preference_from(kept)[0].stopped]
