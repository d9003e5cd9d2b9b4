"""What an assessment says once it is read: strong and weak places, issues, what each place weighs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scoring.assessment import Assessment, NodeResult, Status
from scoring.standard import ScoreGate

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Findings:
    """An assessment, read."""

    assessment: Assessment

    @cached_property
    def impact(self) -> dict[str, Fraction]:
        """Each node's part of the total score, 0 to 1."""
        found: dict[str, Fraction] = {}
        for node in self.assessment.nodes.values():
            found[node.id] = node.effective * (found[node.parent] if node.parent else 1)
        return found

    @cached_property
    def dimensions(self) -> tuple[NodeResult, ...]:
        """The dimensions: the root's children with that role, or all of them where roles are not used."""
        children = self.assessment.dimensions
        named = tuple(child for child in children if child.role == "dimension")
        return named or children

    def with_role(self, role: str) -> tuple[NodeResult, ...]:
        """The root's children with that role."""
        return tuple(child for child in self.assessment.dimensions if child.role == role)

    def parts(self, group: NodeResult) -> tuple[NodeResult, ...]:
        """The groups directly under a group that have a score."""
        children = (self.assessment.nodes[child] for child in group.children)
        return tuple(child for child in children if child.children and child.share is not None)

    def leaves(self, group: NodeResult) -> Iterator[NodeResult]:
        """Every indicator under a group, in order."""
        for child in (self.assessment.nodes[child_id] for child_id in group.children):
            if child.children:
                yield from self.leaves(child)
            else:
                yield child

    def above(self, node: NodeResult) -> Iterator[NodeResult]:
        """A node's groups from its own upwards, without the root."""
        parent = self.assessment.nodes[node.parent] if node.parent else None
        while parent is not None and parent.parent is not None:
            yield parent
            parent = self.assessment.nodes[parent.parent]

    def worth(self, node: NodeResult) -> Fraction:
        """How much of the total score a node still leaves to be won, 0 to 1."""
        return self.impact[node.id] * (1 - (node.share or Fraction(0)))

    @cached_property
    def places(self) -> tuple[NodeResult, ...]:
        """The groups whose questions are their own: what strengths and gaps are named by."""
        nodes = self.assessment.nodes
        return tuple(
            node
            for node in nodes.values()
            if node.share is not None
            and any(not nodes[child].children for child in node.children)
            and self.impact[node.id] > 0
        )

    def strengths(self, most: int) -> tuple[NodeResult, ...]:
        """The places with the highest share, heavier ones first among equals."""
        return tuple(sorted(self.places, key=lambda node: (-(node.share or 0), -self.impact[node.id]))[:most])

    def gaps(self, most: int) -> tuple[NodeResult, ...]:
        """The places that leave most to be won, those among the strengths apart."""
        strong = {node.id for node in self.strengths(most)}
        weak = [node for node in self.places if node.id not in strong and self.worth(node) > 0]
        return tuple(sorted(weak, key=self.worth, reverse=True)[:most])

    def issues(self, group: NodeResult, most: int) -> tuple[NodeResult, ...]:
        """The answered questions under a group that earned at most half, those that cost most first."""
        weak = [
            leaf
            for leaf in self.leaves(group)
            if leaf.status is Status.SCORED and leaf.share is not None and leaf.share <= _HALF
        ]
        return tuple(sorted(weak, key=lambda leaf: (-self.worth(leaf), leaf.share or 0))[:most])

    def best_leaf(self, group: NodeResult) -> NodeResult | None:
        """The answered question that earned most."""
        return max(self._scored(group), key=lambda leaf: leaf.share or Fraction(0), default=None)

    def worst_leaf(self, group: NodeResult) -> NodeResult | None:
        """The answered question that leaves most to be won."""
        return max(self._scored(group), key=self.worth, default=None)

    def comparable_rung(self, share: Fraction) -> tuple[int, int]:
        """The highest rung (level, grade) whose bound on the total score a share reaches."""
        score, reached = share * self.assessment.scale, (0, 0)
        for result in self.assessment.gates:
            gate = result.gate
            if not isinstance(gate, ScoreGate) or gate.node != self.assessment.root.id:
                continue
            if score > gate.needs or (score == gate.needs and not gate.exclusive):
                reached = (result.level, result.grade)
        return reached

    def _scored(self, group: NodeResult) -> list[NodeResult]:
        return [leaf for leaf in self.leaves(group) if leaf.status is Status.SCORED]
