from datetime import date, datetime, time

import pytest

from bot.campaign.cadence import Preference, Window, digest_window, every_on, may_send, window_of
from bot.campaign.calendar import ChinaCalendar
from bot.campaign.model import Every
from bot.packs.campaigns import load_campaign

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()


@pytest.mark.parametrize(
    ("on", "every"),
    [
        (date(2024, 2, 1), Every.MONTH),
        (date(2024, 7, 1), Every.MONTH),
        (date(2024, 8, 1), Every.WEEK),
        (date(2024, 11, 18), Every.TWICE_A_WEEK),
        (date(2024, 12, 25), Every.DAY),
        (date(2024, 12, 31), Every.DAY),
        (date(2025, 1, 2), Every.MONTH),  # a new year begins again
    ],
)
def test_the_cadence_tightens_as_the_deadline_nears(on: date, every: Every) -> None:
    assert every_on(CAMPAIGN, on, CALENDAR) is every


@pytest.mark.parametrize(
    ("every", "day", "window"),
    [
        (Every.MONTH, date(2024, 2, 29), Window("2024-02", date(2024, 2, 1), date(2024, 2, 29))),
        (Every.WEEK, date(2024, 12, 31), Window("2025-W01", date(2024, 12, 30), date(2025, 1, 5))),
        (Every.TWICE_A_WEEK, date(2024, 10, 16), Window("2024-W42a", date(2024, 10, 14), date(2024, 10, 16))),
        (Every.TWICE_A_WEEK, date(2024, 10, 17), Window("2024-W42b", date(2024, 10, 17), date(2024, 10, 20))),
        (Every.DAY, date(2024, 10, 17), Window("2024-10-17", date(2024, 10, 17), date(2024, 10, 17))),
    ],
)
def test_windows(every: Every, day: date, window: Window) -> None:
    assert window_of(every, day) == window


@pytest.mark.parametrize(
    ("now", "window"),
    [
        (datetime(2024, 10, 8, 9, 30), None),  # before the hour of the first day back
        (datetime(2024, 10, 8, 9, 37), "2024-W41"),  # Monday was a holiday: Tuesday
        (datetime(2024, 10, 9, 8, 45), None),  # down on Tuesday: made up for, but not before the hour
        (datetime(2024, 10, 9, 15, 0), "2024-W41"),  # and at any working hour after it
        (datetime(2024, 10, 8, 20, 0), None),  # quiet hours begin
        (datetime(2024, 10, 1, 10, 0), None),  # a holiday
        (datetime(2024, 10, 12, 10, 0), "2024-W41"),  # a Saturday that is worked
        (datetime(2024, 10, 13, 10, 0), None),
    ],
)
def test_a_weekly_digest_goes_out_on_the_weeks_first_working_day(now: datetime, window: str | None) -> None:
    found = digest_window(CAMPAIGN, Preference(), now, CALENDAR)

    assert (found and found.id) == window


def test_a_person_can_choose_time_and_frequency_or_stop() -> None:
    morning = datetime(2024, 10, 15, 9, 0)

    early = digest_window(CAMPAIGN, Preference(every=Every.DAY, at=time(8, 50)), morning, CALENDAR)
    late = digest_window(CAMPAIGN, Preference(every=Every.DAY, at=time(16, 0)), morning, CALENDAR)
    never = digest_window(CAMPAIGN, Preference(stopped=True), morning, CALENDAR)

    assert early == Window("2024-10-15", date(2024, 10, 15), date(2024, 10, 15))
    assert late is None
    assert never is None


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (datetime(2024, 10, 14, 8, 29), False),
        (datetime(2024, 10, 14, 8, 30), True),
        (datetime(2024, 10, 14, 19, 59), True),
        (datetime(2024, 10, 14, 23, 59), False),
        (datetime(2024, 10, 14, 0, 0), False),
        (datetime(2024, 10, 19, 12, 0), False),  # Saturday
    ],
)
def test_quiet_hours_and_days_off(now: datetime, may: bool) -> None:
    assert may_send(CAMPAIGN.hours, now, CALENDAR) is may
