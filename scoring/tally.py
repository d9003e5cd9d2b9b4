"""Work one respondent's tree out from the leaves up: statuses, shares and attainable points."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

from scoring.assessment import Status
from scoring.measures import Reading
from scoring.plan import Criterion, Plan, Weights
from scoring.standard import Method, Unanswered
from scoring.values import Answers, NotApplicable

_NOTHING = Fraction(0)


@dataclass(slots=True)
class Tally:
    """One respondent's tree being worked out; lists are by node position, `readings` by place."""

    weights: Weights
    variant: str
    readings: list[Reading | None]
    status: list[Status]
    shares: list[Fraction | None]
    attainable: list[Fraction]
    whole: list[bool]  # nothing at or under the node was taken out

    held: dict[int, Fraction]  # what gates have looked at: scores by position, counts by ~counter

    def score(self, plan: Plan, position: int) -> Fraction:
        """A node's score, 0 to scale; 0 where the node was taken out."""
        if position not in self.held:
            share = self.shares[position]
            self.held[position] = _NOTHING if share is None else share * plan.standard.scale
        return self.held[position]

    def has(self, plan: Plan, criterion: Criterion) -> Fraction:
        """What there is of what a gate needs: a score, or a number of indicators."""
        if criterion.position >= 0:
            return self.score(plan, criterion.position)
        key = ~criterion.counter
        if key not in self.held:
            counter = plan.counters[criterion.counter]
            found = [self.readings[place] for place in counter.places]
            levels = [reading.level for reading in found if reading is not None]
            self.held[key] = Fraction(sum([level is not None and level >= counter.level for level in levels]))
        return self.held[key]


def tally_up(plan: Plan, answers: Answers, irrelevant: AbstractSet[str]) -> Tally:
    """Work out every node of the tree for one set of answers.

    Raises:
        AnswerError: an answer does not fit its indicator.
    """
    variant = plan.variant(answers) if plan.standard.variant_question not in irrelevant else ""
    size = len(plan.nodes)
    tally = Tally(
        weights=plan.weights[variant],
        variant=variant,
        readings=[None] * len(plan.meters),
        status=[Status.IRRELEVANT] * size,
        shares=[None] * size,
        attainable=list(plan.attainable),
        whole=[True] * size,
        held={},
    )
    zero = plan.standard.unanswered is Unanswered.ZERO
    for place, (indicator, meter) in enumerate(zip(plan.standard.indicators, plan.meters, strict=True)):
        position = plan.positions[place]
        if indicator.id in irrelevant:
            continue
        answer = answers.get(indicator.id)
        if answer is None:
            tally.status[position] = Status.UNANSWERED
            tally.shares[position] = _NOTHING if zero else None
        elif isinstance(answer, NotApplicable):
            tally.status[position] = Status.NOT_APPLICABLE
        else:
            reading = tally.readings[place] = meter.read(answer)
            tally.status[position] = Status.SCORED
            tally.shares[position] = reading.share
    for position in plan.groups_up:
        _settle(plan, tally, position)
    return tally


def _settle(plan: Plan, tally: Tally, position: int) -> None:
    """Work out one group from its children, which are settled already."""
    method, shares = plan.methods[position], tally.shares
    below = plan.children[position]
    kept = [child for child in below if shares[child] is not None]
    tally.whole[position] = len(kept) == len(below) and all(map(tally.whole.__getitem__, below))
    if tally.whole[position]:
        tally.attainable[position] = plan.attainable[position]
    else:
        tally.attainable[position] = sum([tally.attainable[child] for child in kept], _NOTHING)
    share: Fraction | None
    if method is Method.MEAN:
        whole = tally.weights.whole
        share = _mean([(whole[child], 1, shares[child] or _NOTHING) for child in kept])
    elif method is Method.SUM:
        parts = [(*tally.attainable[child].as_integer_ratio(), shares[child] or _NOTHING) for child in kept]
        share = _mean(parts)
    else:
        share = min((shares[child] or _NOTHING for child in kept), default=None)
    shares[position] = share
    if share is not None:
        tally.status[position] = Status.SCORED
    elif any(tally.status[child] is not Status.IRRELEVANT for child in below):
        tally.status[position] = Status.EMPTY


def _mean(parts: list[tuple[int, int, Fraction]]) -> Fraction | None:
    """The mean of shares weighted by whole fractions; None where nothing weighs anything.

    Adds up in whole numbers over a common denominator: one reduction at the end, not one a term.
    """
    top, bottom, total, total_bottom = 0, 1, 0, 1
    for weight, weight_bottom, share in parts:
        n, d = share.as_integer_ratio()
        d *= weight_bottom
        if d == bottom:
            top += weight * n
        else:
            top, bottom = top * d + weight * n * bottom, bottom * d
        if weight_bottom == total_bottom:
            total += weight
        else:
            total, total_bottom = total * weight_bottom + weight * total_bottom, total_bottom * weight_bottom
    return Fraction(top * total_bottom, bottom * total) if total else None
