"""What an expression is worth: evaluation over a set of answers.

Unanswered and “not applicable” read as the empty text, and so does a multiple choice with nothing ticked. A
number worked out from an empty one is empty. A comparison with something empty is false, except that a
comparison with the literal `''` by `=` or `!=` asks whether there is an answer. Numbers are exact fractions.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from bot.questionnaire.rules.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Every,
    Expression,
    Negate,
    Number,
    Ref,
    Some,
    Text,
    This,
)
from scoring.values import Answers, AnswerValue, FileAnswer, GridAnswer, NotApplicable

Value: TypeAlias = str | bool | Fraction | tuple[str, ...]

EMPTY = ""
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALITY = frozenset({"=", "!="})
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def evaluate(expression: Expression, answers: Answers, this: AnswerValue | None = None) -> Value:
    """The value of an expression for these answers; `this` stands behind `.`."""
    match expression:
        case Text(value=text):
            return text
        case Number(value=number):
            return Fraction(number)
        case Ref(question=question):
            return _read(answers.get(question))
        case This():
            return _read(this)
        case Negate(operand=operand):
            value = _number(evaluate(operand, answers, this))
            return EMPTY if value is None else -value
        case _:
            return _compound(expression, answers, this)


def truth(value: Value) -> bool:
    """Whether a value counts as true: a truth itself, anything else when it is not empty."""
    return value if isinstance(value, bool) else value not in (EMPTY, ())


def _compound(expression: Expression, answers: Answers, this: AnswerValue | None) -> Value:
    match expression:
        case Every(operands=operands):
            return all(truth(evaluate(part, answers, this)) for part in operands)
        case Some(operands=operands):
            return any(truth(evaluate(part, answers, this)) for part in operands)
        case Comparison(operator=sign, left=left, right=right):
            pair = (evaluate(left, answers, this), evaluate(right, answers, this))
            if Text("", left.column) == left or Text("", right.column) == right:
                return _emptiness(sign, *pair)
            return _compare(sign, *pair)
        case Arithmetic(operator=sign, left=left, right=right):
            return _calculate(sign, evaluate(left, answers, this), evaluate(right, answers, this))
        case Call():
            return _call(expression, answers, this)
        case _:  # pragma: no cover - evaluate() has taken the others
            raise TypeError(expression)


def _call(call: Call, answers: Answers, this: AnswerValue | None) -> Value:
    first = evaluate(call.arguments[0], answers, this) if call.arguments else EMPTY
    match call.name:
        case "true" | "false":
            return call.name == "true"
        case "not":
            return not truth(first)
        case "selected":
            return _selected(first, evaluate(call.arguments[1], answers, this))
        case "count-selected":
            return Fraction(len(first) if isinstance(first, tuple) else int(first != EMPTY))
        case "if":
            return evaluate(call.arguments[1 if truth(first) else 2], answers, this)
        case "coalesce":
            return evaluate(call.arguments[1], answers, this) if first in (EMPTY, ()) else first
        case _:
            raise TypeError(f"{call.name}() is for gates and has no value here")


def _read(answer: AnswerValue | None) -> Value:
    match answer:
        case None | NotApplicable():
            return EMPTY
        case Decimal():
            return Fraction(answer)
        case GridAnswer(cells=cells):
            return tuple(f"{row}={column}" for row, column in cells)
        case FileAnswer(name=name):
            return name
        case str() | bool() | tuple():
            return answer


def _emptiness(sign: str, left: Value, right: Value) -> bool:
    both = left in (EMPTY, ()) and right in (EMPTY, ())
    return sign in _EQUALITY and both == (sign == "=")


def _compare(sign: str, left: Value, right: Value) -> bool:
    if left in (EMPTY, ()) or right in (EMPTY, ()):
        return False
    left, right = _plain(left, right), _plain(right, left)
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        a, b = _number(left), _number(right)
        return sign == "!=" if a is None or b is None else _COMPARE[sign](a, b)
    if sign in _EQUALITY:
        return _COMPARE[sign](left, right)
    # Order among texts has a meaning only for dates, which sort as they are written.
    dates = all(isinstance(side, str) and _DATE.fullmatch(side) for side in (left, right))
    return dates and _COMPARE[sign](left, right)


def _plain(value: Value, other: Value) -> Value:
    """A yes/no beside a text reads `yes` or `no`; several choices read joined by spaces, as in XLSForm."""
    if isinstance(value, bool) and isinstance(other, str):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else value


def _selected(value: Value, key: Value) -> bool:
    if isinstance(value, tuple):
        return key in value
    return value != EMPTY and _compare("=", value, key)


def _number(value: Value) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    # A choice whose key is a number may be compared as one, as in XLSForm.
    return Fraction(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def _calculate(sign: str, left: Value, right: Value) -> Value:
    a, b = _number(left), _number(right)
    if a is None or b is None:
        return EMPTY
    match sign:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case _ if b == 0:
            return EMPTY
        case "div":
            return a / b
        case _:  # mod: the sign of the dividend, as in XPath
            return a - b * int(a / b)
