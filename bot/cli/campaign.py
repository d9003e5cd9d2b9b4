"""`campaign`: list the installed campaigns, check one."""

from __future__ import annotations

import argparse
import json
import sys

from bot.errors import WenzhenError
from bot.packs.campaigns import check_campaign, installed_campaigns, load_campaign


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="the installed campaigns")
    checking = verbs.add_parser("check", help="everything that is wrong with a campaign")
    checking.add_argument("campaign", metavar="PATH|ID", help="a folder, or an id under templates/campaigns")
    for verb in (listing, checking):
        verb.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    return _list(as_json=args.json) if args.verb == "list" else _check(args.campaign, as_json=args.json)


def _list(*, as_json: bool) -> int:
    rows = [_row(name) for name in installed_campaigns()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        if "problems" in row:
            print(f"{row['id']:<20} broken: `campaign check {row['id']}` says why")
        else:
            print(
                f"{row['id']:<20} {row['name']}  {row['first_day']} – {row['deadline']}, {row['units']} units"
            )
    return 0


def _row(name: str) -> dict[str, object]:
    try:
        campaign = load_campaign(name)
    except WenzhenError as error:
        return {"id": name, "problems": str(error).splitlines()}
    return {
        "id": campaign.id,
        "name": campaign.name,
        "source": campaign.source,
        "pack": campaign.pack,
        "first_day": campaign.years[0].starts.isoformat(),
        "deadline": campaign.years[-1].deadline.isoformat(),
        "units": len(campaign.units.all),
        "years": [year.year for year in campaign.years],
    }


def _check(spec: str, *, as_json: bool) -> int:
    problems = check_campaign(spec)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem)
        count = len(problems)
        said = "nothing is wrong" if not count else "1 problem" if count == 1 else f"{count} problems"
        print(f"{spec}: {said}.", file=sys.stderr)
    return 1 if problems else 0
