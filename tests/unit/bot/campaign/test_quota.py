from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign.quota import carried_over, largest_remainder, plan


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}),  # a tie: the first in order
        (7, {"a": 50, "b": 30, "c": 20}, {"a": 4, "b": 2, "c": 1}),
        (0, {"a": 1, "b": 2}, {"a": 0, "b": 0}),
        (5, {"a": 0, "b": 0}, {"a": 5, "b": 0}),
        (5, {}, {}),
        (3, {"a": Fraction(1, 3), "b": Fraction(2, 3)}, {"a": 1, "b": 2}),
    ],
)
def test_largest_remainder(total: int, weights: dict[str, int | Fraction], parts: dict[str, int]) -> None:
    assert largest_remainder(total, weights) == parts


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_the_parts_add_up_and_none_is_off_by_one_or_more(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, dict(enumerate(weights)))

    assert sum(parts.values()) == total
    if sum(weights):
        assert all(
            abs(parts[n] - Fraction(total * weight, sum(weights))) < 1 for n, weight in enumerate(weights)
        )


@pytest.mark.parametrize(
    ("done", "owed"),
    [
        ({2023: 250, 2024: 500}, 0),
        ({2023: 200, 2024: 500}, 50),
        ({2023: 200, 2024: 560}, 0),  # caught up; the ten to spare do not lower the next quota
        ({2023: 300, 2024: 460}, 0),  # an early surplus is a diagnosis less to do later
        ({2023: 260, 2024: 460}, 30),
        ({}, 750),
    ],
)
def test_what_is_carried_over(done: dict[int, int], owed: int) -> None:
    assert carried_over({2023: 250, 2024: 500, 2025: 600}, done, 2025) == owed


def test_a_plan_splits_units_first_and_then_years() -> None:
    shares = {2026: Fraction(1, 5), 2027: Fraction(2, 5), 2028: Fraction(2, 5)}

    planned = plan(100, {"a": 2, "b": 1}, shares)

    assert planned == {"a": {2026: 13, 2027: 27, 2028: 27}, "b": {2026: 7, 2027: 13, 2028: 13}}
    assert sum(sum(years.values()) for years in planned.values()) == 100
