"""What is asked back: the words a person reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.utterances import TODAY, questions

from bot.messages import load
from bot.questionnaire.model import Question
from bot.questionnaire.rules.compiled import compile_rule
from bot.questionnaire.understanding import interpret_confirmation, understand
from bot.questionnaire.understanding.outcome import Confirm, Outcome, Unclear, Understood


def reply(key: str, text: str, attempt: int = 0) -> Outcome:
    question, locale = questions()[key]
    return understand(question, text, load(locale), today=TODAY, attempt=attempt)


def prompt(outcome: Outcome) -> str:
    assert isinstance(outcome, Confirm | Unclear)
    return outcome.prompt


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("machines", "300多台", "您是说约 300 台，对吗？回 1 对，或直接输入数字"),
        ("headcount", "30000", "您是说 30,000 人，对吗？回 1 对，或直接输入数字"),
        ("share", "一半左右", "您是说约 50 %，对吗？回 1 对，或直接输入百分数"),
        ("stage", "2？", "您是说 2（班组每天填电子表格汇总），对吗？回“对”，或直接重新答"),
        ("plan", "应该有", "您是说 有／是，对吗？回“对”，或直接重新答"),
        ("founded", "上周五", "您是说 2026 年 7 月 10 日，对吗？回“对”，或直接重新答"),
        ("share", "0.6", "是 0.6% 还是 60%？请带上百分号。回一个百分数，比如“60%”。"),
        ("headcount", "300台", "您说的单位是“台”，这里要的是“人”。回一个数就行，单位是人。"),
        ("share", "120%", "最多 100 %，您写的是 120。回一个百分数，比如“60%”。"),
        (
            "use",
            "1有 2没有",
            (
                "还差这几行：3 人工智能。请整条再回一次。一行一个，比如“1已在用 2没有”，"
                "选的是：已在用、打算用、没有。"
            ),
        ),
        (
            "staff_en",
            "about 300",
            "You mean about 300 people, right? Reply 1 for yes, or just type the number",
        ),
    ],
)
def test_the_words(key: str, text: str, expected: str) -> None:
    assert prompt(reply(key, text)) == expected


def test_after_three_failures_the_simplest_form() -> None:
    said = prompt(reply("stage", "哈哈", attempt=3))

    assert "1 靠现场看、口头问，或纸质单据\n2 班组每天填电子表格汇总" in said
    assert "跳过" in said
    assert "找人" in said


def test_a_required_question_does_not_offer_skipping() -> None:
    question = Question("q", "number", "s", "?", unit="人", required=True)

    said = prompt(understand(question, "哈哈", load("zh-CN"), today=TODAY, attempt=3))

    assert "跳过" not in said


def test_the_questions_own_rule_is_said_in_its_own_words() -> None:
    rule = compile_rule(". mod 2 = 0")
    question = Question("q", "number", "s", "?", constraint=rule, constraint_message="要双数")
    messages = load("zh-CN")

    assert understand(question, "4", messages, today=TODAY) == Understood(Decimal(4), "number")
    outcome = understand(question, "5", messages, today=TODAY)
    assert isinstance(outcome, Unclear)
    assert outcome.reason == "constraint"
    assert outcome.prompt.startswith("要双数。")


def test_a_rule_that_reads_other_answers_is_left_to_the_caller() -> None:
    rule = compile_rule(". < ${headcount}")
    question = Question("q", "number", "s", "?", constraint=rule)

    assert isinstance(understand(question, "5", load("zh-CN"), today=TODAY), Understood)


def test_today_is_what_it_is_told() -> None:
    question, _ = questions()["founded"]

    outcome = understand(question, "昨天", load("zh-CN"), today=date(2024, 3, 1))

    assert outcome == Understood("2024-02-29", "relative")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (word, True)
            for word in (
                "是",
                "对",
                "对的",
                "1",
                "嗯",
                "好的",
                "没错",
                "yes",
                "OK",
                "👌",
                "[OK]",
                "对吧",
                "是的。",
            )
        ),
        *((word, False) for word in ("否", "不", "不对", "不是", "2", "错了", "no", "Nope", "×")),
        *((word, None) for word in ("300", "三百", "有", "没有", "对不对", "是不是", "", "上一题")),
    ],
)
def test_a_reply_to_a_confirmation(text: str, expected: bool | None) -> None:
    assert interpret_confirmation(text) is expected


@pytest.mark.parametrize("key", ["stage", "systems", "plan", "use"])
@pytest.mark.parametrize("text", ["1", "2", "２"])
def test_where_choices_are_digits_a_digit_is_an_answer_and_no_yes(key: str, text: str) -> None:
    assert interpret_confirmation(text, questions()[key][0]) is None
    assert interpret_confirmation("对", questions()[key][0]) is True
    assert interpret_confirmation("1", questions()["headcount"][0]) is True
