from datetime import date

import pytest

from bot.campaign.calendar import (
    ChinaCalendar,
    WeekdayCalendar,
    Workdays,
    calendar,
    next_workday,
    previous_workday,
    workdays,
)

CN = ChinaCalendar()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 10, 1), False),  # National Day
        (date(2024, 10, 12), True),  # a Saturday worked for it (调休)
        (date(2024, 10, 13), False),  # an ordinary Sunday
        (date(2024, 10, 14), True),
        (date(2025, 1, 28), False),  # New Year's Eve
        (date(2025, 1, 26), True),  # a Sunday worked for it
        (date(2026, 2, 17), False),
    ],
)
def test_official_days(day: date, worked: bool) -> None:
    assert CN.is_workday(day) is worked


def test_a_year_that_is_not_published_yet_has_weekdays_and_says_so() -> None:
    assert CN.is_official(2024)
    assert not CN.is_official(2030)
    assert CN.is_workday(date(2030, 10, 1))
    assert workdays(CN, date(2029, 12, 28), date(2030, 1, 4)) == Workdays(5, official=False)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        (date(2024, 10, 14), date(2024, 12, 31), 56),
        (date(2024, 12, 30), date(2024, 12, 31), 1),
        (date(2024, 12, 31), date(2024, 12, 31), 0),
        (date(2025, 1, 5), date(2024, 12, 31), 0),
        (date(2024, 9, 30), date(2024, 10, 7), 0),  # the whole holiday
        (date(2024, 2, 28), date(2024, 2, 29), 1),  # leap day
    ],
)
def test_working_days_left_begin_the_day_after(after: date, until: date, count: int) -> None:
    assert workdays(CN, after, until).count == count


def test_the_nearest_working_days() -> None:
    assert next_workday(CN, date(2024, 10, 1)) == date(2024, 10, 8)
    assert next_workday(CN, date(2024, 10, 12)) == date(2024, 10, 12)
    assert previous_workday(CN, date(2024, 10, 8)) == date(2024, 9, 30)


def test_calendars_are_chosen_by_name() -> None:
    assert isinstance(calendar("CN"), ChinaCalendar)
    assert isinstance(calendar("weekdays"), WeekdayCalendar)
    assert not calendar("weekdays").is_official(2024)
