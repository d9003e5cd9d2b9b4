"""The command line: one command a file, imported only when it is called.

A command module has `add(parser)`, which declares its arguments, and `run(args) -> int`, which returns the
exit code: 0 ok, 1 the input is wrong, 2 wrong usage. Data goes to stdout, messages to stderr.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from bot.errors import WenzhenError, did_you_mean

COMMANDS = {
    "run": "the service: web, channels, ticks, delivery",
    "demo": "an invented enterprise answers everything; writes transcript and report",
    "chat": "play a questionnaire in the terminal",
    "pack": "questionnaires and standards: list, check, diff, import, export",
    "understand": "what the bot would make of a reply",
    "score": "score answers and explain the result",
    "report": "write the Word report, or check a report template",
    "campaign": "campaigns: list, check",
    "invite": "one-time codes for enterprises, liaisons, admins: text, QR codes, Word letters",
    "enterprises": "the register of enterprises: import, export, template",
    "quota": "quotas, pace, forecast: show, plan, import",
    "digest": "a unit's digest: text, JSON, Word file, picture, list",
    "ask": "the bot's own commands in the terminal, in a role",
    "audit": "the log of changes: list, verify",
    "remind": "digests and reminders: preview, run",
    "db": "the database: upgrade, check",
    "doctor": "the effective configuration and what is wrong with it",
}


class Command(Protocol):
    """What a command module offers."""

    def add(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Do it; return the exit code."""
        ...


def main(argv: Sequence[str]) -> int:
    """Run one command line; return its exit code. Expected errors become one line on stderr."""
    if not argv or argv[0] in ("-h", "--help"):
        print(_overview())
        return 0 if argv else 2
    name, rest = argv[0], argv[1:]
    if name not in COMMANDS:
        print(_unknown(name), file=sys.stderr)
        return 2
    command = cast("Command", importlib.import_module(f"bot.cli.{name}"))
    parser = argparse.ArgumentParser(prog=f"python -m bot {name}", description=COMMANDS[name])
    command.add(parser)
    args = parser.parse_args(rest)
    try:
        return command.run(args)
    except WenzhenError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (head, say) has seen enough; keep the interpreter from complaining as it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _overview() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{about}" for name, about in COMMANDS.items()]
    return "\n".join(
        [
            "usage: python -m bot COMMAND [--help] …",
            "",
            "Wenzhen (问诊): digital diagnosis by chat.",
            "",
            *lines,
            "",
            "Each command has --help. Exit codes: 0 ok, 1 the input is wrong, 2 wrong usage.",
        ]
    )


def _unknown(name: str) -> str:
    hint = did_you_mean(name, COMMANDS)
    return f"There is no command “{name}”. {hint}".rstrip() + " `python -m bot --help` lists them."
