from decimal import Decimal
from fractions import Fraction

import pytest

from bot.packs.examples import rounded_down


@pytest.mark.parametrize(
    ("value", "digits", "found"),
    [
        (Fraction(1957, 42), 6, "46.595238"),
        (Fraction(2, 3), 2, "0.66"),
        (Fraction(80), 0, "80"),
        (Fraction(799999999, 10_000_000), 2, "79.99"),
        (Fraction(1, 10**40), 3, "0.000"),
    ],
)
def test_values_are_cut_to_the_digits_given(value: Fraction, digits: int, found: str) -> None:
    assert rounded_down(value, digits) == Decimal(found)
    assert str(rounded_down(value, digits)) == found
