"""The engine against results worked out by hand, at every boundary."""

from __future__ import annotations

from fractions import Fraction

import pytest
from support.standards import SME_BINDING, eudma, sme

from scoring.engine import assess
from scoring.errors import AnswerError
from scoring.values import AnswerValue, GridAnswer

# --- sme2024's shape: base score in points, scenes that gate ---------------------------------------------

FOUR = tuple("BCDE")
ALL_DATA = tuple("BCDEFGHIJKLMNO")  # thirteen at 0.7 and 人力资源 (O) at 0.9
BEST: dict[str, AnswerValue] = {
    **dict.fromkeys(("q01", "q06", "q07", "q09"), FOUR),
    **dict.fromkeys(("q02", "q03", "q05", "q11"), "E"),
    **dict.fromkeys(("q12", "q13", "q14", "q15"), "C"),
    "q04": ALL_DATA,
    "q08": "F",
    "q10": tuple("BCDEF"),
}
NOTHING: dict[str, AnswerValue] = {q: ("A",) if isinstance(best, tuple) else "A" for q, best in BEST.items()}


def scenes(binding: list[int], guiding: list[int]) -> dict[str, AnswerValue]:
    """Levels of the first binding and the first guiding scenes; the rest are at 0."""
    levels = iter([*binding, *[0] * (10 - len(binding))]), iter([*guiding, *[0] * (6 - len(guiding))])
    return {f"s{n:02}": str(next(levels[n not in SME_BINDING])) for n in range(1, 17)}


def base(points: str) -> dict[str, AnswerValue]:
    """Answers whose base score is exactly `points`."""
    no_hr, no_design = tuple("BCDEFGHIJKLMN"), tuple("CDEFGHIJKLMNO")
    eighty = {**BEST, "q05": "A", "q02": "C", "q12": "A"}  # 100 - 10 - 3 - 7
    foundation = {question: BEST[question] for question in ("q01", "q02", "q03", "q04", "q05", "q06", "q07")}
    sixty = {**NOTHING, **foundation, "q12": "B", "q13": "B", "q14": "C"}  # 50 + 7 + 3
    effects = {question: BEST[question] for question in ("q12", "q13", "q14", "q15")}  # 20
    forty = {**NOTHING, **effects, "q04": ALL_DATA, "q05": "E"}  # 20 + 10 + 10
    worth: dict[str, dict[str, AnswerValue]] = {
        "100": BEST,
        "80": eighty,
        "79.3": {**eighty, "q04": no_design},
        "79.1": {**eighty, "q04": no_hr},
        "60": sixty,
        "59.3": {**sixty, "q04": no_design},
        "40": forty,
        "39.3": {**forty, "q04": no_design},
        "20": {**NOTHING, **effects},
        "0": NOTHING,
    }
    return worth[points]


@pytest.mark.parametrize("points", ["100", "80", "79.3", "79.1", "60", "59.3", "40", "39.3", "20", "0"])
def test_sme_base_points(points: str) -> None:
    result = assess(sme(), {**base(points), **scenes([4] * 10, [4] * 6)})
    assert result.score == Fraction(points)
    assert result.nodes["base"].points == Fraction(points)


# Base score; levels of binding scenes; levels of guiding scenes; the level this must give.
SME: list[tuple[str, list[int], list[int], int]] = [
    ("100", [4] * 10, [4] * 6, 4),
    ("80", [4] * 6, [4] * 4, 4),  # everything just met
    ("79.3", [4] * 6, [4] * 4, 3),  # one data source short of 80
    ("100", [4] * 6, [4] * 3, 3),  # nine scenes
    ("100", [4] * 5, [4] * 5, 3),  # five binding
    ("60", [3] * 5, [3] * 3, 3),
    ("59.3", [3] * 5, [3] * 3, 2),
    ("100", [3] * 5, [3] * 2, 2),  # seven scenes
    ("100", [3] * 4, [3] * 4, 2),  # four binding
    ("40", [2] * 3, [2] * 3, 2),
    ("39.3", [2] * 3, [2] * 3, 1),
    ("100", [2] * 3, [2] * 2, 0),  # five scenes: not level 1 either
    ("100", [2] * 2, [2] * 4, 0),  # two binding
    ("20", [1] * 3, [1] * 3, 1),
    ("0", [4] * 10, [4] * 6, 0),
    ("100", [1] * 3, [1] * 2, 0),
    ("100", [1] * 2, [1] * 4, 0),
    ("100", [2] * 10, [2] * 6, 2),
    ("79.3", [3] * 4 + [2] * 6, [3] * 4, 2),
    ("100", [0] * 10, [0] * 6, 0),
]


@pytest.mark.parametrize(("points", "binding", "guiding", "level"), SME)
def test_sme_levels(points: str, binding: list[int], guiding: list[int], level: int) -> None:
    result = assess(sme(), {**base(points), **scenes(binding, guiding)})
    assert result.level == level
    assert result.level_name == ["", "初始级", "规范级", "集成级", "协同级"][level]
    assert result.grade == 0


def test_sme_none_with_others_is_an_error_that_names_the_question() -> None:
    with pytest.raises(AnswerError) as caught:
        assess(sme(), {**BEST, "q01": ("A", "B")})
    assert caught.value.question == "q01"


def test_sme_scenes_are_shown_but_do_not_weigh() -> None:
    result = assess(sme(), {**base("60"), **scenes([3] * 5, [3] * 3)})
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
    "q02": first(5), "q03": first(6), "q04": grid(*"0054201"),
    "q05": first(3), "q06": first(4), "q07": first(4),
    "q08": first(3), "q09": grid(*"01035"), "q10": first(4),
    "q11": grid("partially", "no", "yes", "partially", "yes"),
}  # fmt: skip


def test_eudma_worked_example() -> None:
    result = assess(eudma(), WORKED)
    assert result.score == Fraction(1957, 42)  # 46.595238…
    assert [node.share for node in result.dimensions] == [
        Fraction(s) for s in ("1/2", "33/70", "13/28", "1/2", "9/25", "1/2")
    ]
    assert (result.level, result.level_name) == (2, "Average")


def even(n: int) -> dict[str, AnswerValue]:
    """Every dimension at n quarters, from answers of 0, 1/2 and 1."""
    tenths = {1: (5, 0), 2: (10, 0), 3: (10, 5)}[n]
    halves = dict(zip(("first", "second"), tenths, strict=True))
    sixths = {"first": halves["first"] * 8 // 10, "second": halves["second"] * 6 // 10}
    fives = {1: grid("5", "1", "0.", "", ""), 2: None, 3: None}
    del fives
    return {
        "q01": grid(*["already"] * tenths[0], *["no"] * (10 - tenths[0])),
        "q02": first(tenths[1]),
        "q03": first(tenths[0]),
        "q04": grid(*{0: "0000000", 5: "5500055"}[tenths[1] and 5][:7])
        if tenths[1] != 5
        else grid(*"5550002"),
        "q05": first({1: 7, 2: 7, 3: 7}[n]),
        "q06": first(sixths["first"]),
        "q07": first(sixths["first"]),
        "q08": first(sixths["second"]),
    }


def test_eudma_thresholds_must_be_passed() -> None:
    half: dict[str, AnswerValue] = {
        "q01": grid(*["plan"] * 10), "q02": first(5), "q03": first(10),
        "q04": grid(*"0000000"), "q05": first(7),
        "q06": (), "q07": first(4), "q08": first(3), "q09": grid("5", "5", "0", "1", "1"), "q10": first(5),
        "q11": grid(*["partially"] * 5),
    }  # fmt: skip
    at_50 = {
        **half,
        "q09": grid("5", "5", "2", "0", "0"),
        "q10": first(4),
        "q11": grid("yes", "yes", "yes", "no", "no"),
    }
    # d5 = 12/25 = 48 and d6 = (40 + 60) / 2 = 50; lift d1 by 2 points: q02 has no half steps, q01 has
    assert assess(eudma(), half).score == Fraction(100, 6) * (Fraction(5, 2) + Fraction(12, 25))
    exactly = {**at_50, "q09": grid("5", "5", "0", "2", "0"), "q01": grid(*["plan"] * 10)}
    assert assess(eudma(), exactly).level == 2
