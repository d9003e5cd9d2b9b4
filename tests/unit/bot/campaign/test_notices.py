"""When a person's digest is due, and why: the turns of the year, changed choices, clocks set back."""

from datetime import date, datetime, time

import pytest

from bot.campaign.cadence import Preference
from bot.campaign.calendar import ChinaCalendar
from bot.campaign.model import Every, Unit
from bot.campaign.notices import digest_due
from bot.campaign.standings import Standings
from bot.campaign.states import Progress
from bot.packs.campaigns import load_campaign

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
DISTRICT = CAMPAIGN.units["310117"]
EMPTY = CAMPAIGN.units["310117/泗泾镇"]


def due(
    now: str,
    last: date | None = None,
    *,
    preference: Preference = Preference(),  # noqa: B008 - frozen
    unit: Unit = DISTRICT,
    finished: date | None = None,
) -> tuple[str, str] | None:
    moment = datetime.fromisoformat(now)
    members = [Progress(1, "示例厂", "310117", submitted_on=finished)]
    found = digest_due(
        Standings(CAMPAIGN, members, moment.date(), CALENDAR), [unit], preference, last, moment
    )
    return (found.window.id, found.why) if found else None


@pytest.mark.parametrize(
    ("now", "window"),
    [
        ("2024-10-14T09:40", "2024-W42"),
        ("2024-10-14T09:36", None),  # a minute early
        ("2024-02-29T09:40", "2024-02"),  # a leap day lies in the month's window
        ("2024-01-02T09:40", "2024-01"),  # the first working day of the year
        ("2024-01-01T09:40", None),  # a holiday
        ("2024-12-31T09:40", "2024-12-31"),  # the last day: every day by then
        ("2025-12-31T09:40", "2025-12-31"),  # the campaign's last
        ("2026-01-05T09:40", None),  # over
        ("2023-07-28T09:40", "2023-W30"),  # the day it begins: 107 working days left, so every week
        ("2023-07-27T09:40", None),  # the day before
    ],
)
def test_the_first_digest(now: str, window: str | None) -> None:
    found = due(now)

    assert (found and found[0]) == window
    assert found is None or found[1] == "first digest"


@pytest.mark.parametrize(
    ("now", "last", "finished", "why"),
    [
        ("2024-10-21T09:40", date(2024, 10, 14), None, None),  # nothing new
        ("2024-10-21T09:40", date(2024, 10, 14), date(2024, 10, 18), "1 changed since 2024-10-14"),
        ("2024-10-21T09:40", date(2024, 10, 14), date(2024, 10, 14), None),  # it was in the last one
        ("2024-10-18T09:40", date(2024, 10, 14), date(2024, 10, 17), None),  # the week's went out
        ("2024-10-15T09:40", date(2024, 10, 15), date(2024, 10, 15), None),  # today's went out
        ("2024-10-14T09:40", date(2024, 10, 21), date(2024, 10, 14), None),  # the clock was set back
        ("2024-11-13T09:40", date(2024, 10, 14), None, "now every twice_a_week"),
        ("2025-01-02T09:40", date(2024, 12, 31), None, "now every month"),  # a new year has its own rhythm
        ("2024-05-06T09:40", date(2024, 4, 1), None, "nothing new for 35 days: heartbeat"),
    ],
)
def test_the_next_one_needs_news(now: str, last: date, finished: date | None, why: str | None) -> None:
    found = due(now, last, finished=finished)

    assert (found and found[1]) == why


def test_a_quicker_rhythm_is_taken_up_at_once_and_a_slower_one_waits_its_turn() -> None:
    news = date(2024, 10, 15)

    daily = due("2024-10-16T09:40", date(2024, 10, 14), preference=Preference(Every.DAY), finished=news)
    monthly = due("2024-10-21T09:40", date(2024, 10, 14), preference=Preference(Every.MONTH), finished=news)

    assert daily == ("2024-10-16", "1 changed since 2024-10-14")
    assert monthly is None


def test_her_own_hour_and_her_stop_are_kept() -> None:
    afternoon = Preference(at=time(14, 0))

    assert due("2024-10-14T13:59", preference=afternoon) is None
    assert due("2024-10-14T14:00", preference=afternoon) is not None
    assert due("2024-10-14T14:00", preference=Preference(stopped=True)) is None


def test_a_unit_without_target_and_enterprises_has_nothing_to_say() -> None:
    assert due("2024-10-14T09:40", unit=EMPTY, finished=date(2024, 10, 1)) is None


def test_what_a_digest_does_not_tell_of_is_no_reason_for_one() -> None:
    moment, last = datetime(2024, 10, 21, 9, 40), date(2024, 10, 14)
    invited = Progress(1, "示例厂", "310117", invited_on=date(2024, 10, 16))
    joined = Progress(2, "示例厂", "310117", invited_on=date(2024, 9, 2), bound_on=date(2024, 10, 16))

    def due(*members: Progress) -> bool:
        standings = Standings(CAMPAIGN, members, moment.date(), CALENDAR)
        return digest_due(standings, [DISTRICT], Preference(), last, moment) is not None

    assert not due(invited)  # the liaison's own doing
    assert due(invited, joined)
