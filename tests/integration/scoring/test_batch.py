"""The columnar form agrees with the exact engine on every vector, for every standard that ships."""

from fractions import Fraction
from pathlib import Path

import pytest
from support.random_answers import RandomAnswers

from bot.packs.loader import load_pack
from scoring.batch import rescore
from scoring.engine import rate
from scoring.packed import LayoutError, layout, pack
from scoring.plan import Plan, prepare
from scoring.standard import (
    ChosenShare,
    Group,
    Indicator,
    Method,
    NumberBands,
    NumberLinear,
    Rung,
    ScoreGate,
    Standard,
    Unanswered,
)

PACKS = Path(__file__).parents[3] / "templates" / "packs"
SHIPPED = ("shanghai-ref/2026.1", "sme2024/2024.1", "eudma/1.0")


def odd_standard(unanswered: Unanswered) -> Standard:
    """What the shipped ones lack: a minimum, bands, an inverse line, shares, left-out answers."""
    bands = ((Fraction(0), Fraction(0)), (Fraction(20), Fraction(1, 3)), (Fraction(60), Fraction(1)))
    return Standard(
        id="odd",
        version="1",
        groups=(
            Group("root", None),
            Group("low", "root", Fraction(2), Method.MINIMUM),
            Group("points", "root", Fraction(3), Method.SUM),
        ),
        indicators=(
            Indicator("b", "low", NumberBands(bands), level_bounds=((Fraction(1, 3), 1), (Fraction(1), 2))),
            Indicator("l", "low", NumberLinear(Fraction(50), Fraction(-7, 3))),
            Indicator("s", "points", ChosenShare(tuple("abcdefghi"), frozenset({"z"}), Fraction(7))),
            Indicator("n", "points", NumberLinear(Fraction(0), Fraction(100), Fraction(2))),
        ),
        ladder=tuple(
            Rung(n, str(n), n, "", (ScoreGate(f"{n}", "root", Fraction(17 * n)),)) for n in range(1, 6)
        ),
        unanswered=unanswered,
    )


def differences(plan: Plan, count: int, seed: int) -> list[object]:
    """Answer sets on which the two forms disagree."""
    draw, shape = RandomAnswers(plan, seed), layout(plan)
    sets = [draw.draw() for _ in range(count)]
    found = rescore(plan, [pack(shape, answers, irrelevant) for answers, irrelevant in sets])
    wrong: list[object] = []
    for place, (answers, irrelevant) in enumerate(sets):
        exact = rate(plan, answers, irrelevant=irrelevant)
        if (exact.rung, exact.score) != (found.rungs[place], found.score(place)):
            wrong.append((answers, irrelevant, exact, found.rungs[place], found.score(place)))
    return wrong


@pytest.mark.parametrize("name", SHIPPED)
def test_a_sample_of_every_shipped_standard_agrees(name: str) -> None:
    plan = prepare(load_pack(PACKS / name).standard())

    assert differences(plan, 400, seed=7) == []


@pytest.mark.parametrize("unanswered", Unanswered)
def test_measures_and_methods_the_shipped_ones_lack_agree_too(unanswered: Unanswered) -> None:
    assert differences(prepare(odd_standard(unanswered)), 2000, seed=11) == []


def test_scores_are_said_in_lowest_terms() -> None:
    plan = prepare(odd_standard(Unanswered.ZERO))
    draw, shape = RandomAnswers(plan, 3), layout(plan)
    sets = [draw.draw() for _ in range(200)]

    found = rescore(plan, [pack(shape, *one) for one in sets], chunk=64)

    exact = [rate(plan, answers, irrelevant=irrelevant).score for answers, irrelevant in sets]
    assert found.texts() == [f"{score.numerator}/{score.denominator}" for score in exact]


def test_vectors_of_another_standard_are_refused() -> None:
    sme, eudma = (prepare(load_pack(PACKS / name).standard()) for name in SHIPPED[1:])

    with pytest.raises(LayoutError):
        rescore(sme, [pack(eudma, {})])


def test_nothing_gives_nothing() -> None:
    assert len(rescore(odd_standard(Unanswered.ZERO), [])) == 0


@pytest.mark.proof
@pytest.mark.parametrize("name", SHIPPED)
def test_a_hundred_thousand_random_answer_sets_agree(name: str) -> None:
    plan = prepare(load_pack(PACKS / name).standard())
    count = 100_000 // len(SHIPPED) + 1

    wrong = differences(plan, count, seed=2026)

    print(f"\n{name}: {count:,} random answer sets, {len(wrong)} differences between batch and exact")
    assert wrong == []
