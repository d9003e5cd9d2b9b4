from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.spreadsheet.texts import (
    cell_number,
    escape,
    exact_of,
    exact_text,
    join_texts,
    read_json,
    split_ids,
    split_pairs,
    split_texts,
    unescape,
    write_json,
)
from scoring.values import JsonValue


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a\rb", "a_x000D_b"),
        ("_x000D_", "_x005F_x000D_"),
        ("\x07", "_x0007_"),
        ("=1+1", "=1+1"),
        ("\n", "\n"),
    ],
)
def test_odd_characters_are_written_as_excel_does(text: str, cell: str) -> None:
    assert escape(text) == cell


def test_half_a_surrogate_pair_stays_as_it_is_written() -> None:
    assert unescape("_xD83D_") == "_xD83D_"


@given(st.lists(st.text(min_size=1)))
def test_any_list_of_texts_comes_back(texts: list[str]) -> None:
    assert split_texts(join_texts(texts)) == tuple(texts)


def test_lists_are_read_however_they_are_divided() -> None:
    assert split_texts("甲；乙; 丙\n丁；") == ("甲", "乙", "丙", "丁")
    assert split_ids(" a, b，c、d;e\nf ") == ("a", "b", "c", "d", "e", "f")
    assert split_pairs("0=0; 20 = 1，1/3＝2") == (("0", "0"), ("20", "1"), ("1/3", "2"))


@pytest.mark.parametrize("text", ["[1]", "[", '["a"]x'])
def test_a_broken_json_list_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        split_texts(text)


@given(st.fractions(-(10**6), 10**6, max_denominator=10**6))
def test_exact_numbers_come_back(value: Fraction) -> None:
    text = exact_text(value)
    if len(text.partition(".")[2]) <= 15:
        assert exact_of(text) == value


@pytest.mark.parametrize("text", ["1e3", "１", "1,5", "1/0", "", "0.1234567890123456", "--1", "1 /3"])
def test_what_is_no_exact_number(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        exact_of(text)


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_cell_number_is_exactly_the_decimal(value: Decimal) -> None:
    number = cell_number(f"{value:f}")
    assert Decimal(number if isinstance(number, str) else repr(number)) == value


def test_numbers_excel_cannot_hold_stay_text() -> None:
    assert cell_number("1/3") == "1/3"
    assert cell_number("12345678901234567") == "12345678901234567"
    assert cell_number("0.1") == 0.1


def test_json_keeps_decimals() -> None:
    value: JsonValue = {"a": [Decimal("0.10"), 1, True, None, "x\ny"], "b": {}}

    assert write_json(value) == '{"a": [0.10, 1, true, null, "x\\ny"], "b": {}}'
    assert read_json(write_json(value)) == value


@pytest.mark.parametrize("text", ["{", "NaN", "[" * 100_000])
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)
