from datetime import date, timedelta
from fractions import Fraction

from bot.campaign.calendar import ChinaCalendar, WeekdayCalendar
from bot.campaign.pace import Forecast, Pace, pace
from bot.campaign.quota import Target

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def test_the_numbers_of_a_street_in_october() -> None:
    on = date(2024, 10, 14)
    finished = {date(2024, 5, 6): 18, date(2024, 10, 14): 1, date(2024, 9, 30): 1, date(2024, 9, 20): 2}

    result = pace(Target(40, 0), finished, *YEAR, on, ChinaCalendar())

    assert (result.done, result.remaining, result.days_left, result.workdays_left) == (22, 18, 78, 56)
    assert result.needed == Fraction(18, 56)
    # 17 September to 14 October: 18–20, 23–27, 29 (a Sunday worked), 30; 8–11, 12 (a Saturday worked), 14
    assert result.rate == Fraction(4, 16)
    assert result.forecast.likely == 22 + 14
    assert result.forecast.low <= result.forecast.likely <= result.forecast.high
    assert result.shortfall[1] == 4
    assert result.behind
    assert (result.week, result.week_before) == (1, 0)


def test_a_steady_pace_has_a_narrow_range_and_a_date() -> None:
    on = date(2024, 3, 29)
    finished = {on - timedelta(n): 1 for n in range(28) if (on - timedelta(n)).weekday() < 5}

    result = pace(Target(30, 0), finished, *YEAR, on, WeekdayCalendar())

    assert result.rate == 1
    assert result.forecast.low == result.forecast.likely == result.forecast.high
    assert result.forecast.reached_on == date(2024, 4, 12)  # ten more working days
    assert not result.behind


def test_standing_still_never_arrives() -> None:
    result = pace(Target(5, 2), {}, *YEAR, date(2024, 12, 1), ChinaCalendar())

    assert result.remaining == 7
    assert result.forecast.reached_on is None
    assert result.shortfall == (7, 7, 7)


def test_when_all_is_done_nothing_is_needed() -> None:
    result = pace(Target(2, 0), {date(2024, 2, 1): 3}, *YEAR, date(2024, 12, 31), ChinaCalendar())

    assert result.remaining == 0
    assert result.needed == 0
    assert result.forecast.reached_on == date(2024, 12, 31)
    assert not result.behind


def test_after_the_deadline_what_remains_can_no_longer_be_paced() -> None:
    result = pace(Target(2, 0), {date(2024, 2, 1): 1}, *YEAR, date(2025, 1, 3), ChinaCalendar())

    assert result.workdays_left == 0
    assert result.needed is None
    assert result.behind


def test_what_was_finished_outside_the_year_does_not_count() -> None:
    finished = {date(2023, 12, 31): 5, date(2024, 1, 1): 1, date(2025, 1, 1): 5}

    assert pace(Target(10, 0), finished, *YEAR, date(2025, 1, 2), ChinaCalendar()).done == 1


def test_a_holiday_week_never_turns_the_range_round() -> None:
    on = date(2025, 10, 14)
    finished = {on - timedelta(n): 1 + n % 2 for n in (1, 3, 8, 9, 12, 15, 22)}

    forecast = pace(
        Target(318, 0), finished, date(2025, 1, 1), date(2025, 12, 31), on, ChinaCalendar()
    ).forecast

    assert forecast.low <= forecast.likely <= forecast.high


def test_days_before_the_campaign_are_no_part_of_its_pace() -> None:
    began = date(2023, 7, 28)  # a Friday
    finished = {date(2023, 7, 31): 4, date(2023, 8, 2): 6, date(2023, 8, 8): 8}

    def on(day: date) -> Pace:
        return pace(Target(250, 0), finished, began, date(2023, 12, 31), day, ChinaCalendar(), began=began)

    second = on(date(2023, 8, 10))  # ten working days
    assert second.rate == Fraction(18, 10)
    assert second.young
    assert second.forecast.low < second.forecast.likely < second.forecast.high
    assert on(date(2023, 8, 23)).young
    assert not on(date(2023, 8, 24)).young
    assert on(date(2023, 8, 24)).rate == Fraction(18, 20)


def test_the_first_week_has_a_range_and_the_first_day_no_certainty() -> None:
    began = date(2023, 7, 28)
    finished = {date(2023, 7, 28): 3, date(2023, 8, 1): 1}

    def on(day: date) -> Forecast:
        deadline = date(2023, 12, 31)
        return pace(Target(250, 0), finished, began, deadline, day, ChinaCalendar(), began=began).forecast

    assert on(date(2023, 7, 27)) == Forecast(0, 0, 0, None)
    assert on(date(2023, 7, 28)).low == 3
    assert on(date(2023, 7, 28)).likely == on(date(2023, 7, 28)).high > 250
    first = on(date(2023, 8, 1))  # 3, 0, 1 on three working days
    assert first.low == 4
    assert first.low < first.likely < first.high
