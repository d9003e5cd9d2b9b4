"""The shortest path to the next rung: which answers, raised by how much, reach it with the fewest steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from scoring.assessment import NodeResult, Status
from scoring.engine import rate
from scoring.moves import Move, moves
from scoring.plan import Criterion, Plan, prepare
from scoring.search import Found, Option, cheapest
from scoring.standard import Method, Standard, Unanswered
from scoring.tally import Tally, tally_up
from scoring.trials import cheapest_by_trial
from scoring.values import Answers, AnswerValue

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Raise:
    """One answer to raise. `before` is None where there was no answer; `steps` is its price.

    `score` is the total score once this and the raises before it are done.
    """

    question: str
    before: AnswerValue | None
    after: AnswerValue
    steps: int
    score: Fraction


@dataclass(frozen=True, slots=True)
class Path:
    """The way to the next rung. `proven` is False when the search stopped before showing none is shorter."""

    level: int
    level_name: str
    grade: int
    grade_name: str
    steps: int
    raises: tuple[Raise, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """One answer raised by its cheapest raise alone, and what that adds to the total score."""

    question: str
    before: AnswerValue | None
    after: AnswerValue
    steps: int
    points: Fraction


def shortest_path(
    standard: Standard | Plan, answers: Answers, irrelevant: AbstractSet[str] = _NONE
) -> Path | None:
    """The fewest steps to the rung after the present one; None at the top or when no answers reach it.

    What a step is, `scoring.moves` says. Answers are never lowered, and “not applicable” stays. An
    unanswered question may be answered unless the standard leaves unanswered ones out. Raises come in an
    order that pays early.

    Raises:
        AnswerError: an answer does not fit its indicator.
    """
    plan = standard if isinstance(standard, Plan) else prepare(standard)
    present = rate(plan, answers, irrelevant=irrelevant).rung
    if present + 1 >= len(plan.criteria):
        return None
    tally = tally_up(plan, answers, irrelevant)
    target = plan.criteria[present + 1]
    open_ = [criterion for criterion in target if not criterion.is_met(tally.has(plan, criterion))]
    possible = _possible(plan, tally)
    found = _search(plan, tally, open_, possible, answers, irrelevant)
    if found is None:
        return None
    chosen = {place: possible[place][number] for place, number in found.chosen.items()}
    rung = plan.standard.ladder[present + 1]
    return Path(
        level=rung.level,
        level_name=rung.level_name,
        grade=rung.grade,
        grade_name=rung.grade_name,
        steps=found.steps,
        raises=_in_order(plan, chosen, answers, irrelevant),
        proven=found.proven,
    )


def is_top(standard: Standard | Plan, answers: Answers, irrelevant: AbstractSet[str] = _NONE) -> bool:
    """Whether the highest rung is reached already."""
    plan = standard if isinstance(standard, Plan) else prepare(standard)
    return rate(plan, answers, irrelevant=irrelevant).rung + 1 >= len(plan.criteria)


def single_raises(
    standard: Standard | Plan, answers: Answers, irrelevant: AbstractSet[str] = _NONE
) -> tuple[Gain, ...]:
    """Every answer's next raise alone, the one that adds most first; what adds nothing is left out."""
    plan = standard if isinstance(standard, Plan) else prepare(standard)
    tally = tally_up(plan, answers, irrelevant)
    now = tally.score(plan, 0)
    found = []
    for place, some in _possible(plan, tally).items():
        if some:
            question = plan.standard.indicators[place].id
            after = some[0].reading.answer
            raised = rate(plan, {**answers, question: after}, irrelevant=irrelevant).score
            found.append(Gain(question, answers.get(question), after, some[0].steps, raised - now))
    return tuple(sorted((one for one in found if one.points > 0), key=lambda one: -one.points))


def strongest(nodes: Iterable[NodeResult], count: int) -> tuple[NodeResult, ...]:
    """The nodes with the highest shares, highest first; ties keep their order, unscored ones are left out."""
    scored = [node for node in nodes if node.share is not None]
    return tuple(sorted(scored, key=lambda node: -(node.share or Fraction(0)))[:count])


def weakest(nodes: Iterable[NodeResult], count: int) -> tuple[NodeResult, ...]:
    """The nodes with the lowest shares, lowest first; ties keep their order, unscored ones are left out."""
    scored = [node for node in nodes if node.share is not None]
    return tuple(sorted(scored, key=lambda node: node.share or Fraction(0))[:count])


def _possible(plan: Plan, tally: Tally) -> dict[int, tuple[Move, ...]]:
    """The raises of each indicator that may be raised, by place."""
    raisable = {Status.SCORED}
    if plan.standard.unanswered is Unanswered.ZERO:
        raisable.add(Status.UNANSWERED)
    return {
        place: moves(meter, tally.readings[place])
        for place, meter in enumerate(plan.meters)
        if tally.status[plan.positions[place]] in raisable
    }


def _search(
    plan: Plan,
    tally: Tally,
    open_: Sequence[Criterion],
    possible: Mapping[int, tuple[Move, ...]],
    answers: Answers,
    irrelevant: AbstractSet[str],
) -> Found | None:
    if any(_has_minimum(plan, criterion.position) for criterion in open_ if criterion.position >= 0):
        return cheapest_by_trial(plan, open_, possible, answers, irrelevant)
    tables = [_gains(plan, tally, criterion, possible) for criterion in open_]
    order = _by_payoff(possible, tables)
    options = [
        [
            Option(move.steps, tuple(table.gains[place][number] for table in tables))
            for number, move in enumerate(possible[place])
        ]
        for place in order
    ]
    found = cheapest(options, [table.gap for table in tables])
    if found is None:
        return None
    return Found({order[n]: number for n, number in found.chosen.items()}, found.steps, found.proven)


def _has_minimum(plan: Plan, position: int) -> bool:
    """Whether the lowest child decides anywhere at or under a node."""
    return plan.methods[position] is Method.MINIMUM or any(
        _has_minimum(plan, child) for child in plan.children[position]
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """What each raise adds to one unmet gate, and what the gate lacks, in whole numbers of one unit."""

    gains: dict[int, tuple[int, ...]]
    gap: int


def _gains(
    plan: Plan, tally: Tally, criterion: Criterion, possible: Mapping[int, tuple[Move, ...]]
) -> _Table:
    lacking = criterion.needs - tally.has(plan, criterion)
    exact: dict[int, tuple[Fraction, ...]] = {}
    if criterion.position >= 0:
        parts = _parts(plan, tally, criterion.position)
        for place, some in possible.items():
            part = parts.get(plan.positions[place], Fraction(0)) * plan.standard.scale
            share = tally.shares[plan.positions[place]] or Fraction(0)
            exact[place] = tuple((move.reading.share - share) * part for move in some)
    else:
        counter = plan.counters[criterion.counter]
        for place, some in possible.items():
            reading = tally.readings[place]
            counted = place in counter.places and (reading is None or (reading.level or 0) < counter.level)
            exact[place] = tuple(
                Fraction(counted and (move.reading.level or 0) >= counter.level) for move in some
            )
    unit = lcm(lacking.denominator, *(gain.denominator for gains in exact.values() for gain in gains))
    gap = int(lacking * unit) + (1 if criterion.exclusive else 0)
    return _Table({place: tuple(int(gain * unit) for gain in gains) for place, gains in exact.items()}, gap)


def _parts(plan: Plan, tally: Tally, position: int) -> dict[int, Fraction]:
    """How much of a node's share each position under it makes up; no minimum may decide there."""
    found = {position: Fraction(1)}
    waiting = [position]
    while waiting:
        parent = waiting.pop()
        kept = [child for child in plan.children[parent] if tally.shares[child] is not None]
        weights = {
            child: tally.attainable[child]
            if plan.methods[parent] is Method.SUM
            else tally.weights.declared[child]
            for child in kept
        }
        total = sum(weights.values(), Fraction(0))
        for child in kept:
            found[child] = found[parent] * weights[child] / total if total else Fraction(0)
            waiting.append(child)
    return found


def _by_payoff(possible: Mapping[int, tuple[Move, ...]], tables: Sequence[_Table]) -> list[int]:
    """The places whose cheapest way to help pays most a step, first; the standard's order among equals."""

    def payoff(place: int) -> Fraction:
        best = Fraction(0)
        for number, move in enumerate(possible[place]):
            worth = sum(
                (Fraction(min(table.gains[place][number], table.gap), table.gap) for table in tables),
                Fraction(0),
            )
            best = max(best, worth / move.steps)
        return best

    useful = [
        place for place, some in possible.items() if some and any(any(table.gains[place]) for table in tables)
    ]
    return sorted(useful, key=lambda place: (-payoff(place), place))


def _in_order(
    plan: Plan, chosen: Mapping[int, Move], answers: Answers, irrelevant: AbstractSet[str]
) -> tuple[Raise, ...]:
    now = rate(plan, answers, irrelevant=irrelevant).score
    alone: list[tuple[Fraction, int]] = []
    for place, move in chosen.items():
        question = plan.standard.indicators[place].id
        raised = rate(plan, {**answers, question: move.reading.answer}, irrelevant=irrelevant).score
        alone.append(((now - raised) / move.steps, place))
    found = []
    changed: dict[str, AnswerValue] = dict(answers)
    for _, place in sorted(alone):
        move, question = chosen[place], plan.standard.indicators[place].id
        changed[question] = move.reading.answer
        score = rate(plan, changed, irrelevant=irrelevant).score
        found.append(Raise(question, answers.get(question), move.reading.answer, move.steps, score))
    return tuple(found)
