from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.campaign.cadence import (
    Preference,
    Window,
    digest_window,
    every_on,
    may_send,
    next_digest,
    window_of,
)
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


AT_730 = Preference(Every.DAY, time(7, 30))


@pytest.mark.parametrize(
    ("preference", "last", "now", "next_at"),
    [
        # weekly in October: the next is next Monday's, at the campaign's hour
        (Preference(), "2024-10-14", "2024-10-16T10:00", "2024-10-21T09:37"),
        (Preference(at=time(8, 45)), "2024-10-14", "2024-10-16T10:00", "2024-10-21T08:45"),
        (Preference(Every.DAY), "2024-10-16", "2024-10-16T10:00", "2024-10-17T09:37"),
        (Preference(Every.DAY), "2024-10-15", "2024-10-16T08:00", "2024-10-16T09:37"),
        (Preference(Every.DAY), None, "2024-10-16T10:00", "2024-10-16T10:00"),  # due already
        (Preference(Every.DAY), None, "2024-09-30T21:00", "2024-10-08T09:37"),  # after the holiday
        (AT_730, None, "2024-10-16T06:00", "2024-10-16T08:30"),  # not before people may be woken
        (Preference(Every.WEEK), None, "2024-10-15T07:00", "2024-10-15T09:37"),  # Monday's, a day late
        (Preference(), "2025-12-31", "2025-12-31T10:00", None),
        (Preference(stopped=True), None, "2024-10-16T10:00", None),
    ],
)
def test_when_the_next_digest_comes(
    preference: Preference, last: str | None, now: str, next_at: str | None
) -> None:
    last_on = date.fromisoformat(last) if last else None

    found = next_digest(CAMPAIGN, preference, last_on, datetime.fromisoformat(now), CALENDAR)

    assert found == (datetime.fromisoformat(next_at) if next_at else None)


MOMENTS = st.datetimes(datetime(2023, 7, 1), datetime(2026, 1, 31))
PREFERENCES = st.builds(Preference, st.none() | st.sampled_from(Every), st.none() | st.times())


@settings(max_examples=60)
@given(PREFERENCES, st.none() | st.dates(date(2023, 7, 1), date(2026, 1, 1)), MOMENTS)
def test_the_next_digest_is_the_first_moment_one_is_due(
    preference: Preference, last: date | None, now: datetime
) -> None:
    last = last if last is None or last <= now.date() else None
    found = next_digest(CAMPAIGN, preference, last, now, CALENDAR)

    def due(moment: datetime) -> bool:
        window = digest_window(CAMPAIGN, preference, moment, CALENDAR)
        fresh = window is not None and (last is None or window.first > last)
        return fresh and CAMPAIGN.runs_on(moment.date())

    moment, until = now, found or now + timedelta(45)
    while moment < until:
        assert not due(moment)
        moment += timedelta(minutes=13)
    assert found is None or due(found)
