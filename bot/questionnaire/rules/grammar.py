"""The grammar of the rule language, and its parse trees turned into expressions.

The only module that imports the parser library; it is itself imported at the first expression that the
quick reader leaves to it, because building the parser costs as much as starting the interpreter twice.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from bot.questionnaire.rules.errors import Fault, FaultKind, RuleError
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

GRAMMAR = r"""
start: or_
or_: and_ (_OR and_)*
and_: comparison (_AND comparison)*
comparison: total (COMPARE total)?
total: product ((PLUS | MINUS) product)*
product: unary ((TIMES | DIV | MOD) unary)*
?unary: MINUS unary -> negate
      | primary
?primary: REF -> ref
        | THIS -> this
        | TEXT -> text
        | NUMBER -> number
        | NAME _OPEN (or_ (_COMMA or_)*)? _CLOSE -> call
        | _OPEN or_ _CLOSE

_OR: /or(?![a-z0-9_-])/
_AND: /and(?![a-z0-9_-])/
DIV: /div(?![a-z0-9_-])/
MOD: /mod(?![a-z0-9_-])/
COMPARE: "<=" | ">=" | "!=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
_OPEN: "("
_CLOSE: ")"
_COMMA: ","
REF: /\$\{[ \t]*[a-z][a-z0-9_-]*[ \t]*\}/
THIS: /\.(?![0-9])/
TEXT: /'[^']*'|"[^"]*"/
NUMBER: /[0-9]+(\.[0-9]+)?|\.[0-9]+/
NAME: /[a-z][a-z-]*/
%ignore /[ \t\r\n]+/
"""

_OPERAND = "a question ${…}, a text '…', a number or a function"
_SAID = {
    "REF": _OPERAND,
    "TEXT": _OPERAND,
    "NUMBER": _OPERAND,
    "NAME": _OPERAND,
    "THIS": _OPERAND,
    "_OPEN": "“(”",
    "_CLOSE": "“)”",
    "_COMMA": "“,”",
    "COMPARE": "a comparison (= != < <= > >=)",
    "_AND": "“and”",
    "_OR": "“or”",
    "$END": "the end",
}
# What people write from other languages, and what it is here.
_INSTEAD = {
    "&": "Write “and”.",
    "|": "Write “or”.",
    "!": "Write “not(…)”, or “!=” for “differs from”.",
    "/": "Write “div” for division.",
    "%": "Write “mod” for the remainder.",
    "$": "Write a question as ${id}, with the id in lower case.",
    "'": "Close the text with the same quotation mark.",
    '"': "Close the text with the same quotation mark.",
    "“": "Use straight quotation marks.",
    "”": "Use straight quotation marks.",
    "‘": "Use straight quotation marks.",
    "’": "Use straight quotation marks.",
    "（": "Use half-width brackets.",
    "）": "Use half-width brackets.",
    "，": "Use a half-width comma.",
    "＝": "Use a half-width =.",
}


@v_args(inline=True)
class _Builder(Transformer[Token, Expression]):
    """Turns a parse tree, bottom up, into an expression."""

    def start(self, body: Expression) -> Expression:
        return body

    def or_(self, *operands: Expression) -> Expression:
        return operands[0] if len(operands) == 1 else Some(operands, operands[0].column)

    def and_(self, *operands: Expression) -> Expression:
        return operands[0] if len(operands) == 1 else Every(operands, operands[0].column)

    def comparison(self, left: Expression, *rest: Token | Expression) -> Expression:
        if not rest:
            return left
        operator = cast("Token", rest[0])
        return Comparison(str(operator), left, cast("Expression", rest[1]), _column(operator))

    def total(self, left: Expression, *rest: Token | Expression) -> Expression:
        for operator, right in zip(rest[::2], rest[1::2], strict=True):
            token = cast("Token", operator)
            left = Arithmetic(str(token), left, cast("Expression", right), _column(token))
        return left

    product = total

    def negate(self, sign: Token, operand: Expression) -> Expression:
        return Negate(operand, _column(sign))

    def ref(self, token: Token) -> Expression:
        return Ref(token[2:-1].strip(), _column(token))

    def this(self, token: Token) -> Expression:
        return This(_column(token))

    def text(self, token: Token) -> Expression:
        return Text(token[1:-1], _column(token))

    def number(self, token: Token) -> Expression:
        return Number(Decimal(str(token)), _column(token))

    def call(self, name: Token, *arguments: Expression) -> Expression:
        return Call(str(name), arguments, _column(name))


def parse_fully(source: str) -> Expression:
    """Parse any expression of the language.

    Raises:
        RuleError: it is not one; the fault names the column and what was expected there.
    """
    try:
        return _Builder().transform(_parser().parse(source))
    except UnexpectedInput as error:
        raise RuleError(source, _fault(source, error)) from error


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr")


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _fault(source: str, error: UnexpectedInput) -> Fault:
    place = error.pos_in_stream
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        place = len(source)
    place = len(source) if place is None else place
    found = (
        f"“{source[place : place + 12]}” is not expected here" if place < len(source) else "it ends too early"
    )
    names = _expected(error)
    if source.count("(", 0, place) <= source.count(")", 0, place):
        names -= {"_CLOSE", "_COMMA"}  # the parser's tables merge states and allow them everywhere
    wanted = list(dict.fromkeys(_SAID[name] for name in _SAID if name in names))
    expected = " or ".join(wanted) or "another operand"
    return Fault(
        FaultKind.SYNTAX,
        place + 1,
        f"{found}; expected {expected}.",
        _instead(source, place) or "Correct the expression.",
    )


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected)
    return set(error.allowed) if isinstance(error, UnexpectedCharacters) else set()


def _instead(source: str, place: int) -> str:
    here = source[place : place + 1]
    if here == "=" and source[max(place - 1, 0)] in "=<>":
        return "Write “=” for equal, “<=” and “>=” for bounds."
    return _INSTEAD.get(here, "")
