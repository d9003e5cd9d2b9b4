"""A standard as values: groups and indicators with weights, measures, gates, levels and grades.

Everything is data; `scoring.engine` computes with it. Points and weights are exact `Fraction`s. A *share* is
points over attainable points, 0 to 1; a *score* is a share times `Standard.scale` (100).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


class Method(StrEnum):
    """How a group's share comes from its children."""

    MEAN = "mean"  # weighted mean of the children's shares
    SUM = "sum"  # the children's points over the children's attainable points; weights are not used
    MINIMUM = "minimum"  # the lowest child decides (短板)


class Unanswered(StrEnum):
    """What an unanswered indicator does to the score. It is listed as unanswered either way."""

    ZERO = "zero"  # the standard says it earns nothing
    EXCLUDE = "exclude"  # it is left out and its siblings' weights are re-normalised


@dataclass(frozen=True, slots=True)
class ChoicePoints:
    """Single choice: the chosen key's points. `levels` gives each key's level for gates (may be empty)."""

    points: Mapping[str, Fraction]
    levels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChosenPoints:
    """Multiple choice: the sum of the chosen keys' points; keys in `exclusive` go with no other."""

    points: Mapping[str, Fraction]
    exclusive: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChosenShare:
    """Multiple choice: `best` × chosen ÷ counted; exclusive keys are neither counted nor chosen."""

    counted: tuple[str, ...]
    exclusive: frozenset[str] = frozenset()
    best: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class GridMean:
    """Grid: `best` × the rows' column points ÷ (rows × highest column); an unanswered row earns nothing."""

    rows: tuple[str, ...]
    columns: Mapping[str, Fraction]
    best: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class NumberBands:
    """Number: the points of the highest inclusive lower bound reached; below the first bound, nothing."""

    bands: tuple[tuple[Fraction, Fraction], ...]  # (lower bound, points), ascending


@dataclass(frozen=True, slots=True)
class NumberLinear:
    """Number: nothing at `low`, `best` at `high`, straight between, clamped; `low` may exceed `high`."""

    low: Fraction
    high: Fraction
    best: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes/no: points for each."""

    yes: Fraction
    no: Fraction = Fraction(0)


Measure: TypeAlias = ChoicePoints | ChosenPoints | ChosenShare | GridMean | NumberBands | NumberLinear | YesNo


@dataclass(frozen=True, slots=True)
class Group:
    """An inner node. `role` says how reports show it: dimension, fused, industry, or empty."""

    id: str
    parent: str | None
    weight: Fraction = Fraction(1)
    method: Method = Method.MEAN
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf: one question, how its answer is measured, and the flags gates count by.

    `id` is the question's id. `level_bounds` gives a level by share, inclusive lower bounds ascending, for
    measures that carry no levels of their own.
    """

    id: str
    parent: str
    measure: Measure
    weight: Fraction = Fraction(1)
    name: str = ""
    flags: frozenset[str] = frozenset()
    level_bounds: tuple[tuple[Fraction, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreGate:
    """Met when the group's score (0 to scale) is at least `needs`, or above it when `exclusive`."""

    id: str
    node: str
    needs: Fraction
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class CountGate:
    """Met when at least `needs` indicators (under `node`, with `flag`, if given) reach `level`."""

    id: str
    level: int
    needs: int
    flag: str = ""
    node: str = ""


Gate: TypeAlias = ScoreGate | CountGate


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder of results: a grade of a level, reached when every gate is met.

    The lower bound on the total score is itself a `ScoreGate` on the root. `grade` is 0 in a standard that
    has levels only. Rungs ascend; the highest whose gates are all met is the result.
    """

    level: int
    level_name: str
    grade: int
    grade_name: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """Weights that replace the standard's own for one kind of enterprise (an industry, say)."""

    id: str
    weights: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Standard:
    """What is scored: one tree of groups and indicators, and the ladder of results.

    Exactly one group has no parent: the root. `variant_question` names the single-choice question whose
    answer picks the variant; without an answer or a variant of that name the standard's own weights hold.
    """

    id: str
    version: str
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    ladder: tuple[Rung, ...]
    unanswered: Unanswered = Unanswered.ZERO
    scale: Fraction = Fraction(100)
    variant_question: str = ""
    variants: Mapping[str, Variant] = field(default_factory=dict)
    note: str = ""  # source and status, shown wherever results are shown

    @property
    def nodes(self) -> tuple[Group | Indicator, ...]:
        """Every group, then every indicator, as declared."""
        return (*self.groups, *self.indicators)
