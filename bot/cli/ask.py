"""`ask`: type the bot's commands in the terminal, in a role: `python -m bot ask --as admin 状态`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.doctor import default_path
from bot.config import load
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.services.operating import Operator

_LOCALES = ("zh-CN", "en")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="a command; without any, one a line is read"
    )
    parser.add_argument(
        "--as",
        dest="role",
        default="admin",
        metavar="ROLE",
        help="admin (default), or a unit's name or id: whoever answers for it",
    )
    parser.add_argument("--locale", choices=_LOCALES, default="zh-CN", help="the language of the answers")
    parser.add_argument("--out", type=Path, default=Path(), help="where files that come along are written")
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there)")


def run(args: argparse.Namespace) -> int:
    """Ask once, or line by line; what was opened by a command (a choice, a confirmation) stays open."""
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import
    from bot.services.operating import Operator  # noqa: PLC0415

    core = build_core(load(args.config or default_path()))
    try:
        units = core.campaigning.campaign.units
        named = () if args.role == "admin" else units.named(args.role)
        if args.role != "admin" and len(named) != 1:
            raise InputError(
                f"“{args.role}” is not admin, and {len(named)} units are called so: write one id."
            )
        operator = Operator(core.database, core.inbound, core.clock, named[0] if named else None, args.locale)
        lines = [" ".join(args.words)] if args.words else _lines(sys.stdin)
        for line in lines:
            _answer(operator, line, core.filing.read, args.out)
    finally:
        core.close()
    return 0


def _lines(source: Iterable[str]) -> Iterable[str]:
    return (line.strip() for line in source if line.strip())


def _answer(operator: Operator, line: str, content: Callable[[str], bytes], out: Path) -> None:
    from bot.channels.console import shown  # noqa: PLC0415 - as above

    for prompt in operator.say(line):
        print(shown(prompt), flush=True)
        for file in prompt.attachments:
            path = out / file.name
            path.write_bytes(content(file.sha256))
            print(path, file=sys.stderr)
