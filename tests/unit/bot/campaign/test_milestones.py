"""Milestones by hand: diagnosed, transformed, providers; up to their day and not beyond."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from support.campaigns import xihe

from bot.campaign.calendar import WeekdayCalendar
from bot.campaign.digest_text import worded
from bot.campaign.milestones import coming, milestones
from bot.campaign.model import Milestone, Unit, UnitKind, Units
from bot.campaign.standings import Standings
from bot.campaign.states import Progress
from bot.messages import load
from bot.packs.campaigns import load_campaign

XIHE = xihe()
PROVIDERS = (
    Unit("p1", "甲服务商", UnitKind.PROVIDER, "xihe", since=date(2027, 4, 1)),
    Unit("p2", "乙服务商", UnitKind.PROVIDER, "xihe", since=date(2027, 4, 1), until=date(2027, 6, 30)),
    Unit("p3", "丙服务商", UnitKind.PROVIDER, "xihe"),
)
CAMPAIGN = replace(
    XIHE,
    units=Units((*XIHE.units.all, *PROVIDERS)),
    milestones=(
        Milestone(date(2027, 6, 30), "providers", at_least=3),
        Milestone(date(2027, 11, 30), "diagnosed", share=Fraction(1, 2)),
        Milestone(date(2027, 11, 30), "transformed", share=Fraction(1, 4), from_level=2),
        Milestone(date(2028, 11, 30), "providers", at_least=4),
    ),
)


def register() -> list[Progress]:
    """Seven verified, of level 1 to 3; one only submitted, one after the first year."""
    firms = [
        Progress(n, f"厂{n}", "north", verified_on=date(2027, 5, n), level=1 + n % 3) for n in range(1, 8)
    ]
    return [
        *firms,
        Progress(8, "厂8", "north", submitted_on=date(2027, 5, 8), level=3),
        Progress(9, "厂9", "north", verified_on=date(2028, 1, 4), level=3),
    ]


@pytest.mark.parametrize(
    ("on", "has"),
    [
        (date(2027, 3, 31), (1, 0, 0, 1)),
        (date(2027, 6, 30), (3, 7, 5, 3)),
        (date(2027, 7, 1), (3, 7, 5, 2)),  # the second one's admission ended
        (date(2028, 1, 5), (3, 7, 5, 2)),  # what came after a milestone's day does not reach it
    ],
)
def test_what_was_reached(on: date, has: tuple[int, ...]) -> None:
    found = milestones(Standings(CAMPAIGN, register(), on, WeekdayCalendar()))

    assert tuple(one.has for one in found) == has
    assert [one.needs for one in found] == [3, 30, 15, 4]
    assert [one.missing for one in found] == [max(0, a - b) for a, b in zip((3, 30, 15, 4), has, strict=True)]


@pytest.mark.parametrize(
    ("on", "whats"),
    [
        (date(2027, 6, 30), ["providers"]),
        (date(2027, 7, 1), ["diagnosed", "transformed"]),
        (date(2028, 12, 1), []),
    ],
)
def test_the_next_day_something_is_due(on: date, whats: list[str]) -> None:
    found = coming(Standings(CAMPAIGN, [], on, WeekdayCalendar()))

    assert [one.milestone.what for one in found] == whats


def test_where_no_provider_is_registered_nobody_counts() -> None:
    shanghai = load_campaign("shanghai-2023")
    found = milestones(Standings(shanghai, [], date(2024, 10, 14), WeekdayCalendar()))

    assert [(one.milestone.what, one.needs, one.has) for one in found] == [
        ("diagnosed", 1800, 0),
        ("providers", 20, None),
        ("diagnosed", 5700, 0),
        ("providers", 40, None),
        ("diagnosed", 9500, 0),
        ("transformed", 7600, 0),
    ]


def test_a_provider_has_to_finish_all_it_was_given() -> None:
    firms = [
        Progress(n, f"厂{n}", "north", verified_on=date(2027, 5, n) if n < 3 else None) for n in range(1, 6)
    ]
    closed = Progress(6, "厂6", "north", standing="closed")
    provider = Unit("provider:17", "派给您的企业", UnitKind.PROVIDER)
    standings = Standings(CAMPAIGN, [*firms, closed], date(2027, 6, 1), WeekdayCalendar())

    standings.adopt(provider, {1, 2, 3, 4, 6, 99})

    found = standings.pace(provider)
    assert (found.target.total, found.done, found.target.derived) == (4, 2, True)
    assert [one.id for one in standings.members(provider)] == [1, 2, 3, 4, 6]
    assert standings.rank(provider) is None
    assert "派来的全部企业" in worded(standings, provider, load("zh-CN"))
