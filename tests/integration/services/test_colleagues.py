"""Several people of one enterprise on one questionnaire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import cast

import psycopg
import pytest
from support.clock import FrozenClock
from support.interview_rules import check, check_answers
from support.people import Talker, contact, new_enterprise

from benchmarks.round_trips import relayed
from bot.app import Core
from bot.channels.base import Kind
from bot.conversation.definition import Definition
from bot.conversation.interview import Mark, Phase
from bot.messages import load
from scoring.values import answer_from_json
from storage.engine import Database
from storage.models.diagnosis import DiagnosisState
from storage.unit_of_work import UnitOfWork


def pair(core: Core) -> tuple[Talker, Talker]:
    """Two contacts of one enterprise, both at its first question."""
    enterprise = new_enterprise(core)
    first, second = contact(core, enterprise, "li"), contact(core, enterprise, "wang")
    first.say("同意")
    second.say("同意")
    return first, second


def valid(talker: Talker) -> None:
    """Fail unless her interview is valid and agrees with the stored answers."""
    pack = talker.core.library.default()
    questionnaire = talker.core.library.questionnaire(pack, "zh-CN")
    definition = Definition(questionnaire, load("zh-CN"), pack.content_hash)
    check(talker.interview(), definition)
    stored = {question: answer_from_json(value) for question, value in talker.answers().items()}
    check_answers(talker.interview(), stored, definition)


def marks(talker: Talker) -> dict[str, str]:
    questions = talker.core.library.default().structure.questions
    return dict(zip([one.id for one in questions], talker.interview().status, strict=True))


def test_both_answer_one_diagnosis_and_nobody_is_asked_what_the_other_answered(core: Core) -> None:
    li, wang = pair(core)
    assert li.diagnosis() == wang.diagnosis()
    li.say("1", "320", "没有")

    wang.say("1")  # it was on her screen: her answer stands, and the next is one nobody answered

    assert wang.question == li.question == "plan"
    valid(li)
    valid(wang)
    with core.database.read() as work:
        rows = work.diagnoses.current_answers(li.diagnosis())
    assert {row.question_id: row.author_id for row in rows} == {
        "industry": wang.person(),
        "headcount": li.person(),
        "pilot": li.person(),
    }


def test_one_who_joins_later_begins_with_the_first_open_question(core: Core) -> None:
    enterprise = new_enterprise(core)
    li = contact(core, enterprise, "li")
    li.say("同意", "食品", "320")

    wang = contact(core, enterprise, "wang")
    wang.say("同意")

    assert wang.question == "pilot"
    assert wang.interview().known == {"industry": "food", "headcount": 320}
    valid(wang)


def test_one_who_consented_before_and_joins_later_is_not_asked_it_again(core: Core) -> None:
    first, second = new_enterprise(core, "示例甲厂"), new_enterprise(core, "示例乙厂")
    wang = contact(core, first, "wang")
    wang.say("同意")
    contact(core, second, "li").say("同意", "食品", "320")

    joined = contact(core, second, "wang")

    assert "同意" not in joined.text
    assert joined.question == "pilot"
    valid(joined)


class TestAChangedAnswer:
    def test_a_colleague_changes_the_industry_and_the_others_path_follows(self, core: Core) -> None:
        li, wang = pair(core)
        li.say("汽车", "320", "没有")
        wang.say("汽车")
        wang.answer(until="audit")  # asked of car makers alone

        li.say("改 1", "食品")

        assert wang.interview().known["industry"] == "food"
        assert wang.interview().question == "recipe"
        valid(li)
        valid(wang)
        wang.say("有")  # to the question that is gone
        assert wang.question == "recipe"
        assert "audit" not in wang.answers()
        wang.say("1")
        assert wang.answers()["recipe"] == "paper"
        valid(wang)

    def test_not_applicable_after_all_reaches_the_other(self, core: Core) -> None:
        li, wang = pair(core)
        li.say("汽车", "320")
        wang.say("汽车")
        assert marks(wang)["headcount"] == Mark.ANSWERED

        li.say("改 2", "不适用，家族作坊没有雇员")

        assert marks(wang)["headcount"] == Mark.NOT_APPLICABLE
        valid(wang)

    def test_an_answer_that_no_longer_fits_is_gone_over_by_whoever_comes_next(self, core: Core) -> None:
        li, wang = pair(core)
        li.say("汽车", "320", "没有", "3")
        wang.say("汽车")

        li.say("改 2", "15")  # the third choice of “plan” is for larger ones

        assert marks(li)["plan"] == marks(wang)["plan"] == Mark.REVISIT
        valid(li)
        valid(wang)

    def test_the_one_at_the_end_is_asked_what_the_change_brings_up(self, core: Core) -> None:
        li, wang = pair(core)
        wang.answer()
        assert wang.interview().phase is Phase.READY
        li.say("汽车")

        li.say("改 1", "食品")

        assert wang.interview().question == "recipe"
        valid(wang)

    def test_a_half_answered_grid_is_known_to_both_when_it_is_whole(self, core: Core) -> None:
        li, wang = pair(core)
        li.answer(until="use")
        li.say("1")
        wang.say("汽车")
        assert (marks(wang)["use"], wang.question) == (Mark.OPEN, "use")

        li.say("2")
        wang.say("帮助")

        assert marks(wang)["use"] == Mark.ANSWERED
        assert wang.answers()["use"] == {"erp": "already", "mes": "plan"}
        valid(wang)


class TestTheHandIn:
    def test_after_one_hands_in_the_other_answers_nothing_more(self, core: Core) -> None:
        li, wang = pair(core)
        li.answer()
        before = li.answers()
        li.say("提交")

        wang.say("2")

        assert wang.interview().phase is Phase.SUBMITTED
        assert "已交卷" in wang.text
        assert wang.answers() == before
        assert "84.3 分" in wang.say("结果")
        valid(wang)

    def test_each_gets_the_report_she_asked_for(self, core: Core) -> None:
        li, wang = pair(core)
        li.answer()
        li.say("提交")
        wang.say("结果", "结果")

        with core.database.read() as work:
            orders = work.timers.pending(kind="report")
            addresses = {
                work.people.address_at("web", one).id  # type: ignore[union-attr]
                for one in ("li", "wang")
            }
        assert {cast("dict[str, int]", order.payload)["address"] for order in orders} == addresses
        assert len(orders) == 2

    def test_who_reopens_it_is_not_closed_again(self, core: Core) -> None:
        li, wang = pair(core)
        li.answer()
        li.say("提交", "改 2", "是")

        assert li.question == "headcount"
        li.say("300")
        assert li.answers()["headcount"] == 300
        wang.say("帮助")
        assert wang.interview().phase is Phase.SUBMITTED
        li.say("提交")
        with core.database.read() as work:
            row = work.diagnoses.get(li.diagnosis())
        assert row is not None
        assert (row.state, row.submitted_at) == (DiagnosisState.SUBMITTED, core.clock.now())
        assert li.interview().phase is Phase.SUBMITTED

    def test_nobody_is_reminded_of_what_a_colleague_handed_in(self, core: Core) -> None:
        li, wang = pair(core)
        wang.say("暂停")
        li.answer()
        li.say("提交")
        assert isinstance(core.clock, FrozenClock)
        core.clock.move(timedelta(days=4))

        core.timers.run_once()

        with core.database.read() as work:
            address = work.people.address_at("web", "wang")
            assert address is not None
            assert work.outbox.sent_since(address.id, core.clock.now() - timedelta(days=9)) == 0
            assert work.outbox.depth() == {"queued": 1}  # the report


class TestAtTheSameTime:
    def test_two_people_at_once_lose_nothing(self, core: Core) -> None:
        li, wang = pair(core)
        texts = [("汽车", "食品"), ("320", "300"), ("没有", "没有"), ("2", "1")]

        with ThreadPoolExecutor(2) as threads:
            for mine, hers in texts:
                messages = [li.message(Kind.TEXT, mine), wang.message(Kind.TEXT, hers)]
                cast("FrozenClock", core.clock).move(timedelta(seconds=20))
                replies = list(threads.map(core.inbound.handle, messages))
                assert all(reply.prompts and not reply.failed for reply in replies)
        for talker in (li, wang):
            talker.open()  # takes in what the other said last
            valid(talker)
        with core.database.read() as work:
            row = work.diagnoses.get(li.diagnosis())
            assert row is not None
            assert row.answered == len(work.diagnoses.answers(row.id))

    def test_one_changes_the_industry_while_the_other_answers(self, core: Core) -> None:
        li, wang = pair(core)
        li.say("汽车")
        wang.say("汽车", "320", "没有")
        li.say("帮助")

        with ThreadPoolExecutor(2) as threads:
            for turn in range(12):
                li.say("改 1")
                messages = [
                    li.message(Kind.TEXT, "食品" if turn % 2 else "汽车"),
                    wang.message(Kind.TEXT, "改 2" if turn % 2 else str(100 + turn)),
                ]
                cast("FrozenClock", core.clock).move(timedelta(seconds=20))
                replies = list(threads.map(core.inbound.handle, messages))
                assert not any(reply.failed for reply in replies)
                assert wang.interview().known["industry"] == ("food" if turn % 2 else "auto")

        for talker in (li, wang):
            talker.open()
            valid(talker)


@pytest.fixture
def deadlocks_last(postgres_url: str) -> Iterator[str]:
    """A database in which a deadlock is not resolved: whoever waits gives up after ten seconds, and fails."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET deadlock_timeout = '1min'".encode())
        yield postgres_url
        connection.execute(f"ALTER DATABASE {name} RESET deadlock_timeout".encode())


@pytest.mark.postgres
def test_who_holds_the_diagnosis_may_change_its_interviews_without_a_deadlock(
    build: Callable[..., Core], deadlocks_last: str
) -> None:
    """A turn takes the diagnosis before the interview; were it the other way round, these would cross."""
    core: Core = build(deadlocks_last)
    li, wang = pair(core)
    li.say("汽车")
    wang.say("汽车", "320")

    with Database.open(deadlocks_last) as other, core.database.read() as work:
        mine, hers = work.interviews.active(li.person()), work.interviews.active(wang.person())
        assert mine is not None
        assert hers is not None
        with ThreadPoolExecutor(1) as threads:

            def change(work: UnitOfWork) -> str:
                held = work.interviews.locked(mine.id)
                assert held is not None
                waiting = threads.submit(wang.say, "没有")
                _until_someone_waits(deadlocks_last)
                rows = work.interviews.of_diagnosis(held.diagnosis_id)
                for row in rows:
                    row.revision += 10
                work.flush()
                assert not waiting.done()
                return "changed"

            assert other.write(change) == "changed"
    with core.database.read() as work:
        row = work.interviews.active(wang.person())
    assert row is not None
    assert row.revision == hers.revision + 11
    assert wang.answers()["pilot"] is False


def _until_someone_waits(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(500):
            found = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            ).fetchone()
            if found and found[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits for the lock")


@pytest.mark.postgres
def test_a_plain_answer_takes_two_round_trips(build: Callable[..., Core], postgres_url: str) -> None:
    with relayed(postgres_url) as (relay, url):
        core: Core = build(url)
        li, _wang = pair(core)
        li.say("汽车", "320")
        trips = []
        for text in ("有", "2021-04-30", "2", "工控网、5G", "A、B", "60%"):
            before = relay.trips
            li.say(text)
            trips.append(relay.trips - before)
        core.close()

    assert trips == [2] * len(trips)
