from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from support.small_questionnaire import small

from bot.conversation import wording
from bot.messages import load
from bot.questionnaire.model import Choice
from scoring.values import AnswerValue, GridAnswer, NotApplicable

_CHINESE = load("zh-CN")


@pytest.mark.parametrize(
    ("done", "total", "bar"),
    [
        (0, 58, "░░░░░░░░░░"),
        (17, 58, "▓▓░░░░░░░░"),
        (57, 58, "▓▓▓▓▓▓▓▓▓░"),
        (58, 58, "▓▓▓▓▓▓▓▓▓▓"),
        (0, 0, "░░░░░░░░░░"),
    ],
)
def test_the_bar_is_full_only_at_the_end(done: int, total: int, bar: str) -> None:
    assert wording.bar(done, total) == bar


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([9], "9"),
        ([9, 31], "9、31"),
        ([3, 4], "3、4"),
        ([3, 4, 5, 9], "3–5、9"),
        (list(range(1, 40, 2)), "1、3、5、7、9、11、13、15、17、19、21、23 等 20 题"),
    ],
)
def test_question_numbers_in_one_phrase(numbers: list[int], said: str) -> None:
    assert wording.numbers(numbers, _CHINESE) == said


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("progress", "3", "3（关键工序在系统里报工）"),
        ("industry", "steel", "2（钢铁）"),
        ("systems", ("1", "3"), "1、3（ERP、焊装线监控）"),
        ("systems", (), "一项也没选"),
        ("staff", Decimal(1200), "1,200 人"),
        ("welding", True, "是"),
        ("use", GridAnswer((("scan", "1"),)), "扫码：已用"),
        ("wish", "先\n省钱", "先 省钱"),
        ("staff", NotApplicable("还没开工"), "不适用（还没开工）"),
    ],
)
def test_answers_are_said_back(question: str, value: AnswerValue, said: str) -> None:
    assert wording.answer(small().question(question), value, _CHINESE) == said


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("industry", "auto", "1（汽车）"),
        ("use", GridAnswer((("scan", "1"),)), "1/2 项已答"),
        (
            "wish",
            "先把报工从纸质改为扫码，再把设备状态接进系统",
            "先把报工从纸质改为扫码，再把设备状态接进系统",
        ),
        (
            "wish",
            "先把报工从纸质改为扫码，再把设备状态接进系统，最后看能耗",
            "先把报工从纸质改为扫码，再把设备状态接进系统…",
        ),
    ],
)
def test_answers_are_said_briefly_in_lists(question: str, value: AnswerValue, said: str) -> None:
    assert wording.brief(small().question(question), value, _CHINESE) == said


def test_what_stands_in_brackets_is_not_said_back() -> None:
    choice = Choice("1", "重大装备（机床、船舶）", "装备")
    question = replace(small().question("progress"), choices=(choice,))

    assert wording.answer(question, "1", _CHINESE) == "1（重大装备）"
    assert wording.brief(question, "1", _CHINESE) == "1（装备）"


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("一二三", 6, "一二三"),
        ("一二三四五，六七", 14, "一二三四五…"),
        ("one two three four", 14, "one two three…"),
        ("one two three four", 12, "one two…"),
        ("overlongword", 6, "overl…"),
        ("用 PLM 管图纸", 9, "用 PLM…"),
    ],
)
def test_long_texts_are_cut_with_an_ellipsis(text: str, columns: int, said: str) -> None:
    assert wording.cut(text, columns) == said
