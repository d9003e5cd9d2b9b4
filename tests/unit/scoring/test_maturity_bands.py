"""Levels of a GB/T 39117 shape: items at 0, 0.5, 0.8 or 1 for each of five levels, summed to 0 … 5.

The bands begin at 0.8, 1.8, 2.8, 3.8 and 4.8, inclusive (the national standard's rating scale as rendered
publicly; the vectors hold for any weights that add up to 1).
"""

from fractions import Fraction

import pytest

from scoring.engine import rate
from scoring.plan import prepare
from scoring.standard import ChoicePoints, Group, Indicator, Rung, ScoreGate, Standard
from scoring.values import AnswerValue

SCALE = ChoicePoints({"0": Fraction(0), "0.5": Fraction(1, 2), "0.8": Fraction(4, 5), "1": Fraction(1)})
BANDS = ("0.8", "1.8", "2.8", "3.8", "4.8")
WEIGHTS = (Fraction(6, 100), Fraction(11, 100), Fraction(15, 100), Fraction(68, 100))

STANDARD = Standard(
    id="maturity",
    version="1",
    groups=(Group("total", None), *(Group(f"l{level}", "total") for level in range(1, 6))),
    indicators=tuple(
        Indicator(f"l{level}i{n}", f"l{level}", SCALE, weight)
        for level in range(1, 6)
        for n, weight in enumerate(WEIGHTS)
    ),
    ladder=tuple(
        Rung(level, str(level), 0, "", (ScoreGate(f"{level}", "total", Fraction(band)),))
        for level, band in enumerate(BANDS, start=1)
    ),
    scale=Fraction(5),
)
PLAN = prepare(STANDARD)


def answers(*levels: str) -> dict[str, AnswerValue]:
    """Every item of level n at the n-th value; the rest at nothing."""
    values = [*levels, *["0"] * (5 - len(levels))]
    return {f"l{level}i{n}": values[level - 1] for level in range(1, 6) for n in range(len(WEIGHTS))}


@pytest.mark.parametrize(
    ("levels", "score", "reached"),
    [
        ((), "0", 0),
        (("0.5",), "0.5", 0),
        (("0.8",), "0.8", 1),  # the boundary belongs to the level
        (("1",), "1", 1),
        (("1", "0.8"), "1.8", 2),
        (("1", "1", "0.5"), "2.5", 2),
        (("1", "1", "0.8"), "2.8", 3),
        (("1", "1", "1"), "3", 3),
        (("1", "1", "1", "0.8"), "3.8", 4),
        (("1", "1", "1", "1", "0.5"), "4.5", 4),
        (("1", "1", "1", "1", "0.8"), "4.8", 5),
        (("1", "1", "1", "1", "1"), "5", 5),
    ],
)
def test_levels_at_every_boundary(levels: tuple[str, ...], score: str, reached: int) -> None:
    found = rate(PLAN, answers(*levels))

    assert found.score == Fraction(score)
    assert found.rung + 1 == reached
