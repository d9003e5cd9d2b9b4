"""choice_filter: one condition over columns of choices and earlier answers, turned into one for each choice.

For every choice the columns' names are replaced by its values; what that decides at once is left out. So
`name != 'c' or (${size} > 3)` says nothing of the others, and of c that it is offered while `${size} > 3`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<ref>\$\{[^}]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[^\W\d][\w.-]*)|(?P<sign><=|>=|!=|.)",
    re.DOTALL,
)
_WORDS = frozenset({"and", "or", "div", "mod"})
_COMPARISON = 3  # value, sign, value


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression; `filled`: it stood for a column and is a choice's value now."""

    kind: str
    text: str
    filled: bool = False


Tokens = tuple[Token, ...]


def tokens_of(expression: str) -> Tokens:
    """Every piece of an expression, blanks included."""
    return tuple(Token(found.lastgroup or "", found.group()) for found in _TOKEN.finditer(expression))


def columns_of(tokens: Tokens) -> list[str]:
    """The bare names in an expression: columns of choices."""
    solid = [token for token in tokens if token.kind != "space"]
    following = [*(token.text for token in solid[1:]), ""]
    return [
        token.text
        for token, after in zip(solid, following, strict=True)
        if token.kind == "name" and token.text not in _WORDS and after != "("
    ]


def fill(tokens: Tokens, columns: Sequence[str], value: Callable[[str], str]) -> str:
    """The condition for one choice; empty when it is always offered, `false()` when never.

    Raises:
        ValueError: a value cannot be quoted.
    """
    filled = tuple(
        Token("text", _quoted(value(token.text)), filled=True)
        if token.kind == "name" and token.text in columns
        else token
        for token in tokens
    )
    result = _decide(filled)
    if isinstance(result, bool):
        return "" if result else "false()"
    # Brackets that only set the rest apart from what was decided go with it.
    inside = _inside(result) if _strip(result) != _strip(filled) else None
    return "".join(token.text for token in (inside if inside is not None else result))


def condition_of(conditions: dict[str, str]) -> str:
    """The choice_filter that says these conditions, by choice key; `fill` gives each of them back."""
    parts = [f"name != '{key}' or ({condition})" for key, condition in conditions.items()]
    return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)


def _quoted(text: str) -> str:
    if "'" in text and '"' in text:
        raise ValueError(f"“{text}” has both kinds of quotation marks in it")
    return f'"{text}"' if "'" in text else f"'{text}'"


def _decide(tokens: Tokens) -> bool | Tokens:
    """True or false where the filled values say so, else what is left of the condition."""
    tokens = _strip(tokens)
    for word, deciding in (("or", True), ("and", False)):
        parts = _split(tokens, word)
        if len(parts) > 1:
            return _join(tokens, parts, word, deciding=deciding)
    inside = _inside(tokens)
    if inside is not None:
        result = _decide(inside)
        return result if isinstance(result, bool) or _strip(inside) != result else tokens
    return _compare(tokens)


def _join(whole: Tokens, parts: list[Tokens], word: str, *, deciding: bool) -> bool | Tokens:
    results = [_decide(part) for part in parts]
    if any(result is deciding for result in results):
        return deciding
    left = [result for result in results if not isinstance(result, bool)]
    if not left:
        return not deciding
    if len(left) == 1:
        return left[0]
    if left == [_strip(part) for part in parts]:
        return whole
    joined: list[Token] = []
    for part in left:
        between = [Token("space", " "), Token("name", word), Token("space", " ")] if joined else []
        wrapped = (Token("sign", "("), *part, Token("sign", ")")) if len(_split(part, "or")) > 1 else part
        joined += [*between, *wrapped]
    return tuple(joined)


def _compare(tokens: Tokens) -> bool | Tokens:
    solid = [token for token in tokens if token.kind != "space"]
    if [token.text for token in solid[:2]] == ["not", "("] and solid[-1].text == ")":
        start = tokens.index(solid[1])
        inside = _inside(tokens[start:])
        result = _decide(inside) if inside is not None else tokens
        return not result if isinstance(result, bool) else tokens
    if len(solid) != _COMPARISON or not any(token.filled for token in solid):
        return tokens
    left, sign, right = solid
    if {left.kind, right.kind} != {"text"} or sign.text not in ("=", "!="):
        return tokens
    return (left.text[1:-1] == right.text[1:-1]) is (sign.text == "=")


def _strip(tokens: Tokens) -> Tokens:
    solid = [place for place, token in enumerate(tokens) if token.kind != "space"]
    return tokens[solid[0] : solid[-1] + 1] if solid else ()


def _split(tokens: Tokens, word: str) -> list[Tokens]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "name" and token.text == word:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def _inside(tokens: Tokens) -> Tokens | None:
    """What is between brackets that enclose the whole, or None."""
    tokens = _strip(tokens)
    if len(tokens) <= 1 or tokens[0].text != "(" or tokens[-1].text != ")":
        return None
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and place < len(tokens) - 1:
            return None
    return tokens[1:-1]
