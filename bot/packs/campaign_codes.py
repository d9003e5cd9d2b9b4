"""The stable code of every problem of a campaign or a quota file, each with the rule it stands for.

The shape of the tables is read as a pack's is, so `PACK-SHAPE-…` codes come up in campaigns too.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "CAMPAIGN-FILE-001": "A campaign folder holds campaign.toml, units.toml and quotas.toml, as UTF-8 text.",
    "CAMPAIGN-FILE-002": "Every file is valid TOML.",
    "CAMPAIGN-SHAPE-001": "Days, times and shares are quoted and have their form.",
    "CAMPAIGN-SHAPE-002": "Years have four digits.",
    "CAMPAIGN-SHAPE-003": "The time zone exists.",
    "CAMPAIGN-UNIT-001": "A unit is there once.",
    "CAMPAIGN-UNIT-002": "A parent is a unit of units.toml.",
    "CAMPAIGN-UNIT-003": "Exactly one unit has no parent.",
    "CAMPAIGN-UNIT-004": "Parents do not lead in a circle.",
    "CAMPAIGN-QUOTA-001": "A quota belongs to a unit of units.toml.",
    "CAMPAIGN-QUOTA-002": "A unit has one row of quotas.",
    "CAMPAIGN-YEAR-001": "Each year starts after the last one's deadline, and before its own.",
    "CAMPAIGN-YEAR-002": "A quota is for a year of the campaign.",
    "CAMPAIGN-YEAR-003": "A campaign has at least one year.",
    "CAMPAIGN-PLAN-001": "The planned shares of the years add up to 100 %.",
    "CAMPAIGN-PLAN-002": "A planned share is for a year of the campaign.",
    "CAMPAIGN-MILESTONE-001": "A milestone has either a number or a share.",
    "CAMPAIGN-CADENCE-001": "The cadence goes down in working days left and ends with 0.",
    "CAMPAIGN-REMINDER-001": "A reminder is of a kind the program knows.",
}

TABLE_CODES: dict[str, str] = {
    "QUOTA-FILE-001": "The file can be read: CSV or JSON as UTF-8 text, or a workbook.",
    "QUOTA-FILE-002": "The first row names the columns: the unit, then a number or one column a year.",
    "QUOTA-UNIT-001": "Each row names a unit of the campaign, by id or name.",
    "QUOTA-UNIT-002": "A name stands for one unit.",
    "QUOTA-UNIT-003": "A unit is there once for each year.",
    "QUOTA-UNIT-004": "Quotas and counts are of the kinds of unit that have them.",
    "QUOTA-YEAR-001": "A year is one of the campaign's.",
    "QUOTA-NUMBER-001": "A number is whole and not negative.",
}
