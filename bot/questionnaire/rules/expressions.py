"""An expression as a tree of frozen values. `column` is where a node begins in the source, from 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text; the empty one stands for “unanswered”."""

    value: str
    column: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Decimal
    column: int


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to a question: `${id}`."""

    question: str
    column: int


@dataclass(frozen=True, slots=True)
class This:
    """This question's own answer: `.`."""

    column: int


@dataclass(frozen=True, slots=True)
class Negate:
    """A number with its sign turned."""

    operand: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * div mod` between two numbers; `column` is the operator's."""

    operator: str
    left: Expression
    right: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`= != < <= > >=` between two values; `column` is the operator's."""

    operator: str
    left: Expression
    right: Expression
    column: int


@dataclass(frozen=True, slots=True)
class Every:
    """Conditions joined by `and`."""

    operands: tuple[Expression, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Some:
    """Conditions joined by `or`."""

    operands: tuple[Expression, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `FUNCTIONS` lists the names."""

    name: str
    arguments: tuple[Expression, ...]
    column: int


Expression: TypeAlias = Text | Number | Ref | This | Negate | Arithmetic | Comparison | Every | Some | Call

# Name → how many arguments it may have. The last two are for gates only.
FUNCTIONS: dict[str, range] = {
    "not": range(1, 2),
    "selected": range(2, 3),
    "count-selected": range(1, 2),
    "if": range(3, 4),
    "coalesce": range(2, 3),
    "true": range(1),
    "false": range(1),
    "score": range(1, 2),
    "count-at-least": range(1, 4),
}
GATE_FUNCTIONS = frozenset({"score", "count-at-least"})


def children(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a node, in the order written."""
    match expression:
        case Negate(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Every(operands=parts) | Some(operands=parts) | Call(arguments=parts):
            return parts
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Every node of a tree, the root first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def depth(expression: Expression) -> int:
    """How many levels a tree has."""
    levels, level = 0, [expression]
    while level:
        levels += 1
        level = [child for node in level for child in children(node)]
    return levels


def references(expression: Expression) -> frozenset[str]:
    """The ids of the questions a tree reads."""
    return frozenset(node.question for node in walk(expression) if isinstance(node, Ref))


def refs(expression: Expression) -> Iterator[Ref]:
    """Every reference with its column, in the order written."""
    return (node for node in walk(expression) if isinstance(node, Ref))
