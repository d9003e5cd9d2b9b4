"""Random answers under a standard, many of them on a boundary; the same seed gives the same ones."""

from __future__ import annotations

import random
from decimal import Decimal

from scoring.measures import ChoiceMeter, ChosenMeter, GridMeter, Meter
from scoring.plan import Plan
from scoring.standard import NumberBands
from scoring.values import AnswerValue, GridAnswer, NotApplicable


class RandomAnswers:
    """Draws whole answer sets."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        self.random = random.Random(seed)  # noqa: S311 - reproducible draws, not secrets

    def draw(self) -> tuple[dict[str, AnswerValue], frozenset[str]]:
        """One set of answers, and the questions that do not concern the enterprise."""
        r = self.random
        mood = r.random()  # a whole enterprise is good or bad, so that every rung is reached
        missing, not_applicable, beside = r.choice([(0, 0, 0), (0.05, 0, 0), (0, 0.05, 0.1), (0.2, 0.2, 0.2)])
        answers: dict[str, AnswerValue] = {}
        irrelevant = set()
        for indicator, meter in zip(self.plan.standard.indicators, self.plan.meters, strict=True):
            if r.random() < beside:
                irrelevant.add(indicator.id)
            elif r.random() < not_applicable:
                answers[indicator.id] = NotApplicable("")
            elif r.random() >= missing:
                answers[indicator.id] = self._one(meter, mood)
        variants = list(self.plan.standard.variants)
        if variants and r.random() < 0.9:
            answers[self.plan.standard.variant_question] = r.choice(variants)
        return answers, frozenset(irrelevant)

    def _place(self, count: int, mood: float) -> int:
        return min(count - 1, max(0, round(self.random.gauss(mood * (count - 1), 0.7))))

    def _one(self, meter: Meter, mood: float) -> AnswerValue:
        r = self.random
        if isinstance(meter, ChoiceMeter):
            key = meter.options[self._place(len(meter.options), mood)]
            assert isinstance(key, str | bool)
            return key
        if isinstance(meter, ChosenMeter):
            if meter.exclusive and r.random() < 0.1:
                return (min(meter.exclusive),)
            return tuple(k for k in meter.options if k not in meter.exclusive and r.random() < mood)
        if isinstance(meter, GridMeter):
            columns = list(meter.columns)
            rows = [row for row in meter.rows if r.random() < 0.95]
            return GridAnswer.of({row: columns[self._place(len(columns), mood)] for row in rows})
        if isinstance(meter.measure, NumberBands):
            bound = r.choice(meter.measure.bands)[0]
            exact = Decimal(bound.numerator) / Decimal(bound.denominator)
            return exact.quantize(Decimal("0.000001")) + r.choice(
                [Decimal(0), Decimal("-0.000001"), Decimal(1)]
            )
        low, high = float(meter.measure.low), float(meter.measure.high)
        return Decimal(str(round(r.uniform(min(low, high) - 1, max(low, high) + 1), r.choice([0, 1, 6]))))
