from __future__ import annotations

from decimal import Decimal
from typing import Unpack

from support.chat import Chat, begun
from support.small_questionnaire import Around

from bot.conversation.effects import Feedback, Reopened, ResultWanted, SaveAnswer, Submit
from bot.conversation.inputs import Assessed, Peers, Scored
from bot.conversation.interview import Phase
from bot.conversation.prompt import PromptKind
from scoring.values import AnswerValue

_ALL = ("1", "300", "5", "2", "1、3", "是", "1", "2", "2024-01-02", "省钱", "跳过")


def finished(**fields: Unpack[Around]) -> Chat:
    """A chat in which every question was gone through, the last one skipped."""
    chat = begun(**fields)
    chat.say(*_ALL)
    return chat


def submitted() -> Chat:
    chat = finished()
    chat.say("提交")
    return chat


def test_the_end_says_what_was_skipped_and_what_to_do() -> None:
    chat = finished()

    assert chat.phase() is Phase.READY
    assert "10 题里有 1 题跳过（第 10 题）" in chat.text
    assert [option.key for option in chat.prompt.options] == ["submit", "review"]


def test_the_review_shows_every_answer_by_number() -> None:
    chat = finished()

    text = chat.say("回顾")

    assert "1 您单位属于哪个行业：1（汽车）" in text
    assert "7 下面几样用到什么程度：2/2 项已答" in text
    assert "10 发一张规划的封面来：跳过" in text


def test_an_edit_from_the_review_returns_to_its_page_with_the_new_answer() -> None:
    chat = finished()

    text = chat.say("回顾", "2", "290")

    assert chat.phase() is Phase.REVIEWING
    assert "2 单位有多少人：290 人" in text


def test_submitting_hands_in_once() -> None:
    chat = finished()

    chat.say("提交")

    assert chat.effects() == (Submit(),)
    assert chat.phase() is Phase.SUBMITTED
    chat.say("提交")
    assert chat.effects() == ()


def test_submitting_by_button() -> None:
    chat = finished()

    chat.tap("submit")

    assert chat.effects() == (Submit(),)


def test_submitting_early_is_asked_back() -> None:
    chat = begun()
    chat.say("1", "300")

    assert "还有 8 题没答" in chat.say("提交")
    assert chat.effects() == ()
    chat.say("是")

    assert chat.effects() == (Submit(),)


def test_submitting_without_a_required_answer_leads_to_it() -> None:
    chat = begun()
    chat.say("1")

    text = chat.say("提交")

    assert chat.effects() == ()
    assert "还差 1 道必答题（第 2 题）" in text
    assert "单位有多少人" in text


def test_the_result_comes_in_two_messages() -> None:
    chat = submitted()

    chat.do(
        Assessed(
            level="三级 领域级",
            grade="下档",
            meaning="主要业务领域已用系统打通。",
            score="61.40",
            strongest=Scored("治理体系", "72.00"),
            weakest=Scored("数据采集与互联", "41.00"),
            next_steps=("把 3 条主线的设备状态接进系统", "报工从纸质改为扫码"),
            next_grade="三级上档",
            peers=Peers(127, 81, "64"),
            note="参考问卷，不是官方标准。",
            report_follows=True,
        )
    )

    first, second = (say.prompt for say in chat.turn.says)
    assert first.kind is second.kind is PromptKind.RESULT
    assert first.text == (
        "诊断结果（自填，示例问卷 1）：三级 领域级 · 下档，61.40 分。\n"
        "主要业务领域已用系统打通。\n"
        "比本市同行业 127 家里的 64 % 高（高于 81 家）。\n"
        "参考问卷，不是官方标准。"
    )
    assert second.text == (
        "最强：治理体系 72.00 分。\n最该补：数据采集与互联 41.00 分。\n先做这几件：\n"
        "① 把 3 条主线的设备状态接进系统\n② 报工从纸质改为扫码\n做到后可到三级上档。\n完整报告见下一条。"
    )


def test_after_handing_in_the_result_can_be_seen_again() -> None:
    chat = submitted()

    chat.say("结果")

    assert chat.effects() == (ResultWanted(),)


def test_after_handing_in_anything_else_gets_what_can_be_done() -> None:
    chat = submitted()

    assert "3 月 2 日已交卷" in chat.say("嗯")
    assert "不客气" in chat.say("谢谢")


def test_after_handing_in_an_edit_reopens_only_when_confirmed() -> None:
    chat = submitted()

    assert "已经交过卷" in chat.say("改 2")
    assert "已交卷" in chat.say("不")
    assert chat.phase() is Phase.SUBMITTED
    chat.say("改 2", "是")

    assert chat.effects() == (Reopened(),)
    assert "现在记的是：300 人" in chat.text
    chat.say("310")
    assert chat.effects() == (SaveAnswer("staff", Decimal(310)),)
    assert chat.phase() is Phase.READY
    chat.say("提交")
    assert chat.effects() == (Submit(),)


def test_after_handing_in_the_answers_can_be_looked_at() -> None:
    chat = submitted()

    assert "单位有多少人：300 人" in chat.say("回顾")
    assert "已交卷" in chat.say("继续")
    assert chat.phase() is Phase.SUBMITTED


def test_after_handing_in_feedback_is_passed_on() -> None:
    chat = submitted()

    chat.say("反馈", "很好用")

    assert chat.effects() == (Feedback("", "很好用"),)


def test_last_times_answer_is_offered_question_by_question() -> None:
    chat = begun(last={"staff": Decimal(280)}, last_on="2025 年 3 月")
    chat.say("1")

    assert "上次（2025 年 3 月）答的是：280 人。没变就回“一样”。" in chat.text
    chat.say("一样")

    assert chat.effects() == (SaveAnswer("staff", Decimal(280)),)


def test_last_times_answer_can_be_tapped() -> None:
    chat = begun(last={"staff": Decimal(280)})
    chat.say("1")

    chat.tap("=")

    assert chat.answers["staff"] == 280


def test_last_times_ticks_are_ticked() -> None:
    chat = begun(last={"systems": ("1", "2")})
    chat.say("1", "300", "5", "2")

    assert chat.prompt.ticked == ("1", "2")


def test_an_answer_that_no_longer_fits_is_not_offered() -> None:
    chat = begun(last={"industry": "coal"})

    assert "上次" not in chat.text


def test_what_the_register_knows_is_offered() -> None:
    chat = begun(register={"industry": "steel"})

    assert "登记资料里是：2（钢铁）" in chat.text
    chat.say("一样")
    assert chat.answers["industry"] == "steel"


_LAST_SHOP: dict[str, AnswerValue] = {"progress": "2", "systems": ("1",), "welding": False}


def test_a_whole_section_can_be_taken_over() -> None:
    chat = begun(last=_LAST_SHOP, last_on="2025 年")
    text = chat.say("1", "300", "5")

    assert "这一部分有 3 题，上次（2025 年）都答过" in text
    assert "4 车间的生产进度，平时怎么掌握：2（班组每天填电子表格）" in text
    text = chat.say("一样")

    assert [effect.question for effect in chat.effects() if isinstance(effect, SaveAnswer)] == list(
        _LAST_SHOP
    )
    assert "3 题沿用上次的答案" in text
    assert chat.interview.question == "use"


def test_a_section_can_be_gone_through_one_by_one() -> None:
    chat = begun(last=_LAST_SHOP)
    text = chat.say("1", "300", "5", "逐题")

    assert "车间的生产进度" in text
    assert "progress" not in chat.answers
