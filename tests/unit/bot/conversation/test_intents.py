from __future__ import annotations

import pytest

from bot.conversation.intents import Intent, bare_number, means, remark


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("提交", Intent.SUBMIT),
        ("  交卷吧！", Intent.SUBMIT),
        ("交卷！", Intent.SUBMIT),
        ("Submit.", Intent.SUBMIT),
        ("继续～", Intent.CONTINUE),
        ("一样。", Intent.SAME),
        ("ＳＡＭＥ", Intent.SAME),
        ("您好！", Intent.GREETING),
        ("谢谢，继续", None),
        ("", None),
    ],
)
def test_only_a_whole_message_counts(text: str, intent: Intent | None) -> None:
    assert means(text, *Intent) is intent


def test_a_word_can_mean_several_things_by_place() -> None:
    assert means("开始", Intent.AGREE) is Intent.AGREE
    assert means("开始", Intent.CONTINUE) is Intent.CONTINUE


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9", "9"),
        ("第9题", "9"),
        ("第 31 题", "31"),
        ("Q7", "7"),
        ("９", "9"),
        ("9 人", ""),
        ("12345", ""),
        ("改9", ""),
    ],
)
def test_a_bare_number_names_a_question(text: str, number: str) -> None:
    assert bare_number(text) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("反馈：太长", "太长"),
        ("反馈 太长", "太长"),
        ("Feedback: too long", "too long"),
        ("反馈", ""),
        ("反馈太长", ""),
    ],
)
def test_a_remark_in_one_go(text: str, words: str) -> None:
    assert remark(text) == words
