from __future__ import annotations

from decimal import Decimal
from typing import Unpack

import pytest
from support.chat import Chat, begun
from support.small_questionnaire import Around

from bot.conversation.effects import CancelTimer, Feedback, HandOver, SaveAnswer, SetTimer
from bot.conversation.inputs import AnsweredElsewhere, Left, Reminded, Said, Started
from bot.conversation.interview import Phase
from bot.conversation.limits import FRUITLESS_BEFORE_PAUSE, NUDGE_AFTER
from scoring.values import GridAnswer

_CAR_MAKER = ("1", "300", "5", "2", "1、3", "是")


def halfway(**fields: Unpack[Around]) -> Chat:
    """A car maker's chat at the grid, question 7 of 10."""
    chat = begun(**fields)
    chat.say(*_CAR_MAKER)
    return chat


def test_help_explains_and_stays() -> None:
    chat = begun()
    chat.say("1", "300", "5")

    text = chat.say("帮助")

    assert "报工：做完一道工序" in text
    assert "报工界面截图" in text
    assert "车间的生产进度" in text
    assert chat.interview.question == "progress"


def test_back_shows_the_answer_and_the_next_answer_leads_on() -> None:
    chat = halfway()

    assert "现在记的是：是" in chat.say("上一题")
    chat.say("否")

    assert chat.answers["welding"] is False
    assert chat.interview.question == "use"


def test_back_at_the_beginning_says_so() -> None:
    assert "第一题" in begun().say("上一题")


def test_back_and_unchanged_goes_on_without_saving() -> None:
    chat = halfway()

    chat.say("上一题", "不变")

    assert chat.effects() == ()
    assert chat.interview.question == "use"


def test_an_edit_keeps_every_other_answer_and_returns() -> None:
    chat = halfway()
    before = dict(chat.answers)

    assert "现在记的是：300 人" in chat.say("改 2")
    text = chat.say("280")

    assert "回到第 7 题" in text
    assert chat.interview.question == "use"
    assert chat.answers == {**before, "staff": Decimal(280)}


def test_an_edit_can_be_left() -> None:
    chat = halfway()

    assert "第 1/2 项：扫码" in chat.say("改 2", "算了")
    assert chat.answers["staff"] == 300


def test_an_edit_names_the_answers_it_makes_irrelevant_and_keeps_them() -> None:
    chat = halfway()

    told = chat.say("改 1", "2")

    assert "原来第 6 题不用答了" in told
    assert "后面多了 1 题" in told
    assert chat.answers["welding"] is True
    back = chat.say("改 1", "1")
    assert "有 1 题原来答过，又用上了" in back
    assert "welding" not in [effect.question for effect in chat.effects() if isinstance(effect, SaveAnswer)]
    assert chat.status()["welding"] == "a"


def test_an_edit_that_makes_a_later_answer_impossible_has_it_looked_at_again() -> None:
    chat = halfway()

    assert "第 3 题的答案和新的对不上了" in chat.say("改 2", "4")
    assert chat.status()["it-staff"] == "r"
    chat.say("1", "1")

    assert chat.interview.question == "it-staff"
    chat.say("3")
    assert chat.status()["it-staff"] == "a"


def test_a_choice_no_longer_offered_has_its_answer_looked_at_again() -> None:
    chat = halfway()

    chat.say("改 1", "3")

    assert chat.status()["systems"] == "r"


def test_an_edit_of_a_later_question_comes_back_too() -> None:
    chat = begun()
    chat.say("1", "改 8", "2024-01-02")

    assert chat.interview.question == "staff"
    assert chat.answers["since"] == "2024-01-02"


@pytest.mark.parametrize("name", ["99", "0", "nothing", "９９９９９９９９"])
def test_an_unknown_number_is_answered_with_how_many_there_are(name: str) -> None:
    chat = halfway()

    assert "一共 10 题" in chat.say(f"改 {name}")
    assert chat.interview.question == "use"


def test_an_edit_by_id() -> None:
    chat = halfway()

    assert "单位有多少人" in chat.say("改 staff")


def test_a_pause_sets_a_reminder_and_says_where_she_stopped() -> None:
    chat = halfway()

    text = chat.say("暂停")

    assert chat.effects() == (SetTimer("nudge", NUDGE_AFTER),)
    assert "停在第 7/10 题" in text


def test_weeks_later_it_goes_on_where_it_was() -> None:
    chat = halfway()
    chat.say("暂停")
    chat.wait(days=60)

    text = chat.say("继续")

    assert chat.effects() == (CancelTimer("nudge"),)
    assert text.startswith("欢迎回来，接着上次的第 7 题")
    assert "第 1/2 项：扫码" in text


def test_a_long_pause_does_not_count_to_her_pace() -> None:
    chat = halfway()
    before = chat.interview.active_seconds
    chat.wait(days=60)
    chat.say("1")

    assert chat.interview.active_seconds == before


def test_after_a_long_pause_a_bare_answer_is_not_taken_blindly() -> None:
    chat = halfway()
    chat.say("暂停")
    chat.wait(days=20)

    text = chat.say("2")

    assert "没当成答案" in text
    assert "use" not in chat.answers
    chat.say("2")
    assert "use" in chat.answers


def test_right_after_a_pause_an_answer_is_taken() -> None:
    chat = halfway()

    chat.say("暂停", "2")

    assert "use" in chat.answers


def test_goodbye_after_a_pause_does_not_wake_it() -> None:
    chat = halfway()
    chat.say("暂停", "好的", "谢谢")

    assert chat.phase() is Phase.PAUSED


def test_a_reminder_shows_the_question_with_one_line_above() -> None:
    chat = halfway()
    chat.say("暂停")
    chat.wait(days=3)

    chat.do(Reminded())

    assert chat.text.startswith("您上次停在第 7 题")
    assert "第 1/2 项：扫码" in chat.text
    chat.say("1")
    assert "use" in chat.answers


def test_opening_the_chat_again_shows_where_she_is() -> None:
    chat = halfway()

    chat.do(Started())

    assert "欢迎回来" in chat.text
    assert "第 1/2 项：扫码" in chat.text


def test_nothing_is_said_to_someone_who_left() -> None:
    chat = halfway()

    chat.do(Left())

    assert chat.turn.says == ()
    assert chat.phase() is Phase.PAUSED


def test_progress_is_told_and_nothing_moves() -> None:
    chat = halfway()

    assert "已过 6/10 题，还有 4 题" in chat.say("进度")
    assert chat.interview.question == "use"


def test_starting_over_loses_nothing() -> None:
    chat = halfway()
    before = dict(chat.answers)

    assert "一个不丢" in chat.say("重来")
    assert "现在记的是：1（汽车）" in chat.say("是")
    chat.say("不变", "310", *["不变"] * 4)

    assert chat.interview.question == "use"
    assert chat.answers == {**before, "staff": Decimal(310)}


def test_starting_over_can_be_left() -> None:
    chat = halfway()

    assert "第 1/2 项：扫码" in chat.say("重来", "不")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("你好", "我在"),
        ("谢谢！", "不客气"),
        ("你是机器人吗？", "程序"),
        ("有什么用", "下一步"),
        ("题太多了", "暂停"),
    ],
)
def test_a_remark_beside_the_point_is_answered_and_the_question_stays(words: str, answer: str) -> None:
    chat = halfway()

    text = chat.say(words)

    assert answer in text
    assert "扫码" in text
    assert chat.interview.attempts == 0


def test_a_human_is_fetched() -> None:
    chat = halfway()

    text = chat.say("找人")

    assert chat.effects() == (HandOver("停在第 7/10 题。"),)
    assert "王老师" in text
    assert "021-5555 0100" in text


def test_feedback_in_one_go_and_in_two() -> None:
    chat = halfway()

    chat.say("反馈：选项太长了")
    assert chat.effects() == (Feedback("use", "选项太长了"),)
    chat.say("反馈", "字太小")

    assert chat.effects() == (Feedback("use", "字太小"),)


def test_an_auto_reply_on_the_other_side_is_not_talked_to_for_ever() -> None:
    chat = halfway()

    for _ in range(FRUITLESS_BEFORE_PAUSE):
        chat.say("您好，我现在不在，稍后回复您")

    assert chat.phase() is Phase.PAUSED
    chat.say("您好，我现在不在，稍后回复您")
    assert chat.phase() is Phase.PAUSED
    assert "扫码" in chat.say("继续")


def test_a_colleagues_half_grid_is_no_answer_yet() -> None:
    chat = halfway()

    chat.do(AnsweredElsewhere("use", GridAnswer((("scan", "1"),))))

    assert chat.status()["use"] == "."


def test_while_going_over_her_answers_a_colleagues_answer_is_looked_at_too() -> None:
    chat = halfway()
    chat.say("重来", "是")

    chat.answers["progress"] = "1"
    chat.do(AnsweredElsewhere("progress", "1"))

    assert chat.status()["progress"] == "r"


def test_a_colleagues_answer_is_not_asked_for_again() -> None:
    chat = begun()
    chat.say("1", "300")

    chat.answers["progress"] = "3"
    chat.do(AnsweredElsewhere("progress", "3"))

    assert chat.turn.says == ()
    assert chat.interview.question == "it-staff"
    chat.do(Said("5"))
    assert chat.interview.question == "systems"
