"""What an enterprise takes on after its result, as its contact says it in the chat."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.services.measures import _day
from storage.models import Measure


def finished(core: Core, account: str = "li") -> Talker:
    talker = contact(core, new_enterprise(core, industry="auto"), account)
    talker.say("同意")
    talker.answer(rate="30%", energy="5000", audit="没有")
    talker.say("提交")
    return talker


def stored(core: Core) -> list[Measure]:
    with core.database.read() as work:
        return work.session.query(Measure).order_by(Measure.number).all()


def test_a_suggestion_is_taken_on_put_off_done_and_taken_back(light: Core) -> None:
    talker = finished(light)

    listed = talker.say("措施")
    first = next(line for line in listed.splitlines() if line.startswith("1. "))
    assert first.endswith("（建议）")
    assert listed.splitlines()[-1].startswith("回“接受 1”")
    said = first.removeprefix("1. ").removesuffix("（建议）")

    assert talker.say("接受 1 6月30日") == (
        f"记下了，第 1 条：{said}，6 月 30 日前。到期前提醒您；做完了回“完成 1”。"
    )
    (row,) = stored(light)
    assert (row.number, row.text, row.due) == (1, said, date(2026, 6, 30))
    assert row.owner_id is not None
    assert f"1. {said}（6 月 30 日前）" in talker.say("措施")

    assert "7 月 15 日前" in talker.say("接受 1 2026-07-15")
    assert stored(light)[0].due == date(2026, 7, 15)

    assert talker.say("完成 1") == f"好，第 1 条做完了：{said}。弄错了回“没完成 1”。"
    assert stored(light)[0].done_at is not None
    assert f"1. {said}（3 月 2 日做完）" in talker.say("措施")
    assert "还没做完" in talker.say("没完成1")
    assert stored(light)[0].done_at is None


def test_without_a_day_it_is_a_quarter_of_a_year(light: Core) -> None:
    talker = finished(light)

    talker.say("采纳 1")

    assert stored(light)[0].due == date(2026, 3, 2) + timedelta(days=90)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("完成 7", "没有第 7 条。回“措施”看都有哪些。"),
        ("接受 7", "没有第 7 条。回“措施”看都有哪些。"),
        ("接受 1 等有空", "这个日子没看懂"),
        ("接受 1 2026-02-01", "日子要在今天以后"),
        ("接受 1 2031-01-01", "日子要在今天以后"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(light: Core, said: str, answer: str) -> None:
    talker = finished(light)

    assert answer in talker.say(said)
    assert stored(light) == []


def test_before_there_is_a_result_the_words_are_the_interviews(light: Core) -> None:
    talker = contact(light, new_enterprise(light, industry="auto"), "li")
    talker.say("同意")
    asked = talker.question

    talker.say("措施")

    assert talker.question == asked
    assert stored(light) == []


def test_at_the_top_there_is_nothing_to_take_on(light: Core) -> None:
    talker = contact(light, new_enterprise(light, industry="auto"), "li")
    talker.say("同意")
    talker.answer()
    talker.say("提交")

    assert talker.say("措施").startswith("眼下没有要做的措施")


def test_english(light: Core) -> None:
    talker = contact(light, new_enterprise(light, industry="auto"), "li")
    talker.say("同意")
    talker.answer(rate="30%", energy="5000", audit="没有")
    talker.say("提交")
    talker.say("接受 1")
    talker.core.database.write(lambda work: _english(work, "li"))

    assert "Reply “accept 1”" in talker.say("measures")
    assert "by 20/12" in talker.say("accept 1 20 Dec")
    assert "Number 1 is done" in talker.say("done 1")


def _english(work: object, account: str) -> None:
    person = work.people.at("web", account)  # type: ignore[attr-defined]
    person.locale = "en"


TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月20日", date(2026, 12, 20)),
        ("12月20日前", date(2026, 12, 20)),
        ("十二月二十日", date(2026, 12, 20)),
        ("3月1号", date(2027, 3, 1)),  # this year's has passed
        ("2027年3月1日", date(2027, 3, 1)),
        ("2027-03-01", date(2027, 3, 1)),
        ("12.20", date(2026, 12, 20)),
        ("20 Dec", date(2026, 12, 20)),
        ("by March 1, 2027", date(2027, 3, 1)),
        ("2028-02-29", date(2028, 2, 29)),  # a leap day
        ("2月30日", None),
        ("2月29日", None),  # next year has none
        ("等有空", None),
        ("", TODAY + timedelta(days=90)),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert _day(text, TODAY) == day
