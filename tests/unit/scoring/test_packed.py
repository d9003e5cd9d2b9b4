from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import AnswerError
from scoring.packed import LayoutError, layout, pack, unpack
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    GridMean,
    Group,
    Indicator,
    NumberLinear,
    Rung,
    ScoreGate,
    Standard,
    Variant,
    YesNo,
)
from scoring.values import AnswerValue, GridAnswer, NotApplicable

ONE = Fraction(1)
STANDARD = Standard(
    id="t",
    version="1",
    groups=(Group("root", None),),
    indicators=(
        Indicator("c", "root", ChoicePoints({"a": Fraction(0), "b": ONE})),
        Indicator("m", "root", ChosenPoints({f"k{n}": ONE for n in range(11)}, frozenset({"k0"}))),
        Indicator("g", "root", GridMean(("r1", "r2"), {"x": Fraction(0), "y": ONE})),
        Indicator("n", "root", NumberLinear(Fraction(0), Fraction(10))),
        Indicator("y", "root", YesNo(ONE)),
    ),
    ladder=(Rung(1, "L", 0, "", (ScoreGate("1.0.score", "root", Fraction(10)),)),),
    variant_question="kind",
    variants={"v1": Variant("v1", {}), "v2": Variant("v2", {})},
)

ANSWERS: dict[str, st.SearchStrategy[AnswerValue]] = {
    "c": st.sampled_from(["a", "b"]),
    "m": st.sets(st.sampled_from([f"k{n}" for n in range(1, 11)])).map(
        lambda keys: tuple(sorted(keys, key=lambda k: int(k[1:])))
    ),
    "g": st.dictionaries(st.sampled_from(["r1", "r2"]), st.sampled_from(["x", "y"])).map(GridAnswer.of),
    "n": st.integers(-(10**12), 10**12).map(lambda n: Decimal(n) / 10**6),
    "y": st.booleans(),
    "kind": st.sampled_from(["v1", "v2"]),
}
GIVEN = st.fixed_dictionaries({}, optional={k: v | st.just(NotApplicable("")) for k, v in ANSWERS.items()})


@given(GIVEN, st.sets(st.sampled_from(["c", "m", "g", "n", "y"])))
def test_what_is_packed_comes_back(answers: dict[str, AnswerValue], irrelevant: set[str]) -> None:
    found, left_out = unpack(STANDARD, pack(STANDARD, answers, irrelevant))

    expected = {key: value for key, value in answers.items() if key not in irrelevant}
    if not isinstance(answers.get("kind"), str):
        expected.pop("kind", None)  # only a variant's own key is kept of the question that picks it
    assert found == expected
    assert left_out == irrelevant


def test_the_layout_names_its_questions_and_not_its_weights() -> None:
    heavier = Standard(
        id="t",
        version="2",
        groups=(Group("root", None), Group("sub", "root", Fraction(3))),
        indicators=STANDARD.indicators,
        ladder=(),
        variant_question="kind",
        variants=STANDARD.variants,
    )

    assert layout(heavier) == layout(STANDARD)
    assert layout(STANDARD).width == 5 + 1 + 3 + 3 + 9 + 1


def test_a_vector_of_another_layout_is_refused() -> None:
    fewer = Standard("t", "1", STANDARD.groups, STANDARD.indicators[:2], ())

    with pytest.raises(LayoutError):
        unpack(STANDARD, pack(fewer, {}))


@pytest.mark.parametrize(
    "answers",
    [{"c": "z"}, {"c": True}, {"m": "k1"}, {"m": ("zz",)}, {"g": GridAnswer.of({"r9": "x"})}, {"y": "yes"}],
)
def test_an_answer_that_does_not_fit_is_named(answers: dict[str, AnswerValue]) -> None:
    with pytest.raises(AnswerError) as caught:
        pack(STANDARD, answers)

    assert caught.value.question == next(iter(answers))


@pytest.mark.parametrize("number", ["0.0000001", "1e15"])
def test_a_number_that_cannot_be_kept_exactly_is_refused(number: str) -> None:
    with pytest.raises(LayoutError):
        pack(STANDARD, {"n": Decimal(number)})
