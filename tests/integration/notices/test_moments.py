"""Odd moments: a clock set back, other zones, summer time, leap day, the year's end, edited campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from support.noticed import QUESTIONS, Town, local, notices, seed

from bot.campaign.cadence import next_moment
from bot.campaign.calendar import ChinaCalendar, WeekdayCalendar
from bot.campaign.model import Cadence, Campaign, Every
from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from bot.services.notices import Notices
from storage.engine import Database

CAMPAIGN = load_campaign("shanghai-2023")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with Database.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
def town(database: Database) -> Town:
    return seed(database)


def service(database: Database, campaign: Campaign) -> Notices:
    return Notices(database, Campaigning(database, campaign, QUESTIONS), {"web"})


@pytest.mark.parametrize(
    "back_to",
    [
        "2024-10-14T09:38",  # two minutes
        "2024-10-14T08:31",  # before the digest's hour
        "2024-10-11T10:00",  # into the week before, which had no digest
        "2024-10-08T10:00",
        "2024-09-29T10:00",
    ],
)
def test_a_clock_set_back_repeats_nothing(database: Database, town: Town, back_to: str) -> None:
    first = notices(database).run(local("2024-10-14T09:40"))

    again = notices(database).run(local(back_to))
    later = notices(database).run(local("2024-10-14T15:00"))

    assert len(first) == 5
    assert [(one.person, one.kind) for one in again] == []
    assert later == []


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland", "Asia/Shanghai"])
def test_wherever_the_server_is_the_campaigns_own_hours_count(
    database: Database, town: Town, zone: str
) -> None:
    moment = local("2024-10-14T09:40").astimezone(ZoneInfo(zone))
    night = local("2024-10-14T08:29").astimezone(ZoneInfo(zone))

    assert notices(database).run(night) == []
    found = notices(database).run(moment)
    assert {one.window for one in found} == {"2024-W42", "2024-10-14"}
    assert len(found) == 5


BERLIN = replace(CAMPAIGN, timezone="Europe/Berlin", calendar="weekdays")


@pytest.mark.parametrize(
    ("before", "at"),
    [
        # 09:37 in Berlin is 08:37 UTC in winter and 07:37 in summer; the clocks changed on 27 October 2024
        ("2024-10-25T07:36+00:00", "2024-10-25T07:38+00:00"),
        ("2024-10-28T08:36+00:00", "2024-10-28T08:38+00:00"),
    ],
)
def test_summer_time_moves_the_hour_with_the_people(
    database: Database, town: Town, before: str, at: str
) -> None:
    early = service(database, BERLIN).run(datetime.fromisoformat(before))
    found = service(database, BERLIN).run(datetime.fromisoformat(at))

    assert [one for one in early if one.kind == "digest"] == []
    assert len([one for one in found if one.kind == "digest"]) == 2


def test_an_hour_that_does_not_exist_that_day_is_the_next_one() -> None:
    hours = replace(CAMPAIGN.hours, quiet_to=time(2, 30))
    berlin = ZoneInfo("Europe/Berlin")

    found = next_moment(hours, datetime(2027, 3, 29, 1, 0, tzinfo=berlin), WeekdayCalendar())

    assert found.astimezone(UTC) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)  # the Monday after: 2:30 exists


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2024-02-29T07:00", "2024-02-29T08:30"),  # a leap day is a day
        ("2024-02-29T20:00", "2024-03-01T08:30"),
        ("2024-12-31T20:00", "2025-01-02T08:30"),  # New Year's Day is off
        ("2025-12-31T23:59", "2026-01-04T08:30"),  # 1 to 3 January are off, and Sunday the 4th is worked
        ("2024-02-08T20:30", "2024-02-09T08:30"),
        ("2024-02-09T20:30", "2024-02-18T08:30"),  # Spring Festival, and a worked Sunday after it
        ("2024-10-14T12:00", "2024-10-14T12:00"),
    ],
)
def test_the_next_moment_people_may_be_written_to(now: str, following: str) -> None:
    assert next_moment(CAMPAIGN.hours, local(now), ChinaCalendar()) == local(following)


@pytest.mark.parametrize("day", ["2024-02-29", "2024-12-31", "2025-01-02"])
def test_leap_day_and_both_ends_of_the_year_are_sending_days(
    database: Database, town: Town, day: str
) -> None:
    assert notices(database).run(local(f"{day}T09:40")) != []


def test_new_years_day_is_silent_and_the_first_working_day_begins_the_new_rhythm(
    database: Database, town: Town
) -> None:
    last = notices(database).run(local("2024-12-31T09:40"))
    silent = notices(database).run(local("2025-01-01T09:40"))
    first = notices(database).run(local("2025-01-02T09:40"))

    assert {one.window for one in last if one.kind == "digest"} == {"2024-12-31"}
    assert silent == []
    assert {(one.window, one.why) for one in first if one.kind == "digest"} == {
        ("2025-01", "now every month")
    }


DAILY = replace(CAMPAIGN, cadence=(Cadence(0, Every.DAY),))
LATE = replace(CAMPAIGN, hours=replace(CAMPAIGN.hours, digest_at=time(14, 0)))
QUIET = replace(CAMPAIGN, hours=replace(CAMPAIGN.hours, quiet_to=time(11, 0)))
MORE = replace(
    CAMPAIGN,
    quotas=replace(CAMPAIGN.quotas, rows={**CAMPAIGN.quotas.rows, "310117": {2024: 9_999}}),
)


@pytest.mark.parametrize("edited", [DAILY, LATE, QUIET, MORE], ids=["cadence", "hour", "quiet", "quota"])
def test_a_campaign_edited_between_plan_and_queue_sends_everything_once(
    database: Database, town: Town, edited: Campaign
) -> None:
    """One process planned under the old files; another, started with the new ones, runs first."""
    moment = local("2024-10-14T09:40")
    old, new = service(database, CAMPAIGN), service(database, edited)
    planned = [one for one in old.plan(moment) if one.address is not None]

    first = new.run(moment)
    second = old._queue(planned, moment)
    rest = new.run(local("2024-10-14T15:00"))

    everybody = sorted((one.person or 0, one.group) for one in (*first, *second, *rest))
    assert everybody == sorted((one.person or 0, one.group) for one in planned)
    assert len(set(everybody)) == len(everybody) == 5


@pytest.mark.parametrize(("first", "then"), [(CAMPAIGN, DAILY), (DAILY, CAMPAIGN)], ids=["tighter", "looser"])
def test_a_rhythm_changed_within_a_week_never_sends_two_on_a_day(
    database: Database, town: Town, first: Campaign, then: Campaign
) -> None:
    monday = [one.person for one in service(database, first).run(local("2024-10-14T09:40"))]
    same_day = service(database, then).run(local("2024-10-14T16:00"))
    tuesday = [one for one in service(database, then).run(local("2024-10-15T09:40")) if one.group == "digest"]

    assert len(monday) == len(set(monday)) == 5
    assert same_day == []
    assert {one.window for one in tuesday} <= {"2024-10-15"}
