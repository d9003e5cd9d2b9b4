"""An interview carried through the whole application: begun, resumed, repeated, given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.clock import FrozenClock
from support.people import REPLIES, Talker, contact, liaison, new_code, new_enterprise

from bot.app import Core
from bot.conversation.interview import Phase
from bot.services.effects import CONSENT_VERSION, ERASE, ERASE_AFTER, TIMER
from storage.models.diagnosis import DiagnosisState
from storage.models.messaging import Outbox
from storage.unit_of_work import UnitOfWork


def moved(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)


def test_anyone_may_try_and_is_asked_for_consent_first(core: Core) -> None:
    talker = Talker(core, "li")

    assert "1 同意，开始" in talker.say("你好")
    assert talker.answers() == {}
    assert talker.question == ""
    talker.say("同意")
    assert talker.question == "industry"
    with core.database.read() as work:
        person = work.people.get(talker.person())
        assert person is not None
        assert person.consent_version == CONSENT_VERSION


def test_answers_are_stored_with_who_gave_them_where_and_when(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意", "汽车", "320人")

    with core.database.read() as work:
        rows = work.diagnoses.current_answers(talker.diagnosis())
    assert [(row.question_id, row.value, row.author_id, row.channel) for row in rows] == [
        ("industry", "auto", talker.person(), "web"),
        ("headcount", 320, talker.person(), "web"),
    ]
    assert rows[-1].at == core.clock.now()


def test_a_new_process_goes_on_where_the_old_one_stopped(
    build: Callable[..., Core], database_url: str
) -> None:
    first = build(database_url)
    before = Talker(first, "li")
    before.say("你好", "同意", "1", "320")
    asked = before.question
    first.close()

    after = Talker(build(database_url, clock=first.clock), "li")
    after.open()

    assert after.question == asked == "pilot"
    after.say("有")
    assert after.answers() == {"industry": "auto", "headcount": 320, "pilot": True}


def test_weeks_later_on_another_channel_the_same_question_is_asked(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意", "1", "暂停")
    person = talker.person()
    core.database.write(lambda work: work.people.add_address(person, "telegram", "77", core.clock.now()))
    moved(core, timedelta(days=40))

    elsewhere = Talker(core, "77", "telegram")
    elsewhere.open()

    assert elsewhere.question == "headcount"
    assert elsewhere.person() == person
    elsewhere.say("320")
    assert talker.answers() == {"industry": "auto", "headcount": 320}
    with core.database.read() as work:
        rows = work.diagnoses.current_answers(talker.diagnosis())
    assert [row.channel for row in rows] == ["web", "telegram"]


def test_a_whole_interview_is_scored_and_its_report_ordered(core: Core) -> None:
    talker = Talker(core, "li")

    said = talker.finish()

    assert "成型 · 下档，84.3 分" in said
    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
        assert row is not None
        assert (row.state, row.score, row.level, row.grade) == (DiagnosisState.SUBMITTED, "675/8", 2, 3)
        assert work.diagnoses.assessment(row.id)
        assert [packed.diagnosis_id for packed in work.diagnoses.packed("demo", "1.0")] == [row.id]
        [order] = work.timers.pending(kind="report")
        assert order.subject == str(row.id)


def test_editing_keeps_every_unaffected_answer(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意")
    talker.answer(until="audit")
    before = talker.answers()

    talker.say("改 1", "食品")

    assert talker.answers() == {**before, "industry": "food"}
    with core.database.read() as work:
        history = work.diagnoses.history(talker.diagnosis(), "industry")
    assert [row.value for row in history] == ["auto", "food"]
    assert history[1].supersedes == history[0].id
    assert history[0].superseded_at == history[1].at


def test_the_second_round_offers_the_first_rounds_answers(core: Core) -> None:
    enterprise = new_enterprise(core)
    talker = contact(core, enterprise, "li")
    talker.say("同意")
    talker.answer()
    talker.say("提交")
    first = talker.diagnosis()

    talker.open(new_code(core, enterprise))
    said = talker.tap("yes")

    second = talker.diagnosis()
    with core.database.read() as work:
        rounds = [row.round for row in work.diagnoses.of_enterprise(enterprise)]
    assert (second != first, rounds) == (True, [2, 1])
    assert "同意" not in said  # she has consented to that text
    talker.say("一样")  # the whole first section, as far as it was asked without a pilot line
    assert talker.answers() == {"industry": "auto", "headcount": 320, "pilot": True}
    assert "2021 年 4 月 30 日" in talker.text
    talker.say("不变", "逐题")
    assert "2（有草案）" in talker.text
    talker.say("不变")
    assert talker.answers()["plan"] == "2"
    with core.database.read() as work:
        assert work.diagnoses.answers(first)["plan"] == "2"


def test_whoever_speaks_for_two_enterprises_begins_the_one_she_is_invited_for(core: Core) -> None:
    first, second = new_enterprise(core, "示例甲泵阀厂"), new_enterprise(core, "示例乙泵阀厂")
    talker = contact(core, first, "li")
    talker.say("同意", "1")

    talker.open(new_code(core, second))
    talker.tap("yes")

    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
    assert row is not None
    assert row.enterprise_id == second
    assert talker.answers() == {}


def test_without_try_outs_a_stranger_is_told_how_to_begin(
    build: Callable[..., Core], sqlite_url: str
) -> None:
    core = build(sqlite_url)
    core.interviewing._try_outs = False
    talker = Talker(core, "li")

    assert "邀请" in talker.say("你好")
    with core.database.read() as work:
        assert work.interviews.active(talker.person()) is None
    enterprise = new_enterprise(core)
    assert "同意" in contact(core, enterprise, "wang").text


class TestConsent:
    def test_a_refusal_collects_nothing_and_reminds_nobody(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "不同意", "汽车", "320")

        assert talker.answers() == {}
        assert talker.interview().phase is Phase.REFUSED
        with core.database.read() as work:
            person = work.people.get(talker.person())
            assert person is not None
            assert person.consent_version is None
            assert work.timers.next_due() is None

    def test_after_a_withdrawal_the_person_is_erased_and_the_answers_stay_the_enterprises(
        self, core: Core
    ) -> None:
        talker = contact(core, new_enterprise(core), "li")
        talker.say("同意", "1", "320")
        diagnosis, person = talker.diagnosis(), talker.person()

        talker.say("撤回同意", "是")
        with core.database.read() as work:
            [timer] = work.timers.pending(kind=ERASE)
            assert (timer.subject, timer.due) == (str(person), core.clock.now() + ERASE_AFTER)
        assert core.timers.run_once() == 0  # her address is still needed for the good-bye
        moved(core, ERASE_AFTER)
        assert core.timers.run_once() == 1

        with core.database.read() as work:
            assert work.people.at("web", "li") is None
            row = work.people.get(person)
            assert row is not None
            assert (row.erased_at, row.consent_version) == (core.clock.now(), None)
            assert work.interviews.of_person(person) == []
            assert work.diagnoses.answers(diagnosis) == {"industry": "auto", "headcount": 320}
            kept = work.diagnoses.get(diagnosis)
            assert kept is not None
            assert kept.state is DiagnosisState.STARTED
        assert talker.say("你好").startswith("您好，这里是")  # a new person to us

    def test_a_withdrawn_try_out_counts_no_more(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "1", "撤回同意", "是")

        with core.database.read() as work:
            row = work.diagnoses.get(talker.diagnosis())
        assert row is not None
        assert row.state is DiagnosisState.WITHDRAWN

    def test_who_comes_back_before_she_is_erased_is_not_erased(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "1", "撤回同意", "是", "同意", "同意")

        moved(core, ERASE_AFTER)
        core.timers.run_once()

        assert talker.question == "headcount"
        talker.say("320")
        assert talker.answers() == {"industry": "auto", "headcount": 320}
        with core.database.read() as work:
            person = work.people.get(talker.person())
            assert person is not None
            assert (person.erased_at, person.consent_version) == (None, CONSENT_VERSION)


class TestHandOver:
    def outbox(self, core: Core) -> list[tuple[int, str, str]]:
        def rows(work: UnitOfWork) -> list[tuple[int, str, str]]:
            return [(row.address_id, row.kind, row.prompt) for row in work.session.query(Outbox).all()]

        with core.database.read() as work:
            return rows(work)

    def address(self, talker: Talker) -> int:
        with talker.core.database.read() as work:
            found = work.people.address_at(talker.channel, talker.account)
            assert found is not None
            return found.id

    def test_every_liaison_of_the_street_is_told_who_wants_a_human(self, core: Core) -> None:
        helpers = [liaison(core, "chen", name="陈老师"), liaison(core, "zhao")]
        liaison(core, "other", "310117/车墩镇")
        talker = contact(core, new_enterprise(core, "示例长桥泵阀有限公司"), "li")
        talker.say("同意")

        said = talker.say("找人")

        assert "陈老师" in said
        assert "021-5555 0100" in said
        assert talker.question == "industry"
        sent = self.outbox(core)
        assert [(address, kind) for address, kind, _ in sent] == [
            (self.address(one), "handover") for one in helpers
        ]
        assert all("示例长桥泵阀有限公司" in prompt for _, _, prompt in sent)

    def test_one_who_blocked_us_is_reached_elsewhere_or_not_at_all(self, core: Core) -> None:
        gone, chen = liaison(core, "gone"), liaison(core, "chen")
        person = chen.person()
        now = core.clock.now()
        other = core.database.write(lambda work: work.people.add_address(person, "telegram", "7", now).id)
        gone.leave()
        chen.leave()
        talker = contact(core, new_enterprise(core), "li")
        talker.say("同意", "找人")

        assert [address for address, _, _ in self.outbox(core)] == [other]

    def test_without_a_liaison_of_the_street_the_districts_is_told(self, core: Core) -> None:
        district = liaison(core, "wu", "310117")
        contact(core, new_enterprise(core), "li").say("同意", "找人")

        assert [address for address, _, _ in self.outbox(core)] == [self.address(district)]

    def test_without_any_liaison_she_is_told_so_and_nothing_breaks(self, core: Core) -> None:
        talker = contact(core, new_enterprise(core), "li")
        talker.say("同意", "找人")

        assert self.outbox(core) == []
        assert talker.question == "industry"


class TestFiles:
    def test_a_file_is_kept_as_evidence_of_the_question_on_the_screen(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "1")

        talker.give("报工 界面.png", b"a picture")

        assert talker.question == "headcount"
        with core.database.read() as work:
            [evidence] = work.diagnoses.evidence(talker.diagnosis())
            stored = work.diagnoses.file(evidence.sha256)
        assert (evidence.question_id, evidence.name) == ("headcount", "报工 界面.png")
        assert evidence.added_by == talker.person()
        assert stored is not None
        assert (stored.size, stored.media_type) == (9, "image/png")

    def test_the_same_file_twice_is_stored_once_and_noted_twice(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "1")
        talker.give("a.png", b"a picture")
        talker.give("b.png", b"a picture")

        with core.database.read() as work:
            evidence = work.diagnoses.evidence(talker.diagnosis())
        assert [one.name for one in evidence] == ["a.png", "b.png"]
        assert len({one.sha256 for one in evidence}) == 1

    def test_a_file_answers_a_file_question(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意")
        talker.answer(until="proof")

        talker.give("截图.png", b"a picture")

        answer = talker.answers()["proof"]
        assert isinstance(answer, dict)
        assert answer["name"] == "截图.png"
        assert talker.question == ""


def test_a_pause_is_followed_by_one_reminder(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意", "1", "暂停")
    with core.database.read() as work:
        [timer] = work.timers.pending(kind=TIMER)
    assert timer.due == core.clock.now() + timedelta(days=3)

    talker.say("继续")

    with core.database.read() as work:
        assert work.timers.pending(kind=TIMER) == []


@pytest.mark.parametrize("wish", ["反馈 选项太长", "反馈"])
def test_a_remark_is_kept_with_its_question(light: Core, wish: str) -> None:
    talker = Talker(light, "li")
    talker.say("你好", "同意", wish)
    if wish == "反馈":
        talker.say("选项太长")

    with light.database.read() as work:
        [feedback] = work.diagnoses.feedback(talker.diagnosis())
    assert (feedback.question_id, feedback.text) == ("industry", "选项太长")


def test_every_reply_of_these_tests_is_for_a_question_of_the_pack(light: Core) -> None:
    questions = {question.id for question in light.library.default().structure.questions}

    assert set(REPLIES) == questions


def test_whoever_has_handed_in_begins_another_round_with_a_word(core: Core) -> None:
    enterprise = new_enterprise(core)
    talker = contact(core, enterprise, "li")
    talker.say("同意")
    talker.answer()
    talker.say("提交")
    first, before = talker.diagnosis(), talker.answers()

    assert "新一轮" in talker.say("新一轮")
    talker.say("不")
    assert talker.diagnosis() == first
    said = talker.say("再做一次", "是")

    assert talker.diagnosis() != first
    assert "开始新一轮" in said
    assert "一样" in said  # last time's answers are offered
    with core.database.read() as work:
        assert [row.round for row in work.diagnoses.of_enterprise(enterprise)] == [2, 1]
        assert work.diagnoses.answers(first) == before


def test_a_try_out_can_be_repeated(core: Core) -> None:
    talker = Talker(core, "a")
    talker.finish()
    first = talker.diagnosis()

    talker.say("再做一次", "是")

    assert talker.diagnosis() != first
    assert talker.question == "industry"
