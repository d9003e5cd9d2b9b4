"""The engine against results worked out by hand: the published shapes, at every boundary."""

from __future__ import annotations

from fractions import Fraction

import pytest
from support.standards import SME_BINDING, eudma, gbt39117, sme

from scoring.engine import assess, rate
from scoring.errors import AnswerError
from scoring.plan import prepare
from scoring.values import AnswerValue, GridAnswer

# --- sme2024's shape: base score in points, scenes that gate ---------------------------------------------

DATA = tuple("BCDEFGHIJKLMNO")  # thirteen at 0.7, the last (O) at 0.9
BEST: dict[str, AnswerValue] = {
    "q01": tuple("BCDE"), "q02": "E", "q03": "E", "q04": DATA, "q05": "E", "q06": tuple("BCDE"),
    "q07": tuple("BCDE"), "q08": "F", "q09": tuple("BCDE"), "q10": tuple("BCDEF"), "q11": "E",
    "q12": "C", "q13": "C", "q14": "C", "q15": "C",
}  # fmt: skip
WORST: dict[str, AnswerValue] = {q: ("A",) if isinstance(best, tuple) else "A" for q, best in BEST.items()}
EFFECT: dict[str, AnswerValue] = {"q12": "C", "q13": "C", "q14": "C", "q15": "C"}  # 7 + 7 + 3 + 3
FOUNDATION = {q: BEST[q] for q in ("q01", "q02", "q03", "q04", "q05", "q06", "q07")}  # 50
HALF_EFFECT: dict[str, AnswerValue] = {"q12": "B", "q13": "B", "q14": "C"}  # 3.5 + 3.5 + 3

BASES: dict[str, dict[str, AnswerValue]] = {
    "100": BEST,
    "80": BEST | {"q05": "A", "q02": "C", "q12": "A"},  # 100 - 10 - 3 - 7
    "79.3": BEST | {"q05": "A", "q02": "C", "q12": "A", "q04": DATA[1:]},
    "79.1": BEST | {"q05": "A", "q02": "C", "q12": "A", "q04": DATA[:-1]},
    "60": WORST | FOUNDATION | HALF_EFFECT,
    "59.3": WORST | FOUNDATION | HALF_EFFECT | {"q04": DATA[1:]},
    "40": WORST | EFFECT | {"q04": DATA, "q05": "E"},
    "39.3": WORST | EFFECT | {"q04": DATA[1:], "q05": "E"},
    "20": WORST | EFFECT,
    "19.8": WORST | EFFECT | {"q15": "A", "q04": DATA[:4]},  # 17 + 4 × 0.7
    "0": WORST,
}


def scenes(binding: list[int], guiding: list[int]) -> dict[str, AnswerValue]:
    """Levels of the first binding and the first guiding scenes; the rest are at 0."""
    levels = {True: binding + [0] * (10 - len(binding)), False: guiding + [0] * (6 - len(guiding))}
    queues = {binds: iter(values) for binds, values in levels.items()}
    return {f"s{n:02}": str(next(queues[n in SME_BINDING])) for n in range(1, 17)}


@pytest.mark.parametrize("points", BASES)
def test_sme_base_points(points: str) -> None:
    result = assess(sme(), {**BASES[points], **scenes([4] * 10, [4] * 6)})
    assert result.score == Fraction(points)
    assert result.nodes["base"].points == Fraction(points)
    assert result.nodes["base"].attainable == 100


# Base score; levels of binding scenes; levels of guiding scenes; the level this must give.
SME: list[tuple[str, list[int], list[int], int]] = [
    ("100", [4] * 10, [4] * 6, 4),
    ("80", [4] * 6, [4] * 4, 4),  # everything just met
    ("79.3", [4] * 6, [4] * 4, 3),  # one data source short of 80
    ("79.1", [4] * 6, [4] * 4, 3),  # the dearest one
    ("100", [4] * 6, [4] * 3, 3),  # nine scenes
    ("100", [4] * 5, [4] * 5, 3),  # five binding
    ("60", [3] * 5, [3] * 3, 3),
    ("59.3", [3] * 5, [3] * 3, 2),
    ("100", [3] * 5, [3] * 2, 2),  # seven scenes
    ("100", [3] * 4, [3] * 4, 2),  # four binding
    ("40", [2] * 3, [2] * 3, 2),
    ("39.3", [2] * 3, [2] * 3, 1),
    ("100", [2] * 3, [2] * 2, 0),  # five scenes: not level 1 either
    ("100", [2] * 3 + [1], [2] * 2, 1),
    ("100", [2] * 2, [2] * 4, 0),  # two binding
    ("100", [2] * 2 + [1], [2] * 4, 1),
    ("20", [1] * 3, [1] * 3, 1),
    ("19.8", [1] * 3, [1] * 3, 0),
    ("0", [4] * 10, [4] * 6, 0),
    ("100", [1] * 3, [1] * 2, 0),
    ("100", [1] * 2, [1] * 4, 0),
    ("100", [2] * 10, [2] * 6, 2),
    ("79.3", [3] * 4 + [2] * 6, [3] * 4, 2),  # eight scenes at 3, four of them binding
    ("100", [0] * 10, [0] * 6, 0),
]


@pytest.mark.parametrize(("points", "binding", "guiding", "level"), SME)
def test_sme_levels(points: str, binding: list[int], guiding: list[int], level: int) -> None:
    answers = {**BASES[points], **scenes(binding, guiding)}
    result = assess(sme(), answers)
    assert result.level == level
    assert result.level_name == ["", "初始级", "规范级", "集成级", "协同级"][level]
    assert result.grade == 0
    assert rate(prepare(sme()), answers).rung == level - 1


def test_sme_none_with_others_is_an_error_that_names_the_question() -> None:
    with pytest.raises(AnswerError) as caught:
        assess(sme(), {**BEST, "q01": ("A", "B")})
    assert caught.value.question == "q01"


def test_sme_scenes_are_shown_but_do_not_weigh() -> None:
    result = assess(sme(), {**BASES["60"], **scenes([3] * 5, [3] * 3)})
    assert [node.id for node in result.dimensions] == ["base", "scenes"]
    assert result.nodes["scenes"].effective == 0
    assert result.nodes["scenes"].share == Fraction(8 * 3, 16 * 4)


# --- eudma's shape: means of means, thresholds that must be passed ---------------------------------------


def grid(*columns: str) -> GridAnswer:
    return GridAnswer.of({str(row): column for row, column in enumerate(columns, start=1)})


def first(n: int) -> tuple[str, ...]:
    return tuple(str(i) for i in range(1, n + 1))


WORKED: dict[str, AnswerValue] = {
    "q01": grid(*["already"] * 4, *["plan"] * 2, *["no"] * 4),
    "q02": first(5), "q03": first(6), "q04": grid(*"0054201"), "q05": first(3), "q06": first(4),
    "q07": first(4), "q08": first(3), "q09": grid(*"01035"), "q10": first(4),
    "q11": grid("partially", "no", "yes", "partially", "yes"),
}  # fmt: skip


def test_eudma_worked_example() -> None:
    result = assess(eudma(), WORKED)
    assert result.score == Fraction(1957, 42)  # 46.595238…
    expected = ["1/2", "33/70", "13/28", "1/2", "9/25", "1/2"]
    assert [node.share for node in result.dimensions] == list(map(Fraction, expected))
    assert (result.level, result.level_name) == (2, "Average")


D1_50: dict[str, AnswerValue] = {"q01": grid(*["plan"] * 10), "q02": first(5)}
D1_100: dict[str, AnswerValue] = {"q01": grid(*["already"] * 10), "q02": first(10)}
D2_50: dict[str, AnswerValue] = {"q03": first(10), "q04": grid(*"0000000")}
D2_100: dict[str, AnswerValue] = {"q03": first(10), "q04": grid(*"5555555")}
D3_50: dict[str, AnswerValue] = {"q05": first(7), "q06": ()}
D3_100: dict[str, AnswerValue] = {"q05": first(7), "q06": first(8)}
D4_0: dict[str, AnswerValue] = {"q07": ("none",), "q08": ()}
D4_50: dict[str, AnswerValue] = {"q07": first(4), "q08": first(3)}
D6_0: dict[str, AnswerValue] = {"q10": (), "q11": grid(*["no"] * 5)}
D6_60: dict[str, AnswerValue] = {"q10": first(6), "q11": grid("yes", "yes", "yes", "no", "no")}

# Score; answers that give it; the level, and the level after one more green measure is ticked (q10).
EUDMA: list[tuple[int, dict[str, AnswerValue], int, int]] = [
    (0, {"q01": grid(*["no"] * 10)}, 1, 1),
    (25, {**D1_50, **D2_50, **D3_50, **D4_0, "q09": grid(*"00000"), **D6_0}, 1, 2),
    (50, {**D1_50, **D2_50, **D3_50, **D4_50, "q09": grid(*"55000"), **D6_60}, 2, 3),
    (75, {**D1_100, **D2_100, **D3_100, **D4_50, "q09": grid(*"55555"), **D6_0}, 3, 4),
]


@pytest.mark.parametrize(("score", "answers", "level", "above"), EUDMA)
def test_eudma_thresholds_must_be_passed(
    score: int, answers: dict[str, AnswerValue], level: int, above: int
) -> None:
    assert assess(eudma(), answers).score == score
    assert assess(eudma(), answers).level == level
    green = answers.get("q10", ())
    assert isinstance(green, tuple)
    assert assess(eudma(), {**answers, "q10": (*green, "7")}).level == above


# --- GB/T 39117's shape: bands 0.8, 1.8, … are inclusive, for any weights --------------------------------

WEIGHTS = [
    (("0.06", "0.11", "0.15", "0.68"),) * 5,
    (("0.06", "0.11", "0.06", "0.77"),) * 5,
    (("0.3", "0.3", "0.4"), ("1/3", "1/3", "1/3"), ("0.1", "0.2", "0.7"), ("0.5", "0.5"), ("1",)),
]
# Requirement scores level by level; the total; the level.
GBT: list[tuple[list[str], str, int]] = [
    (["1", "0", "0", "0", "0"], "1", 1),
    (["1", "1", "0", "0", "0"], "2", 2),
    (["1", "1", "1", "0", "0"], "3", 3),
    (["1", "1", "1", "1", "0"], "4", 4),
    (["1", "1", "1", "1", "1"], "5", 5),
    (["0.8", "0", "0", "0", "0"], "0.8", 1),
    (["0.5", "0", "0", "0", "0"], "0.5", 0),
    (["1", "0.8", "0", "0", "0"], "1.8", 2),
    (["1", "1", "0.8", "0", "0"], "2.8", 3),
    (["1", "1", "0.5", "0", "0"], "2.5", 2),
    (["1", "1", "1", "0.8", "0"], "3.8", 4),
    (["1", "1", "1", "1", "0.8"], "4.8", 5),
    (["1", "1", "1", "1", "0.5"], "4.5", 4),
    (["0.8", "0.5", "0.5", "0", "0"], "1.8", 2),
]


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize(("scores", "total", "level"), GBT)
def test_gbt39117(weights: tuple[tuple[str, ...], ...], scores: list[str], total: str, level: int) -> None:
    answers: dict[str, AnswerValue] = {
        f"l{row}-{part}": scores[row - 1]
        for row, parts in enumerate(weights, start=1)
        for part in range(1, len(parts) + 1)
    }
    result = assess(gbt39117(weights), answers)
    assert (result.score, result.level) == (Fraction(total), level)


def test_one_requirement_below_eight_tenths_misses_the_level() -> None:
    answers: dict[str, AnswerValue] = {f"l1-{part}": "0.8" for part in range(1, 5)}
    assert assess(gbt39117(), answers | {"l1-1": "0.5"}).level == 0
