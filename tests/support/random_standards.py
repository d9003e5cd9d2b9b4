"""Random standards and answers, heavy on boundaries: thresholds are drawn from scores that really occur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from scoring.assessment import Assessment
from scoring.checks import members
from scoring.checks_measures import highest_level
from scoring.engine import assess
from scoring.rounding import is_exact
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
    NumberBands,
    NumberLinear,
    Rung,
    ScoreGate,
    Standard,
    Unanswered,
    Variant,
    YesNo,
)
from scoring.values import AnswerValue, GridAnswer, NotApplicable

_POINTS = [Fraction(0), Fraction(1), Fraction(2), Fraction(1, 2), Fraction("0.7"), Fraction(4, 5)]
_WEIGHTS = [Fraction(1)] * 4 + [Fraction(2), Fraction(3), Fraction("7.5"), Fraction(1, 3), Fraction(0)]
_BOUNDS = ((Fraction(0), 1), (Fraction(1, 4), 2), (Fraction(1, 2), 3), (Fraction(1), 4))
LEVELS = 4


@dataclass(frozen=True)
class Shape:
    """What a random standard may contain."""

    indicators: tuple[int, int] = (3, 8)
    methods: tuple[Method, ...] = tuple(Method)
    unanswered: tuple[Unanswered, ...] = tuple(Unanswered)
    measures: tuple[str, ...] = ("choice", "chosen", "share", "grid", "bands", "linear", "yesno")
    rungs: tuple[int, int] = (1, 4)


def random_standard(rng: Random, shape: Shape | None = None) -> Standard:
    """A sound standard: every group has children, no mean group weighs nothing."""
    shape = shape or Shape()
    groups = [Group("g0", None, method=rng.choice(shape.methods))]
    for n in range(1, rng.randint(1, 5)):
        parent = rng.choice(groups).id
        groups.append(Group(f"g{n}", parent, rng.choice(_WEIGHTS), rng.choice(shape.methods)))
    indicators = [
        _indicator(rng, shape, n, rng.choice(groups).id) for n in range(rng.randint(*shape.indicators))
    ]
    for group in groups:  # nothing stays empty
        if group.id not in {g.parent for g in groups} | {i.parent for i in indicators}:
            indicators.append(_indicator(rng, shape, len(indicators), group.id))
    standard = Standard(
        "random",
        "1",
        tuple(groups),
        tuple(indicators),
        (),
        unanswered=rng.choice(shape.unanswered),
        variant_question="kind",
    )
    standard = _weighted(standard)
    standard = replace(standard, variants=_variants(rng, standard))
    return replace(standard, ladder=_ladder(rng, standard, shape))


def random_answers(
    rng: Random, standard: Standard, *, gaps: float = 0.15
) -> tuple[dict[str, AnswerValue], frozenset[str]]:
    """Answers and irrelevant questions; `gaps` is the chance of each kind of missing answer."""
    answers: dict[str, AnswerValue] = {}
    irrelevant = set()
    for indicator in standard.indicators:
        draw = rng.random()
        if draw < gaps:
            continue
        if draw < 2 * gaps:
            answers[indicator.id] = NotApplicable("")
        else:
            answers[indicator.id] = random_answer(rng, indicator.measure)
            if draw < 3 * gaps:
                irrelevant.add(indicator.id)
    if standard.variants and rng.random() < 0.7:
        answers[standard.variant_question] = rng.choice([*standard.variants, "unknown"])
    return answers, frozenset(irrelevant)


def random_answer(rng: Random, measure: Measure) -> AnswerValue:
    """One fitting answer; numbers fall on and beside the measure's bounds."""
    match measure:
        case ChoicePoints(points=points):
            return rng.choice(list(points))
        case YesNo():
            return rng.random() < 0.5
        case ChosenPoints(points=points, exclusive=exclusive):
            return _chosen(rng, list(points), exclusive)
        case ChosenShare(counted=counted, exclusive=exclusive):
            return _chosen(rng, [*counted, *sorted(exclusive)], exclusive)
        case GridMean(rows=rows, columns=columns):
            return GridAnswer.of({r: rng.choice(list(columns)) for r in rows if rng.random() < 0.8})
        case NumberBands(bands=bands):
            return _near(rng, [bound for bound, _ in bands])
        case NumberLinear(low=low, high=high):
            return _near(rng, [low, high, (low + high) / 2, low + (high - low) / 10])


def _near(rng: Random, bounds: list[Fraction]) -> Decimal:
    bound = rng.choice(bounds)
    value = Decimal(bound.numerator) / Decimal(bound.denominator)
    beside = rng.choice(["0", "0", "0.000001", "-0.000001", "1", "-1", "0.0000001", "-0.0000001"])
    return value + Decimal(beside)


def _chosen(rng: Random, keys: list[str], exclusive: frozenset[str]) -> tuple[str, ...]:
    if exclusive and rng.random() < 0.2:
        return (rng.choice(sorted(exclusive)),)
    chosen = [key for key in keys if key not in exclusive and rng.random() < 0.5]
    rng.shuffle(chosen)
    return tuple(chosen)


def _indicator(rng: Random, shape: Shape, n: int, parent: str) -> Indicator:
    measure = _MEASURES[rng.choice(shape.measures)](rng)
    has_levels = isinstance(measure, ChoicePoints) and bool(measure.levels)
    return Indicator(
        f"q{n}",
        parent,
        measure,
        rng.choice(_WEIGHTS),
        flags=frozenset(flag for flag in ("key", "odd") if rng.random() < 0.4),
        level_bounds=_BOUNDS if not has_levels and rng.random() < 0.7 else (),
    )


def _choice(rng: Random) -> Measure:
    keys = "ABCDE"[: rng.randint(2, 5)]
    points = sorted(rng.choice(_POINTS) for _ in keys)
    points[-1] = max(points[-1], Fraction(1, 2))
    levels = sorted(rng.randint(0, LEVELS) for _ in keys) if rng.random() < 0.5 else []
    return ChoicePoints(dict(zip(keys, points, strict=True)), dict(zip(keys, levels, strict=False)))


def _chosen_points(rng: Random) -> Measure:
    keys = "ABCDEFGHIJ"[: rng.randint(2, 10)]
    points = {key: rng.choice(_POINTS) for key in keys} | {keys[-1]: Fraction(1)}
    exclusive = {keys[0]} if rng.random() < 0.6 else set[str]()
    return ChosenPoints(points, frozenset(exclusive))


def _chosen_share(rng: Random) -> Measure:
    counted = tuple("ABCDEFGHI"[: rng.randint(1, 9)])
    return ChosenShare(counted, frozenset({"none"} if rng.random() < 0.5 else set()), Fraction(10))


def _grid(rng: Random) -> Measure:
    columns = {"x": Fraction(0), "y": rng.choice(_POINTS), "z": Fraction(2)}
    return GridMean(tuple("123"[: rng.randint(1, 3)]), columns, rng.choice([Fraction(1), Fraction(10)]))


def _bands(rng: Random) -> Measure:
    bounds = sorted(
        rng.sample([Fraction(0), Fraction("0.8"), Fraction("1.8"), Fraction(20), Fraction(60)], 3)
    )
    points = [rng.choice(_POINTS) for _ in bounds]
    points[rng.randrange(3)] = Fraction(2)
    return NumberBands(tuple(zip(bounds, points, strict=True)))


def _linear(rng: Random) -> Measure:
    low, high = rng.sample([Fraction(0), Fraction(100), Fraction("0.8"), Fraction(7)], 2)
    return NumberLinear(low, high, rng.choice([Fraction(1), Fraction("7.5")]))


def _yes_no(rng: Random) -> Measure:
    return rng.choice(
        [YesNo(Fraction(1)), YesNo(Fraction(2), Fraction(1, 2)), YesNo(Fraction(0), Fraction(1))]
    )


_MEASURES: dict[str, Callable[[Random], Measure]] = {
    "choice": _choice,
    "chosen": _chosen_points,
    "share": _chosen_share,
    "grid": _grid,
    "bands": _bands,
    "linear": _linear,
    "yesno": _yes_no,
}


def _weighted(standard: Standard) -> Standard:
    """The same tree, with weight 1 where all children of a group weigh nothing."""
    heavy = {node.parent for node in standard.nodes if node.weight}
    one = Fraction(1)
    return replace(
        standard,
        groups=tuple(g if g.parent in heavy else replace(g, weight=one) for g in standard.groups),
        indicators=tuple(i if i.parent in heavy else replace(i, weight=one) for i in standard.indicators),
    )


def _variants(rng: Random, standard: Standard) -> dict[str, Variant]:
    nodes = [node.id for node in standard.nodes[1:]]
    variants = {}
    for name in ("auto", "energy")[: rng.randint(0, 2)]:
        changed = rng.sample(nodes, min(len(nodes), rng.randint(1, 3)))
        variants[name] = Variant(name, {node: rng.choice(_WEIGHTS[:-1]) for node in changed})
    return variants


def _ladder(rng: Random, standard: Standard, shape: Shape) -> tuple[Rung, ...]:
    """Rungs whose thresholds are scores that some answers really have, so that ties are common."""
    seen = [assess(standard, random_answers(rng, standard, gaps=0.05)[0]) for _ in range(8)]
    picked = sorted(_exact(rng.choice(seen).score) for _ in range(rng.randint(*shape.rungs)))
    exclusive = picked[-1] < standard.scale and rng.random() < 0.3
    rungs = []
    for level, needs in enumerate(picked, start=1):
        gates: list[Gate] = [ScoreGate(f"{level}.0.score", "g0", needs, exclusive)]
        for extra in range(rng.randint(0, 2)):
            gate_id = f"{level}.0.{extra + 1}"
            make = rng.choice([_score_gate, _count_gate])
            gates.append(make(rng, standard, gate_id, seen))
        rungs.append(Rung(level, f"level {level}", 0, "", tuple(gates)))
    return tuple(rungs)


def _exact(score: Fraction) -> Fraction:
    return score if is_exact(score) else Fraction(round(score))


def _score_gate(rng: Random, standard: Standard, gate_id: str, seen: list[Assessment]) -> Gate:
    node = rng.choice(standard.nodes[1:]).id
    needs = _exact((rng.choice(seen).nodes[node].share or Fraction(0)) * standard.scale)
    return ScoreGate(gate_id, node, needs, exclusive=needs < standard.scale and rng.random() < 0.3)


def _count_gate(rng: Random, standard: Standard, gate_id: str, seen: list[Assessment]) -> Gate:
    flags = sorted({flag for indicator in standard.indicators for flag in indicator.flags})
    gate = CountGate(
        gate_id,
        rng.randint(1, LEVELS),
        0,
        rng.choice(["", *flags]),
        rng.choice(["", *(group.id for group in standard.groups)]),
    )
    able = sum((highest_level(i) or 0) >= gate.level for i in members(standard, gate))
    return replace(gate, needs=rng.randint(0, able))
