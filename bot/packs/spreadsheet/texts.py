"""Lists, pairs and odd characters in cells: what can be written is read back as itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from scoring.values import JsonValue

# What Excel itself writes for a character that XML cannot hold, and reads back as that character.
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # half of a pair is no character
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_BETWEEN_TEXTS = re.compile(r"[;；\n]+")
_BETWEEN_IDS = re.compile(r"[\s,，、;；]+")
_BETWEEN_PAIRS = re.compile(r"[;；\n,，、]+")
_EXACT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15}|/[1-9][0-9]{0,14})?")
_DIGITS = 15  # what an Excel number holds exactly


def escape(text: str) -> str:
    """A text as a cell can hold it: characters that XML has no place for as `_xHHHH_`."""
    text = _ESCAPED.sub(lambda found: f"_x005F_{found.group()[1:]}", text)
    return _ODD.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescape(text: str) -> str:
    """The text of a cell; the reverse of `escape`."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def join_texts(texts: Sequence[str]) -> str:
    """A list of texts, divided by semicolons; as a JSON list where a text would be torn apart."""
    joined = "；".join(texts)
    plain = not joined.lstrip().startswith("[") and split_texts(joined) == tuple(texts)
    return joined if plain else json.dumps(list(texts), ensure_ascii=False)


def split_texts(text: str) -> tuple[str, ...]:
    """The texts of a cell, divided by semicolons or line breaks, or written as a JSON list.

    Raises:
        ValueError: it begins like a JSON list and is none.
    """
    if text.lstrip().startswith("["):
        found = read_json(text)
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise ValueError("a JSON list of texts is needed")
        return tuple(str(one) for one in found)
    return tuple(part for one in _BETWEEN_TEXTS.split(text) if (part := one.strip()))


def split_ids(text: str) -> tuple[str, ...]:
    """The ids of a cell, divided by blanks, commas or semicolons."""
    return tuple(part for part in _BETWEEN_IDS.split(text) if part)


def split_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs such as `0=0; 20=1`.

    Raises:
        ValueError: a part has no `=` in it.
    """
    parts = [part.strip().replace("＝", "=") for part in _BETWEEN_PAIRS.split(text) if part.strip()]
    pairs = []
    for part in parts:
        left, sign, right = (one.strip() for one in part.partition("="))
        if not (left and sign and right):
            raise ValueError(f"“{part}” is no pair")
        pairs.append((left, right))
    return tuple(pairs)


def join_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as `split_pairs` reads them."""
    return "; ".join(f"{left}={right}" for left, right in pairs)


def exact_of(text: str) -> Fraction:
    """A number written as `15`, `7.5` or `1/3`, exactly.

    Raises:
        ValueError: it is none, or has more than 15 digits before or after the point.
    """
    if not _EXACT.fullmatch(text):
        raise ValueError(f"“{text}” is no number such as 15, 7.5 or 1/3")
    return Fraction(text)


def exact_text(value: Fraction) -> str:
    """The shortest way to write a number exactly: a decimal where there is one, else a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return str(value)
    with localcontext(prec=60):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def cell_number(text: str) -> int | float | str:
    """A decimal as a number Excel holds exactly, or left as text when it holds none so exact."""
    if "/" in text or len(text.strip("-0.").replace(".", "")) > _DIGITS:
        return text
    value = int(text) if "." not in text else float(text)
    return value if Decimal(repr(value)) == Decimal(text) else text


def write_json(value: JsonValue) -> str:
    """JSON on one line, with decimals as they are."""
    if isinstance(value, dict):
        inside = (f"{json.dumps(key, ensure_ascii=False)}: {write_json(one)}" for key, one in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_json(one) for one in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def read_json(text: str) -> JsonValue:
    """JSON with exact decimals.

    Raises:
        ValueError: it is none.
    """
    try:
        value: JsonValue = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def _refuse(name: str) -> JsonValue:
    raise ValueError(f"{name} is no number")
