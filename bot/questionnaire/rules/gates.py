"""Gate expressions to the scoring engine's gates: `score(…)` and `count-at-least(…)` joined by `and`."""

from __future__ import annotations

from fractions import Fraction

from bot.questionnaire.rules.errors import Fault, FaultKind, RuleError
from bot.questionnaire.rules.expressions import Call, Comparison, Every, Expression, Number, Text
from bot.questionnaire.rules.parsing import parse
from scoring.standard import CountGate, Gate, ScoreGate

_SHAPE = (
    "Write comparisons such as score('strategy') >= 30 and count-at-least(2, 'key') >= 3, joined by “and”."
)


def compile_gates(source: str, level: int, grade: int) -> tuple[Gate, ...]:
    """Compile a gate expression; ids are `<level>.<grade>.<n>`, n from 1 in the order written.

    Raises:
        RuleError: the text is no expression, or not one a gate can hold.
    """
    expression = parse(source)
    parts = expression.operands if isinstance(expression, Every) else (expression,)
    return tuple(
        _gate(source, part, f"{level}.{grade}.{number}") for number, part in enumerate(parts, start=1)
    )


def _gate(source: str, part: Expression, gate_id: str) -> Gate:
    if not isinstance(part, Comparison) or not isinstance(part.left, Call):
        raise _fault(source, part.column, "a gate compares score(…) or count-at-least(…) with a number.")
    if not isinstance(part.right, Number):
        raise _fault(source, part.right.column, "the right side of a gate is a plain number.")
    match part.left.name, part.operator:
        case "score", ">=" | ">":
            node = _text(source, part.left, 0)
            return ScoreGate(gate_id, node, Fraction(part.right.value), exclusive=part.operator == ">")
        case "count-at-least", ">=":
            return _count(source, part.left, part.right, gate_id)
        case "score" | "count-at-least", _:
            allowed = "“>=” or “>”" if part.left.name == "score" else "“>=”"
            raise _fault(source, part.column, f"{part.left.name}() is compared with {allowed} in a gate.")
        case _:
            raise _fault(source, part.left.column, f"{part.left.name}() is not for gates.")


def _count(source: str, call: Call, needs: Number, gate_id: str) -> CountGate:
    level = call.arguments[0]
    if not isinstance(level, Number) or level.value % 1:
        raise _fault(source, level.column, "the level in count-at-least() is a whole number.")
    if needs.value % 1:
        raise _fault(source, needs.column, "a number of indicators is whole.")
    flag, node = (_text(source, call, place) if place < len(call.arguments) else "" for place in (1, 2))
    return CountGate(gate_id, int(level.value), int(needs.value), flag, node)


def _text(source: str, call: Call, place: int) -> str:
    argument = call.arguments[place]
    if not isinstance(argument, Text):
        raise _fault(source, argument.column, f"argument {place + 1} of {call.name}() is a text in quotes.")
    return argument.value


def _fault(source: str, column: int, message: str) -> RuleError:
    return RuleError(source, Fault(FaultKind.GATE, column, message, _SHAPE))
