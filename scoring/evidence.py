"""Turn a worked-out tree into results that carry the evidence of every number."""

from __future__ import annotations

from fractions import Fraction

from scoring.assessment import NodeResult, Status
from scoring.plan import Plan
from scoring.standard import Group, Indicator, Method
from scoring.tally import Tally
from scoring.values import Answers

_NOTHING = Fraction(0)
_ALL = Fraction(1)


def evidence(plan: Plan, tally: Tally, answers: Answers) -> dict[str, NodeResult]:
    """Every node's result by id, in tree order, root first."""
    effective = _effective(plan, tally)
    return {
        node.id: _group(plan, tally, position, node, effective[position])
        if isinstance(node, Group)
        else _indicator(plan, tally, position, node, effective[position], answers)
        for position, node in enumerate(plan.nodes)
    }


def _group(plan: Plan, tally: Tally, position: int, group: Group, effective: Fraction) -> NodeResult:
    share, attainable = tally.shares[position], tally.attainable[position]
    return NodeResult(
        id=group.id,
        parent=group.parent,
        name=group.name,
        role=group.role,
        rule=group.method.value,
        status=tally.status[position],
        share=share,
        weight=tally.weights.declared[position],
        effective=effective,
        points=share * attainable if share is not None and plan.in_points[position] else None,
        attainable=attainable,
        level=None,
        answer=None,
        children=plan.child_ids[position],
    )


def _indicator(
    plan: Plan, tally: Tally, position: int, indicator: Indicator, effective: Fraction, answers: Answers
) -> NodeResult:
    place = plan.places[indicator.id]
    reading, status = tally.readings[place], tally.status[position]
    share = tally.shares[position]
    kept = answers[indicator.id] if status is Status.NOT_APPLICABLE else None
    return NodeResult(
        id=indicator.id,
        parent=indicator.parent,
        name=indicator.name,
        role="",
        rule=plan.meters[place].rule,
        status=status,
        share=share,
        weight=tally.weights.declared[position],
        effective=effective,
        points=reading.points if reading else share,  # unanswered: 0, or None where it is left out
        attainable=tally.attainable[position],
        level=reading.level if reading else None,
        answer=reading.answer if reading else kept,
        children=(),
        made_of=reading.made_of if reading else (),
    )


def _effective(plan: Plan, tally: Tally) -> list[Fraction]:
    """Each node's part among its siblings after the removed ones are taken out."""
    effective = [_NOTHING] * len(plan.nodes)
    effective[0] = _ALL
    for position in plan.groups_up:
        if tally.shares[position] is not None:
            for child, part in _parts(plan, tally, position):
                effective[child] = part
    return effective


def _parts(plan: Plan, tally: Tally, position: int) -> list[tuple[int, Fraction]]:
    """The parts of a group's remaining children."""
    below = plan.children[position]
    kept = [child for child in below if tally.shares[child] is not None]
    match plan.methods[position]:
        case Method.MINIMUM:
            return [(min(kept, key=lambda child: tally.shares[child] or _NOTHING), _ALL)]
        case Method.SUM:
            whole = tally.attainable[position]
            return [(child, tally.attainable[child] / whole) for child in kept]
        case _ if len(kept) == len(below):
            return [(child, tally.weights.effective[child]) for child in kept]
        case _:
            total = sum(tally.weights.whole[child] for child in kept)
            return [(child, Fraction(tally.weights.whole[child], total)) for child in kept]
