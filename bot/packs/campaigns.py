"""Reading a campaign folder: shape first, then meaning; every problem at once.

A campaign is three TOML files: `campaign.toml` (years, milestones, rhythm), `units.toml` (the tree) and
`quotas.toml` (the rows). It is described in docs/reference/campaigns.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import tomli

from bot.campaign.model import Campaign, EscalationRule, Quotas, Unit, UnitKind, Units
from bot.errors import InputError
from bot.packs.campaign_checks import check_meaning, check_tree
from bot.packs.campaign_shapes import CAMPAIGN, QUOTAS, UNITS, RawCampaign, RawQuota, RawQuotas, RawUnits
from bot.packs.places import Place
from bot.packs.readers import Shape
from bot.packs.report import PackError, Report
from bot.questionnaire.problems import Problem, did_you_mean

T = TypeVar("T")

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "campaigns"


def installed_campaigns() -> tuple[str, ...]:
    """The ids under templates/campaigns, sorted."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


def load_campaign(spec: str | Path) -> Campaign:
    """The campaign of an id under templates/campaigns, or of a folder.

    Raises:
        PackError: it has problems; every one is listed.
        InputError: there is no such campaign.
    """
    report = Report()
    campaign = _read(_folder(spec), report)
    report.raise_any()
    if campaign is None:  # pragma: no cover - a missing campaign always comes with a problem
        raise PackError(report.problems)
    return campaign


def check_campaign(spec: str | Path) -> list[Problem]:
    """Every problem of a campaign; empty when it can be used.

    Raises:
        InputError: there is no such campaign.
    """
    report = Report()
    _read(_folder(spec), report)
    return report.problems


def _folder(spec: str | Path) -> Path:
    path = Path(spec)
    if path.is_dir():
        return path
    if (FOLDER / path).is_dir():
        return FOLDER / path
    known = installed_campaigns()
    hint = did_you_mean(str(spec), known) or f"Installed are {', '.join(known)}; or name a folder."
    raise InputError(f"There is no campaign “{spec}”. {hint}")


def _read(folder: Path, report: Report) -> Campaign | None:
    head = _table(folder, "campaign.toml", CAMPAIGN, report)
    units = _table(folder, "units.toml", UNITS, report)
    quotas = _table(folder, "quotas.toml", QUOTAS, report)
    if head is None or units is None or quotas is None or report.problems:
        return None
    tree = _tree(units, report)
    if not check_tree(dict(tree.by_id), report):
        return None
    campaign = _assembled(head, tree, quotas, report)
    check_meaning(campaign, report)
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


def _assembled(head: RawCampaign, tree: Units, quotas: RawQuotas, report: Report) -> Campaign:
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


def _tree(raw: RawUnits, report: Report) -> Units:
    found: dict[str, Unit] = {}

    def add(unit: Unit, place: Place) -> None:
        if unit.id in found:
            report.add("CAMPAIGN-UNIT-001", place, f"the unit {unit.id} is there twice.", "Remove one.")
        found[unit.id] = unit

    for one in raw.unit:
        add(Unit(one.id, one.name, UnitKind(one.kind), one.parent, one.since, one.until), one.place)
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


def _rows(raw: tuple[RawQuota, ...], units: Units, report: Report) -> dict[str, dict[int, int]]:
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
