"""Reading a campaign folder: shape first, then meaning; every problem at once.

A campaign is three TOML files: `campaign.toml` (years, milestones, rhythm), `units.toml` (the tree) and
`quotas.toml` (the rows). It is described in docs/reference/campaigns.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import tomli

from bot.campaign.model import (
    Cadence,
    Campaign,
    EscalationRule,
    Every,
    Hours,
    Milestone,
    Quotas,
    ReminderRhythm,
    Unit,
    UnitKind,
    Units,
    Year,
)
from bot.packs.places import NOWHERE, Place
from bot.packs.readers import Reader, Shape, ident, list_of, table_of, text, whole, word
from bot.packs.report import PackError, Report
from bot.questionnaire.problems import Problem, did_you_mean

T = TypeVar("T")

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "campaigns"
_KINDS = tuple(kind.value for kind in UnitKind)


def _day(value: object, place: Place, report: Report) -> date | None:
    return _parsed(date.fromisoformat, "a day such as 2025-12-31 in quotes", value, place, report)


def _clock(value: object, place: Place, report: Report) -> time | None:
    return _parsed(time.fromisoformat, "a time such as 09:30 in quotes", value, place, report)


def _share(value: object, place: Place, report: Report) -> Fraction | None:
    def percent(written: str) -> Fraction:
        if not written.endswith("%"):
            raise ValueError(written)
        return Fraction(written[:-1].strip()) / 100

    return _parsed(percent, "a share such as 60% in quotes", value, place, report)


def _parsed(parse: Callable[[str], T], form: str, value: object, place: Place, report: Report) -> T | None:
    written = text(value, place, report)
    if written is None:
        return None
    try:
        return parse(written)
    except (ValueError, ZeroDivisionError):
        report.add("CAMPAIGN-SHAPE-001", place, f"“{written}” is not {form}.", f"Write {form}.")
        return None


def _year_key(value: object, place: Place, report: Report) -> str | None:
    written = text(value, place, report)
    if written is not None and written.isdigit() and len(written) == len("2025"):
        return written
    report.add("CAMPAIGN-SHAPE-002", place, f"“{written}” is no year.", "Write a year such as 2025.")
    return None


@dataclass(frozen=True)
class _RawUnit:
    id: str
    name: str
    kind: str
    parent: str = ""
    streets: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True)
class _RawQuota:
    unit: str
    years: Mapping[str, int]
    place: Place = NOWHERE


@dataclass(frozen=True)
class _RawPlan:
    year_shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class _RawQuotas:
    quota: tuple[_RawQuota, ...]
    source: str = ""
    printed_total: Mapping[str, int] = field(default_factory=dict)
    estimated_years: tuple[int, ...] = ()
    street: tuple[_RawQuota, ...] = ()


@dataclass(frozen=True)
class _RawReminders:
    per_week: int


@dataclass(frozen=True)
class _RawEscalation:
    behind_workdays: int
    unopened_digests: int
    chain: tuple[str, ...]


@dataclass(frozen=True)
class _RawCampaign:
    id: str
    name: str
    source: str
    timezone: str
    calendar: str
    pack: str
    counts_when: str
    register_total: int
    year: tuple[Year, ...]
    milestone: tuple[Milestone, ...]
    plan: _RawPlan
    cadence: tuple[Cadence, ...]
    hours: Hours
    reminders: _RawReminders
    reminder: tuple[ReminderRhythm, ...]
    escalation: _RawEscalation
    led_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _RawUnits:
    unit: tuple[_RawUnit, ...]


def _every(value: object, place: Place, report: Report) -> Every | None:
    found = word(*(every.value for every in Every))(value, place, report)
    return Every(found) if found else None


_BY_YEAR: Reader[dict[str, int]] = table_of(whole, _year_key)
_QUOTA = Shape(_RawQuota, {"unit": text, "years": _BY_YEAR}, naming="unit")
_QUOTAS = Shape(
    _RawQuotas,
    {
        "source": text,
        "printed_total": _BY_YEAR,
        "estimated_years": list_of(whole),
        "quota": list_of(_QUOTA),
        "street": list_of(_QUOTA),
    },
)
_NAMES = list_of(text)
_UNITS = Shape(
    _RawUnits,
    {
        "unit": list_of(
            Shape(
                _RawUnit,
                {
                    "id": text,
                    "name": text,
                    "kind": word(*_KINDS),
                    "parent": text,
                    "streets": _NAMES,
                    "towns": _NAMES,
                    "townships": _NAMES,
                    "parks": _NAMES,
                },
                naming="id",
            )
        )
    },
)
_CAMPAIGN = Shape(
    _RawCampaign,
    {
        "id": ident,
        "name": text,
        "source": text,
        "timezone": text,
        "calendar": word("CN", "weekdays"),
        "pack": text,
        "counts_when": word("submitted", "verified"),
        "register_total": whole,
        "led_by": table_of(whole),
        "year": list_of(Shape(Year, {"year": whole, "starts": _day, "deadline": _day})),
        "milestone": list_of(
            Shape(
                Milestone,
                {
                    "by": _day,
                    "what": word("diagnosed", "transformed", "providers"),
                    "at_least": whole,
                    "share": _share,
                    "from_level": whole,
                },
            )
        ),
        "plan": Shape(_RawPlan, {"year_shares": table_of(_share, _year_key)}),
        "cadence": list_of(Shape(Cadence, {"workdays_left": whole, "every": _every})),
        "hours": Shape(
            Hours, {"digest_at": _clock, "quiet_from": _clock, "quiet_to": _clock, "heartbeat_days": whole}
        ),
        "reminders": Shape(_RawReminders, {"per_week": whole}),
        "reminder": list_of(
            Shape(
                ReminderRhythm,
                {"kind": ident, "after_days": whole, "every_days": whole, "at_most": whole},
                naming="kind",
            )
        ),
        "escalation": Shape(
            _RawEscalation,
            {
                "behind_workdays": whole,
                "unopened_digests": whole,
                "chain": list_of(word(*_KINDS)),
            },
        ),
    },
)


def load_campaign(spec: str | Path) -> Campaign:
    """The campaign of an id under templates/campaigns, or of a folder.

    Raises:
        PackError: it has problems; every one is listed.
    """
    report = Report()
    campaign = _read(_folder(spec), report)
    report.raise_any()
    if campaign is None:  # pragma: no cover - a missing campaign always comes with a problem
        raise PackError(report.problems)
    return campaign


def check_campaign(spec: str | Path) -> list[Problem]:
    """Every problem of a campaign; empty when it can be used."""
    report = Report()
    _read(_folder(spec), report)
    return report.problems


def _folder(spec: str | Path) -> Path:
    path = Path(spec)
    return path if path.is_dir() else FOLDER / path


def _read(folder: Path, report: Report) -> Campaign | None:
    head = _table(folder, "campaign.toml", _CAMPAIGN, report)
    units = _table(folder, "units.toml", _UNITS, report)
    quotas = _table(folder, "quotas.toml", _QUOTAS, report)
    if head is None or units is None or quotas is None or report.problems:
        return None
    campaign = _assembled(head, units, quotas, report)
    _check(campaign, report)
    return campaign


def _table(folder: Path, name: str, shape: Shape[T], report: Report) -> T | None:
    place = Place(name)
    try:
        written = (folder / name).read_text(encoding="utf-8")
        report.texts[name] = written
        return shape(tomli.loads(written, parse_float=Decimal), place, report)
    except (OSError, UnicodeDecodeError):
        report.add("CAMPAIGN-FILE-001", place, f"{folder / name} cannot be read.", "Add it as UTF-8 text.")
    except tomli.TOMLDecodeError as error:
        report.add("CAMPAIGN-FILE-002", place, f"not valid TOML: {error}", "Mend the line it names.")
    return None


def _assembled(head: _RawCampaign, units: _RawUnits, quotas: _RawQuotas, report: Report) -> Campaign:
    tree = _tree(units, report)
    return Campaign(
        id=head.id,
        name=head.name,
        source=head.source,
        timezone=head.timezone,
        calendar=head.calendar,
        pack=head.pack,
        counts_when=head.counts_when,
        register_total=head.register_total,
        led_by=head.led_by,
        units=tree,
        quotas=Quotas(
            rows=_rows(quotas.quota, tree, report),
            printed=_years(quotas.printed_total),
            estimated=frozenset(quotas.estimated_years),
            streets=_rows(quotas.street, tree, report),
            source=quotas.source,
        ),
        years=head.year,
        milestones=head.milestone,
        year_shares={int(year): share for year, share in head.plan.year_shares.items()},
        cadence=head.cadence,
        hours=head.hours,
        reminders_per_week=head.reminders.per_week,
        reminders=head.reminder,
        escalation=EscalationRule(
            head.escalation.behind_workdays,
            head.escalation.unopened_digests,
            tuple(UnitKind(kind) for kind in head.escalation.chain),
        ),
    )


def _tree(raw: _RawUnits, report: Report) -> Units:
    found: dict[str, Unit] = {}

    def add(unit: Unit, place: Place) -> None:
        if unit.id in found:
            report.add("CAMPAIGN-UNIT-001", place, f"the unit {unit.id} is there twice.", "Remove one.")
        found[unit.id] = unit

    for one in raw.unit:
        add(Unit(one.id, one.name, UnitKind(one.kind), one.parent), one.place)
        lists = (one.streets, one.towns, one.townships)
        below = [(name, UnitKind.STREET) for names in lists for name in names]
        below += [(name, UnitKind.PARK) for name in one.parks]
        for name, kind in below:
            add(Unit(f"{one.id}/{name}", name, kind, one.id), one.place)
    for one in raw.unit:
        if one.parent and one.parent not in found:
            remedy = did_you_mean(one.parent, found) or "Name a unit of this file."
            report.add("CAMPAIGN-UNIT-002", one.place, f"there is no unit {one.parent}.", remedy)
    roots = [one for one in raw.unit if not one.parent]
    if len(roots) != 1:
        report.add(
            "CAMPAIGN-UNIT-003",
            Place("units.toml"),
            f"{len(roots)} units have no parent; exactly one must, the city.",
            "Give every other unit its parent.",
        )
    return Units(tuple(found.values()))


def _rows(raw: tuple[_RawQuota, ...], units: Units, report: Report) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for row in raw:
        if row.unit not in units:
            remedy = did_you_mean(row.unit, units.by_id) or "Name a unit of units.toml."
            report.add("CAMPAIGN-QUOTA-001", row.place, f"there is no unit {row.unit}.", remedy)
        if row.unit in found:
            report.add("CAMPAIGN-QUOTA-002", row.place, f"{row.unit} has two rows.", "Remove one.")
        found[row.unit] = _years(row.years)
    return found


def _years(table: Mapping[str, int]) -> dict[int, int]:
    return {int(year): count for year, count in table.items()}


def _check(campaign: Campaign, report: Report) -> None:
    _check_years(campaign, report)
    place = Place("campaign.toml")
    shares = sum(campaign.year_shares.values(), Fraction(0))
    if shares != 1:
        report.add(
            "CAMPAIGN-PLAN-001", place / "plan", f"the shares add up to {float(shares):.0%}.", "Make it 100%."
        )
    for milestone in campaign.milestones:
        if (milestone.at_least is None) == (milestone.share is None):
            report.add(
                "CAMPAIGN-MILESTONE-001",
                place / "milestone",
                f"the milestone of {milestone.by} needs either at_least or share.",
                "Keep one of the two.",
            )
    left = [step.workdays_left for step in campaign.cadence]
    if left != sorted(left, reverse=True) or not left or left[-1] != 0:
        report.add(
            "CAMPAIGN-CADENCE-001",
            place / "cadence",
            "the steps must go down in workdays_left and end with 0.",
            "Sort them and add one with workdays_left = 0.",
        )


def _check_years(campaign: Campaign, report: Report) -> None:
    place = Place("campaign.toml") / "year"
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
