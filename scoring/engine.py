"""Score answers under a standard: exactly, explainably, and nothing else.

Not applicable and irrelevant indicators are taken out and their siblings' weights re-normalised; unanswered
ones earn nothing or are taken out, as the standard says, and are listed either way. Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

from scoring.assessment import Assessment, GateResult, Status
from scoring.errors import AnswerError
from scoring.evidence import evidence
from scoring.plan import Plan, prepare
from scoring.standard import Standard
from scoring.tally import Tally, tally_up
from scoring.values import Answers, NotApplicable

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rating:
    """A result without its evidence: the score, and the index of the rung in the ladder (-1: none)."""

    score: Fraction
    rung: int


def assess(
    standard: Standard | Plan, answers: Answers, *, irrelevant: AbstractSet[str] = _NONE
) -> Assessment:
    """Score one set of answers and keep the evidence of every number.

    `irrelevant` are the questions the questionnaire's rules do not ask of this enterprise; their answers, if
    any, are left aside. Answers to questions without an indicator are ignored. To score many, `prepare` once
    and pass the plan.

    Raises:
        StandardError: the standard contradicts itself.
        AnswerError: an answer does not fit its indicator; `answer_problems` finds all of them.
    """
    plan = standard if isinstance(standard, Plan) else prepare(standard)
    tally = tally_up(plan, answers, irrelevant)
    gates, rung = _climb(plan, tally)
    reached = plan.standard.ladder[rung] if rung >= 0 else None
    ids = [indicator.id for indicator in plan.standard.indicators]
    status = [tally.status[position] for position in plan.positions]
    return Assessment(
        pack=plan.standard.id,
        version=plan.standard.version,
        score=tally.score(plan, 0),
        level=reached.level if reached else 0,
        level_name=reached.level_name if reached else "",
        grade=reached.grade if reached else 0,
        grade_name=reached.grade_name if reached else "",
        nodes=evidence(plan, tally, answers),
        gates=gates,
        unanswered=tuple(i for i, s in zip(ids, status, strict=True) if s is Status.UNANSWERED),
        not_applicable=tuple(i for i, s in zip(ids, status, strict=True) if s is Status.NOT_APPLICABLE),
        variant=tally.variant,
        note=plan.standard.note,
        scale=plan.standard.scale,
    )


def rate(plan: Plan, answers: Answers, *, irrelevant: AbstractSet[str] = _NONE) -> Rating:
    """The score and the rung alone: the same numbers as `assess`, without the evidence.

    Raises:
        AnswerError: an answer does not fit its indicator.
    """
    tally = tally_up(plan, answers, irrelevant)
    score = tally.score(plan, 0)
    for rung in reversed(range(len(plan.criteria))):
        if all(criterion.is_met(tally.has(plan, criterion)) for criterion in plan.criteria[rung]):
            return Rating(score, rung)
    return Rating(score, -1)


def answer_problems(
    standard: Standard | Plan, answers: Answers, *, irrelevant: AbstractSet[str] = _NONE
) -> tuple[AnswerError, ...]:
    """Every answer that does not fit its indicator, in the standard's order; empty when all fit."""
    plan = standard if isinstance(standard, Plan) else prepare(standard)
    problems = []
    for indicator, meter in zip(plan.standard.indicators, plan.meters, strict=True):
        answer = answers.get(indicator.id)
        if answer is None or isinstance(answer, NotApplicable) or indicator.id in irrelevant:
            continue
        try:
            meter.read(answer)
        except AnswerError as problem:
            problems.append(problem)
    return tuple(problems)


def _climb(plan: Plan, tally: Tally) -> tuple[tuple[GateResult, ...], int]:
    """Every gate's result, and the index of the highest rung whose gates are all met."""
    results = []
    reached = -1
    for index, rung in enumerate(plan.standard.ladder):
        all_met = True
        for criterion in plan.criteria[index]:
            has = tally.has(plan, criterion)
            met = criterion.is_met(has)
            all_met = all_met and met
            gate = criterion.gate
            results.append(GateResult(gate.id, rung.level, rung.grade, met, criterion.needs, has, gate))
        if all_met:
            reached = index
    return tuple(results), reached
