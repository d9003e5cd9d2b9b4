from datetime import date, datetime

import pytest

from bot.campaign.calendar import ChinaCalendar
from bot.campaign.reminders import Sent, due
from bot.campaign.states import Progress
from bot.packs.campaigns import load_campaign

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
NOW = datetime(2024, 10, 14, 10, 0)


def firm(**facts: object) -> Progress:
    return Progress(id=1, name="示例厂", unit="310117", **facts)  # type: ignore[arg-type]


STALLED = firm(started_on=date(2024, 9, 30), last_answer_on=date(2024, 10, 8), place=12, total=58)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (firm(), None),  # not invited: nobody to remind
        (firm(invited_on=date(2024, 10, 12)), None),  # too soon
        (firm(invited_on=date(2024, 10, 11)), "not_bound"),
        (firm(bound_on=date(2024, 10, 12)), "not_started"),
        (STALLED, "stalled"),
        (firm(submitted_on=date(2024, 10, 8)), None),
        (firm(standing="refused", invited_on=date(2024, 9, 1)), None),
    ],
)
def test_each_state_has_its_reminder(one: Progress, kind: str | None) -> None:
    found = due(CAMPAIGN, one, [], NOW, CALENDAR)

    assert (found and found.kind) == kind


def test_an_unread_report_is_mentioned_after_three_days() -> None:
    done = firm(submitted_on=date(2024, 10, 8))

    assert due(CAMPAIGN, done, [], NOW, CALENDAR, report_unread_since=date(2024, 10, 12)) is None
    found = due(CAMPAIGN, done, [], NOW, CALENDAR, report_unread_since=date(2024, 10, 11))
    assert found is not None
    assert found.kind == "report_unread"


@pytest.mark.parametrize(
    ("sent", "nth"),
    [
        ([], 1),
        ([Sent("stalled", date(2024, 10, 11))], None),  # three days ago; every five
        ([Sent("stalled", date(2024, 10, 9))], 2),
        ([Sent("stalled", date(2024, 10, 2))], 1),  # before her last answer: begins anew
        ([Sent("not_bound", date(2024, 10, 10)), Sent("x", date(2024, 10, 13))], None),  # two this week
        ([Sent("not_bound", date(2024, 10, 7)), Sent("x", date(2024, 10, 13))], 1),  # one is a week old
    ],
)
def test_the_rhythm(sent: list[Sent], nth: int | None) -> None:
    found = due(CAMPAIGN, STALLED, sent, NOW, CALENDAR)

    assert (found and found.nth) == nth


@pytest.mark.parametrize(
    "now",
    [
        datetime(2024, 10, 14, 21, 0),  # night
        datetime(2024, 10, 13, 10, 0),  # Sunday
        datetime(2024, 10, 4, 10, 0),  # holiday
        datetime(2026, 1, 5, 10, 0),  # the campaign is over: no deadline is near any more
        datetime(2023, 7, 27, 10, 0),  # it has not begun
    ],
)
def test_never_at_night_on_a_day_off_or_outside_the_campaign(now: datetime) -> None:
    assert due(CAMPAIGN, firm(invited_on=date(2023, 7, 1)), [], now, CALENDAR) is None


def test_stop_means_stop() -> None:
    assert due(CAMPAIGN, STALLED, [], NOW, CALENDAR, stopped=True) is None


def test_near_the_deadline_that_is_what_is_said_and_not_too_often() -> None:
    now = datetime(2024, 12, 16, 10, 0)

    first = due(CAMPAIGN, STALLED, [], now, CALENDAR)
    again = due(CAMPAIGN, STALLED, [Sent("deadline_near", date(2024, 12, 13))], now, CALENDAR)

    assert first is not None
    assert first.kind == "deadline_near"
    assert again is not None
    assert again.kind == "stalled"


def test_it_gives_up_after_the_configured_number() -> None:
    one = firm(invited_on=date(2024, 8, 1))
    sent = [Sent("not_bound", date(2024, 8, day)) for day in (5, 13, 21)]

    assert due(CAMPAIGN, one, sent, NOW, CALENDAR) is None


@pytest.mark.parametrize("standing", ["refused", "closed", "moved"])
def test_nobody_is_reminded_of_a_result_once_the_enterprise_is_out(standing: str) -> None:
    done = firm(submitted_on=date(2024, 9, 2), standing=standing)
    about = {"report_unread_since": date(2024, 9, 3), "measure_due": date(2024, 10, 16)}

    assert due(CAMPAIGN, done, [], NOW, CALENDAR, **about) is None  # type: ignore[arg-type]
    assert due(CAMPAIGN, firm(submitted_on=date(2024, 9, 2)), [], NOW, CALENDAR, **about) is not None  # type: ignore[arg-type]


def test_who_has_not_confirmed_the_enterprise_is_asked_for_that_even_near_the_deadline() -> None:
    december = datetime(2024, 12, 20, 10, 0)

    found = due(CAMPAIGN, firm(invited_on=date(2024, 12, 2)), [], december, CALENDAR)
    joined = due(CAMPAIGN, firm(bound_on=date(2024, 12, 2)), [], december, CALENDAR)

    assert found is not None
    assert found.kind == "not_bound"  # the text for it hides the name and says to reply 1
    assert joined is not None
    assert joined.kind == "deadline_near"
