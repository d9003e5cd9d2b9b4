"""`remind`: what would go out unasked at a moment, to whom and why; and queue it."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.doctor import default_path
from bot.config import load

if TYPE_CHECKING:
    from bot.services.notice import Notice


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    preview = verbs.add_parser("preview", help="what would be sent to whom, by which way and why")
    preview.add_argument(
        "--on", type=_moment, required=True, metavar="DATETIME", help="such as 2024-10-14T09:40, local time"
    )
    running = verbs.add_parser("run", help="queue it; the running service sends what is queued")
    running.add_argument("--on", type=_moment, metavar="DATETIME", help="as if it were then (default: now)")
    for verb in (preview, running):
        verb.add_argument("--json", action="store_true", help="print JSON")
        verb.add_argument(
            "--config", type=Path, help="the configuration file (default: config.toml if there)"
        )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no moment such as 2024-10-14T09:40") from None


def run(args: argparse.Namespace) -> int:
    """Preview or queue."""
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import

    core = build_core(load(args.config or default_path()))
    try:
        on = args.on or core.clock.now()
        if on.tzinfo is None:
            on = on.replace(tzinfo=core.campaigning.zone)
        notices = core.notices.plan(on) if args.verb == "preview" else core.notices.run(on)
    finally:
        core.close()
    _print(notices, as_json=args.json)
    print(_summary(notices, args.verb), file=sys.stderr)
    return 0


def _print(notices: list[Notice], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_as_dict(notice) for notice in notices], ensure_ascii=False, indent=2))
        return
    for notice in notices:
        way = notice.channel or "no open way"
        print(f"— person {notice.person} · {notice.kind} · {way} · {notice.why}\n{notice.text}\n")


def _as_dict(notice: Notice) -> dict[str, object]:
    """One message as JSON; `route` is null where there is no open way to the person."""
    reached = notice.address is not None
    return {
        "key": notice.key,
        "recipient": notice.person,
        "kind": notice.kind,
        "window": notice.window,
        "enterprise": notice.enterprise,
        "route": {"channel": notice.channel, "address": notice.address} if reached else None,
        "why": notice.why,
        "text": notice.text,
    }


def _summary(notices: list[Notice], verb: str) -> str:
    reached = sum(notice.address is not None for notice in notices)
    if verb == "run":
        return f"{reached} messages queued."
    unreached = len(notices) - reached
    return f"{reached} messages would be sent; {unreached} people could not be reached."
