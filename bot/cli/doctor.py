"""`doctor`: print the effective configuration, redacted, and what is wrong with it, each with its remedy."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path

from bot.config import Config, load
from bot.config.example import redacted

REMEMBERED = timedelta(days=7)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml if there)")
    parser.add_argument("--online", action="store_true", help="also ask the platforms that are switched on")


def run(args: argparse.Namespace) -> int:
    """Print and check; 1 when something needs mending."""
    config = load(args.config or default_path())
    print(redacted(config, os.environ), end="")
    problems = [*findings(config), *(_asked(config) if args.online else [])]
    for problem in problems:
        print(f"- {problem}", file=sys.stderr)
    if not problems:
        print("Nothing is wrong.", file=sys.stderr)
    return 1 if problems else 0


def default_path() -> Path | None:
    """config.toml in the working folder, or None when there is none."""
    path = Path("config.toml")
    return path if path.exists() else None


def findings(config: Config) -> list[str]:
    """Everything that is wrong and can be seen from here, each with its remedy."""
    return [
        *_names_taken(),
        *_packs(config),
        *_templates(config),
        *_public_url(config),
        *_channels(config),
        *(_database(config) or _refused(config)),
    ]


def _names_taken() -> list[str]:
    """Another installed distribution with our package names would shadow or overwrite ours."""
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - slow, and only needed here

    ours = "wenzhen-diagnosis-bot"
    return [
        f"the installed distribution {other} also ships a package called {name}: uninstall it"
        for name in ("bot", "scoring", "storage")
        for other in packages_distributions().get(name, [])
        if other != ours
    ]


def _packs(config: Config) -> list[str]:
    from bot.packs.catalog import find  # noqa: PLC0415 - keeps --help fast
    from bot.packs.checking import check  # noqa: PLC0415

    folder = Path(config.packs.folder)
    if not folder.is_dir():
        return [f"packs.folder: {folder} is not a folder"]
    return [f"packs.default: {problem}" for problem in check(find(config.packs.default))]


def _templates(config: Config) -> list[str]:
    chosen = {"template_zh": config.reports.template_zh, "template_en": config.reports.template_en}
    return [
        f"reports.{name}: there is no file {path}; leave it empty for the shipped template"
        for name, path in chosen.items()
        if path and not Path(path).is_file()
    ]


def _public_url(config: Config) -> list[str]:
    if config.web.public_url or config.web.host in ("127.0.0.1", "localhost", "::1"):
        return []
    return ["web.public_url is empty: links in messages would point at the listening address; set it"]


def _channels(config: Config) -> list[str]:
    from bot.gateways import problems  # noqa: PLC0415 - keeps --help fast

    return problems(config, os.environ)


def _asked(config: Config) -> list[str]:
    from bot.gateways import asked  # noqa: PLC0415 - keeps --help fast

    return asked(config, os.environ)


def _database(config: Config) -> list[str]:
    from storage.upgrade import check  # noqa: PLC0415 - SQLAlchemy is slow to import

    return [f"database.url: {problem}" for problem in check(config.database.url)]


def _refused(config: Config) -> list[str]:
    """What platforms refused in the last days, and have taken nothing since."""
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.config.addresses import database_url  # noqa: PLC0415 - keeps --help fast
    from bot.services.troubles import open_since  # noqa: PLC0415
    from storage.engine import Database  # noqa: PLC0415

    with Database.open(database_url(config, os.environ)) as database, database.read() as work:
        found = open_since(work, SystemClock().now() - REMEMBERED)
    return [
        f"channels.{one.channel}: {one.vendor or one.code} ({one.at.astimezone():%Y-%m-%d %H:%M}): {one.hint}"
        for one in found
    ]
