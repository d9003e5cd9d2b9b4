"""Units: how a quantity said in one unit comes out in the question's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.questionnaire.understanding.units import convert, unit_of


@pytest.mark.parametrize(
    ("value", "said", "wanted", "scaled", "expected"),
    [
        ("120000000", "", "万元", True, "12000"),
        ("3000", "", "万元", False, "3000"),
        ("30000", "块", "万元", True, "3"),
        ("5000000", "元", "千元", False, "5000"),
        ("12000", "元", "亿元", False, "0.00012"),
        ("3500000", "度", "万千瓦时", False, "350"),
        ("2", "兆瓦时", "千瓦时", False, "2000"),
        ("300", "名", "人", False, "300"),
        ("300", "个", "台", False, "300"),
        ("12000", "m2", "平方米", False, "12000"),
        ("2", "吨", "公斤", False, "2000"),
        ("320", "people", "人", False, "320"),
        ("5", "炉", "炉", False, "5"),
    ],
)
def test_conversion(value: str, said: str, wanted: str, scaled: bool, expected: str) -> None:
    converted = convert(Decimal(value), said, wanted, scaled=scaled)

    assert converted is not None
    assert converted.value == Decimal(expected)
    assert converted.certain


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("台", "人"),
        ("美元", "万元"),
        ("吨", "万元"),
        ("%", "人"),
        ("亩", "平方米"),
        ("个", "万元"),
        ("小时", "人"),
    ],
)
def test_what_does_not_go_together(said: str, wanted: str) -> None:
    assert convert(Decimal(1), said, wanted, scaled=False) is None


@pytest.mark.parametrize(("said", "wanted", "scaled"), [("周", "天", False), ("", "千元", True)])
def test_a_loose_conversion_is_asked_back(said: str, wanted: str, scaled: bool) -> None:
    converted = convert(Decimal(30000), said, wanted, scaled=scaled)

    assert converted is not None
    assert not converted.certain


def test_a_unit_with_a_magnitude() -> None:
    unit = unit_of("万元")

    assert unit is not None
    assert (unit.kind, unit.factor, unit.magnitude) == ("money", Decimal(10_000), 10_000)
    assert unit_of("CNY 10,000") == unit
    assert unit_of("千瓦时") is not None
    assert unit_of("千瓦时") == unit_of("度")
    assert unit_of("烟囱") is None
