"""The rule language: a documented subset of XLSForm's expressions (`docs/reference/packs.md`)."""

from bot.questionnaire.rules.compiled import CompiledRule, compile_rule
from bot.questionnaire.rules.errors import Fault, FaultKind, RuleError
from bot.questionnaire.rules.gates import compile_gates

__all__ = ["CompiledRule", "Fault", "FaultKind", "RuleError", "compile_gates", "compile_rule"]
