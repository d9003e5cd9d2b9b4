from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.json_text import Json, dump, load

NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def same(one: Json, other: Json) -> bool:
    """Equal, and decimals with the same value; a whole decimal may come back as an integer."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and (isinstance(one, bool) == isinstance(other, bool))


@given(VALUES)
def test_what_is_written_comes_back(value: Json) -> None:
    text = dump(value)

    assert same(load(text), value)
    json.loads(text)  # a standard reader agrees that it is JSON


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.10"), "0.10"),
        ({"名": ["是", None, True]}, '{"名":["是",null,true]}'),
        ({"b": Decimal(1), "a": [Decimal("-2.5")]}, '{"b":1,"a":[-2.5]}'),
        (Decimal("1E+3"), "1E+3"),
    ],
)
def test_the_text_is_compact_and_keeps_digits_and_order(value: Json, text: str) -> None:
    assert dump(value) == text


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), [float("inf")], [Decimal("-Infinity")]]
)
def test_numbers_without_a_form_are_refused(value: Json) -> None:
    with pytest.raises(ValueError, match="."):
        dump(value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        dump([object()])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="Expecting"):
        load("{")
