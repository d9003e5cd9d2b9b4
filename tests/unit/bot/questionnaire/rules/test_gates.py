from fractions import Fraction

import pytest

from bot.questionnaire.rules import FaultKind, RuleError, compile_gates
from scoring.standard import CountGate, ScoreGate


def test_gates_are_numbered_in_the_order_written() -> None:
    source = (
        "count-at-least(2) >= 6 and count-at-least(2, 'key') >= 3"
        " and count-at-least(3, '', 'base') >= 1 and score('strategy') >= 30.5 and score('base') > 10"
    )

    assert compile_gates(source, 2, 3) == (
        CountGate("2.3.1", 2, 6),
        CountGate("2.3.2", 2, 3, "key"),
        CountGate("2.3.3", 3, 1, "", "base"),
        ScoreGate("2.3.4", "strategy", Fraction("30.5")),
        ScoreGate("2.3.5", "base", Fraction(10), exclusive=True),
    )


@pytest.mark.parametrize(
    ("source", "column", "says"),
    [
        ("score('a') >= 1 or score('b') >= 1", 12, "a gate compares"),
        ("score('a') = 1", 12, "“>=” or “>”"),
        ("count-at-least(2) > 1", 19, "compared with “>=” in a gate"),
        ("count-at-least(2) >= 1.5", 22, "is whole"),
        ("count-at-least('2') >= 1", 16, "whole number"),
        ("count-at-least(2, 3) >= 1", 19, "argument 2 of count-at-least() is a text"),
        ("score(1) >= 1", 7, "argument 1 of score() is a text"),
        ("score('a') >= score('b')", 15, "a plain number"),
        ("5 <= score('a')", 3, "a gate compares"),
        ("selected(${a}, 'b')", 1, "a gate compares"),
        ("count-selected(${a}) >= 1", 1, "not for gates"),
        ("score('a') >= -1", 15, "a plain number"),
    ],
)
def test_what_a_gate_cannot_hold(source: str, column: int, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_gates(source, 1, 0)

    assert caught.value.fault.kind is FaultKind.GATE
    assert caught.value.column == column
    assert says in str(caught.value)


def test_brackets_make_no_difference() -> None:
    assert compile_gates("(score('a') >= 1) and (score('b') >= 2)", 1, 0) == compile_gates(
        "score('a') >= 1 and score('b') >= 2", 1, 0
    )
