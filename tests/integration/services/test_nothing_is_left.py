"""After a person is erased nothing of hers is left in a table or behind a link; nor old files of anybody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.clock import FrozenClock
from support.people import Talker, contact, liaison, new_enterprise

from bot.app import Core
from bot.channels.base import Kind
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.erasing import RETENTION, Retention
from bot.services.filing import Opened, Refusal
from storage.base import Base
from storage.unit_of_work import UnitOfWork

NAME = "示例长桥泵阀有限公司"
ACCOUNT = "oOpenIdOfHers0001"
PERSON, PHONE, NOTE = "朱示例", "13800138000", "请朱示例的同事回电，我是她的助理"
HERS = (ACCOUNT, PERSON, PHONE, "助理")


def later(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)
    core.timers.run_once()


def everywhere(core: Core) -> list[str]:
    """Where in the database something of hers stands: table, column, the whole value."""
    found = []
    with core.database.read() as work:
        for table in Base.metadata.sorted_tables:
            for row in work.session.execute(select(table)).mappings():
                found += [
                    f"{table.name}.{column}: {value}"
                    for column, value in row.items()
                    if any(one in str(value) for one in HERS)
                ]
    return found


def named(core: Core, talker: Talker, enterprise: int) -> None:
    """Her name and phone, as the register and she herself gave them."""

    def write(work: UnitOfWork) -> None:
        row = work.people.get(talker.person())
        assert row is not None
        row.display_name, row.phone = PERSON, PHONE
        people = [(PERSON, PHONE), ("李示例", "13900139000")]
        work.register_contacts.replace([(enterprise, people)], core.clock.now())

    core.database.write(write)


@pytest.fixture
def enterprise(core: Core) -> int:
    return new_enterprise(core, NAME)


def test_nothing_of_hers_is_left_in_any_table(core: Core, enterprise: int) -> None:
    helper = liaison(core, "chen")
    talker = contact(core, enterprise, ACCOUNT)
    named(core, talker, enterprise)
    talker.say("同意", NOTE, f"移交 {PERSON}")
    talker.send(replace(talker.message(Kind.TEXT, "1"), key=f"gh_1:{ACCOUNT}:77"))
    talker.give(f"{PERSON}的证明.png", b"\x89PNG evidence")
    talker.say("反馈", "我是助理，题目太难")
    assert PHONE in helper.say(f"企业 {NAME}")
    core.database.write(lambda work: work.settings.put("opened:0f", ACCOUNT))
    asyncio.run(core.delivery.run_once())
    for one in HERS:
        assert any(one in where for where in everywhere(core)), one

    talker.say("撤回同意", "是")
    later(core, timedelta(minutes=6))

    assert everywhere(core) == []
    with core.database.read() as work:
        assert work.audit.verify() == []
    assert NAME in helper.say(f"企业 {NAME}")


def test_another_of_her_name_is_left_alone_elsewhere(core: Core, enterprise: int) -> None:
    helper = liaison(core, "chen")
    other = new_enterprise(core, "示例松风泵阀有限公司")
    talker, namesake = contact(core, enterprise, ACCOUNT), contact(core, other, "zhu")
    named(core, talker, enterprise)

    def call(work: UnitOfWork) -> None:
        row = work.people.get(namesake.person())
        assert row is not None
        row.display_name, row.phone = PERSON, "13700137000"

    core.database.write(call)
    assert "13700137000" in helper.say("企业 示例松风泵阀有限公司")
    talker.say("同意", "撤回同意", "是")
    later(core, timedelta(minutes=6))

    said = "\n".join(line.text for line in core.history.news("web", "chen", "").lines)
    assert f"{PERSON} 13700137000" in said


def test_the_link_to_her_data_ends_with_it(core: Core, enterprise: int) -> None:
    talker = contact(core, enterprise, ACCOUNT)
    talker.say("同意", "我的数据")
    (file,) = talker.prompts[-1].attachments
    link = core.filing.token("web", ACCOUNT, file)
    assert isinstance(core.filing.open(link, ACCOUNT), Opened)

    talker.say("撤回同意", "是")
    later(core, timedelta(minutes=6))

    assert core.filing.open(link, ACCOUNT) is Refusal.GONE


def test_files_are_removed_once_no_link_to_them_works_and_evidence_stays(core: Core, enterprise: int) -> None:
    retention = Retention(core.database, core.config.privacy.retention_days, core.filing)
    retention.begin(core.clock.now())
    talker = contact(core, enterprise, "li")
    talker.say("同意")
    talker.give("证明.png", b"\x89PNG evidence")
    letter = core.filing.store(b"letter", "application/pdf")
    kept = core.filing.store(b"made again lately", "application/pdf")
    later(core, timedelta(days=core.config.reports.link_days))
    core.filing.store(b"made again lately", "application/pdf")
    later(core, timedelta(days=1))

    link = core.filing.token("web", "li", Attachment(AttachmentKind.DOCUMENT, "x.pdf", letter))
    assert core.filing.open(link, "li") is Refusal.GONE
    assert core.filing.content(kept) == b"made again lately"
    with core.database.read() as work:
        assert work.timers.pending(kind=RETENTION)
        (evidence,) = work.people.evidence_of(talker.person())
    assert core.filing.content(evidence.sha256) == b"\x89PNG evidence"
    assert core.filing.store(b"letter", "application/pdf") == letter
    assert core.filing.content(letter) == b"letter"


def test_a_chat_whose_old_messages_are_forgotten_can_still_be_read(light: Core) -> None:
    helper = liaison(light, "chen")
    talker = contact(light, new_enterprise(light, NAME), "li")
    talker.say("同意", "找人")
    asyncio.run(light.delivery.run_once())
    assert any("想请您联系" in line.text for line in light.history.news("web", "chen", "").lines)

    later(light, timedelta(days=2))
    light.database.write(lambda work: work.outbox.forget_before(light.clock.now()))
    light.database.write(lambda work: work.inbox.forget_before(light.clock.now()))

    assert light.history.news("web", "chen", "").lines == []
    assert helper.say("状态")
