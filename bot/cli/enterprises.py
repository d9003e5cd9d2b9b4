"""`enterprises`: the register of enterprises from and to a workbook, and an empty one to fill in."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot import messages
from bot.cli.doctor import default_path
from bot.config import load
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.app import Core
    from bot.services.registers.comparing import Comparison
    from bot.services.registers.register import Outcome, Progress

_SHOWN = 12  # lines of a list before it is cut
_LISTED = 60  # problems on the terminal; the annotated copy has them all


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser("import", help="check a workbook and import it: all of it or nothing")
    importing.add_argument("file", type=Path, metavar="FILE.xlsx", help="as `template` or `export` writes it")
    importing.add_argument("--dry-run", action="store_true", help="only say what it would do")
    importing.add_argument("--skip-bad", action="store_true", help="import the good rows, leave out the rest")
    importing.add_argument(
        "--annotated", type=Path, metavar="OUT.xlsx", help="write a copy with every problem in its cell"
    )
    importing.add_argument("--json", action="store_true", help="print the outcome as JSON")
    exporting = verbs.add_parser("export", help="write the register as a workbook")
    exporting.add_argument("file", type=Path, metavar="FILE.xlsx", help="where it goes")
    exporting.add_argument("--unit", metavar="U", help="only of that unit (id or name)")
    blank = verbs.add_parser("template", help="write an empty workbook with drop-downs and notes")
    blank.add_argument("file", type=Path, metavar="FILE.xlsx", help="where it goes")
    for verb in (importing, exporting, blank):
        verb.add_argument(
            "--config", type=Path, help="the configuration file (default: config.toml if there)"
        )
        verb.add_argument("--locale", default="zh-CN", choices=messages.locales(), help="language (zh-CN)")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says; 1 when something in the workbook has to be mended."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "import": _import,
        "export": _export,
        "template": _template,
    }
    return verbs[args.verb](args)


@contextmanager
def _core(args: argparse.Namespace) -> Iterator[Core]:
    from bot.app import build_core  # noqa: PLC0415 - the application is slow to import

    core = build_core(load(args.config or default_path()))
    try:
        yield core
    finally:
        core.close()


def _import(args: argparse.Namespace) -> int:
    from bot.services.registers.register import Importer  # noqa: PLC0415 - SQLAlchemy is slow to import

    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise InputError(f"{args.file} cannot be read: {error.strerror}.") from error
    with _core(args) as core, _progress() as progress:
        registers = core.registers(args.locale)
        importer = Importer(actor="cli", channel="cli")
        sheet = registers.read(content, args.file.name, locale=args.locale, progress=progress)
        if args.dry_run:
            outcome = registers.compare(sheet, importer)
        else:
            now = core.clock.now()
            outcome = registers.keep(sheet, importer, now, skip_bad=args.skip_bad, progress=progress)
    if args.annotated:
        _annotate(args, content, outcome)
    _report(args, outcome)
    failed = not outcome.usable or (outcome.errors and not (args.skip_bad and (outcome.kept or args.dry_run)))
    return 1 if failed else 0


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on stderr, where a person watches it; nothing in a log."""
    from rich.console import Console  # noqa: PLC0415 - only for imports
    from rich.progress import Progress as Bar  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        names = {"read": "reading", "check": "checking", "keep": "keeping"}
        tasks = {stage: bar.add_task(name, total=None, visible=False) for stage, name in names.items()}

        def told(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total, visible=True)

        yield told


def _annotate(args: argparse.Namespace, content: bytes, outcome: Outcome) -> None:
    from bot.services.registers.annotating import annotated  # noqa: PLC0415 - only when asked for

    findings = outcome.findings
    found = list(zip(findings, outcome.problems(args.locale), strict=True))
    try:
        copy = annotated(content, outcome.sheet.table.sheet, found, messages.load(args.locale))
    except ValueError as error:
        print(f"{args.annotated} was not written: {error}.", file=sys.stderr)
        return
    _write(args.annotated, copy)
    print(f"{args.annotated}: {len(found)} marked.", file=sys.stderr)


def _report(args: argparse.Namespace, outcome: Outcome) -> None:
    if args.json:
        print(json.dumps(_as_json(outcome, args.locale), ensure_ascii=False, indent=2))
        return
    problems = outcome.problems(args.locale)
    for problem in problems[:_LISTED]:
        print(problem, file=sys.stderr)
    if len(problems) > _LISTED:
        counts = ", ".join(f"{code} × {n}" for code, n in Counter(one.code for one in problems).most_common())
        rest = len(problems) - _LISTED
        print(f"… and {rest} more ({counts}). --annotated OUT.xlsx marks all of them.", file=sys.stderr)
    if outcome.usable:
        print(_summary(outcome.comparison, messages.load(args.locale)))
    print(f"{args.file}: {_verdict(args, outcome)}", file=sys.stderr)


def _summary(comparison: Comparison, words: messages.Messages) -> str:
    lines = [f"new {len(comparison.new)}"]
    lines += _cut([f"  + {row.entry.name}" for row in comparison.new])
    lines.append(f"changed {len(comparison.changed)}")
    empty = words.say("registers.empty")
    lines += _cut(
        [
            f"  ~ {change.row.entry.name}: " + "; ".join(_changed(*one, empty=empty) for one in change.fields)
            for change in comparison.changed
        ]
    )
    lines.append(f"unchanged {comparison.unchanged}")
    lines.append(f"not in the file {len(comparison.missing)} (they stay)")
    lines += _cut([f"  - {known.entry.name}" for known in comparison.missing])
    return "\n".join(lines)


def _changed(key: str, before: object, after: object, *, empty: str) -> str:
    if key == "contacts":
        return "contacts"  # who they are is personal: the terminal's history need not have it
    return f"{key} {_shown(before, empty)} → {_shown(after, empty)}"


def _shown(value: object, empty: str) -> str:
    return empty if value is None or value == "" else str(value)


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - _SHOWN
    return lines if more <= 0 else [*lines[:_SHOWN], f"  … and {more} more"]


def _verdict(args: argparse.Namespace, outcome: Outcome) -> str:
    errors, warned = len(outcome.errors), len(outcome.findings) - len(outcome.errors)
    said = f"{errors} problems to mend, {warned} notes"
    if outcome.kept:
        return f"imported; {said}."
    if args.dry_run:
        return f"a dry run, nothing was kept; {said}."
    return f"nothing was imported; {said}."


def _as_json(outcome: Outcome, locale: str) -> dict[str, object]:
    comparison = outcome.comparison
    return {
        "kept": outcome.kept,
        "new": [row.entry.name for row in comparison.new],
        "changed": [
            {"id": one.known.id, "name": one.row.entry.name, "fields": [key for key, *_ in one.fields]}
            for one in comparison.changed
        ],
        "unchanged": comparison.unchanged,
        "missing": [known.entry.name for known in comparison.missing],
        "problems": [
            {**problem.as_dict(), "warning": finding.is_warning}
            for finding, problem in zip(outcome.findings, outcome.problems(locale), strict=True)
        ],
    }


def _export(args: argparse.Namespace) -> int:
    from bot.cli.quota import find_unit  # noqa: PLC0415 - only with --unit
    from bot.services.registers.exporting import export  # noqa: PLC0415 - SQLAlchemy is slow to import

    with _core(args) as core:
        campaign = core.campaigning.campaign
        units = [find_unit(campaign, args.unit)] if args.unit else None
        content, count = export(core.database, core.registers(args.locale).vocabulary, units, args.locale)
    _write(args.file, content)
    print(f"{args.file}: {count} enterprises.", file=sys.stderr)
    return 0


def _template(args: argparse.Namespace) -> int:
    from bot.packs.campaigns import load_campaign  # noqa: PLC0415 - only for a template
    from bot.services.library import Library  # noqa: PLC0415 - as above
    from bot.services.registers.vocabulary import vocabulary  # noqa: PLC0415 - as above
    from bot.services.registers.writing import template  # noqa: PLC0415 - as above

    config = load(args.config or default_path())
    units = load_campaign(config.campaign.id).units
    pack = Library(config.packs.default).default()
    _write(args.file, template(vocabulary(units, pack, args.locale), args.locale))
    print(f"{args.file}: an empty register.", file=sys.stderr)
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error
