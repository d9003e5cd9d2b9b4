"""`简报` and `报告` over the real door: now, as a file, at another time; only within one's scope."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from support.clock import FrozenClock
from support.service import configured

from bot.app import Core, build_core
from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Prompt
from bot.services import sample
from bot.services.enrolment import Invited, invite
from bot.services.filing import Opened
from storage.models import DiagnosisState
from storage.repositories.scope import EVERYTHING
from storage.unit_of_work import UnitOfWork

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Shanghai


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def core(tmp_path: Path, clock: FrozenClock) -> Iterator[Core]:
    core = build_core(configured(tmp_path), clock=clock, environ={})
    sample.load(core.database, core.library.default(), NOW)
    yield core
    core.close()


class Liaison:
    """Somebody with a role, at the web chat."""

    def __init__(
        self, core: Core, unit: str, account: str, role: str = "liaison", locale: str = "zh-CN"
    ) -> None:
        self.core, self.account, self.locale, self.turns = core, account, locale, 0
        code = core.database.write(
            lambda work: invite(work, Invited(role=role, scope_kind="unit", scope_id=unit), NOW)
        )
        self._hear(Kind.START, code=code)
        self.say("是")

    def say(self, text: str) -> Prompt:
        return self._hear(Kind.TEXT, text=text)

    def tap(self, prompt: Prompt, key: str) -> Prompt:
        return self._hear(Kind.TAP, question=prompt.question, token=prompt.token, keys=(key,))

    def _hear(self, kind: Kind, **said: Any) -> Prompt:  # noqa: ANN401 - a message's fields
        self.turns += 1
        message = InboundMessage(
            channel="web", account=self.account, key=f"{self.account}-{self.turns}", kind=kind, received=NOW,
            locale=self.locale, **said,
        )  # fmt: skip
        return self.core.inbound.handle(message).prompts[-1]

    def opened(self, prompt: Prompt, place: int = 0) -> Opened:
        file = prompt.attachments[place]
        found = self.core.filing.open(self.core.filing.token("web", self.account, file), self.account)
        assert isinstance(found, Opened)
        return found


def test_the_digest_now_with_what_to_reply_and_its_picture(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "a")

    prompt = person.say("简报")

    assert prompt.text.startswith("洞泾镇 · 10 月 14 日（周二）")
    assert prompt.text.endswith("退订回“停”")
    assert "看名单" in prompt.text
    assert "看名单" not in prompt.lead
    assert prompt.options[0].label == "看名单"
    picture = person.opened(prompt)
    assert picture.media_type == "image/png"
    assert len(picture.content) <= 60_000
    assert Image.open(io.BytesIO(picture.content)).size == (720, 560)


def test_one_lists_her_enterprises(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "a")
    person.say("简报")

    assert person.say("1").text.startswith("洞泾镇")


def test_a_district_gets_a_word_file_and_a_street_is_told_why_not(core: Core) -> None:
    district, street = Liaison(core, "310117", "d"), Liaison(core, "310117/洞泾镇", "s")

    prompt = district.say("简报 Word")
    file = district.opened(prompt)

    assert file.name == "松江区诊断进度简报 2025-10-14.docx"
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        assert "松江区数字化诊断进度简报" in package.read("word/document.xml").decode()
    assert "区和市才有" in street.say("简报 word").text


def test_nobody_gets_what_is_not_in_her_scope(core: Core) -> None:
    street, district = Liaison(core, "310117/洞泾镇", "s"), Liaison(core, "310117", "d")

    assert "没有叫“松江区”的单位" in street.say("简报 Word 松江区").text
    assert "没有叫“车墩镇”的单位" in street.say("简报 车墩镇").text
    assert "没有叫“嘉定区”的单位" in district.say("简报 嘉定区").text


def test_a_file_is_not_made_any_more_once_the_role_is_gone(core: Core) -> None:
    person = Liaison(core, "310117", "d")
    prompt = person.say("简报 Word")
    token = core.filing.token("web", "d", prompt.attachments[0])

    def revoke(work: UnitOfWork) -> None:
        who = work.people.at("web", "d")
        assert who is not None
        work.access.revoke(who.id, "liaison", "unit", "310117", NOW)

    core.database.write(revoke)

    assert not isinstance(core.filing.open(token, "d"), Opened)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("简报 8:45", "以后 08:45 发，按进度（越近期限越勤）。下一份：几分钟内（没有新情况就不发）。"),
        ("简报 时间改到 每天 11点半", "下一份：10 月 14 日（周二）11:30"),
        ("简报每天8点半", "以后 08:30 发，每个工作日。"),
        ("简报改到9:15", " 09:15 发，"),
        ("简报 每月", "以后 09:37 发，每月。"),
        ("简报 每天 15:00", "以后 15:00 发，每个工作日。下一份：10 月 14 日（周二）15:00"),
        ("简报每周", "以后 09:37 发，每周。"),
        ("简报 7:00", "08:30 以前、20:00 以后不发消息。"),
        ("简报 关", "好的，简报不再发了。"),
        ("/digest weekly", "以后 09:37 发，每周。"),
    ],
)
def test_time_and_frequency_are_understood(core: Core, said: str, answer: str) -> None:
    person = Liaison(core, "310117", "d")

    assert answer in person.say(said).text


def test_what_was_chosen_stays_when_something_else_is(core: Core) -> None:
    person = Liaison(core, "310117", "d")
    person.say("简报 15:00")
    person.say("简报 每天")
    person.say("停")

    assert "15:00 发，每个工作日" in person.say("恢复").text
    assert "09:37 发，按进度（越近期限越勤）" in person.say("简报 默认").text


def test_in_english(core: Core) -> None:
    person = Liaison(core, "310117", "e", locale="en")

    assert "at 15:00, every working day" in person.say("/digest daily 15:00").text
    assert "stop" in person.say("/digest").text


def test_the_report_of_an_enterprise_is_sent_and_noted(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "s")

    prompt = person.say("报告 启明精密机械")

    assert "诊断报告" in prompt.text
    assert person.opened(prompt).content.startswith(b"PK")
    with core.database.read() as work:
        assert [one.action for one in work.audit.recent(5)].count("report.read") == 1
    assert "没有提交诊断" in person.say("报告 三川精密机械").text
    assert "没有找到" in Liaison(core, "310117/车墩镇", "t").say("报告 启明精密机械").text


def test_a_digest_that_came_by_itself_is_answered_by_number(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "s")
    [digest] = [one for one in core.notices.run(NOW) if one.kind == "digest"]
    asyncio.run(core.delivery.run_once())

    assert digest.prompt.text.endswith("回 1 看名单 · 2 一键催办 · 3 导出 Excel · 退订回“停”")
    assert [one.kind for one in digest.prompt.attachments] == ["picture", "document"]
    assert person.opened(digest.prompt).media_type == "image/png"
    book = load_workbook(io.BytesIO(person.opened(digest.prompt, 1).content))
    assert book.worksheets[0]["A2"].value == "示例三川精密机械有限公司"  # the stalled one first

    assert person.say("1").text.startswith("洞泾镇")
    assert "上面只有" not in person.say("回1").text


def test_a_tap_on_a_digests_button_is_the_command_it_stands_for(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "s")
    [digest] = [one for one in core.notices.run(NOW) if one.kind == "digest"]
    [first, *_] = digest.prompt.options

    assert person.tap(digest.prompt, first.key).text.startswith("洞泾镇")


def test_a_number_without_a_digest_is_no_command(core: Core) -> None:
    person = Liaison(core, "310117/洞泾镇", "s")

    assert "没看懂" in person.say("1").text
    core.notices.run(NOW)  # queued, not sent: she has not seen it
    assert "没看懂" in person.say("1").text


def test_a_provider_is_told_of_what_she_was_given_and_nothing_else(core: Core) -> None:
    person = Liaison(core, "310117", "p", role="expert")

    def give(work: UnitOfWork) -> list[int]:
        who = work.people.at("web", "p")
        assert who is not None
        work.access.revoke(who.id, "expert", "unit", "310117", NOW)
        given = [one.id for one in work.enterprises.search("示例", EVERYTHING, limit=4)]
        for one in given:
            work.access.grant(who.id, "provider", "enterprise", str(one), by=None, at=NOW)
        return given

    given = core.database.write(give)
    prompt = person.say("简报")
    [notice] = [one for one in core.notices.run(NOW) if one.kind == "digest"]

    assert prompt.text.startswith("派给您的企业 · 10 月 14 日（周二）\n全年 4 家（派来的全部企业）")
    assert "催办" not in prompt.text
    assert notice.text.startswith("派给您的企业")
    assert [option.label for option in notice.prompt.options] == ["看名单", "导出 Excel"]
    [file] = notice.prompt.attachments
    book = load_workbook(io.BytesIO(person.opened(notice.prompt).content))
    assert file.kind == "document"
    assert book.worksheets[0].max_row == 1 + len(given)


def test_the_word_page_is_written_anew_when_things_have_changed(core: Core, clock: FrozenClock) -> None:
    person = Liaison(core, "310117", "d")
    first = person.opened(person.say("简报 Word")).content

    def finish(work: UnitOfWork) -> None:
        [one] = work.enterprises.search("三川精密机械", EVERYTHING)
        for diagnosis in work.diagnoses.of_enterprise(one.id):
            diagnosis.state, diagnosis.submitted_at = DiagnosisState.SUBMITTED, NOW

    core.database.write(finish)
    clock.move(timedelta(minutes=11))

    assert person.opened(person.say("简报 Word")).content != first
