"""An invented campaign, by hand: two districts, streets of the same name, a park, a group."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.campaigns import xihe

from bot.campaign.calendar import calendar
from bot.campaign.standings import Standings
from bot.campaign.states import Progress, State, tally
from bot.cli.quota_view import as_json

CAMPAIGN = xihe()
CALENDAR = calendar(CAMPAIGN.calendar)
ON = date(2027, 11, 15)


def firm(number: int, unit: str = "north", **facts: object) -> Progress:
    return Progress(number, f"示例{number}厂", unit, **facts)  # type: ignore[arg-type]


def register() -> list[Progress]:
    """North: 4 verified, 1 only submitted, 10 open. South: 6 verified, 3 open. The city itself: 1."""
    north = [firm(n, street="north/柳桥街道", verified_on=date(2027, 10, 20)) for n in range(1, 3)]
    north += [firm(n, park="north/沙洲产业园", verified_on=date(2027, 11, 10)) for n in range(3, 5)]
    north += [firm(5, street="north/渡口街道", submitted_on=date(2027, 11, 1))]
    north += [firm(n, street="north/渡口街道") for n in range(6, 12)]
    north += [firm(n, street="north/上滩镇", group="works") for n in range(12, 15)]
    north += [firm(15, park="north/沙洲产业园")]
    south = [firm(n, "south", verified_on=date(2027, 6, 1)) for n in range(16, 22)]
    south += [firm(n, "south", street="south/下滩乡") for n in range(22, 25)]
    return [*north, *south, firm(25, "xihe", verified_on=date(2027, 9, 1))]


STANDINGS = Standings(CAMPAIGN, register(), ON, CALENDAR)


@pytest.mark.parametrize(
    ("unit", "target", "done"),
    [
        ("xihe", 20, 10),  # 12 + 8; the one the city looks after itself counts for no quota
        ("north", 12, 4),
        ("south", 8, 6),
        ("north/柳桥街道", 5, 2),  # set by the district
        # 12 - 4 done - 3 owed by 柳桥 = 5 for 渡口 (6 open, and 1 to be verified), 上滩 (3) and the park (1):
        # 3.18, 1.36, 0.45: what is left over goes to the park
        ("north/渡口街道", 3, 0),
        ("north/上滩镇", 1, 0),
        ("south/下滩乡", 2, 0),
        ("north/沙洲产业园", 3, 2),  # 2 done, and 1 of 11 open of the 8 that are left: 0.73
        ("works", 2, 0),  # 3 of the 15 open of the 10 that are left
    ],
)
def test_targets_by_hand(unit: str, target: int, done: int) -> None:
    found = STANDINGS.pace(CAMPAIGN.units[unit])

    assert (found.target.total, found.done) == (target, done)


def test_the_next_year_begins_with_what_the_last_left() -> None:
    standings = Standings(CAMPAIGN, register(), date(2027, 12, 6), CALENDAR)

    north = standings.target(CAMPAIGN.units["north"])
    assert (north.quota, north.carried_over, standings.year.year) == (28, 8, 2028)
    assert standings.target(CAMPAIGN.units.root).carried_over == 8 + 2


def test_what_quota_show_prints_as_json() -> None:
    found = as_json(STANDINGS, CAMPAIGN.units.root)

    # 16 to 30 November 2027, a Tuesday to a Tuesday: 11 weekdays
    assert (found["days_left"], found["workdays_left"], found["calendar_official"]) == (15, 11, False)
    assert found["needed_per_workday"] == round(10 / 11, 4)
    # 19 October to 15 November: 20 weekdays, 4 verified in the four weeks
    assert found["pace_per_workday"] == 0.2
    assert found["forecast"] == {"low": 10, "likely": 12, "high": 14, "reached_on": "2028-01-24"}
    assert found["shortfall"] == {"low": 6, "likely": 8, "high": 10}
    assert (found["sum_of_quotas"], found["printed_total"], found["printed_difference"]) == (20, 20, 0)
    assert (found["week"], found["week_before"], found["trend"]) == (2, 0, "rising")
    assert found["rank"] is None
    units: Any = found["units"]
    assert [(one["unit"], one["rank"]) for one in units] == [
        ("north", {"place": 2, "of": 2}),
        ("south", {"place": 1, "of": 2}),
    ]


def test_another_year_is_looked_at_when_it_is_asked_for() -> None:
    found = as_json(Standings(CAMPAIGN, register(), ON, CALENDAR, 2028), CAMPAIGN.units.root)

    assert (found["year"], found["deadline"], found["done"], found["quota"]) == (2028, "2028-11-30", 0, 40)


DAYS = st.none() | st.dates(date(2027, 1, 1), date(2029, 1, 1))
STREETS = ["", *(unit.id for unit in CAMPAIGN.units.all if unit.parent in ("north", "south"))]
FIRMS = st.lists(
    st.builds(
        Progress,
        id=st.integers(1, 10**6),
        name=st.just("示例厂"),
        unit=st.sampled_from(["north", "south", "xihe", "unknown"]),
        street=st.sampled_from([*STREETS, "nowhere"]),
        park=st.sampled_from(["", "north/沙洲产业园"]),
        group=st.sampled_from(["", "works"]),
        standing=st.sampled_from(["active", "refused", "closed", "moved"]),
        invited_on=DAYS,
        bound_on=DAYS,
        started_on=DAYS,
        last_answer_on=DAYS,
        submitted_on=DAYS,
        verified_on=DAYS,
    ),
    max_size=30,
)


@given(FIRMS, st.dates(date(2027, 1, 1), date(2029, 1, 1)))
def test_the_states_add_up_to_the_register_for_every_unit_and_date(firms: list[Progress], on: date) -> None:
    standings = Standings(CAMPAIGN, firms, on, CALENDAR)

    assert sum(tally(firms, on).values()) == len(firms)
    for unit in CAMPAIGN.units.all:
        found: Any = as_json(standings, unit)
        own = firms if unit == CAMPAIGN.units.root else _of(firms, unit.id)
        assert found["register"] == sum(found["states"].values()) == len(own)
        assert set(found["states"]) == set(State)
        assert found["remaining"] == max(0, found["target"] - found["done"])
        low, likely, high = (found["forecast"][key] for key in ("low", "likely", "high"))
        assert found["done"] <= low <= likely <= high
    districts = CAMPAIGN.units.children("xihe")[:2]
    city = standings.pace(CAMPAIGN.units.root)
    assert city.done == sum(standings.pace(unit).done for unit in districts)
    assert city.target.total == sum(standings.target(unit).total for unit in districts)


def _of(firms: list[Progress], unit: str) -> list[Progress]:
    return [one for one in firms if unit in (one.unit, one.street, one.park, one.group)]


def test_what_waits_to_be_verified_can_still_count_where_only_verified_ones_do() -> None:
    firms = [firm(1, verified_on=ON), firm(2, submitted_on=ON), firm(3, submitted_on=ON, standing="closed")]

    assert Standings(CAMPAIGN, firms, ON, CALENDAR).available(CAMPAIGN.units["north"]) == 2


def test_what_was_finished_before_the_campaign_counts_for_no_year() -> None:
    before = CAMPAIGN.years[0].starts - timedelta(days=1)
    firms = [firm(1, verified_on=before), firm(2, verified_on=CAMPAIGN.years[0].starts)]
    found = Standings(CAMPAIGN, firms, ON, CALENDAR)
    unit = CAMPAIGN.units["north"]

    assert found.done_by_year(unit) == {2027: 1}
    assert found.pace(unit).done == 1
