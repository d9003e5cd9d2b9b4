from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire.rules import compile_rule
from bot.questionnaire.rules.parsing import parse
from bot.questionnaire.rules.values import evaluate
from scoring.values import AnswerValue, FileAnswer, GridAnswer, NotApplicable

ANSWERS: dict[str, AnswerValue] = {
    "n": Decimal(5),
    "half": Decimal("0.5"),
    "zero": Decimal(0),
    "one": "auto",
    "step": "3",
    "many": ("a", "b"),
    "nothing": (),
    "yes": True,
    "no": False,
    "day": "2024-03-01",
    "words": "hello",
    "grid": GridAnswer.of({"r": "c"}),
    "file": FileAnswer("a.png", "00"),
    "na": NotApplicable("closed"),
}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("${one} = 'auto'", True),
        ("${one} != 'auto'", False),
        ("${one} = 'food' or ${n} > 4", True),
        ("${one} = 'food' or ${n} > 5", False),
        ("${n} >= 5 and ${n} <= 5", True),
        ("not(${n} < 5)", True),
        # unanswered and not applicable
        ("${gone} = 'x'", False),
        ("${gone} != 'x'", False),
        ("${gone} > 0", False),
        ("${gone} <= 0", False),
        ("${gone} = ''", True),
        ("${gone} != ''", False),
        ("'' = ${one}", False),
        ("${one} != ''", True),
        ("${na} = ''", True),
        ("${na} = ${na}", False),
        ("not(${gone} = 'x')", True),
        ("${nothing} = ''", True),
        ("${many} != ''", True),
        ("${grid} != '' and ${file} != ''", True),
        ("${gone} < ''", False),
        # numbers
        ("${n} + 1 = 6 and ${n} - 6 = -1", True),
        ("${n} * ${half} = 2.5", True),
        ("${n} div 3 * 3 = 5", True),
        ("0.1 + 0.2 = 0.3", True),
        ("${n} mod 3 = 2", True),
        ("-5 mod 3 = -2", True),
        ("5 mod -3 = 2", True),
        ("1 + 2 * 3 = 7", True),
        ("${n} div ${zero} = ''", True),
        ("${n} mod ${zero} >= 0", False),
        ("${gone} + 1 = 1", False),
        ("${gone} + 1 = ''", True),
        ("-${gone} = ''", True),
        ("-${n} < 0", True),
        # a choice whose keys are numbers counts as one
        ("${step} >= 2 and ${step} = 3", True),
        ("${step} + 1 = 4", True),
        ("${one} = 3", False),
        ("${one} != 3", True),
        ("${one} > 3", False),
        # choices
        ("selected(${many}, 'a') and not(selected(${many}, 'c'))", True),
        ("selected(${one}, 'auto')", True),
        ("selected(${gone}, 'a')", False),
        ("selected(${yes}, 'yes')", True),
        ("count-selected(${many}) = 2", True),
        ("count-selected(${nothing}) = 0 and count-selected(${gone}) = 0", True),
        ("${many} = 'a b'", True),
        # yes/no
        ("${yes} = 'yes' and ${no} = 'no'", True),
        ("${yes} = 'no' or ${no} != 'no'", False),
        ("${yes} = true() and ${no} = false()", True),
        ("'yes' = ${yes}", True),
        ("${yes} = 1", False),
        # dates and texts
        ("${day} >= '2024-02-29' and ${day} < '2024-03-02'", True),
        ("${words} < 'zzz'", False),
        ("${words} = 'hello'", True),
        # functions
        ("if(${n} > 3, 'big', 'small') = 'big'", True),
        ("if(${n} > 9, 'big', 'small') = 'big'", False),
        ("coalesce(${gone}, 7) = 7 and coalesce(${n}, 7) = 5", True),
        ("coalesce(${nothing}, 'x') = 'x'", True),
        ("true() and not(false())", True),
    ],
)
def test_what_holds(source: str, *, holds: bool) -> None:
    assert compile_rule(source).holds(ANSWERS) is holds


def test_this_is_the_answer_given() -> None:
    rule = compile_rule(". > ${n}")

    assert rule.holds(ANSWERS, Decimal(6))
    assert not rule.holds(ANSWERS, Decimal(5))
    assert not rule.holds(ANSWERS)


def test_a_rule_knows_its_source_and_references() -> None:
    rule = compile_rule("${a} = 'x' and not(selected(${b}, 'y')) or . = 1")

    assert rule.source == "${a} = 'x' and not(selected(${b}, 'y')) or . = 1"
    assert rule.references == {"a", "b"}
    assert rule == compile_rule(rule.source)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6),
)
def test_arithmetic_is_exact(a: Decimal, b: Decimal) -> None:
    answers = {"a": a, "b": b}

    assert evaluate(parse("${a} + ${b}"), answers) == Fraction(a) + Fraction(b)
    assert evaluate(parse("${a} * ${b}"), answers) == Fraction(a) * Fraction(b)
    if b:
        quotient, rest = evaluate(parse("${a} div ${b}"), answers), evaluate(parse("${a} mod ${b}"), answers)
        assert quotient == Fraction(a) / Fraction(b)
        assert isinstance(rest, Fraction)
        assert abs(rest) < abs(Fraction(b))
        assert rest == 0 or (rest > 0) == (a > 0)


def test_gate_functions_have_no_value() -> None:
    with pytest.raises(TypeError, match="for gates"):
        compile_rule("score('total') > 1").holds({})
