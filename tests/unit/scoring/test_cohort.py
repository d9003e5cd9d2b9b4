from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cohort import Cohort, Standing, Suppressed, describe, standing

TEN = [Fraction(n) for n in range(1, 11)]


def test_quartiles_mean_and_ends() -> None:
    assert describe(TEN) == Cohort(
        n=10,
        mean=Fraction(11, 2),
        lowest=Fraction(1),
        first_quartile=Fraction(13, 4),
        median=Fraction(11, 2),
        third_quartile=Fraction(31, 4),
        highest=Fraction(10),
    )


@pytest.mark.parametrize(
    ("own", "below", "equal", "percentile"),
    [(0, 0, 0, "0"), (1, 0, 1, "5"), (Fraction(11, 2), 5, 0, "50"), (10, 9, 1, "95"), (11, 10, 0, "100")],
)
def test_the_percentile_rank_counts_half_of_the_equal(
    own: int | Fraction, below: int, equal: int, percentile: str
) -> None:
    assert standing(own, TEN) == Standing(10, below, equal, Fraction(percentile))


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_peers_are_not_shown_at_all(count: int) -> None:
    assert describe(TEN[:count]) == Suppressed(10)
    assert standing(5, TEN[:count]) == Suppressed(10)


def test_the_least_number_is_configured_and_never_below_one() -> None:
    assert isinstance(describe(TEN[:3], minimum_peers=3), Cohort)
    assert describe([], minimum_peers=0) == Suppressed(1)


@given(st.lists(st.decimals(0, 100, places=4), min_size=10, max_size=40), st.decimals(0, 100, places=4))
def test_order_never_matters_and_everything_is_ordered(peers: list[Decimal], own: Decimal) -> None:
    found, turned = describe(peers), describe(peers[::-1])

    assert found == turned
    assert isinstance(found, Cohort)
    assert found.lowest <= found.first_quartile <= found.median <= found.third_quartile <= found.highest
    place = standing(own, peers)
    assert isinstance(place, Standing)
    assert 0 <= place.percentile <= 100
