"""Each measure by hand: points, share, level, and every way an answer can fail to fit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import AnswerError
from scoring.measures import canonical_number, meter
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    GridMean,
    Indicator,
    Measure,
    NumberBands,
    NumberLinear,
    YesNo,
)
from scoring.values import AnswerValue, FileAnswer, GridAnswer

CHOICE = ChoicePoints({"A": Fraction(0), "B": Fraction("1.5"), "C": Fraction(6)}, {"A": 0, "B": 1, "C": 2})
CHOSEN = ChosenPoints(
    {"A": Fraction(0), "B": Fraction("0.7"), "C": Fraction("0.9")}, exclusive=frozenset("A")
)
SHARE = ChosenShare(("1", "2", "3", "4"), frozenset({"none"}), best=Fraction(10))
GRID = GridMean(
    ("r1", "r2"), {"yes": Fraction(1), "partly": Fraction("0.5"), "no": Fraction(0)}, Fraction(10)
)
BANDS = NumberBands(tuple((Fraction(b), Fraction(p)) for b, p in [("0.8", 1), ("1.8", 2), ("2.8", 3)]))
RATES = NumberBands(tuple((Fraction(b), Fraction(p)) for b, p in [(0, 0), (20, 1), (60, 2)]))
RISING = NumberLinear(Fraction(0), Fraction(80), best=Fraction(4))
FALLING = NumberLinear(Fraction(5), Fraction(1))
YES = YesNo(Fraction(2))


def ask(measure: Measure, **more: tuple[tuple[Fraction, int], ...]) -> Indicator:
    return Indicator("q", "g", measure, level_bounds=more.get("bounds", ()))


CASES: list[tuple[Measure, AnswerValue, str, str]] = [
    (CHOICE, "A", "0", "0"),
    (CHOICE, "B", "1.5", "1/4"),
    (CHOICE, "C", "6", "1"),
    (CHOSEN, (), "0", "0"),
    (CHOSEN, ("A",), "0", "0"),
    (CHOSEN, ("B",), "0.7", "7/16"),
    (CHOSEN, ("C", "B"), "1.6", "1"),
    (SHARE, (), "0", "0"),
    (SHARE, ("none",), "0", "0"),
    (SHARE, ("1", "4"), "5", "1/2"),
    (SHARE, ("4", "3", "2", "1"), "10", "1"),
    (GRID, GridAnswer(()), "0", "0"),
    (GRID, GridAnswer.of({"r2": "partly"}), "2.5", "1/4"),
    (GRID, GridAnswer.of({"r1": "yes", "r2": "partly"}), "7.5", "3/4"),
    (BANDS, Decimal("0.79999999999999999999"), "0", "0"),
    (BANDS, Decimal("0.8"), "1", "1/3"),
    (BANDS, Decimal("1.8"), "2", "2/3"),
    (BANDS, Decimal("2.79999"), "2", "2/3"),
    (BANDS, Decimal("2.8"), "3", "1"),
    (BANDS, Decimal(1000), "3", "1"),
    (RATES, Decimal("19.999999"), "0", "0"),
    (RATES, Decimal(20), "1", "1/2"),
    (RATES, Decimal("60.0"), "2", "1"),
    (RATES, Decimal(-1), "0", "0"),
    (RISING, Decimal(0), "0", "0"),
    (RISING, Decimal(20), "1", "1/4"),
    (RISING, Decimal(80), "4", "1"),
    (RISING, Decimal(81), "4", "1"),
    (RISING, Decimal(-5), "0", "0"),
    (FALLING, Decimal(5), "0", "0"),
    (FALLING, Decimal(4), "1/4", "1/4"),
    (FALLING, Decimal(1), "1", "1"),
    (FALLING, Decimal(0), "1", "1"),
    (YES, True, "2", "1"),
    (YES, False, "0", "0"),
]


@pytest.mark.parametrize(("measure", "answer", "points", "share"), CASES)
def test_points_and_share(measure: Measure, answer: AnswerValue, points: str, share: str) -> None:
    reading = meter(ask(measure)).read(answer)
    assert (reading.points, reading.share) == (Fraction(points), Fraction(share))
    assert sum(earned for _, earned in reading.made_of) == reading.points


@pytest.mark.parametrize(
    ("measure", "best"),
    [(CHOICE, "6"), (CHOSEN, "1.6"), (SHARE, "10"), (GRID, "10"), (BANDS, "3"), (RISING, "4"), (YES, "2")],
)
def test_attainable(measure: Measure, best: str) -> None:
    assert meter(ask(measure)).attainable == Fraction(best)


def test_an_exclusive_choice_can_be_the_best() -> None:
    measure = ChosenPoints({"all": Fraction(5), "B": Fraction(2)}, frozenset({"all"}))
    assert meter(ask(measure)).attainable == 5


def test_an_exclusive_choice_without_points_earns_nothing() -> None:
    measure = ChosenPoints({"B": Fraction(2)}, frozenset({"none"}))
    assert meter(ask(measure)).read(("none",)).points == 0


WRONG: list[tuple[Measure, AnswerValue, str]] = [
    (CHOICE, "D", "'D' is no choice here; give one of A, B, C"),
    (CHOICE, True, "no choice here"),
    (CHOICE, ("A",), "no choice here"),
    (CHOSEN, "B", "is no list of choices"),
    (CHOSEN, ("B", "Z"), "Z: no such choice here; choose from A, B, C"),
    (CHOSEN, ("B", "B"), "given twice"),
    (CHOSEN, ("A", "B"), "A goes with no other choice"),
    (SHARE, ("1", "none"), "none goes with no other choice"),
    (SHARE, ("5",), "no such choice"),
    (GRID, "yes", "is no grid"),
    (GRID, GridAnswer.of({"r3": "yes"}), "row 'r3' is unknown; the rows are r1, r2"),
    (GRID, GridAnswer.of({"r1": "maybe"}), "column 'maybe' is unknown"),
    (GRID, GridAnswer((("r1", "yes"), ("r1", "no"))), "a row is given twice"),
    (BANDS, "20", "is no number"),
    (BANDS, True, "is no number"),
    (BANDS, Decimal("NaN"), "not a finite number"),
    (RISING, Decimal("1E+999999"), "more than 100 digits"),
    (RISING, Decimal("1E-999999"), "more than 100 digits"),
    (YES, "yes", "give true or false"),
    (YES, FileAnswer("a", "b"), "no choice here"),
]


@pytest.mark.parametrize(("measure", "answer", "rule"), WRONG)
def test_an_answer_that_does_not_fit_is_refused_by_name(
    measure: Measure, answer: AnswerValue, rule: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        meter(ask(measure)).read(answer)
    assert caught.value.question == "q"
    assert rule in caught.value.rule
    assert str(caught.value).startswith("q: ")


def test_a_choice_carries_its_own_level() -> None:
    assert [meter(ask(CHOICE)).read(key).level for key in "ABC"] == [0, 1, 2]


@pytest.mark.parametrize(("chosen", "level"), [(0, 1), (1, 2), (2, 2), (3, 2), (4, 3)])
def test_level_bounds_are_inclusive(chosen: int, level: int) -> None:
    bounds = ((Fraction(0), 1), (Fraction(1, 4), 2), (Fraction(1), 3))
    indicator = ask(SHARE, bounds=bounds)
    assert meter(indicator).read(tuple("1234"[:chosen])).level == level


def test_below_the_first_level_bound_is_level_0_and_without_bounds_none() -> None:
    assert meter(ask(YES, bounds=((Fraction(1, 2), 1),))).read(answer=False).level == 0
    assert meter(ask(YES)).read(answer=True).level is None


def test_choices_are_kept_in_the_standards_order() -> None:
    assert meter(ask(SHARE)).read(("4", "1", "3")).answer == ("1", "3", "4")


@pytest.mark.parametrize(
    ("written", "canonical"), [("80", "80"), ("80.0", "80"), ("8E+1", "80"), ("-0.0", "0"), ("1.50", "1.5")]
)
def test_equal_numbers_read_equal(written: str, canonical: str) -> None:
    assert str(canonical_number("q", Decimal(written))) == canonical


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**30), max_value=10**30))
def test_canonical_numbers_keep_their_value(number: Decimal) -> None:
    assert canonical_number("q", number) == number


@given(st.decimals(-200, 200, places=3), st.decimals(-200, 200, places=3))
def test_linear_is_monotone_and_stays_within_its_points(one: Decimal, other: Decimal) -> None:
    lower, upper = sorted((one, other))
    low, high = (meter(ask(RISING)).read(value).points for value in (lower, upper))
    assert 0 <= low <= high <= 4
    assert meter(ask(FALLING)).read(lower).points >= meter(ask(FALLING)).read(upper).points
