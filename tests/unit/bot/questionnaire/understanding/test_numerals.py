"""Numerals: the library's well-formed ones, and the short and mixed forms of speech on top."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire.understanding.english_numbers import with_digits
from bot.questionnaire.understanding.numerals import numeral


def value(run: str) -> Decimal | None:
    read = numeral(run)
    return None if read is None or read.low is not None else read.value


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("三百二", 320),
        ("三百二十", 320),
        ("两百五", 250),
        ("一千二", 1200),
        ("两千五", 2500),
        ("三万五", 35000),
        ("一亿二", 120000000),
        ("一亿二千万", 120000000),
        ("一百零五", 105),
        ("一百〇五", 105),
        ("一万五百", 10500),
        ("一百十", 110),
        ("叁佰贰拾", 320),
        ("廿五", 25),
        ("俩", 2),
        ("三点五", "3.5"),
        ("一点二亿", 120000000),
        ("1,200", 1200),
        ("1.2亿", 120000000),
        ("12万5千", 125000),
        ("12万5", 125000),
        ("1万2000", 12000),
        ("3千2", 3200),
        ("2百5", 250),
        ("12,000万", 120000000),
        ("两个半", "2.5"),
        ("半个亿", 50000000),
        (".6", "0.6"),
    ],
)
def test_short_and_mixed_forms(run: str, expected: float | str) -> None:
    assert value(run) == Decimal(expected)


@pytest.mark.parametrize(
    "run",
    [
        "几百",
        "十几",
        "12,34",
        "1.2.3",
        "1万25",
        "1亿2000",
        "3亿5千",
        "三亿五千",
        "一半",
        "一万半",
        "一百千",
        "万万",
        "",
    ],
)
def test_vague_and_malformed_runs_are_no_number(run: str) -> None:
    assert value(run) is None


@pytest.mark.parametrize(
    ("run", "low", "high"),
    [("三四百", 300, 400), ("七八十", 70, 80), ("十七八", 17, 18), ("五六千万", 50000000, 60000000)],
)
def test_two_neighbours_are_a_range(run: str, low: int, high: int) -> None:
    read = numeral(run)

    assert read is not None
    assert (read.low, read.value) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("run", ["三百多", "百来", "一百五十多万", "3个多亿", "千把"])
def test_more_or_less_is_noted(run: str) -> None:
    read = numeral(run)

    assert read is not None
    assert read.about


@given(st.integers(1, 10**12))
def test_every_written_out_number_is_read_back(number: int) -> None:
    assert value(cn2an.an2cn(number)) == number


@given(st.integers(1, 99999), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_digits_with_a_magnitude(number: int, magnitude: tuple[str, int]) -> None:
    word, size = magnitude

    assert value(f"{number}{word}") == number * size
    assert value(f"{number:,}{word}") == number * size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three hundred and twenty", "320"),
        ("twenty five", "25"),
        ("two thousand five hundred", "2500"),
        ("a hundred", "100"),
        ("2 million", "200万"),
        ("one and two", "one and two"),
        ("about two hundred people", "about 200 people"),
    ],
)
def test_english_number_words(text: str, expected: str) -> None:
    assert with_digits(text) == expected
