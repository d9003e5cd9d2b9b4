"""Small standards written out by hand, one of each shape the engine must get right."""

from __future__ import annotations

from fractions import Fraction

from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    CountGate,
    Gate,
    GridMean,
    Group,
    Indicator,
    Measure,
    Method,
    Rung,
    ScoreGate,
    Standard,
    Variant,
)


def ladder(n: int, first_level: int = 1) -> ChoicePoints:
    """Choices "1" … "n", 0 to 1 in even steps, levels from `first_level`."""
    keys = [str(i) for i in range(1, n + 1)]
    return ChoicePoints(
        {key: Fraction(i, n - 1) for i, key in enumerate(keys)},
        {key: first_level + i for i, key in enumerate(keys)},
    )


def rung(level: int, *gates: Gate, grade: int = 0, name: str = "") -> Rung:
    return Rung(level, name, grade, "", gates)


# --- sme2024's shape -------------------------------------------------------------------------------------

_RATES = [0, 25, 50, 75, 100]
_TRENDS = [0, 50, 100]
_KEYS = "ABCDEFGHIJKLMNO"


def _single(best: str, percents: list[int]) -> ChoicePoints:
    return ChoicePoints({k: Fraction(best) * p / 100 for k, p in zip(_KEYS, percents, strict=False)})


def _many(points: list[str]) -> ChosenPoints:
    """Choice A is “none” and exclusive; the others have the points given."""
    table = {"A": Fraction(0)} | {k: Fraction(p) for k, p in zip(_KEYS[1:], points, strict=False)}
    return ChosenPoints(table, frozenset("A"))


SME_MEASURES: dict[str, tuple[str, Measure]] = {
    "q01": ("foundation", _many(["2"] * 4)),
    "q02": ("foundation", _single("6", _RATES)),
    "q03": ("foundation", _single("6", _RATES)),
    "q04": ("foundation", _many(["0.7"] * 13 + ["0.9"])),
    "q05": ("foundation", _single("10", _RATES)),
    "q06": ("foundation", _many(["1.25"] * 4)),
    "q07": ("foundation", _many(["1.25"] * 4)),
    "q08": ("management", _single("7.5", [0, 20, 40, 60, 80, 100])),
    "q09": ("management", _many(["1.875"] * 4)),
    "q10": ("management", _many(["1.5"] * 5)),
    "q11": ("management", _single("7.5", _RATES)),
    "q12": ("effect", _single("7", _TRENDS)),
    "q13": ("effect", _single("7", _TRENDS)),
    "q14": ("effect", _single("3", _TRENDS)),
    "q15": ("effect", _single("3", _TRENDS)),
}
SME_BINDING = frozenset({1, 3, 6, 7, 8, 9, 10, 11, 12, 13})  # numbers of the ten binding scenes


def sme() -> Standard:
    """Fifteen questions worth 100 points, sixteen scenes that only gate, four levels."""
    scene = ChoicePoints({str(i): Fraction(i, 4) for i in range(5)}, {str(i): i for i in range(5)})
    groups = [
        Group("total", None),
        Group("base", "total", method=Method.SUM),
        *(Group(name, "base", method=Method.SUM) for name in ("foundation", "management", "effect")),
        Group("scenes", "total", weight=Fraction(0)),
    ]
    indicators = [Indicator(q, parent, measure) for q, (parent, measure) in SME_MEASURES.items()]
    for n in range(1, 17):
        flags = frozenset({"binding"} if n in SME_BINDING else set[str]())
        indicators.append(Indicator(f"s{n:02}", "scenes", scene, flags=flags))
    rules = [(1, 20, 6, 3), (2, 40, 6, 3), (3, 60, 8, 5), (4, 80, 10, 6)]
    names = ["初始级", "规范级", "集成级", "协同级"]
    rungs = [
        rung(
            level,
            ScoreGate(f"{level}.0.score", "total", Fraction(base)),
            CountGate(f"{level}.0.1", level, scenes),
            CountGate(f"{level}.0.2", level, binding, "binding"),
            name=name,
        )
        for (level, base, scenes, binding), name in zip(rules, names, strict=True)
    ]
    return Standard("sme", "1", tuple(groups), tuple(indicators), tuple(rungs))


# --- eudma's shape ---------------------------------------------------------------------------------------


def _share(n: int, exclusive: str = "") -> ChosenShare:
    return ChosenShare(
        tuple(str(i) for i in range(1, n + 1)), frozenset({exclusive} - {""}), best=Fraction(10)
    )


def _grid(n: int, columns: dict[str, Fraction]) -> GridMean:
    return GridMean(tuple(str(i) for i in range(1, n + 1)), columns, best=Fraction(10))


_SCALE = {str(i): Fraction(i) for i in range(6)}


def eudma() -> Standard:
    """Six dimensions of one or two questions, a mean of means, thresholds that must be passed, not met."""
    measures: list[tuple[str, str, Measure]] = [
        ("q01", "d1", _grid(10, {"already": Fraction(1), "plan": Fraction(1, 2), "no": Fraction(0)})),
        ("q02", "d1", _share(10)),
        ("q03", "d2", _share(10)),
        ("q04", "d2", _grid(7, _SCALE)),
        ("q05", "d3", _share(7)),
        ("q06", "d3", _share(8)),
        ("q07", "d4", _share(8, "none")),
        ("q08", "d4", _share(6)),
        ("q09", "d5", _grid(5, _SCALE)),
        ("q10", "d6", _share(10)),
        ("q11", "d6", _grid(5, {"no": Fraction(0), "partially": Fraction(1, 2), "yes": Fraction(1)})),
    ]
    return Standard(
        "eudma",
        "1",
        (Group("total", None), *(Group(f"d{i}", "total", role="dimension") for i in range(1, 7))),
        tuple(Indicator(q, parent, measure) for q, parent, measure in measures),
        (
            rung(1, ScoreGate("1.0.score", "total", Fraction(0)), name="Basic"),
            rung(2, ScoreGate("2.0.score", "total", Fraction(25), exclusive=True), name="Average"),
            rung(
                3, ScoreGate("3.0.score", "total", Fraction(50), exclusive=True), name="Moderately advanced"
            ),
            rung(4, ScoreGate("4.0.score", "total", Fraction(75), exclusive=True), name="Advanced"),
        ),
    )


# --- GB/T 39117's shape ----------------------------------------------------------------------------------


def gbt39117(weights: tuple[tuple[str, ...], ...] = (("0.06", "0.11", "0.15", "0.68"),) * 5) -> Standard:
    """Five levels' requirement scores of 0, 0.5, 0.8 or 1 added up to 0 … 5; `weights` per level sum to 1."""
    points = ChoicePoints(
        {"0": Fraction(0), "0.5": Fraction("0.5"), "0.8": Fraction("0.8"), "1": Fraction(1)}
    )
    groups = [Group("total", None)]
    indicators = []
    for level, parts in enumerate(weights, start=1):
        groups.append(Group(f"l{level}", "total"))
        for part, weight in enumerate(parts, start=1):
            indicators.append(Indicator(f"l{level}-{part}", f"l{level}", points, Fraction(weight)))
    names = ["规划级", "规范级", "集成级", "优化级", "引领级"]
    bounds = ["0.8", "1.8", "2.8", "3.8", "4.8"]
    rungs = [
        rung(level, ScoreGate(f"{level}.0.score", "total", Fraction(bound)), name=name)
        for level, (bound, name) in enumerate(zip(bounds, names, strict=True), start=1)
    ]
    return Standard("gbt", "1", tuple(groups), tuple(indicators), tuple(rungs), scale=Fraction(5))


# --- the reference questionnaire's shape -----------------------------------------------------------------


def reference(subdomains: int = 4, questions: int = 2) -> Standard:
    """Dimensions of unequal weight, five-step ladders, ten rungs with score and count gates.

    With the defaults 7 dimensions × 4 sub-domains × 2 questions = 56 indicators.
    """
    dimensions = {
        "strategy": 12, "capability": 20, "solution": 18, "governance": 13, "innovation": 12,
        "fused": 15, "industry": 10,
    }  # fmt: skip
    inner = [30, 20, 25, 25]
    groups = [Group("total", None)]
    indicators = []
    for name, weight in dimensions.items():
        groups.append(Group(name, "total", Fraction(weight), role="dimension"))
        for sub in range(subdomains):
            groups.append(Group(f"{name}-{sub}", name, Fraction(inner[sub % 4])))
            for q in range(questions):
                flags = frozenset({"key"} if (sub + q) % 4 == 0 else set[str]())
                indicators.append(Indicator(f"{name}-{sub}-{q}", f"{name}-{sub}", ladder(5), flags=flags))
    scores = [10, 20, 30, 42, 54, 66, 77, 84, 90, 95]
    counts: dict[int, list[tuple[int, int]]] = {
        1: [], 2: [(3, 4)], 3: [(3, 10), (4, 3)], 4: [(3, 13), (4, 10)], 5: [(4, 13), (5, 8)],
    }  # fmt: skip
    floors: dict[int, dict[str, int]] = {
        1: {}, 2: {}, 3: {"capability": 45, "solution": 45},
        4: {"capability": 65, "solution": 65, "governance": 60, "fused": 50},
        5: dict.fromkeys(list(dimensions)[:-1], 75) | {"innovation": 80},
    }  # fmt: skip
    rungs = []
    for grade, score in enumerate(scores, start=1):
        level = (grade + 1) // 2
        gates: list[Gate] = [ScoreGate(f"{level}.{grade}.score", "total", Fraction(score))]
        for at, needs in counts[level]:
            gates.append(CountGate(f"{level}.{grade}.{len(gates)}", at, needs, "key"))
        for name, floor in floors[level].items():
            gates.append(ScoreGate(f"{level}.{grade}.{len(gates)}", name, Fraction(floor)))
        rungs.append(rung(level, *gates, grade=grade))
    variants = {
        "auto": {"capability": Fraction(30), "industry": Fraction(5), "fused": Fraction(10)},
        "energy": {"fused": Fraction(25), "innovation": Fraction(2)},
    }
    return Standard(
        "reference",
        "1",
        tuple(groups),
        tuple(indicators),
        tuple(rungs),
        variant_question="kind",
        variants={name: Variant(name, weights) for name, weights in variants.items()},
    )
