"""Text from people, made fit for a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.plain import clean, clipped, narrowed, one_line, two_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\r\n二\r三\n\n\n四", "一\n二\n三\n四"),
        ("a\x00b\x0bc\x7fd\x85e", "abcde"),
        ("\u202e\u2067\u200f字\u200e", "字"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("a\tb", "a\tb"),
        ("字\ud800\ufffe", "字"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(), st.integers(2, 40))
def test_clipping_never_exceeds_and_never_leaves_half_a_letter(text: str, longest: int) -> None:
    cut = one_line(text, longest)
    assert len(cut) <= longest
    assert "\n" not in cut
    assert not cut.startswith("\u200d")


def test_a_joined_pictograph_is_not_cut_in_its_middle() -> None:
    assert clipped("甲👩\u200d🔧乙", 4) == "甲…"
    assert clipped("e\u0301e\u0301e", 4) == "e\u0301…"


def test_a_chinese_character_counts_two() -> None:
    assert narrowed("一二三四", 6) == "一二…"
    assert narrowed("abcdef", 6) == "abcdef"
    assert narrowed("一二", 4) == "一二"


def test_long_latin_names_take_two_lines() -> None:
    assert two_lines("Data management and connectedness") == "Data management\nand connectedness"
    assert two_lines("Digital strategy") == "Digital strategy"
    assert two_lines("系统性解决方案与业务创新模式综合评价体系") == "系统性解决方案与业务创新模式综合评价体系"
