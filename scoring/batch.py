"""Re-score very many packed vectors at once: by columns, in whole numbers, the same as the exact engine.

Vectors that have the same indicators taken out, and the same variant, are worked out together; within such a
group every weight is a fixed whole number. Where whole numbers would not fit into 64 bits, Python's own are
used, slower and just as exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.batch_leaves import Bytes, Leaf, Truth, Whole, leaf
from scoring.packed import NOT_APPLICABLE, UNANSWERED, Layout, LayoutError, layout
from scoring.plan import Criterion, Plan, prepare
from scoring.standard import Method, Standard, Unanswered

CHUNK = 8192
"""Vectors worked on at a time: large enough for NumPy, small enough for the processor's cache."""

_ROOM = 2**62
_RECIPES = 10_000  # kept at a time; random “not applicable” would otherwise pile them up


@dataclass(frozen=True)
class Scores:
    """The results in the vectors' order: exact scores as fractions, and the rung reached (-1: none)."""

    numerators: Whole
    denominators: Whole
    rungs: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.rungs)

    def score(self, place: int) -> Fraction:
        """One exact score."""
        return Fraction(int(self.numerators[place]), int(self.denominators[place]))

    def texts(self) -> list[str]:
        """Every score as text, "n/d" in lowest terms; equal ones are worked out once."""
        found = [""] * len(self)
        for denominator in np.unique(self.denominators):
            rows = np.flatnonzero(self.denominators == denominator)
            distinct, places = np.unique(self.numerators[rows], return_inverse=True)
            said = [_text(Fraction(int(number), int(denominator))) for number in distinct]
            for row, place in zip(rows.tolist(), places.reshape(-1).tolist(), strict=True):
                found[row] = said[place]
        return found


@dataclass(frozen=True)
class _Step:
    """How one group's share comes from its children: their parts times factors, added up or the least."""

    position: int
    children: tuple[tuple[int, int], ...]  # position, factor
    lowest: bool


@dataclass(frozen=True)
class _Edge:
    """A gate on a score, in the node's own parts: at least `least`; a position of -1 says it is decided."""

    position: int
    least: int
    met: bool = False


@dataclass(frozen=True)
class _Recipe:
    """Everything that is the same for all vectors with the same variant and the same indicators taken out."""

    places: tuple[int, ...]
    steps: tuple[_Step, ...]
    parts: int  # of the root's share; 0 when the root is taken out
    wide: bool
    edges: tuple[tuple[_Edge | None, ...], ...]  # by rung and criterion; None for a count


def rescore(standard: Standard | Plan, vectors: Sequence[bytes] | Bytes, *, chunk: int = CHUNK) -> Scores:
    """Score packed vectors; `vectors` are bytes, or one matrix of a row each.

    Raises:
        LayoutError: a vector was made with another layout.
    """
    scorer = _Scorer(standard if isinstance(standard, Plan) else prepare(standard))
    matrix = vectors if isinstance(vectors, np.ndarray) else scorer.matrix(vectors)
    scorer.check(matrix)
    count = len(matrix)
    found = Scores(np.zeros(count, np.int64), np.ones(count, np.int64), np.full(count, -1, np.int16))
    for first in range(0, count, chunk):
        block = matrix[first : first + chunk]
        for rows, recipe in scorer.groups(block):
            numerators, denominators, rungs = scorer.score(block[rows], recipe)
            places = first + rows
            found.numerators[places] = numerators
            found.denominators[places] = denominators
            found.rungs[places] = rungs
    return found


class _Scorer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.layout: Layout = layout(plan)
        self.leaves: tuple[Leaf, ...] = tuple(
            leaf(cell, meter) for cell, meter in zip(self.layout.cells, plan.meters, strict=True)
        )
        self.offsets = np.array([cell.offset for cell in self.layout.cells])
        self.recipes: dict[tuple[str, bytes], _Recipe] = {}

    def matrix(self, vectors: Sequence[bytes]) -> Bytes:
        if any(len(vector) != self.layout.width for vector in vectors):
            raise LayoutError("a vector was made with another layout; pack the answers again")
        return np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, self.layout.width)

    def check(self, matrix: Bytes) -> None:
        name = np.frombuffer(self.layout.name, np.uint8)
        if matrix.ndim != 2 or matrix.shape[1] != self.layout.width or (matrix[:, :4] != name).any():  # noqa: PLR2004 - rows and columns
            raise LayoutError("a vector was made with another layout; pack the answers again")

    def groups(self, block: Bytes) -> Iterator[tuple[NDArray[np.intp], _Recipe]]:
        """The block's vectors by what they have in common."""
        states = block[:, self.offsets]
        removed = states >= NOT_APPLICABLE
        if self.plan.standard.unanswered is Unanswered.EXCLUDE:
            removed |= states == UNANSWERED
        keys = np.concatenate([block[:, 4:5], np.packbits(removed, axis=1)], axis=1)
        rows = np.ascontiguousarray(keys).view(np.dtype((np.void, keys.shape[1]))).reshape(-1)
        distinct, places = np.unique(rows, return_inverse=True)
        places = places.reshape(-1)
        order = np.argsort(places, kind="stable")
        ends = np.cumsum(np.bincount(places, minlength=len(distinct)))
        variants = ("", *self.layout.variants)
        for number, end in enumerate(ends):
            members = order[(ends[number - 1] if number else 0) : end]
            example = members[0]
            yield members, self.recipe(variants[block[example, 4]], removed[example])

    def recipe(self, variant: str, removed: Truth) -> _Recipe:
        """The recipe for a group, worked out once."""
        key = (variant, removed.tobytes())
        if key not in self.recipes:
            if len(self.recipes) >= _RECIPES:
                self.recipes.clear()
            self.recipes[key] = _recipe(self.plan, self.leaves, variant, removed.tolist())
        return self.recipes[key]

    def score(self, block: Bytes, recipe: _Recipe) -> tuple[Any, Any, NDArray[np.int16]]:
        """The scores of vectors of one group: numerators, denominators, rungs."""
        shares = {place: self.leaves[place].shares(block) for place in recipe.places}
        values: dict[int, Any] = {
            self.plan.positions[place]: found.astype(object) if recipe.wide else found
            for place, found in shares.items()
        }
        for step in recipe.steps:
            terms = [values[child] * factor for child, factor in step.children]
            values[step.position] = _lowest(terms) if step.lowest else sum(terms)
        rungs = self._rungs(block, shares, values, recipe)
        if not recipe.parts:
            return 0, 1, rungs
        scale = self.plan.standard.scale
        if recipe.parts * max(scale.numerator, scale.denominator) >= _ROOM:
            return *_reduced(values[0], recipe.parts, scale), rungs
        return values[0] * scale.numerator, recipe.parts * scale.denominator, rungs

    def _rungs(
        self, block: Bytes, shares: Mapping[int, Whole], values: Mapping[int, Any], recipe: _Recipe
    ) -> NDArray[np.int16]:
        counts = [self._count(block, shares, one.places, one.level) for one in self.plan.counters]
        rungs = np.full(len(block), -1, np.int16)
        for number, criteria in enumerate(self.plan.criteria):
            met: Truth = np.ones(len(block), bool)
            for one, edge in zip(criteria, recipe.edges[number], strict=True):
                if edge is None:
                    met &= counts[one.counter] >= int(one.needs)
                elif edge.position < 0:
                    met &= edge.met
                else:
                    met &= (values[edge.position] >= edge.least).astype(bool)
            rungs[met] = number
        return rungs

    def _count(self, block: Bytes, shares: Mapping[int, Whole], places: Sequence[int], level: int) -> Whole:
        found = np.zeros(len(block), np.int64)
        for place in places:
            if place in shares:
                found += self.leaves[place].reaches(block, shares[place], level)
        return found


def _recipe(plan: Plan, leaves: Sequence[Leaf], variant: str, removed: Sequence[bool]) -> _Recipe:
    weights = plan.weights[variant].declared
    parts: dict[int, int] = {}
    attainable = [Fraction(0)] * len(plan.nodes)
    places = tuple(place for place, gone in enumerate(removed) if not gone)
    for place in places:
        parts[plan.positions[place]] = leaves[place].parts
        attainable[plan.positions[place]] = plan.meters[place].attainable
    steps = []
    for position in plan.groups_up:
        kept = [child for child in plan.children[position] if child in parts]
        attainable[position] = sum((attainable[child] for child in kept), Fraction(0))
        method = plan.methods[position]
        by = attainable if method is Method.SUM else weights
        made = _step(position, [(child, by[child], parts[child]) for child in kept], method)
        if made is not None:
            parts[position] = made[1]
            steps.append(made[0])
    return _Recipe(
        places=places,
        steps=tuple(steps),
        parts=parts.get(0, 0),
        wide=any(count >= _ROOM for count in parts.values()),
        edges=tuple(
            tuple(_edge(one, parts, plan.standard.scale) if one.position >= 0 else None for one in criteria)
            for criteria in plan.criteria
        ),
    )


def _step(
    position: int, kept: Sequence[tuple[int, Fraction, int]], method: Method | None
) -> tuple[_Step, int] | None:
    """How a group comes from what is left under it, and its parts; None when nothing is or weighs."""
    if method is Method.MINIMUM:
        portions = [(child, Fraction(1, count)) for child, _, count in kept]
    else:
        total = sum((weight for _, weight, _ in kept), Fraction(0))
        portions = [(child, weight / total / count) for child, weight, count in kept if weight]
    if not portions:
        return None
    common = lcm(*(portion.denominator for _, portion in portions))
    children = tuple((child, int(portion * common)) for child, portion in portions)
    return _Step(position, children, lowest=method is Method.MINIMUM), common


def _edge(criterion: Criterion, parts: Mapping[int, int], scale: Fraction) -> _Edge:
    needs = criterion.needs / scale
    if criterion.position not in parts:  # taken out: a score of nothing
        return _Edge(-1, 0, met=needs < 0 if criterion.exclusive else needs <= 0)
    edge = needs * parts[criterion.position]
    return _Edge(criterion.position, edge // 1 + 1 if criterion.exclusive else -(-edge // 1))


def _lowest(terms: Sequence[Any]) -> Any:  # noqa: ANN401 - arrays of either kind
    lowest = terms[0]
    for term in terms[1:]:
        lowest = np.minimum(lowest, term)
    return lowest


def _reduced(shares: Any, parts: int, scale: Fraction) -> tuple[Any, Any]:  # noqa: ANN401 - arrays of either kind
    """Scores in lowest terms, each with its own denominator: those fit where a common one does not."""
    exact = [Fraction(int(share), parts) * scale for share in shares]
    return (
        np.array([number.numerator for number in exact], np.int64),
        np.array([number.denominator for number in exact], np.int64),
    )


def _text(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"
