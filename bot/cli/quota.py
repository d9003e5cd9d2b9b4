"""`quota`: show quotas against their deadline, import a unit's own ones, plan a new campaign's."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import messages
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.quota import plan
from bot.cli.columns import aligned
from bot.cli.doctor import default_path
from bot.clock import SystemClock, local_date
from bot.config import Config, load
from bot.errors import InputError
from bot.packs.campaigns import load_campaign
from bot.questionnaire.problems import did_you_mean

if TYPE_CHECKING:
    from bot.app import Core


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    showing = verbs.add_parser("show", help="target, done, pace and forecast of the city or a unit")
    showing.add_argument("--year", type=int, metavar="Y", help="the campaign year (default: the day's)")
    showing.add_argument("--unit", metavar="U", help="a unit's id or name (default: the city)")
    showing.add_argument("--on", type=_day, metavar="DATE", help="the day looked at (default: today)")
    planning = verbs.add_parser("plan", help="quotas of a new campaign, in proportion to the enterprises")
    planning.add_argument("--total", type=_whole, required=True, metavar="N", help="diagnoses in all")
    planning.add_argument(
        "--counts",
        type=Path,
        metavar="FILE",
        help="enterprises by unit: CSV, JSON or xlsx (default: register)",
    )
    planning.add_argument("--campaign", metavar="PATH|ID", help="a campaign (default: the configured one)")
    importing = verbs.add_parser("import", help="set quotas of units and streets from a table")
    importing.add_argument("file", type=Path, metavar="FILE", help="CSV, JSON or xlsx")
    importing.add_argument("--dry-run", action="store_true", help="only check it")
    for verb in (showing, planning, importing):
        verb.add_argument(
            "--config", type=Path, help="the configuration file (default: config.toml if there)"
        )
    for verb in (showing, planning):
        verb.add_argument("--json", action="store_true", help="print JSON")
        verb.add_argument("--locale", default="zh-CN", choices=messages.locales(), help="language (zh-CN)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2024-10-14") from None


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number of 0 or more")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {"show": _show, "plan": _plan, "import": _import}
    return verbs[args.verb](args)


@contextmanager
def _core(config: Config) -> Iterator[Core]:
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import

    core = build_core(config)
    try:
        yield core
    finally:
        core.close()


def _show(args: argparse.Namespace) -> int:
    from bot.cli.quota_view import as_json, as_text  # noqa: PLC0415 - `plan` and `--help` need none of it

    with _core(load(args.config or default_path())) as core:
        campaign = core.campaigning.campaign
        unit = find_unit(campaign, args.unit) if args.unit else campaign.units.root
        if args.year is not None and args.year not in {year.year for year in campaign.years}:
            known = ", ".join(str(year.year) for year in campaign.years)
            raise InputError(f"{args.year} is no year of {campaign.id}. Its years are {known}.")
        on = args.on or local_date(core.clock.now(), core.campaigning.zone)
        standings = core.campaigning.standings(on, args.year)
    if args.json:
        print(json.dumps(as_json(standings, unit), ensure_ascii=False, indent=2))
    else:
        print(as_text(standings, unit, messages.load(args.locale)))
    return 0


def find_unit(campaign: Campaign, text: str) -> Unit:
    """The one unit of that id or name.

    Raises:
        InputError: there is none, or several.
    """
    named = campaign.units.named(text)
    if len(named) == 1:
        return named[0]
    if named:
        listed = ", ".join(unit.id for unit in named[:8])
        raise InputError(f"“{text}” may be one of several units: {listed}. Write the id.")
    hint = did_you_mean(text, [unit.name for unit in campaign.units.all]) or "units.toml lists them."
    raise InputError(f"There is no unit “{text}” in {campaign.id}. {hint}")


def _plan(args: argparse.Namespace) -> int:
    config = load(args.config or default_path())
    campaign = load_campaign(args.campaign or config.campaign.id)
    counts = _counts(args.counts, campaign, config)
    if not any(counts.values()):
        raise InputError(
            "No responsible unit has any enterprises. Import the register, or give --counts FILE."
        )
    planned = plan(args.total, counts, campaign.year_shares)
    years = sorted(campaign.year_shares)
    sums = {year: sum(row[year] for row in planned.values()) for year in years}
    if args.json:
        units = [
            {
                "unit": unit,
                "name": campaign.units[unit].name,
                "enterprises": counts[unit],
                "total": sum(row.values()),
                "years": {str(year): row[year] for year in years},
            }
            for unit, row in planned.items()
        ]
        found = {"campaign": campaign.id, "total": args.total, "years": _keyed(sums), "units": units}
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    rows = [
        [campaign.units[unit].name, counts[unit], sum(row.values()), *(row[year] for year in years)]
        for unit, row in planned.items()
    ]
    words = messages.load(args.locale)
    rows.append([words.say("quota.sum"), sum(counts.values()), args.total, *sums.values()])
    print(aligned([*words.variants("quota.plan_head"), *map(str, years)], rows))
    return 0


def _keyed(sums: dict[int, int]) -> dict[str, int]:
    return {str(year): number for year, number in sums.items()}


def _counts(file: Path | None, campaign: Campaign, config: Config) -> dict[str, int]:
    if file is not None:
        from bot.packs.quota_files import read_counts  # noqa: PLC0415 - only for files

        return read_counts(file, campaign)
    with _core(config) as core, core.database.read() as work:
        found = work.enterprises.counts_by_unit()
    units = campaign.units.children(campaign.units.root.id, UnitKind.DISTRICT)
    return {unit.id: found.get(unit.id, 0) for unit in units}


def _import(args: argparse.Namespace) -> int:
    from bot.packs.quota_files import read_quotas  # noqa: PLC0415 - only for files
    from bot.services import own_quotas  # noqa: PLC0415 - SQLAlchemy is slow to import

    config = load(args.config or default_path())
    campaign = load_campaign(config.campaign.id)
    quotas = read_quotas(args.file, campaign)
    numbers = sum(map(len, quotas.values()))
    if args.dry_run:
        print(
            f"{args.file}: {numbers} quotas of {len(quotas)} units are good; nothing was kept.",
            file=sys.stderr,
        )
        return 0
    with _core(config) as core:
        changed = core.database.write(
            lambda work: own_quotas.keep(
                work, campaign, quotas, by="cli", source=args.file.name, at=SystemClock().now()
            )
        )
    print(f"{args.file}: {numbers} quotas of {len(quotas)} units, {changed} changed.", file=sys.stderr)
    return 0
