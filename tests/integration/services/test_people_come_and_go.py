"""From an invitation to the door: codes as text, hand-over, unbinding, wrong enterprises, erasing."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

from openpyxl import load_workbook
from support.clock import FrozenClock
from support.people import STREET, Talker, contact, liaison, new_code, new_enterprise

from bot.app import Core
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_from_json
from bot.messages import load
from bot.services.codes import code_hash, code_in, spaced
from bot.services.erasing import RETENTION, Retention
from bot.services.kept_messages import message_of
from storage.models.messaging import Inbox, Outbox
from storage.repositories.scope import EVERYTHING
from storage.unit_of_work import UnitOfWork

SAY = load("zh-CN").say
NAME = "示例长桥泵阀有限公司"


def sent_to(core: Core, talker: Talker) -> list[Prompt]:
    """What was queued for her, besides replies."""
    with core.database.read() as work:
        address = work.people.address_at(talker.channel, talker.account)
        assert address is not None
        rows = work.session.query(Outbox).filter(Outbox.address_id == address.id).order_by(Outbox.id)
        return [prompt_from_json(json.loads(row.prompt)) for row in rows if row.prompt != "{}"]


def actions(core: Core) -> list[str]:
    """What the audit log says happened, in order."""
    with core.database.read() as work:
        assert work.audit.verify() == []
        return [row.action for row in reversed(work.audit.recent(100))]


def bound(core: Core, enterprise: int) -> list[int]:
    with core.database.read() as work:
        return [one.id for one in work.people.contacts_of(enterprise)]


def passed_on(talker: Talker) -> str:
    """The code in the message she is to pass on."""
    said = talker.say("移交")
    found = re.search(r"邀请码 (\w{5} \w{5}) ", said)
    assert found is not None
    assert f"/chat?code={found[1].replace(' ', '')}" in said
    return found[1]


class TestCodes:
    def test_a_code_is_recognised_in_what_she_writes(self, light: Core) -> None:
        code = new_code(light, new_enterprise(light))

        for written in (code, spaced(code), f"邀请码：{code.lower()}", f"{code[:5]}-{code[5:]}"):
            assert code_in(written) == code
            assert "是您所在的企业吗" in Talker(light, f"li{written}").say(written)

    def test_no_word_looks_like_a_code(self) -> None:
        assert [code_in(text) for text in ("treatments", "2024202420", "你好", "我的邀请码呢")] == [""] * 4

    def test_the_inbox_keeps_only_the_hash_and_the_message_can_still_be_run_again(self, core: Core) -> None:
        enterprise = new_enterprise(core)
        opened, typed = new_code(core, enterprise), new_code(core, enterprise)
        first, second = Talker(core, "li"), Talker(core, "wang")
        first.open(opened)
        second.say(typed)

        with core.database.read() as work:
            rows = work.session.query(Inbox).order_by(Inbox.id).all()
        assert [json.loads(row.payload).get("code_hash") for row in rows] == [
            code_hash(opened),
            code_hash(typed),
        ]
        assert not any(code in str(vars(row)) for row in rows for code in (opened, typed))
        again = core.inbound.handle(message_of(rows[0]))
        assert again.duplicate
        assert again.prompts == first.replies[0].prompts

    def test_what_is_kept_instead_of_a_code_does_not_open_anything_when_typed(self, light: Core) -> None:
        code = new_code(light, new_enterprise(light))

        assert Talker(light, "li").open(code_hash(code)) == SAY("enrolment.unknown")

    def test_a_wrong_code_within_an_interview_is_an_answer_and_counts(self, light: Core) -> None:
        talker = contact(light, new_enterprise(light), "li")
        talker.say("同意")

        assert SAY("enrolment.unknown") not in talker.say("AB23CD45EF")
        with light.database.read() as work:
            assert work.access.failures_since(light.clock.now() - timedelta(hours=1)) == 1


class TestHandOver:
    def test_a_colleague_goes_on_where_she_was_and_both_may_stay(self, core: Core) -> None:
        enterprise = new_enterprise(core, NAME)
        first = contact(core, enterprise, "li")
        first.say("同意")
        first.answer(until="plan")
        code = passed_on(first)
        second = Talker(core, "wang")
        second.say(code)
        second.tap("yes")
        second.say("同意")

        assert second.question == "plan"
        assert bound(core, enterprise) == [first.person(), second.person()]
        (asked,) = [one for one in sent_to(core, first) if one.options]
        first.prompts = (asked,)
        assert first.tap("keep") == SAY("enrolment.both_stay")
        assert len(bound(core, enterprise)) == 2
        assert actions(core)[-2:] == ["invitation.handed_over", "contact.bound"]

    def test_or_she_goes_and_is_not_asked_any_more(self, core: Core) -> None:
        enterprise = new_enterprise(core, NAME)
        first = contact(core, enterprise, "li")
        first.say("同意", "先到这里")
        code = passed_on(first)
        second = Talker(core, "wang")
        second.open(code)
        second.tap("yes")
        first.prompts = tuple(one for one in sent_to(core, first) if one.options)

        assert first.tap("leave") == SAY("enrolment.unbound")
        assert bound(core, enterprise) == [second.person()]
        assert actions(core)[-1] == "contact.unbound"
        assert NAME not in first.say("继续")

    def test_a_code_passes_on_once_and_a_new_one_ends_the_last(self, light: Core) -> None:
        enterprise = new_enterprise(light, NAME)
        first = contact(light, enterprise, "li")
        first.say("同意")
        old, code = passed_on(first), passed_on(first)

        assert Talker(light, "x").say(old) == SAY("enrolment.withdrawn")
        second = Talker(light, "wang")
        second.say(code)
        second.tap("yes")
        assert Talker(light, "y").say(code) == SAY("enrolment.used")

    def test_the_choice_is_hers_alone(self, light: Core) -> None:
        enterprise = new_enterprise(light, NAME)
        first = contact(light, enterprise, "li")
        first.say("同意")
        code = passed_on(first)
        second, stranger = Talker(light, "wang"), Talker(light, "zhao")
        second.say(code)
        second.tap("yes")
        stranger.prompts = second.prompts = tuple(one for one in sent_to(light, first) if one.options)

        assert stranger.tap("leave") == SAY("enrolment.too_late")
        assert second.tap("leave") == SAY("enrolment.too_late")
        assert len(bound(light, enterprise)) == 2

    def test_a_try_out_has_nothing_to_pass_on(self, light: Core) -> None:
        talker = Talker(light, "guest")
        talker.say("你好", "同意")

        assert "邀请码" not in talker.say("移交")


class TestUnbinding:
    def test_it_asks_first_then_ends_reminders_and_keeps_the_answers(self, core: Core) -> None:
        enterprise = new_enterprise(core, NAME)
        talker = contact(core, enterprise, "li")
        talker.say("同意")
        talker.answer(until="plan")
        diagnosis = talker.diagnosis()

        assert NAME in talker.say("解绑")
        assert talker.say("不了") == SAY("enrolment.left_alone")
        talker.say("解绑")
        assert talker.say("是") == SAY("enrolment.unbound")
        assert bound(core, enterprise) == []
        with core.database.read() as work:
            assert len(work.diagnoses.answers(diagnosis)) > 2
            assert work.interviews.active(talker.person()) is None
            assert work.timers.pending(kind="interview") == []
        assert talker.say("解绑") in (SAY("enrolment.not_bound"), talker.text)

    def test_another_word_leaves_everything_as_it_was(self, light: Core) -> None:
        enterprise = new_enterprise(light, NAME)
        talker = contact(light, enterprise, "li")
        talker.say("同意", "解绑")
        talker.say("320")

        assert bound(light, enterprise) == [talker.person()]
        assert talker.say("1")  # the interview hears her again
        assert bound(light, enterprise) == [talker.person()]


def test_a_wrong_enterprise_is_kept_and_the_liaison_hears_of_it_until_somebody_is_invited(core: Core) -> None:
    helper = liaison(core, "chen")
    enterprise = new_enterprise(core, NAME)
    stranger = Talker(core, "li")
    stranger.open(new_code(core, enterprise))

    assert stranger.tap("no") == SAY("enrolment.wrong_enterprise")
    assert [one.text for one in sent_to(core, helper)] == [SAY("enrolment.wrong_told", enterprise=NAME)]
    with core.database.read() as work:
        assert [one.name for _, one in work.wrong_enterprises.open(EVERYTHING)] == [NAME]
    contact(core, enterprise, "wang")
    with core.database.read() as work:
        assert work.wrong_enterprises.open(EVERYTHING) == []
    assert "enterprise.wrong" in actions(core)


def test_several_people_speak_for_one_enterprise(light: Core) -> None:
    enterprise = new_enterprise(light, NAME)
    both = [contact(light, enterprise, one) for one in ("li", "wang")]

    assert bound(light, enterprise) == [one.person() for one in both]


class TestOwnData:
    def test_she_gets_everything_that_is_kept_of_her_as_a_file(self, core: Core) -> None:
        talker = contact(core, new_enterprise(core, NAME), "li")
        talker.say("同意", "=1+1")
        talker.answer(until="plan")

        assert talker.say("我的数据") == SAY("own_data.sent")
        (file,) = talker.prompts[-1].attachments
        book = load_workbook(io.BytesIO(core.filing.read(file.sha256)))
        cells = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        texts = {str(cell.value) for cell in cells}
        assert {NAME, "li", "同意", "=1+1", "headcount"} <= texts
        assert all(cell.data_type != "f" for cell in cells)
        assert "person.data_given" in actions(core)

    def test_it_holds_nothing_of_anybody_else(self, light: Core) -> None:
        enterprise = new_enterprise(light, NAME)
        other = contact(light, enterprise, "wang")
        other.say("同意", "1", "机密三百人")
        talker = contact(light, enterprise, "li")
        talker.say("我的数据")
        (file,) = talker.prompts[-1].attachments

        book = load_workbook(io.BytesIO(light.filing.read(file.sha256)))
        texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [text for text in texts if "机密" in text or "wang" in text]


class TestErasing:
    def later(self, core: Core, by: timedelta) -> None:
        assert isinstance(core.clock, FrozenClock)
        core.clock.move(by)
        core.timers.run_once()

    def test_a_liaison_has_herself_erased(self, core: Core) -> None:
        helper = liaison(core, "chen", name="陈老师")
        person = helper.person()

        assert helper.say("删除我的数据").startswith("删除您的姓名")
        assert helper.say("是") == SAY("enrolment.erased")
        self.later(core, timedelta(minutes=6))
        with core.database.read() as work:
            row = work.people.get(person)
            assert row is not None
            assert (row.display_name, row.phone) == (None, None)
            assert work.access.grants_of(person) == []
            assert work.people.at("web", "chen") is None
        assert actions(core)[-1] == "person.erased"

    def test_withdrawal_stops_reminders_at_once_and_the_liaison_hears_of_it(self, core: Core) -> None:
        helper = liaison(core, "chen")
        enterprise = new_enterprise(core, NAME)
        talker = contact(core, enterprise, "li")
        talker.say("同意", "撤回同意", "是")
        person = talker.person()

        with core.database.read() as work:
            chosen = work.settings.get(f"notices:{person}")
        assert isinstance(chosen, dict)
        assert chosen["reminders"] is False
        assert [one.text for one in sent_to(core, helper)] == [SAY("enrolment.withdrew", enterprise=NAME)]
        self.later(core, timedelta(minutes=6))
        with core.database.read() as work:
            assert work.settings.get(f"notices:{person}") is None
        assert bound(core, enterprise) == []

    def test_who_does_not_agree_is_not_reminded_and_who_changes_her_mind_is(self, light: Core) -> None:
        helper = liaison(light, "chen")
        talker = contact(light, new_enterprise(light, NAME), "li")

        def reminded() -> object:
            with light.database.read() as work:
                chosen = work.settings.get(f"notices:{talker.person()}")
            return chosen["reminders"] if isinstance(chosen, dict) else None

        talker.say("不同意")
        assert reminded() is False
        assert [one.text for one in sent_to(light, helper)] == [
            SAY("enrolment.refused_consent", enterprise=NAME)
        ]
        talker.say("我要开始", "同意")
        assert reminded() is True

    def test_whom_the_register_names_under_her_name_is_erased_with_her(self, core: Core) -> None:
        enterprise, other = new_enterprise(core, NAME), new_enterprise(core, "示例乙厂")
        people = [("李示例", "13800138000"), ("赵示例", "13900139000")]
        now = core.clock.now()
        core.database.write(
            lambda work: work.register_contacts.replace([(enterprise, people), (other, people)], now)
        )
        talker = contact(core, enterprise, "li")
        person = talker.person()

        def named(work: UnitOfWork) -> None:
            row = work.people.get(person)
            assert row is not None
            row.phone = "13800138000"

        core.database.write(named)
        talker.say("同意", "撤回同意", "是")
        self.later(core, timedelta(minutes=6))

        with core.database.read() as work:
            assert work.register_contacts.all() == {enterprise: (people[1],), other: tuple(people)}


class TestRetention:
    def test_the_silent_are_erased_when_their_time_is_over_and_holders_of_roles_are_not(
        self, core: Core
    ) -> None:
        assert isinstance(core.clock, FrozenClock)
        retention = Retention(core.database, core.config.privacy.retention_days)
        retention.begin(core.clock.now())
        retention.begin(core.clock.now())
        helper = liaison(core, "chen")
        enterprise = new_enterprise(core, NAME)
        silent, lively = contact(core, enterprise, "li"), contact(core, enterprise, "wang")
        gone = silent.person()
        now = core.clock.now()
        core.database.write(
            lambda work: work.register_contacts.replace([(enterprise, [("李示例", "")] * 2)], now)
        )
        core.clock.move(timedelta(days=core.config.privacy.retention_days - 1))
        lively.say("你好")
        core.timers.run_once()
        assert silent.person() == gone
        core.clock.move(timedelta(days=2))
        core.timers.run_once()

        assert bound(core, enterprise) == [lively.person()]
        assert helper.person()
        with core.database.read() as work:
            row = work.people.get(gone)
            assert row is not None
            assert row.erased_at is not None
            assert work.register_contacts.all() == {}
            (pending,) = work.timers.pending(kind=RETENTION)
        assert pending.due > core.clock.now()
        assert actions(core)[-2:] == ["person.erased", "register.erased"]

    def test_a_day_on_which_nothing_is_due_leaves_no_trace(self, light: Core) -> None:
        assert isinstance(light.clock, FrozenClock)
        Retention(light.database, 30).begin(light.clock.now())
        contact(light, new_enterprise(light, NAME), "li")
        before = actions(light)
        light.clock.move(timedelta(days=1, hours=1))
        light.timers.run_once()

        assert actions(light) == before


def test_names_of_invited_people_become_theirs_and_are_not_kept_twice(light: Core) -> None:
    code = new_code(
        light, role="liaison", scope_kind="unit", scope_id=STREET, name="陈老师", phone="021-55550100"
    )
    talker = Talker(light, "chen")
    talker.open(code)
    talker.tap("yes")

    with light.database.read() as work:
        row = work.people.get(talker.person())
        kept = work.access.invitation(code_hash(code))
    assert row is not None
    assert kept is not None
    assert (row.display_name, row.phone) == ("陈老师", "021-55550100")
    assert (kept.name, kept.phone) == (None, None)
    assert "陈老师" in contact(light, new_enterprise(light, NAME), "li").say("同意", "找人")
