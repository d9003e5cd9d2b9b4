"""The scored result as a tree in which every number carries its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

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
    its part among its siblings after the removed ones are taken out (the siblings' parts add up to 1).
    `points` of `attainable` are in the indicator's own points. `level` is an indicator's level, for gates.
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


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate of one rung: what it needs and what there is."""

    id: str
    level: int
    grade: int
    met: bool
    needs: Fraction
    has: Fraction


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

    @property
    def root(self) -> NodeResult:
        """The node without a parent."""
        return next(iter(self.nodes.values()))

    @property
    def dimensions(self) -> tuple[NodeResult, ...]:
        """The root's children that have something to show, in order."""
        return tuple(
            self.nodes[child]
            for child in self.root.children
            if self.nodes[child].status not in (Status.IRRELEVANT, Status.EMPTY)
        )
