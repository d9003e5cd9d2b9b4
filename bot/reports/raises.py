"""Which single answers are worth raising: each to its next choice, by the points that alone would add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from bot.questionnaire.model import Questionnaire
from bot.reports.facts import Raise
from scoring.engine import rate
from scoring.plan import Plan
from scoring.values import AnswerValue

_MOST = 20  # more than any roadmap shows


def worthwhile_raises(
    plan: Plan,
    questionnaire: Questionnaire,
    answers: Mapping[str, AnswerValue],
    irrelevant: AbstractSet[str] = frozenset(),
) -> tuple[Raise, ...]:
    """Single-choice answers raised to the next choice that adds points, best first.

    Every gain is the engine's own: the answers are scored again with that one changed.
    """
    before = rate(plan, answers, irrelevant=irrelevant).score
    found: list[Raise] = []
    for indicator in plan.standard.indicators:
        now = answers.get(indicator.id)
        if not isinstance(now, str) or indicator.id in irrelevant:
            continue
        for target in _above(questionnaire, indicator.id, now):
            raised = {**answers, indicator.id: target}
            points = rate(plan, raised, irrelevant=irrelevant).score - before
            if points > 0:
                found.append(Raise(indicator.id, now, target, points))
                break
    found.sort(key=lambda one: (-one.points, questionnaire.index[one.question]))
    return tuple(found[:_MOST])


def _above(questionnaire: Questionnaire, question: str, now: str) -> Iterator[str]:
    keys = [choice.key for choice in questionnaire.question(question).choices]
    return iter(keys[keys.index(now) + 1 :]) if now in keys else iter(())
