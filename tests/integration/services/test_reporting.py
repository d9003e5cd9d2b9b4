"""The Word report: written once, stored under its hash, sent where it was asked for, verifiable."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta

import docx
import pytest
from support.clock import FrozenClock
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.conversation.prompt import Attachment, AttachmentKind, Prompt
from bot.conversation.prompt_json import prompt_from_json
from bot.services.filing import Opened
from storage.models.diagnosis import Diagnosis, DiagnosisState
from storage.models.messaging import Outbox, OutboxStatus

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def moved(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)


def sent(core: Core) -> list[tuple[Outbox, Prompt]]:
    with core.database.read() as work:
        rows = work.session.query(Outbox).filter(Outbox.kind == "report").order_by(Outbox.id).all()
        return [(row, prompt_from_json(json.loads(row.prompt))) for row in rows]


def finished(core: Core, account: str = "li") -> Talker:
    talker = contact(core, new_enterprise(core, industry="auto"), account)
    talker.say("同意")
    talker.answer()
    talker.say("提交")
    return talker


def document(prompt: Prompt) -> Attachment:
    [found] = [one for one in prompt.attachments if one.kind is AttachmentKind.DOCUMENT]
    return found


def text_of(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def code(core: Core, diagnosis: int) -> str:
    with core.database.read() as work:
        row = work.diagnoses.get(diagnosis)
        assert row is not None
        return core.reporting.code(row)


def test_the_report_is_queued_for_whoever_handed_in_and_stored_under_its_hash(core: Core) -> None:
    talker = finished(core)

    assert core.timers.run_once() == 1

    [(row, prompt)] = sent(core)
    attachment = document(prompt)
    with core.database.read() as work:
        address = work.people.address_at("web", "li")
        stored = work.diagnoses.file(attachment.sha256)
    assert address is not None
    assert stored is not None
    assert (row.address_id, row.status, row.due) == (address.id, OutboxStatus.QUEUED, core.clock.now())
    token = core.filing.token("web", "li", attachment)
    opened = core.filing.open(token, "li")
    assert isinstance(opened, Opened)
    assert hashlib.sha256(opened.content).hexdigest() == attachment.sha256
    assert (opened.media_type, stored.media_type, stored.size) == (WORD, WORD, len(opened.content))
    assert opened.name.startswith("数字化诊断报告-2026-")
    assert "示例长桥泵阀有限公司" in text_of(opened.content)
    assert code(core, talker.diagnosis()) in text_of(opened.content)


def test_a_picture_of_the_result_comes_with_it(light: Core) -> None:
    finished(light)
    light.timers.run_once()

    [(_, prompt)] = sent(light)
    [picture] = [one for one in prompt.attachments if one.kind is AttachmentKind.PICTURE]
    opened = light.filing.open(light.filing.token("web", "li", picture), "li")
    assert isinstance(opened, Opened)
    assert (opened.media_type, opened.content[:4]) == ("image/png", b"\x89PNG")


def test_written_again_it_is_the_same_to_the_byte(core: Core) -> None:
    talker = finished(core)
    first = core.reporting.render(talker.diagnosis(), "zh-CN").data
    moved(core, timedelta(days=30))

    assert core.reporting.render(talker.diagnosis(), "zh-CN").data == first
    talker.say("结果")
    core.timers.run_once()
    assert {document(prompt).sha256 for _, prompt in sent(core)} == {hashlib.sha256(first).hexdigest()}


def test_who_hands_in_later_changes_nothing_in_it(build: Callable[..., Core], sqlite_url: str) -> None:
    core = build(sqlite_url, minimum_peers=3)
    pack = core.library.default()

    def hand_in(number: int) -> None:
        enterprise = new_enterprise(core, f"示例{number}厂", industry="auto")
        core.database.write(
            lambda work: work.diagnoses.add(
                Diagnosis(
                    enterprise_id=enterprise,
                    pack=pack.id,
                    pack_version=pack.version,
                    content_hash=pack.content_hash,
                    state=DiagnosisState.SUBMITTED,
                    started_at=core.clock.now(),
                    submitted_at=core.clock.now(),
                    score=f"{10 * number}/1",
                    level=1,
                    grade=1,
                )
            )
        )

    for number in range(3):
        hand_in(number)
    talker = finished(core)
    first = core.reporting.render(talker.diagnosis(), "zh-CN").data
    moved(core, timedelta(days=1))
    for number in range(3, 9):
        hand_in(number)

    assert core.reporting.render(talker.diagnosis(), "zh-CN").data == first


def test_it_is_written_in_the_language_of_the_interview(light: Core) -> None:
    talker = contact(light, new_enterprise(light), "li", locale="en")
    talker.say("I agree")
    talker.answer(pilot="no", net="1", audit="yes", wish="people", proof="skip")
    talker.say("submit")
    light.timers.run_once()

    [(_, prompt)] = sent(light)
    opened = light.filing.open(light.filing.token("web", "li", document(prompt)), "li")
    assert isinstance(opened, Opened)
    assert "Demonstration" in text_of(opened.content)


def test_asked_for_again_it_is_sent_again_once(core: Core) -> None:
    talker = finished(core)
    talker.say("结果")  # before the first was written: that order is replaced
    assert core.timers.run_once() == 1
    talker.say("结果")
    assert core.timers.run_once() == 1

    first, second = [prompt.attachments for _, prompt in sent(core)]
    assert first == second


def test_a_draft_says_so_and_has_no_code(light: Core) -> None:
    talker = contact(light, new_enterprise(light), "li")
    talker.say("同意", "汽车", "320")

    text = text_of(light.reporting.render(talker.diagnosis(), "zh-CN").data)

    assert code(light, talker.diagnosis()) not in text


def test_a_report_of_nothing_is_an_error(light: Core) -> None:
    with pytest.raises(KeyError):
        light.reporting.render(404, "zh-CN")


class TestVerification:
    def test_the_code_of_a_report_says_what_it_says(self, core: Core) -> None:
        talker = finished(core)

        found = core.reporting.verified(code(core, talker.diagnosis()), "zh-CN")

        assert found is not None
        assert (found.title, found.version, found.rung) == ("演示问卷", "1.0", "成型 · 下档")
        assert "示例长桥" not in repr(found)

    def test_small_letters_will_do(self, light: Core) -> None:
        talker = finished(light)

        assert light.reporting.verified(code(light, talker.diagnosis()).lower(), "en") is not None

    @pytest.mark.parametrize(
        "wrong", ["", "1", "1-", "1-0123456789ABCDEF", "x-y", "9" * 40 + "-A", "²-1", "1-é", "0-0", "1--"]
    )
    def test_another_code_says_nothing(self, light: Core, wrong: str) -> None:
        finished(light)

        assert light.reporting.verified(wrong, "zh-CN") is None

    def test_one_diagnosis_code_is_not_anothers(self, light: Core) -> None:
        first, second = finished(light, "li"), finished(light, "wang")
        digest = code(light, first.diagnosis()).partition("-")[2]

        assert light.reporting.verified(f"{second.diagnosis()}-{digest}", "zh-CN") is None

    def test_after_handing_in_again_the_old_code_is_no_longer_good(self, core: Core) -> None:
        talker = finished(core)
        old = code(core, talker.diagnosis())
        talker.say("改 11", "是", "没有", "提交")

        assert core.reporting.verified(old, "zh-CN") is None
        assert core.reporting.verified(code(core, talker.diagnosis()), "zh-CN") is not None

    def test_before_handing_in_there_is_none(self, light: Core) -> None:
        talker = contact(light, new_enterprise(light), "li")
        talker.say("同意", "汽车")

        assert light.reporting.verified(code(light, talker.diagnosis()), "zh-CN") is None

    def test_it_is_the_same_after_a_restart(self, build: Callable[..., Core], database_url: str) -> None:
        core = build(database_url)
        talker = finished(core)
        before = code(core, talker.diagnosis())
        core.close()

        again = build(database_url, clock=core.clock)

        assert again.reporting.verified(before, "zh-CN") is not None
