"""The scored result as a tree in which every number carries its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scoring.standard import Gate
from scoring.values import AnswerValue


class Status(StrEnum):
    """Why a node has, or has not, a share."""

    SCORED = "scored"
    UNANSWERED = "unanswered"  # asked for, not given
    NOT_APPLICABLE = "not_applicable"  # answered so, with a reason
    IRRELEVANT = "irrelevant"  # the questionnaire's rules do not ask it of this enterprise
    EMPTY = "empty"  # a group with nothing left under it


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One group or indicator: what it scored and from what.

    `share` is None where nothing was scored. `weight` is the declared (or variant's) weight; `effective` is
    its part among its siblings after the removed ones are taken out (the siblings' parts add up to 1): by
    weight in a mean, by attainable points in a sum; in a minimum the deciding child has all of it.
    `points` of `attainable` are in the indicator's own points; a group's are those of what is left under it,
    given where points are added up (a sum, and what is under one).
    `level` is an indicator's level, for gates. `children` are ids, groups before indicators. `made_of` says
    what an indicator's points add up from: a chosen key, a row and its column, the band reached.
    """

    id: str
    parent: str | None
    name: str
    role: str
    rule: str  # the method or measure that produced it: mean, sum, minimum, choice, chosen, …
    status: Status
    share: Fraction | None
    weight: Fraction
    effective: Fraction
    points: Fraction | None
    attainable: Fraction
    level: int | None
    answer: AnswerValue | None
    children: tuple[str, ...]
    made_of: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate of one rung: what it needs and what there is.

    `level` and `grade` are the rung's. `needs` and `has` are scores (0 to scale) or numbers of indicators;
    `gate` is the gate as declared. A gate on a node that was taken out has 0.
    """

    id: str
    level: int
    grade: int
    met: bool
    needs: Fraction
    has: Fraction
    gate: Gate


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of one set of answers under one standard. `nodes` are in tree order, root first."""

    pack: str
    version: str
    score: Fraction
    level: int
    level_name: str
    grade: int
    grade_name: str
    nodes: Mapping[str, NodeResult]
    gates: tuple[GateResult, ...]
    unanswered: tuple[str, ...]
    not_applicable: tuple[str, ...]
    variant: str
    note: str
    scale: Fraction = Fraction(100)

    @property
    def root(self) -> NodeResult:
        """The node without a parent."""
        return next(iter(self.nodes.values()))

    @property
    def dimensions(self) -> tuple[NodeResult, ...]:
        """The root's children that have a score to show, in order."""
        children = (self.nodes[child] for child in self.root.children)
        return tuple(child for child in children if child.share is not None)
