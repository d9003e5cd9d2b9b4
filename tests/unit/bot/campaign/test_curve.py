"""The course of a year: what is needed by when, what was done, where it leads."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.campaigns import xihe

from bot.campaign.calendar import WeekdayCalendar
from bot.campaign.curve import curve
from bot.campaign.standings import Standings
from bot.campaign.states import Progress

CAMPAIGN = xihe()
NORTH = CAMPAIGN.units["north"]
YEAR = CAMPAIGN.years[0]


def drawn(on: date, days: list[date]) -> Standings:
    firms = [Progress(n, f"厂{n}", "north", verified_on=day) for n, day in enumerate(days, start=1)]
    return Standings(CAMPAIGN, firms, on, WeekdayCalendar(), 2027)


def test_by_hand() -> None:
    on = date(2027, 11, 15)
    found = curve(drawn(on, [date(2027, 3, 1), date(2027, 10, 20), on]), NORTH)

    assert (found.days[0], found.days[-1]) == (YEAR.starts, YEAR.deadline)
    assert found.today is not None
    assert found.days[found.today] == on
    # the first day is worked: 1 of the 197 weekdays of the year
    assert (found.needed[0], found.needed[-1]) == (Fraction(12, 197), Fraction(12))
    assert (found.done[0], found.done[found.today], found.done[-1]) == (1, 3, None)
    # 2 in the last 20 working days, 11 are left: 1 more
    assert [found.expected[found.today], found.expected[-1]] == [3, 4]
    assert found.top == 12


def test_by_month_it_has_the_month_ends_and_the_day() -> None:
    found = curve(drawn(date(2027, 9, 15), []), NORTH, by_month=True)

    assert [f"{day:%m-%d}" for day in found.days] == [
        *("03-01", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-15", "09-30", "10-31", "11-30")
    ]


@given(
    st.dates(YEAR.starts - timedelta(60), YEAR.deadline + timedelta(60)),
    st.lists(st.dates(), max_size=9),
    st.booleans(),
)
def test_it_is_whole_on_every_day(on: date, days: list[date], by_month: bool) -> None:
    standings = drawn(on, days)
    found = curve(standings, NORTH, by_month=by_month)

    assert len(found.days) == len(found.needed) == len(found.done) == len(found.expected)
    assert all(before < after for before, after in pairwise(found.days))
    assert all(before <= after for before, after in pairwise(found.needed))
    assert (found.today is None) is (on < YEAR.starts)
    if YEAR.starts <= on <= YEAR.deadline:
        own = standings.pace(NORTH)
        assert found.done[found.today or 0] == own.done
        assert found.expected[-1] in (own.forecast.likely, own.done)
