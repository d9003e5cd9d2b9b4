"""What happens in the tree: re-normalisation, methods, unanswered, variants, gates on what was taken out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from support.standards import ladder, reference, rung

from scoring.assessment import Status
from scoring.engine import answer_problems, assess
from scoring.errors import AnswerError
from scoring.plan import prepare
from scoring.standard import (
    ChosenPoints,
    CountGate,
    Group,
    Indicator,
    Method,
    ScoreGate,
    Standard,
    Unanswered,
    Variant,
    YesNo,
)
from scoring.values import AnswerValue, NotApplicable

NA = NotApplicable("no such process")
THIRTY, TWENTY, FIFTY = Fraction(30), Fraction(20), Fraction(50)


def small(method: Method = Method.MEAN, **changes: object) -> Standard:
    """A root over two groups of 30 and 20 and one indicator of 50."""
    groups = (
        Group("root", None, method=method),
        Group("a", "root", THIRTY, name="Alpha"),
        Group("b", "root", TWENTY),
    )
    indicators = (
        Indicator("a1", "a", ladder(5)),
        Indicator("a2", "a", ladder(3)),
        Indicator("b1", "b", YesNo(Fraction(4))),
        Indicator("c", "root", YesNo(Fraction(8)), FIFTY),
    )
    return replace(Standard("small", "1", groups, indicators, ()), **changes)  # type: ignore[arg-type]


ANSWERS: dict[str, AnswerValue] = {"a1": "2", "a2": "3", "b1": True, "c": False}  # 1/4, 1, 1, 0


def test_weighted_mean() -> None:
    result = assess(small(), ANSWERS)
    assert result.nodes["a"].share == Fraction(5, 8)
    assert result.score == Fraction(30 * 5, 8) + 20
    assert [result.nodes[n].effective for n in ("root", "a", "b", "c", "a1")] == [
        Fraction(x) for x in ("1", "3/10", "1/5", "1/2", "1/2")
    ]


def test_not_applicable_re_normalises_the_siblings() -> None:
    result = assess(small(), ANSWERS | {"a2": NA, "c": NA})
    assert result.nodes["a"].share == Fraction(1, 4)
    assert result.score == 100 * (Fraction(30, 50) / 4 + Fraction(20, 50))
    assert result.not_applicable == ("a2", "c")
    assert result.nodes["a2"].answer == NA
    assert result.nodes["a2"].effective == 0
    assert result.nodes["a"].effective == Fraction(3, 5)


def test_a_group_with_nothing_left_is_taken_out() -> None:
    gone = assess(small(), ANSWERS | {"a1": NA}, irrelevant={"a2"})
    assert gone.nodes["a"].status is Status.EMPTY
    assert gone.nodes["a2"].status is Status.IRRELEVANT
    assert gone.score == 100 * Fraction(20, 70)
    assert [node.id for node in gone.dimensions] == ["b", "c"]
    unasked = assess(small(), ANSWERS, irrelevant={"a1", "a2"})
    assert unasked.nodes["a"].status is Status.IRRELEVANT
    assert unasked.score == gone.score


def test_an_irrelevant_answer_is_left_aside_even_when_it_does_not_fit() -> None:
    with_answer = assess(small(), ANSWERS | {"a1": "nonsense"}, irrelevant={"a1"})
    assert with_answer.nodes["a1"].answer is None
    assert with_answer.nodes["a"].share == 1


def test_nothing_left_at_all_scores_0() -> None:
    result = assess(small(), dict.fromkeys(ANSWERS, NA))
    assert (result.score, result.root.share, result.root.status) == (Fraction(0), None, Status.EMPTY)
    assert result.dimensions == ()


def test_only_weightless_children_left_is_nothing_left() -> None:
    light = small()
    light = replace(
        light, indicators=(replace(light.indicators[0], weight=Fraction(0)), *light.indicators[1:])
    )
    result = assess(light, ANSWERS | {"a2": NA})
    assert result.nodes["a"].share is None
    assert result.nodes["a1"].share == Fraction(1, 4)


def test_unanswered_earns_nothing_or_is_left_out_and_is_listed_either_way() -> None:
    answers: dict[str, AnswerValue] = {"a1": "5", "b1": True, "c": False}
    zero = assess(small(), answers)
    assert zero.nodes["a"].share == Fraction(1, 2)
    assert (zero.nodes["a2"].share, zero.nodes["a2"].points) == (Fraction(0), Fraction(0))
    left_out = assess(small(unanswered=Unanswered.EXCLUDE), answers)
    assert left_out.nodes["a"].share == 1
    assert (left_out.nodes["a2"].share, left_out.nodes["a2"].points) == (None, None)
    assert zero.unanswered == left_out.unanswered == ("a2",)
    assert zero.nodes["a2"].status is left_out.nodes["a2"].status is Status.UNANSWERED


def test_a_sum_adds_points_and_takes_the_missing_ones_from_the_whole() -> None:
    result = assess(small(Method.SUM), ANSWERS)
    # a is a mean group of 2 attainable points with share 5/8; b has 4 of 4; c has 0 of 8.
    assert result.root.points == Fraction(5, 4) + 4
    assert result.score == 100 * (Fraction(5, 4) + 4) / 14
    assert result.nodes["c"].effective == Fraction(8, 14)
    fewer = assess(small(Method.SUM), ANSWERS | {"c": NA, "a2": NA})
    assert fewer.score == 100 * (Fraction(1, 4) + 4) / 5
    assert fewer.root.attainable == 5


def test_in_a_minimum_the_lowest_child_decides() -> None:
    result = assess(small(Method.MINIMUM), ANSWERS | {"c": True})
    assert result.score == Fraction(500, 8)
    assert [result.nodes[n].effective for n in ("a", "b", "c")] == [1, 0, 0]
    assert assess(small(Method.MINIMUM), ANSWERS | {"c": True, "a1": NA}).score == 100
    tied = assess(small(Method.MINIMUM), ANSWERS | {"c": False, "b1": False})
    assert [tied.nodes[n].effective for n in ("a", "b", "c")] == [0, 1, 0]


def test_a_variant_replaces_the_weights_it_names() -> None:
    varied = small(
        variant_question="kind", variants={"auto": Variant("auto", {"a": Fraction(80), "c": Fraction(0)})}
    )
    result = assess(varied, ANSWERS | {"kind": "auto"})
    assert result.variant == "auto"
    assert result.score == 80 * Fraction(5, 8) + 20
    assert result.nodes["a"].weight == 80
    for other in ({}, {"kind": "ship"}, {"kind": NA}):
        assert assess(varied, ANSWERS | other).score == assess(small(), ANSWERS).score
    assert assess(varied, ANSWERS | {"kind": "auto"}, irrelevant={"kind"}).variant == ""


def gated(*gates: ScoreGate | CountGate) -> Standard:
    return small(ladder=(rung(1, *gates, grade=1, name="one"),))


@pytest.mark.parametrize(
    ("gate", "has", "met"),
    [
        (ScoreGate("g", "a", Fraction("62.5")), "62.5", True),
        (ScoreGate("g", "a", Fraction("62.5"), exclusive=True), "62.5", False),
        (ScoreGate("g", "a", Fraction("62.500001")), "62.5", False),
        (ScoreGate("g", "a1", Fraction(25)), "25", True),
        (CountGate("g", 2, 2), "2", True),
        (CountGate("g", 3, 2), "1", False),
        (CountGate("g", 2, 2, node="a"), "2", True),
        (CountGate("g", 1, 0, node="b"), "0", True),
    ],
)
def test_gates(gate: ScoreGate | CountGate, has: str, met: bool) -> None:
    result = assess(gated(gate), ANSWERS)
    (found,) = result.gates
    assert (found.has, found.met, found.needs, found.gate) == (Fraction(has), met, gate.needs, gate)
    assert (result.level, result.grade, result.level_name) == ((1, 1, "one") if met else (0, 0, ""))


def test_a_gate_on_what_was_taken_out_has_nothing() -> None:
    result = assess(
        gated(ScoreGate("g", "a", Fraction(0)), CountGate("h", 1, 1)), ANSWERS, irrelevant={"a1", "a2"}
    )
    assert [(gate.has, gate.met) for gate in result.gates] == [(Fraction(0), True), (Fraction(0), False)]


def test_unanswered_reaches_no_level() -> None:
    assert assess(gated(CountGate("g", 1, 1, node="a")), {"b1": True}).level == 0
    assert assess(gated(CountGate("g", 1, 1, node="a")), {"a1": "1"}).level == 1


def test_the_highest_rung_whose_gates_are_met_counts() -> None:
    low, high = rung(1, CountGate("x", 5, 1)), rung(2, ScoreGate("y", "root", Fraction(10)))
    assert assess(small(ladder=(low, high)), ANSWERS).level == 2


def test_nodes_are_in_tree_order() -> None:
    result = assess(small(), ANSWERS)
    assert list(result.nodes) == ["root", "a", "a1", "a2", "b", "b1", "c"]
    assert result.root.children == ("a", "b", "c")
    assert result.nodes["a"].name == "Alpha"


def test_all_misfits_are_found_at_once() -> None:
    wrong: dict[str, AnswerValue] = {"a1": "9", "a2": NA, "b1": Decimal(1), "c": True, "other": "x"}
    problems = answer_problems(small(), wrong)
    assert [problem.question for problem in problems] == ["a1", "b1"]
    later = answer_problems(prepare(small()), wrong, irrelevant={"a1"})
    assert [problem.question for problem in later] == ["b1"]
    with pytest.raises(AnswerError, match="a1: '9' is no choice here"):
        assess(small(), wrong)


def test_questions_without_an_indicator_are_ignored() -> None:
    assert assess(small(), ANSWERS | {"remark": "hello"}) == assess(small(), ANSWERS)


def test_an_exclusive_choice_alone_is_fine() -> None:
    measure = ChosenPoints({"none": Fraction(0), "x": Fraction(1)}, frozenset({"none"}))
    one = Standard("s", "1", (Group("root", None),), (Indicator("q", "root", measure),), ())
    assert assess(one, {"q": ("none",)}).score == 0


def test_the_reference_shape_by_hand() -> None:
    standard = reference()
    middling: dict[str, AnswerValue] = {indicator.id: "3" for indicator in standard.indicators}
    result = assess(standard, middling)
    assert (result.score, result.level, result.grade) == (Fraction(50), 2, 4)  # no key indicator reaches 4
    good = middling | {indicator.id: "4" for indicator in standard.indicators if indicator.flags}
    assert assess(standard, good).grade == 5
    assert assess(standard, dict.fromkeys(middling, "5")).grade == 10
    assert assess(standard, dict.fromkeys(middling, "1")).grade == 0
    assert assess(standard, {}).grade == 0
