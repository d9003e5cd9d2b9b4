"""A short cut for the plainest expressions, so that a command need not load the parser for them.

It reads comparisons such as `${id} = 'key'` (one operator between questions, texts, numbers, `.`, `true()`,
`score(…)` and the like) and `selected(${id}, 'key')`, alone or several joined all by `and` or all by `or`,
without brackets. It returns exactly the tree the grammar gives (a property test holds the two together), or
None for everything else, errors included.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.rules.expressions import (
    Call,
    Comparison,
    Every,
    Expression,
    Number,
    Ref,
    Some,
    Text,
    This,
)

_REF = r"\$\{[ \t]*[a-z][a-z0-9_-]*[ \t]*\}"
_TEXT = r"'[^']*'|\"[^\"]*\""
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_TOKEN = re.compile(
    rf"(?P<ref>{_REF})|(?P<text>{_TEXT})|(?P<number>{_NUMBER})|(?P<this>\.(?![0-9]))"
    r"|(?P<compare><=|>=|!=|=|<|>)|(?P<join>(?:and|or)(?![a-z0-9_-]))"
    r"|(?P<name>selected|score|count-at-least|true|false)(?=[ \t\r\n]*\()|(?P<mark>[(),])"
)
_SPACE = re.compile(r"[ \t\r\n]*")


class _NotPlain(Exception):  # noqa: N818 - no error: it hands the text to the full parser
    """The text is not one of the plain forms."""


class _Reader:
    """The tokens of one source, read left to right."""

    def __init__(self, source: str) -> None:
        self.tokens = list(_tokens(source))
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self, kind: str) -> tuple[str, int]:
        if not kind or self.peek() != kind:
            raise _NotPlain
        _, text, column = self.tokens[self.place]
        self.place += 1
        return text, column

    def operand(self) -> Expression:
        kind = self.peek()
        if kind == "name":
            return self.call()
        text, column = self.take(kind)
        match kind:
            case "ref":
                return Ref(text[2:-1].strip(), column)
            case "text":
                return Text(text[1:-1], column)
            case "number":
                return Number(Decimal(text), column)
            case "this":
                return This(column)
            case _:
                raise _NotPlain

    def call(self) -> Expression:
        name, column = self.take("name")
        self.take("(")
        arguments: list[Expression] = []
        while self.peek() != ")":
            if arguments:
                self.take(",")
            arguments.append(self.operand())
        self.take(")")
        return Call(name, tuple(arguments), column)

    def condition(self) -> Expression:
        left = self.operand()
        if self.peek() != "compare":
            if isinstance(left, Call) and left.name == "selected":
                return left
            raise _NotPlain
        operator, column = self.take("compare")
        return Comparison(operator, left, self.operand(), column)


def parse_plainly(source: str) -> Expression | None:
    """The tree of a plain expression, or None when the full parser must decide."""
    try:
        reader = _Reader(source)
        operands = [reader.condition()]
        joins = set()
        while reader.peek():
            joins.add(reader.take("join")[0])
            operands.append(reader.condition())
    except _NotPlain:
        return None
    if len(joins) > 1:
        return None
    if len(operands) == 1:
        return operands[0]
    join = Every if joins == {"and"} else Some
    return join(tuple(operands), operands[0].column)


def _tokens(source: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    place = _SPACE.match(source, 0).end()  # type: ignore[union-attr] # matches the empty string
    while place < len(source):
        token = _TOKEN.match(source, place)
        if token is None:
            raise _NotPlain
        kind = str(token.lastgroup)
        found.append((token.group() if kind == "mark" else kind, token.group(), place + 1))
        place = _SPACE.match(source, token.end()).end()  # type: ignore[union-attr] # as above
    return found
