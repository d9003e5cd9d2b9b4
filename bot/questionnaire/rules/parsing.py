"""Source text to expression: the quick reader first, the grammar for the rest; each distinct text once."""

from __future__ import annotations

from functools import lru_cache

from bot.questionnaire.problems import did_you_mean
from bot.questionnaire.rules.errors import Fault, FaultKind, RuleError
from bot.questionnaire.rules.expressions import FUNCTIONS, Call, Expression, depth, walk
from bot.questionnaire.rules.quick import parse_plainly

# A rule a person can still read is far shorter; both limits keep a hostile pack from exhausting the stack.
MAX_LENGTH = 2000
MAX_DEPTH = 60


@lru_cache(maxsize=4096)
def parse(source: str) -> Expression:
    """Parse an expression.

    Raises:
        RuleError: the text is not in the language, too long or nested too deeply.
    """
    if len(source) > MAX_LENGTH:
        raise _too_much(source, f"it has {len(source)} characters; {MAX_LENGTH} are allowed.")
    expression = parse_plainly(source) or _parse_fully(source)
    if depth(expression) > MAX_DEPTH:
        raise _too_much(source, f"it is nested more than {MAX_DEPTH} levels deep.")
    for node in walk(expression):
        if isinstance(node, Call):
            _check_call(source, node)
    return expression


def _parse_fully(source: str) -> Expression:
    from bot.questionnaire.rules.grammar import parse_fully  # noqa: PLC0415 - the parser is slow to load

    # Brackets and signs nest a level each; with more of them the tree builder itself would run out of stack.
    if max(source.count("("), source.count("-")) > 4 * MAX_DEPTH:
        raise _too_much(source, "it has too many brackets or signs.")
    return parse_fully(source)


def _too_much(source: str, message: str) -> RuleError:
    fault = Fault(FaultKind.SYNTAX, 1, message, "Split it over helper questions or several rules.")
    return RuleError(f"{source[:60]}…", fault)


def _check_call(source: str, call: Call) -> None:
    counts = FUNCTIONS.get(call.name)
    if counts is None:
        remedy = did_you_mean(call.name, FUNCTIONS) or f"The functions are {', '.join(FUNCTIONS)}."
        message = f"there is no function “{call.name}”."
        raise RuleError(source, Fault(FaultKind.FUNCTION, call.column, message, remedy))
    if len(call.arguments) not in counts:
        wanted = " or ".join(str(count) for count in counts)
        message = f"{call.name}() takes {wanted} argument(s), not {len(call.arguments)}."
        raise RuleError(source, Fault(FaultKind.FUNCTION, call.column, message, "Give it that many."))
