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
from scoring.packed import IRRELEVANT, NOT_APPLICABLE, UNANSWERED, Layout, LayoutError, layout
from scoring.plan import Plan, prepare
from scoring.standard import Method, Standard, Unanswered

CHUNK = 8192
"""Vectors worked on at a time: large enough for NumPy, small enough for the processor's cache."""

_ROOM = 2**62


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
        pairs = np.stack([self.numerators, self.denominators], axis=1)
        distinct, places = np.unique(pairs, axis=0, return_inverse=True)
        said = np.array([_text(Fraction(int(n), int(d))) for n, d in distinct], dtype=object)
        found: list[str] = said[places.reshape(-1)].tolist()
        return found


@dataclass(frozen=True)
class _Value:
    """A node's share for a group of vectors: whole parts of `parts`, or None when it is taken out."""

    shares: Any
    parts: int


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
        for rows, group in scorer.groups(block):
            numerators, denominator, rungs = scorer.score(block[rows], group)
            places = first + rows
            found.numerators[places] = numerators
            found.denominators[places] = denominator
            found.rungs[places] = rungs
    return found


@dataclass(frozen=True)
class _Group:
    """What vectors have in common: the variant, and which indicators are taken out (by place)."""

    variant: str
    removed: bytes


class _Scorer:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.layout: Layout = layout(plan)
        self.leaves: tuple[Leaf, ...] = tuple(
            leaf(cell, meter) for cell, meter in zip(self.layout.cells, plan.meters, strict=True)
        )
        self.offsets = np.array([cell.offset for cell in self.layout.cells])
        self.counted = sorted({place for counter in plan.counters for place in counter.places})

    def matrix(self, vectors: Sequence[bytes]) -> Bytes:
        if any(len(vector) != self.layout.width for vector in vectors):
            raise LayoutError("a vector was made with another layout; pack the answers again")
        return np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, self.layout.width)

    def check(self, matrix: Bytes) -> None:
        name = np.frombuffer(self.layout.name, np.uint8)
        if matrix.ndim != 2 or matrix.shape[1] != self.layout.width or (matrix[:, :4] != name).any():  # noqa: PLR2004 - rows and columns
            raise LayoutError("a vector was made with another layout; pack the answers again")

    def groups(self, block: Bytes) -> Iterator[tuple[NDArray[np.intp], _Group]]:
        """The block's vectors by what they have in common."""
        states = block[:, self.offsets]
        removed = (states == NOT_APPLICABLE) | (states == IRRELEVANT)
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
            yield members, _Group(variants[block[example, 4]], removed[example].tobytes())

    def score(self, block: Bytes, group: _Group) -> tuple[Any, Any, NDArray[np.int16]]:
        """The scores of vectors of one group: numerators, one denominator, rungs."""
        removed = np.frombuffer(group.removed, bool)
        shares = {
            place: self.leaves[place].shares(block) for place in range(len(self.leaves)) if not removed[place]
        }
        values = self._values(shares, self.plan.weights[group.variant].declared, wide=False)
        if values is None:
            values = self._values(shares, self.plan.weights[group.variant].declared, wide=True)
        assert values is not None  # noqa: S101 - Python's whole numbers always have room
        rungs = self._rungs(block, shares, values)
        root = values[0]
        if root is None:
            return 0, 1, rungs
        scale = self.plan.standard.scale
        if root.parts * max(scale.numerator, scale.denominator) >= _ROOM:
            return *_reduced(root, scale), rungs
        return root.shares * scale.numerator, root.parts * scale.denominator, rungs

    def _values(
        self, shares: Mapping[int, Whole], weights: Sequence[Fraction], *, wide: bool
    ) -> list[_Value | None] | None:
        """Every node's share from the leaves up; None when 64 bits are not wide enough."""
        plan = self.plan
        values: list[_Value | None] = [None] * len(plan.nodes)
        attainable = [Fraction(0)] * len(plan.nodes)
        for place, found in shares.items():
            position = plan.positions[place]
            values[position] = _Value(found.astype(object) if wide else found, self.leaves[place].parts)
            attainable[position] = plan.meters[place].attainable
        for position in plan.groups_up:
            kept = [child for child in plan.children[position] if values[child] is not None]
            attainable[position] = sum((attainable[child] for child in kept), Fraction(0))
            by = attainable if plan.methods[position] is Method.SUM else weights
            parts = [(by[child], value) for child in kept if (value := values[child]) is not None]
            if plan.methods[position] is Method.MINIMUM:
                value = _minimum([value for _, value in parts])
            else:
                value = _mean(parts)
            if value is not None and value.parts >= _ROOM and not wide:
                return None
            values[position] = value
        return values

    def _rungs(
        self, block: Bytes, shares: Mapping[int, Whole], values: Sequence[_Value | None]
    ) -> NDArray[np.int16]:
        counts = [self._count(block, shares, places, level) for places, level in self._counters()]
        rungs = np.full(len(block), -1, np.int16)
        for number, criteria in enumerate(self.plan.criteria):
            met: Truth = np.ones(len(block), bool)
            for one in criteria:
                if one.position < 0:
                    met &= counts[one.counter] >= int(one.needs)
                else:
                    met &= _reached(values[one.position], one.needs / self.plan.standard.scale, one.exclusive)
            rungs[met] = number
        return rungs

    def _counters(self) -> Iterator[tuple[tuple[int, ...], int]]:
        return ((counter.places, counter.level) for counter in self.plan.counters)

    def _count(self, block: Bytes, shares: Mapping[int, Whole], places: Sequence[int], level: int) -> Whole:
        found = np.zeros(len(block), np.int64)
        for place in places:
            if place in shares:
                found += self.leaves[place].reaches(block, shares[place], level)
        return found


def _mean(parts: Sequence[tuple[Fraction, _Value]]) -> _Value | None:
    total = sum((weight for weight, _ in parts), Fraction(0))
    if not total:
        return None
    exact = [(weight / total / value.parts, value) for weight, value in parts if weight]
    common = lcm(*(part.denominator for part, _ in exact))
    if common >= _ROOM and all(value.shares.dtype != object for _, value in exact):
        return _Value(None, common)  # too wide for 64 bits: only said so
    return _Value(sum(value.shares * int(part * common) for part, value in exact), common)


def _minimum(values: Sequence[_Value]) -> _Value | None:
    if not values:
        return None
    common = lcm(*(value.parts for value in values))
    if common >= _ROOM and all(value.shares.dtype != object for value in values):
        return _Value(None, common)
    lowest = values[0].shares * (common // values[0].parts)
    for value in values[1:]:
        lowest = np.minimum(lowest, value.shares * (common // value.parts))
    return _Value(lowest, common)


def _reached(value: _Value | None, needs: Fraction, exclusive: bool) -> Any:  # noqa: ANN401, FBT001 - an array, or one answer for all
    """Which shares reach what is needed; a node taken out has a score of nothing."""
    if value is None:
        return Fraction(0) > needs if exclusive else Fraction(0) >= needs
    edge = needs * value.parts
    return value.shares > edge // 1 if exclusive else value.shares >= -(-edge // 1)


def _reduced(root: _Value, scale: Fraction) -> tuple[Any, Any]:
    """Scores in lowest terms, each with its own denominator: those fit where a common one does not."""
    exact = [Fraction(int(share), root.parts) * scale for share in root.shares]
    return (
        np.array([number.numerator for number in exact], np.int64),
        np.array([number.denominator for number in exact], np.int64),
    )


def _text(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"
