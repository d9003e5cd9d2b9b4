"""`audit`: the hash-chained log of changes: list the newest, verify all of it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from bot.cli.doctor import default_path
from bot.config import load
from bot.config.addresses import database_url


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="the newest changes, newest first, as JSON lines")
    listing.add_argument("--last", type=int, default=50, metavar="N", help="how many (default: 50)")
    verify = verbs.add_parser("verify", help="find every altered, missing or added row")
    for verb in (listing, verify):
        verb.add_argument(
            "--config", type=Path, help="the configuration file (default: config.toml if there)"
        )


def run(args: argparse.Namespace) -> int:
    """List or verify; 1 when the log is not whole."""
    from storage.engine import Database  # noqa: PLC0415 - slow to import

    url = database_url(load(args.config or default_path()), os.environ)
    with Database.open(url) as database, database.read() as work:
        if args.verb == "list":
            for row in work.audit.recent(args.last):
                print(
                    json.dumps(
                        {
                            "seq": row.seq,
                            "at": row.at.isoformat(),
                            "who": row.actor,
                            "channel": row.channel,
                            "action": row.action,
                            "detail": json.loads(row.detail),
                        },
                        ensure_ascii=False,
                    )
                )
            return 0
        flaws = work.audit.verify()
        rows = work.audit.recent(1)
    for flaw in flaws:
        print(f"row {flaw.seq}: {flaw.what}")
    last = rows[0].seq if rows else 0
    said = f"has {len(flaws)} problems" if flaws else f"is whole, {last} rows"
    print(f"The log {said}.", file=sys.stderr)
    return 1 if flaws else 0
