"""JSON as it is kept: compact text, numbers exact.

A decimal is written with its own digits and read back as a `Decimal`, so 0.1 stays one tenth on every
database. Keys keep their order.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Decimal | list[Json] | dict[str, Json] | None"


def dump(value: Json) -> str:
    """Write a JSON value as compact text, non-ASCII characters as they are.

    Raises:
        TypeError: it holds something JSON has no form for.
        ValueError: it holds a number that is not finite.
    """
    try:
        return _encode(value)
    except TypeError:
        return _write(value)


def load(text: str) -> Json:
    """Read JSON text; numbers with a fraction or an exponent become `Decimal`.

    Raises:
        ValueError: the text is no JSON.
    """
    value: Json = _decode(text)
    return value


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_decode = json.JSONDecoder(parse_float=Decimal).decode


def _write(value: Json) -> str:
    """The slow way, for values with decimals in them, which the encoder of the standard library refuses."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("JSON has no form for a number that is not finite")
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_encode(str(key))}:{_write(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_write(item) for item in value) + "]"
    return _encode(value)
