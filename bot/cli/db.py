"""`db upgrade` and `db check`: bring the database to this version's tables, or say what differs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.doctor import default_path
from bot.config import load


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", choices=["upgrade", "check"], help="bring it up to date, or only look")
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there)")


def run(args: argparse.Namespace) -> int:
    """Upgrade or check; 1 when the check finds something."""
    from storage import upgrade  # noqa: PLC0415 - SQLAlchemy is slow to import

    url = load(args.config or default_path()).database.url
    if args.action == "upgrade":
        upgrade.upgrade(url)
        print("The database is up to date.", file=sys.stderr)
        return 0
    problems = upgrade.check(url)
    for problem in problems:
        print(f"- {problem}", file=sys.stderr)
    if not problems:
        print("The database is as it should be.", file=sys.stderr)
    return 1 if problems else 0
