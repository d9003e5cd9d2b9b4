"""`digest`: a unit's digest on any day, as text, JSON, Word file, picture or list of enterprises."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import messages
from bot.cli.doctor import default_path
from bot.clock import local_date
from bot.config import load
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.app import Core
    from bot.campaign.model import Unit
    from bot.campaign.standings import Standings


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("unit", metavar="UNIT", help="a unit's id or name, such as 松江区 or 310117/洞泾镇")
    parser.add_argument("--on", type=_day, metavar="DATE", help="the day looked at (default: today)")
    parser.add_argument(
        "--since", type=_day, metavar="DATE", help="the day of the last digest (a week before)"
    )
    parser.add_argument(
        "--word", type=Path, metavar="FILE.docx", help="write the page for a district or the city"
    )
    parser.add_argument(
        "--picture", type=Path, metavar="FILE.png", help="write the picture of the year's course"
    )
    parser.add_argument("--list", type=Path, metavar="FILE.xlsx", help="write the list of enterprises")
    parser.add_argument("--locale", default="zh-CN", choices=messages.locales(), help="language (zh-CN)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2024-10-14") from None


def run(args: argparse.Namespace) -> int:
    """Print the digest and write the files asked for."""
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import
    from bot.cli.quota import find_unit  # noqa: PLC0415 - as above

    core = build_core(load(args.config or default_path()))
    try:
        unit = find_unit(core.campaigning.campaign, args.unit)
        on = args.on or local_date(core.clock.now(), core.campaigning.zone)
        standings = core.campaigning.standings(on)
        files = _files(core, standings, unit, args)
    finally:
        core.close()
    _print(standings, unit, args)
    for path, content in files:
        path.write_bytes(content)
        print(path, file=sys.stderr)
    return 0


def _print(standings: Standings, unit: Unit, args: argparse.Namespace) -> None:
    from bot.campaign.digest_text import worded  # noqa: PLC0415 - as above

    text = worded(standings, unit, messages.load(args.locale), args.since)
    if args.json:
        from bot.cli.digest_facts import as_json  # noqa: PLC0415 - as above

        facts = {**as_json(standings, unit, args.since), "text": text}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        print(text)


def _files(
    core: Core, standings: Standings, unit: Unit, args: argparse.Namespace
) -> list[tuple[Path, bytes]]:
    """What is to be written, made before anything is printed."""
    from bot.campaign.digest import RANKED  # noqa: PLC0415 - as above
    from bot.services.digest_files import DigestFiles  # noqa: PLC0415 - as above

    words, made = (
        messages.load(args.locale),
        DigestFiles(core.database, core.campaigning, core.library, core.clock),
    )
    found: list[tuple[Path, bytes]] = []
    if args.word:
        if unit.kind not in RANKED:
            raise InputError(f"{unit.name} is a {unit.kind}: the Word digest is of a district or the city.")
        found.append((args.word, made.document(standings, unit, words)))
    if args.picture:
        found.append((args.picture, made.drawing(standings, unit, words)))
    if args.list:
        found.append((args.list, made.enterprises(standings, unit, words)))
    return found
