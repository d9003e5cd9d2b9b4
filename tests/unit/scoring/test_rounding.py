"""Rounding for showing: down, six places, at least two; no threshold is shown before it is reached."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import from_millionths, is_exact, millionths, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0.00"),
        ("60", "60.00"),
        ("100", "100.00"),
        ("59.9999999", "59.999999"),
        ("1957/42", "46.595238"),
        ("2/3", "0.666666"),
        ("0.8", "0.80"),
        ("12.345", "12.345"),
        ("1.000001", "1.000001"),
        ("-1/3", "-0.333334"),
    ],
)
def test_shown(value: str, text: str) -> None:
    assert str(shown(Fraction(value))) == text


def test_a_narrow_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 2
        assert str(shown(Fraction("46.595238"))) == "46.595238"


@given(st.fractions(0, 100), st.integers(0, 100 * 10**6))
def test_what_is_shown_reaches_a_threshold_only_when_the_value_does(value: Fraction, threshold: int) -> None:
    needs = Fraction(threshold, 10**6)
    assert (shown(value) >= Decimal(threshold).scaleb(-6)) == (value >= needs)
    assert is_exact(needs)


@given(st.fractions(-100, 100))
def test_shown_is_its_millionths(value: Fraction) -> None:
    assert from_millionths(millionths(value)) == shown(value)
    assert 0 <= value - Fraction(shown(value)) < Fraction(1, 10**6)
    assert is_exact(value) == (Fraction(shown(value)) == value)
