"""Telephone numbers as clerks write them."""

from __future__ import annotations

import pytest

from bot.services.registers.numbers import phone_number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("＋86-138-0013-8000", "13800138000"),
        ("（021）5555-0100 转 801", "021-55550100-801"),
        ("021 5555 0100 转 801", "021-55550100-801"),
        ("021-5555-0100", "021-55550100"),
        ("021-55550100-801", "021-55550100-801"),
        ("0574-8765 4321", "0574-87654321"),
        ("400-820-1234", "4008201234"),
    ],
)
def test_a_number_is_kept_in_one_form(written: str, kept: str) -> None:
    assert phone_number(written) == kept


@pytest.mark.parametrize(
    "written",
    ["138-0013-8000；13900139000", "13800138000/13900139000", "13800138000王工", "55550100", "1380013800"],
)
def test_two_numbers_or_half_a_one_are_none(written: str) -> None:
    assert phone_number(written) is None
