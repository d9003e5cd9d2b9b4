"""What a campaign's files must mean beyond their shape."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.campaign.model import Campaign, Unit
from bot.campaign.reminders import KINDS
from bot.packs.places import Place
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean

_HEAD = Place("campaign.toml")


def check_tree(units: dict[str, Unit], report: Report) -> bool:
    """Note units whose parents lead back to themselves; False when there are any."""
    circles = [unit_id for unit_id in units if _in_circle(unit_id, units)]
    for unit_id in circles:
        report.add(
            "CAMPAIGN-UNIT-004",
            Place("units.toml"),
            f"the parents of {unit_id} lead back to it.",
            "Give it a parent nearer to the city.",
        )
    return not circles


def _in_circle(unit_id: str, units: dict[str, Unit]) -> bool:
    seen: set[str] = set()
    at = units[unit_id].parent
    while at in units and at not in seen:
        if at == unit_id:
            return True
        seen.add(at)
        at = units[at].parent
    return False


def check_meaning(campaign: Campaign, report: Report) -> None:
    """Note everything in an assembled campaign that cannot be meant."""
    if not campaign.years:
        place = _HEAD / "year"
        report.add("CAMPAIGN-YEAR-003", place, "the campaign has no years.", "Add a [[year]].")
        return  # everything else is about years
    _check_years(campaign, report)
    _check_zone(campaign, report)
    _check_plan(campaign, report)
    _check_milestones(campaign, report)
    _check_rhythm(campaign, report)


def _check_zone(campaign: Campaign, report: Report) -> None:
    try:
        ZoneInfo(campaign.timezone)
    except (KeyError, ValueError, OSError):
        report.add(
            "CAMPAIGN-SHAPE-003",
            _HEAD / "timezone",
            f"there is no time zone “{campaign.timezone}”.",
            "Write one such as Asia/Shanghai.",
        )


def _check_plan(campaign: Campaign, report: Report) -> None:
    shares = sum(campaign.year_shares.values(), Fraction(0))
    if shares != 1:
        report.add(
            "CAMPAIGN-PLAN-001", _HEAD / "plan", f"the shares add up to {float(shares):.0%}.", "Make it 100%."
        )
    known = {year.year for year in campaign.years}
    for missing in sorted(set(campaign.year_shares) - known):
        report.add(
            "CAMPAIGN-PLAN-002",
            _HEAD / "plan",
            f"there is a share for {missing}, which is no year of the campaign.",
            "Add the year or take the share out.",
        )


def _check_milestones(campaign: Campaign, report: Report) -> None:
    for milestone in campaign.milestones:
        if (milestone.at_least is None) == (milestone.share is None):
            report.add(
                "CAMPAIGN-MILESTONE-001",
                _HEAD / "milestone",
                f"the milestone of {milestone.by} needs either at_least or share.",
                "Keep one of the two.",
            )


def _check_rhythm(campaign: Campaign, report: Report) -> None:
    left = [step.workdays_left for step in campaign.cadence]
    if left != sorted(left, reverse=True) or not left or left[-1] != 0:
        report.add(
            "CAMPAIGN-CADENCE-001",
            _HEAD / "cadence",
            "the steps must go down in workdays_left and end with 0.",
            "Sort them and add one with workdays_left = 0.",
        )
    for rhythm in campaign.reminders:
        if rhythm.kind not in KINDS:
            remedy = did_you_mean(rhythm.kind, KINDS) or f"The kinds are {', '.join(KINDS)}."
            report.add(
                "CAMPAIGN-REMINDER-001",
                _HEAD / "reminder",
                f"there is no kind of reminder “{rhythm.kind}”.",
                remedy,
            )


def _check_years(campaign: Campaign, report: Report) -> None:
    place = _HEAD / "year"
    known = {year.year for year in campaign.years}
    previous: date | None = None
    for year in campaign.years:
        if year.starts > year.deadline or (previous and year.starts <= previous):
            report.add(
                "CAMPAIGN-YEAR-001",
                place,
                f"{year.year} does not follow the year before it.",
                "Order the years; each starts after the last one's deadline.",
            )
        previous = year.deadline
    for unit, row in (*campaign.quotas.rows.items(), *campaign.quotas.streets.items()):
        for missing in sorted(set(row) - known):
            report.add(
                "CAMPAIGN-YEAR-002",
                Place("quotas.toml"),
                f"{unit} has a quota for {missing}, which is no year of the campaign.",
                "Add the year to campaign.toml or take the quota out.",
            )
