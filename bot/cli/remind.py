"""`remind`: what would go out unasked at a moment, to whom, how and why; queue it; check that it ran."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.doctor import default_path
from bot.config import load

if TYPE_CHECKING:
    from bot.app import Core
    from bot.services.auditing import Missing
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
    audit = verbs.add_parser("audit", help="what of the escalations should have run and did not")
    audit.add_argument("--on", type=_moment, metavar="DATETIME", help="as if it were then (default: now)")
    for verb in (preview, running, audit):
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
    """Preview, queue or check; 1 when the check finds something missing."""
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import

    core = build_core(load(args.config or default_path()))
    try:
        on = args.on or core.clock.now()
        if on.tzinfo is None:
            on = on.replace(tzinfo=core.campaigning.zone)
        if args.verb == "audit":
            return _audit(core, on, as_json=args.json)
        if args.verb == "run":
            core.escalating.catch_up(on)
        notices = core.notices.plan(on) if args.verb == "preview" else core.notices.run(on)
        silent = "" if notices else _why_silent(core, on)
    finally:
        core.close()
    _print(notices, as_json=args.json)
    print(silent or _summary(notices, args.verb), file=sys.stderr)
    return 0


def _why_silent(core: Core, on: datetime) -> str:
    """Why nothing goes out at that moment."""
    if core.campaigning.awake(on):
        return "Nothing is due at that moment."
    following = core.campaigning.next_awake(on)
    return f"Nobody is written to then: quiet hours or a day off. Next from {following:%Y-%m-%d %H:%M}."


def _audit(core: Core, on: datetime, *, as_json: bool) -> int:
    from bot.services.auditing import Auditing  # noqa: PLC0415 - only here

    missing = Auditing(core.database, core.campaigning).missing(on)
    if as_json:
        print(json.dumps([_missing(one) for one in missing], ensure_ascii=False, indent=2))
    else:
        for one in missing:
            print(
                f"{one.on} · {one.unit or 'the day'} → {one.told_unit or '-'} · step {one.step} · {one.why}"
            )
    print(f"{len(missing)} missing." if missing else "Every step ran.", file=sys.stderr)
    return 1 if missing else 0


def _missing(one: Missing) -> dict[str, object]:
    return {
        "on": one.on.isoformat(),
        "unit": one.unit or None,
        "tell": one.told_unit or None,
        "step": one.step,
        "why": one.why,
    }


def _print(notices: list[Notice], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_as_dict(notice) for notice in notices], ensure_ascii=False, indent=2))
        return
    for notice in notices:
        who = f"person {notice.person}" if notice.person is not None else "nobody yet"
        way = notice.channel if notice.address is not None else "no open way"
        shown = f" · on the list of {', '.join(map(str, notice.show_to))}" if notice.show_to else ""
        print(f"— {who} · {notice.kind} · {way}{shown} · {notice.why}\n{notice.text}\n")


def _as_dict(notice: Notice) -> dict[str, object]:
    """One message as JSON; `route` is null where there is no open way, `recipient` where there is nobody."""
    reached = notice.address is not None
    return {
        "key": notice.key,
        "recipient": notice.person,
        "kind": notice.kind,
        "window": notice.window,
        "enterprise": notice.enterprise,
        "route": {"channel": notice.channel, "address": notice.address} if reached else None,
        "shown_to": list(notice.show_to),
        "why": notice.why,
        "text": notice.text,
    }


def _summary(notices: list[Notice], verb: str) -> str:
    sent = Counter(notice.group for notice in notices if notice.address is not None)
    kinds = ", ".join(f"{count} {group}{'s' * (count != 1)}" for group, count in sorted(sent.items()))
    if verb == "run":
        return f"{sent.total()} messages queued{f': {kinds}' if kinds else ''}."
    unreached = sum(notice.address is None for notice in notices)
    return (
        f"{sent.total()} messages would be sent{f': {kinds}' if kinds else ''}; "
        f"{unreached} could reach nobody and are left to a liaison's call."
    )
