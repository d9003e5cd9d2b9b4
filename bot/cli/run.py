"""`run`: the service."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.doctor import default_path
from bot.config import load
from bot.config.addresses import address_of

if TYPE_CHECKING:
    from bot.app import Core


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there)")
    parser.add_argument(
        "--sample", action="store_true", help="put invented enterprises in and print one-time sign-ins"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from bot.app import build_core, serve  # noqa: PLC0415 - the server's libraries are slow to import
    from bot.log_setup import set_up  # noqa: PLC0415

    config = load(args.config or default_path())
    set_up(secrets=config.secrets().values(), level=config.log.level, json=config.log.json)
    core = build_core(config)
    address = address_of(config)
    try:
        if args.sample:
            _welcome(core, address)
        else:
            print(f"问诊 {address}/chat", file=sys.stderr)
        serve(core)
    finally:
        core.close()
    return 0


def _welcome(core: Core, address: str) -> None:
    from bot.services import sample  # noqa: PLC0415

    now = core.clock.now()
    sample.load(core.database, core.library.default(), now)
    sample.set_quotas(core.database, core.campaigning.campaign, now)
    codes = sample.sign_ins(core.database, now)
    lines = [
        "",
        "  问诊 Wenzhen is running. The enterprises in it are invented.",
        "",
        f"  try it as anybody           {address}/chat",
        "  one-time sign-ins (each opens once, in one browser):",
        f"    an enterprise's contact   {address}/chat?code={codes.contact}",
        f"    a street's liaison        {address}/chat?code={codes.liaison}",
        f"    an admin                  {address}/chat?code={codes.admin}",
        "",
        "  Stop with Ctrl+C. Everything is kept for the next start.",
        "",
    ]
    print("\n".join(lines), flush=True)
