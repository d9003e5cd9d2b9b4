"""Compiled rules: what the questionnaire model holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.questionnaire.rules.expressions import Expression, references
from bot.questionnaire.rules.parsing import parse
from bot.questionnaire.rules.values import evaluate, truth
from scoring.values import Answers, AnswerValue


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One expression, parsed. Two rules are equal when their sources are."""

    source: str
    expression: Expression = field(compare=False, repr=False)
    references: frozenset[str] = field(compare=False, repr=False)

    def holds(self, answers: Answers, this: AnswerValue | None = None) -> bool:
        """Whether it is true for these answers; `this` is the value behind `.`."""
        return truth(evaluate(self.expression, answers, this))


def compile_rule(source: str) -> CompiledRule:
    """Compile an expression of the rule language.

    Raises:
        RuleError: it is not one; says the column and what was expected there.
    """
    expression = parse(source)
    return CompiledRule(source, expression, references(expression))
