"""Every contradiction of a standard is found, all at once, each naming its place."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from support.standards import eudma, gbt39117, ladder, reference, rung, sme

from scoring.checks import check_standard
from scoring.errors import StandardError
from scoring.plan import prepare
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    CountGate,
    GridMean,
    Group,
    Indicator,
    Measure,
    Method,
    NumberBands,
    NumberLinear,
    ScoreGate,
    Standard,
    Variant,
    YesNo,
)

ONE = Fraction(1)
ROOT = Group("root", None)
Q1 = Indicator("q1", "root", ladder(5), flags=frozenset({"key"}))


def standard(**changes: object) -> Standard:
    sound = Standard("s", "1", (ROOT,), (Q1,), ())
    return replace(sound, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("sound", [standard(), sme(), eudma(), gbt39117(), reference()])
def test_a_sound_standard_has_no_problems(sound: Standard) -> None:
    assert check_standard(sound) == ()


def tree(*groups: Group, under: str = "root") -> Standard:
    return standard(groups=groups, indicators=(replace(Q1, parent=under),))


TREES = [
    (standard(groups=(), indicators=()), "exactly one must have no parent, found 0 (none)"),
    (tree(ROOT, Group("b", None)), "exactly one must have no parent, found 2 (root, b)"),
    (tree(ROOT, Group("b", "nowhere")), "b: its parent 'nowhere' does not exist"),
    (tree(ROOT, under="nowhere"), "q1: its parent 'nowhere' does not exist"),
    (tree(ROOT, Group("b", "c"), Group("c", "b")), "b: its parents go round in a circle"),
    (tree(ROOT, Group("b", "b")), "b: its parents go round in a circle"),
    (tree(ROOT, Group("b", "root")), "b: has nothing under it"),
    (tree(ROOT, Group("b", "q1")), "b: its parent 'q1' is an indicator, not a group"),
    (standard(groups=(ROOT, Group("q1", "root"))), "q1: the id is used more than once"),
    (standard(indicators=(Q1, Q1)), "q1: the id is used more than once"),
    (standard(indicators=(replace(Q1, weight=-ONE),)), "q1: the weight -1 is negative"),
    (standard(indicators=(replace(Q1, weight=Fraction(0)),)), "root: the weights under it are all 0"),
    (standard(scale=Fraction(0)), "scale: must be above 0"),
]


@pytest.mark.parametrize(("broken", "message"), TREES)
def test_tree(broken: Standard, message: str) -> None:
    assert any(message in problem for problem in check_standard(broken)), check_standard(broken)


def test_sums_and_minimums_do_not_look_at_weights() -> None:
    for method in (Method.SUM, Method.MINIMUM):
        light = standard(
            groups=(replace(ROOT, method=method),), indicators=(replace(Q1, weight=Fraction(0)),)
        )
        assert check_standard(light) == ()


VARIANTS = [
    (Variant("auto", {"q9": ONE}), "variant auto: 'q9' is no group or indicator"),
    (Variant("auto", {"q1": -ONE}), "variant auto: the weight -1 of q1 is negative"),
    (Variant("auto", {"q1": Fraction(0)}), "variant auto: root: the weights under it are all 0"),
    (Variant("other", {}), "variant auto: is listed under another id"),
]


@pytest.mark.parametrize(("variant", "message"), VARIANTS)
def test_variants(variant: Variant, message: str) -> None:
    broken = standard(variant_question="kind", variants={"auto": variant})
    assert [problem for problem in check_standard(broken) if message in problem]


def test_variants_need_a_question() -> None:
    assert check_standard(standard(variants={"a": Variant("a", {})})) == (
        "variants: no variant_question says which one holds",
    )


ZERO = Fraction(0)
MEASURES: list[tuple[Measure, str]] = [
    (ChoicePoints({}), "has no points"),
    (ChoicePoints({"A": -ONE, "B": ONE}), "points must not be negative, found -1"),
    (ChoicePoints({"A": ZERO}), "every answer earns 0 points"),
    (ChoicePoints({"A": ONE}, {"B": 1}), "points and levels name different choices: A, B"),
    (ChosenPoints({}), "has no points"),
    (ChosenShare(()), "has no choices"),
    (ChosenShare(("1", "1")), "has choices that are named twice"),
    (ChosenShare(("1", "2"), frozenset("2")), "2: exclusive choices must not be among the counted ones"),
    (ChosenShare(("1",), best=ZERO), "best must be above 0, found 0"),
    (GridMean((), {"x": ONE}), "has no rows"),
    (GridMean(("r", "r"), {"x": ONE}), "has rows that are named twice"),
    (GridMean(("r",), {}), "has no points"),
    (GridMean(("r",), {"x": ZERO}), "every answer earns 0 points"),
    (GridMean(("r",), {"x": ONE}, best=-ONE), "best must be above 0"),
    (NumberBands(()), "has no points"),
    (NumberBands(((ONE, ZERO), (ONE, ONE))), "the lower bounds of the bands must ascend"),
    (NumberLinear(ONE, ONE), "low and high are equal"),
    (NumberLinear(ZERO, ONE, best=ZERO), "best must be above 0"),
    (YesNo(ZERO), "every answer earns 0 points"),
]


@pytest.mark.parametrize(("measure", "message"), MEASURES)
def test_measures(measure: Measure, message: str) -> None:
    problems = check_standard(standard(indicators=(Indicator("q1", "root", measure),)))
    assert any(problem.startswith("q1: ") and message in problem for problem in problems), problems


BOUNDS = [
    ((ONE * 2, 1),),
    ((ZERO, 1), (ZERO, 2)),
    ((ZERO, 2), (ONE, 1)),
]


@pytest.mark.parametrize("bounds", BOUNDS)
def test_level_bounds(bounds: tuple[tuple[Fraction, int], ...]) -> None:
    asked = Indicator("q1", "root", YesNo(ONE), level_bounds=bounds)
    assert any("level bound" in problem for problem in check_standard(standard(indicators=(asked,))))


def test_levels_and_level_bounds_exclude_each_other() -> None:
    asked = replace(Q1, level_bounds=((ZERO, 1),))
    assert any("keep one" in problem for problem in check_standard(standard(indicators=(asked,))))


GATES = [
    (ScoreGate("g", "rot", ONE), "gate g: 'rot' is no group or indicator"),
    (ScoreGate("g", "root", -ONE), "gate g: needs -1, which is below 0"),
    (ScoreGate("g", "root", Fraction(101)), "gate g: needs 101 of at most 100"),
    (ScoreGate("g", "root", Fraction(100), exclusive=True), "gate g: needs more than 100 of at most 100"),
    (ScoreGate("g", "root", Fraction(1, 3)), "gate g: needs 1/3, which has more than 6 decimals"),
    (CountGate("g", 1, 1, node="rot"), "gate g: 'rot' is no group or indicator"),
    (CountGate("g", 1, 1, flag="kay"), "gate g: no indicator has the flag 'kay'"),
    (CountGate("g", 1, -1), "gate g: needs -1 indicators"),
    (CountGate("g", 6, 1), "gate g: needs 1 indicators at level 6, but only 0 can reach it"),
    (CountGate("g", 5, 2, "key", "root"), "gate g: needs 2 indicators at level 5, but only 1 can reach it"),
]


@pytest.mark.parametrize(("gate", "message"), GATES)
def test_gates(gate: ScoreGate | CountGate, message: str) -> None:
    problems = check_standard(standard(ladder=(rung(1, gate),)))
    assert any(message in problem for problem in problems), problems


def test_rungs_ascend() -> None:
    up, down = rung(2, grade=3), rung(2, grade=2)
    assert "rung 2.2: follows 2.3; rungs must ascend" in check_standard(standard(ladder=(up, down)))
    assert any("levels count from 1" in p for p in check_standard(standard(ladder=(rung(0),))))
    steep, flat = rung(1, ScoreGate("a", "root", ONE)), rung(2, ScoreGate("b", "root", ZERO))
    assert "rung 2.0: asks for a lower total than 1.0" in check_standard(standard(ladder=(steep, flat)))


def test_gate_ids_are_unique() -> None:
    gate = ScoreGate("1.0.score", "root", ONE)
    broken = standard(ladder=(rung(1, gate), rung(2, gate)))
    assert "gate 1.0.score: the id is used more than once" in check_standard(broken)


def test_all_problems_come_at_once() -> None:
    broken = standard(
        indicators=(Indicator("q1", "rot", YesNo(ZERO)),), ladder=(rung(1, ScoreGate("g", "x", ONE)),)
    )
    with pytest.raises(StandardError) as caught:
        prepare(broken)
    assert caught.value.problems == check_standard(broken)
    assert len(caught.value.problems) == 4  # parent, empty root, no points, gate
