"""A standard made ready: checked once, its tree flattened, everything worked out that no answer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from scoring.checks import check_standard, members
from scoring.errors import StandardError
from scoring.measures import Meter, meter
from scoring.standard import Gate, Group, Indicator, Method, ScoreGate, Standard
from scoring.values import Answers


@dataclass(frozen=True, slots=True)
class Weights:
    """One variant's weights by node position: as declared, and as whole numbers in proportion.

    `whole` is in proportion among siblings only. `effective` holds each child's part of its mean group when
    no sibling is taken out.
    """

    declared: tuple[Fraction, ...]
    whole: tuple[int, ...]
    effective: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """What a count gate counts: indicators by their place in the standard's order."""

    places: tuple[int, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """A gate made ready: it looks at the score of a node's position, or (position -1) at a counter."""

    gate: Gate
    needs: Fraction
    exclusive: bool
    position: int
    counter: int

    def is_met(self, has: Fraction) -> bool:
        """Whether the gate is met by what there is."""
        return has > self.needs if self.exclusive else has >= self.needs


@dataclass(frozen=True)
class Plan:
    """A prepared standard. Positions count nodes in tree order, root first; places count indicators."""

    standard: Standard
    nodes: tuple[Group | Indicator, ...]
    children: tuple[tuple[int, ...], ...]
    methods: tuple[Method | None, ...]  # None for an indicator
    positions: tuple[int, ...]  # of each indicator, by place
    meters: tuple[Meter, ...]  # by place
    attainable: tuple[Fraction, ...]  # points, by position, while nothing is taken out
    groups_up: tuple[int, ...]  # positions of the groups, every child before its parent
    weights: Mapping[str, Weights]  # by variant id; "" for the standard's own
    counters: tuple[Counter, ...]  # each distinct thing that is counted
    criteria: tuple[tuple[Criterion, ...], ...]  # the gates of each rung

    @cached_property
    def index(self) -> dict[str, int]:
        """Node id → position."""
        return {node.id: position for position, node in enumerate(self.nodes)}

    @cached_property
    def child_ids(self) -> tuple[tuple[str, ...], ...]:
        """The ids of each node's children, by position."""
        return tuple(tuple(self.nodes[child].id for child in below) for below in self.children)

    @cached_property
    def in_points(self) -> tuple[bool, ...]:
        """Whether a node adds up points or is added up in points, by position."""
        parents = {child: position for position, below in enumerate(self.children) for child in below}
        return tuple(
            Method.SUM in (method, self.methods[parents.get(position, 0)])
            for position, method in enumerate(self.methods)
        )

    @cached_property
    def places(self) -> dict[str, int]:
        """Indicator id → place."""
        return {indicator.id: place for place, indicator in enumerate(self.standard.indicators)}

    def variant(self, answers: Answers) -> str:
        """The variant the answers pick; empty when the standard's own weights hold."""
        chosen = answers.get(self.standard.variant_question) if self.standard.variant_question else None
        return chosen if isinstance(chosen, str) and chosen in self.standard.variants else ""


def prepare(standard: Standard) -> Plan:
    """Check a standard and make it ready for scoring many answers.

    Raises:
        StandardError: it contradicts itself; every contradiction is listed.
    """
    problems = check_standard(standard)
    if problems:
        raise StandardError(problems)
    nodes = _tree_order(standard)
    index = {node.id: position for position, node in enumerate(nodes)}
    parents = tuple(-1 if node.parent is None else index[node.parent] for node in nodes)
    children = _children(parents)
    meters = tuple(meter(indicator) for indicator in standard.indicators)
    counters, criteria = _criteria(standard, index)
    positions = tuple(index[indicator.id] for indicator in standard.indicators)
    # In tree order every child comes after its parent, so backwards it comes before.
    groups_up = tuple(position for position in reversed(range(len(nodes))) if children[position])
    return Plan(
        standard=standard,
        nodes=nodes,
        children=children,
        methods=tuple(node.method if isinstance(node, Group) else None for node in nodes),
        positions=positions,
        meters=meters,
        attainable=_attainable(children, groups_up, dict(zip(positions, meters, strict=True))),
        groups_up=groups_up,
        weights={
            variant: _weights(nodes, children, changed)
            for variant, changed in (("", {}), *((v.id, v.weights) for v in standard.variants.values()))
        },
        counters=counters,
        criteria=criteria,
    )


def _tree_order(standard: Standard) -> tuple[Group | Indicator, ...]:
    below: dict[str | None, list[Group | Indicator]] = {}
    for node in standard.nodes:
        below.setdefault(node.parent, []).append(node)
    ordered: list[Group | Indicator] = []
    waiting = [below[None][0]]
    while waiting:
        node = waiting.pop()
        ordered.append(node)
        waiting.extend(reversed(below.get(node.id, [])))
    return tuple(ordered)


def _children(parents: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    below: list[list[int]] = [[] for _ in parents]
    for position, parent in enumerate(parents):
        if parent >= 0:
            below[parent].append(position)
    return tuple(map(tuple, below))


def _attainable(
    children: tuple[tuple[int, ...], ...], groups_up: tuple[int, ...], meters: Mapping[int, Meter]
) -> tuple[Fraction, ...]:
    points = [Fraction(0)] * len(children)
    for position, one in meters.items():
        points[position] = one.attainable
    for position in groups_up:
        points[position] = sum((points[child] for child in children[position]), Fraction(0))
    return tuple(points)


def _weights(
    nodes: tuple[Group | Indicator, ...],
    children: tuple[tuple[int, ...], ...],
    changed: Mapping[str, Fraction],
) -> Weights:
    declared = tuple(changed.get(node.id, node.weight) for node in nodes)
    whole = [1] * len(nodes)
    effective = [Fraction(1)] * len(nodes)
    for position, below in enumerate(children):
        common = lcm(*(declared[child].denominator for child in below))
        for child in below:
            whole[child] = int(declared[child] * common)
        node = nodes[position]
        if isinstance(node, Group) and node.method is Method.MEAN:
            total = sum(whole[child] for child in below)
            for child in below:
                effective[child] = Fraction(whole[child], total)
    return Weights(declared, tuple(whole), tuple(effective))


def _criteria(
    standard: Standard, index: Mapping[str, int]
) -> tuple[tuple[Counter, ...], tuple[tuple[Criterion, ...], ...]]:
    places = {indicator.id: place for place, indicator in enumerate(standard.indicators)}
    found: dict[Counter, int] = {}

    def ready(gate: Gate) -> Criterion:
        if isinstance(gate, ScoreGate):
            return Criterion(gate, gate.needs, gate.exclusive, index[gate.node], -1)
        counter = Counter(tuple(places[i.id] for i in members(standard, gate)), gate.level)
        number = found.setdefault(counter, len(found))
        return Criterion(gate, Fraction(gate.needs), exclusive=False, position=-1, counter=number)

    criteria = tuple(tuple(ready(gate) for gate in rung.gates) for rung in standard.ladder)
    return tuple(found), criteria
