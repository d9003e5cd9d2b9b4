"""What holds for any questions and any text: it never raises, never picks one of two, never loses a “not”."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.utterances import TODAY, numbers, questions

from bot.messages import load
from bot.questionnaire.model import Choice, Question
from bot.questionnaire.understanding import marks, understand
from bot.questionnaire.understanding.outcome import Asked, Outcome, Unclear, Understood
from scoring.values import GridAnswer

CHINESE = load("zh-CN")
_WORDS = (
    *(
        "设备",
        "联网",
        "系统",
        "采集",
        "数据",
        "自动",
        "报工",
        "电子",
        "表格",
        "现场",
        "纸质",
        "排产",
        "质量",
        "追溯",
    ),
    *("库存", "成本", "部门", "月度", "每天", "没有", "部分", "全部", "实时", "人工"),
)
_LABELS = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map("".join),
    min_size=2,
    max_size=6,
    unique=True,
)
_PIECES = st.sampled_from(
    [
        *"一二三十百千万亿0123456789abcABC，、。.-~%?？和或不没有都除第个题 \n",
        "没有",
        "不是",
        "大概",
        "百分之",
        "上一题",
        "全部",
    ]
)
_TEXTS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=12).map("".join))


def ask(question: Question, text: str, attempt: int = 0) -> Outcome:
    return understand(question, text, CHINESE, today=TODAY, attempt=attempt, number_of=numbers())


def single(labels: list[str]) -> Question:
    return Question(
        id="q",
        type="single",
        section="s",
        text="哪一项？",
        choices=tuple(Choice(str(place), label) for place, label in enumerate(labels, start=1)),
    )


@given(key=st.sampled_from(sorted(questions())), text=_TEXTS)
@settings(max_examples=400)
def test_no_text_raises_and_every_answer_keeps_the_limits(key: str, text: str) -> None:
    question, locale = questions()[key]

    outcome = understand(question, text, load(locale), today=TODAY, number_of=numbers())

    value = outcome.value if isinstance(outcome, Understood) else None
    keys = {choice.key for choice in question.choices}
    match value:
        case Decimal():
            assert question.minimum is None or value >= question.minimum
            assert question.maximum is None or value <= question.maximum
        case tuple():
            assert set(value) <= keys
            assert len(value) == len(set(value))
        case GridAnswer():
            assert set(value.as_dict()) == {row.key for row in question.rows}
            assert set(value.as_dict().values()) <= keys
        case str() if question.type == "single":
            assert value in keys
        case str() if question.type == "date":
            date.fromisoformat(value)


@given(labels=_LABELS, data=st.data())
def test_text_that_fits_two_labels_equally_is_never_understood(
    labels: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(_WORDS))
    holding = [label for label in labels if text in label]
    outcome = ask(single(labels), text)

    if len(holding) > 1 and text not in labels and not isinstance(outcome, Asked):
        begins = [label for label in holding if label.startswith(text)]
        assert not isinstance(outcome, Understood) or len(begins) == 1 == len(holding)


@given(labels=_LABELS)
def test_every_mark_and_every_label_is_that_choice(labels: list[str]) -> None:
    question = single(labels)

    for choice, mark in zip(question.choices, marks(question), strict=True):
        assert ask(question, mark) == Understood(choice.key, "mark")
        said = ask(question, choice.label)
        assert isinstance(said, Understood)
        assert said.value == choice.key


@given(labels=_LABELS, before=st.sampled_from(["不是", "没有", "并非", "不", "不用", "还没"]))
@example(labels=["设备联网", "设备"], before="不是")
@settings(max_examples=100)
def test_a_denied_label_is_never_that_choice(labels: list[str], before: str) -> None:
    question = single([label for label in labels if "没有" not in label] or ["设备", "系统"])

    for choice in question.choices:
        said = ask(question, before + choice.label)
        assert not isinstance(said, Understood) or said.value != choice.key


@given(labels=_LABELS, data=st.data())
def test_two_marks_are_never_one_choice(labels: list[str], data: st.DataObject) -> None:
    question = single(labels)
    one, other = data.draw(st.lists(st.sampled_from(marks(question)), min_size=2, max_size=2, unique=True))
    joint = data.draw(st.sampled_from(["和", "、", "或", ",", "，", "/", " ", "跟", "到", "-", ""]))

    assert not isinstance(ask(question, f"{one}{joint}{other}"), Understood)


@pytest.mark.parametrize("key", sorted(questions()))
def test_no_two_re_asks_in_a_row_are_alike(key: str) -> None:
    question, locale = questions()[key]
    text = (
        "。" if question.type == "text" else "哈哈哈"
    )  # any text with a letter in it answers a text question

    said = []
    for attempt in range(6):
        outcome = understand(question, text, load(locale), today=TODAY, attempt=attempt)
        assert isinstance(outcome, Unclear)
        said.append(outcome.prompt)

    assert all(one != following for one, following in pairwise(said))
    assert len(set(said)) >= 5
