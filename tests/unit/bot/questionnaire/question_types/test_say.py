"""Saying answers back where the question leaves something open."""

from decimal import Decimal

import pytest

from bot.messages import load
from bot.questionnaire.model import Choice, GridRow, Question
from bot.questionnaire.question_types.number import plain
from bot.questionnaire.question_types.registry import type_of
from scoring.values import AnswerValue, GridAnswer

ZH = load("zh-CN")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1E+3", "1,000"),
        ("1.50", "1.5"),
        ("0", "0"),
        ("0.000001", "0.000001"),
        ("100", "100"),
        ("-12345.670", "-12,345.67"),
    ],
)
def test_numbers_are_said_plainly(number: str, said: str) -> None:
    assert plain(Decimal(number)) == said


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        (Question("q", "number", "s", "?"), Decimal("12.0"), "12"),
        (Question("q", "number", "s", "?", unit="人"), Decimal(320), "320 人"),
        (Question("q", "number", "s", "?", unit="10,000 yuan"), Decimal(12500), "12,500 × 10,000 yuan"),
        (Question("q", "multiple", "s", "?", choices=(Choice("A", "甲"),)), (), "一项都没有"),
        (Question("q", "single", "s", "?", choices=(Choice("A", ""),)), "A", "A"),
        (
            Question("q", "grid", "s", "?", rows=(GridRow("r", ""),), choices=(Choice("c", "列"),)),
            GridAnswer.of({"r": "c"}),
            "r：列",
        ),
        (Question("q", "grid", "s", "?", rows=(GridRow("r", ""),)), GridAnswer(()), "一项都没有"),
    ],
)
def test_what_is_not_worded_is_said_by_its_key(question: Question, value: AnswerValue, said: str) -> None:
    assert type_of(question).format(question, value, ZH) == said


def test_an_exclusive_choice_is_enough_where_more_would_be_wanted() -> None:
    question = Question(
        "q", "multiple", "s", "?", choices=(Choice("0", "", exclusive=True), Choice("1", "")), min_chosen=2
    )

    assert type_of(question).validate(question, ("0",)) == []
    (fault,) = type_of(question).validate(question, ("1",))
    assert (fault.code, fault.fields["minimum"]) == ("ANSWER-TOO-FEW", "2")


def test_a_percent_keeps_bounds_of_its_own() -> None:
    question = Question("q", "percent", "s", "?", maximum=Decimal(300))

    assert type_of(question).validate(question, Decimal(250)) == []
    (fault,) = type_of(question).validate(question, Decimal(301))
    assert "maximum of 300 %" in fault.message
