"""`pack`: list, check, compare, import, export and publish questionnaires and standards."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bot.errors import InputError, WenzhenError
from bot.packs.catalog import FOLDER, Installed, find, installed


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="the installed packs")
    checking = verbs.add_parser("check", help="everything that is wrong with a pack")
    checking.add_argument("pack", metavar="PACK", help="a folder, an id or id@version")
    comparing = verbs.add_parser("diff", help="what changed between two packs")
    comparing.add_argument("old", metavar="A", help="a folder, an id or id@version")
    comparing.add_argument("new", metavar="B", help="a folder, an id or id@version")
    importing = verbs.add_parser("import", help="read a workbook (an XLSForm) into a version folder")
    importing.add_argument("file", metavar="FILE.xlsx", type=Path)
    importing.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="where to make <id>/<version>"
    )
    exporting = verbs.add_parser("export", help="write a pack as a workbook, to be edited and imported")
    exporting.add_argument("pack", metavar="ID", help="a folder, an id or id@version")
    exporting.add_argument("file", metavar="FILE.xlsx", type=Path)
    publishing = verbs.add_parser("publish", help="record a version's content: it cannot change any more")
    publishing.add_argument("pack", metavar="PACK", help="id@version")
    for verb in (listing, checking, comparing):
        verb.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "check": _check,
        "diff": _diff,
        "import": _import,
        "export": _export,
        "publish": _publish,
    }
    return verbs[args.verb](args)


def _list(args: argparse.Namespace) -> int:
    from bot.packs.published import published  # noqa: PLC0415 - `pack --help` need not load it

    record = published()
    rows = [_row(one) | {"published": one.version in record.get(one.id, {})} for one in installed()]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        name, state = f"{row['id']}@{row['version']}", "published" if row["published"] else "draft"
        if "problems" in row:
            print(f"{name:<24} {'broken':<10} {state:<10} `pack check {name}` says why")
        else:
            scored = "scored" if row["scored"] else "not scored"
            about = f"{row['questions']} questions, {scored}"
            print(f"{name:<24} {row['status']:<10} {state:<10} {about:<26} {row['title']}")
    return 0


def _row(one: Installed) -> dict[str, object]:
    from bot.packs.loader import load_pack  # noqa: PLC0415 - as in _list

    row: dict[str, object] = {"id": one.id, "version": one.version}
    try:
        pack = load_pack(one.folder)
        return row | {
            "status": pack.status,
            "locales": list(pack.locales),
            "questions": len(pack.raw.questions),
            "scored": pack.scored,
            "title": pack.wording().title,
            "licence": pack.licence,
            "source": pack.source,
        }
    except WenzhenError as error:
        return row | {"problems": str(error).splitlines()}


def _check(args: argparse.Namespace) -> int:
    from bot.packs.checking import check  # noqa: PLC0415 - as in _list
    from bot.packs.published import check_installed  # noqa: PLC0415 - as in _list

    folder = Path(args.pack) if Path(args.pack).is_dir() else find(args.pack)
    problems = [*check(folder), *check_installed(folder)]
    if args.json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem)
        count = len(problems)
        said = "nothing is wrong" if not count else "1 problem" if count == 1 else f"{count} problems"
        print(f"{folder}: {said}.", file=sys.stderr)
    return 1 if problems else 0


def _diff(args: argparse.Namespace) -> int:
    from bot.packs.diff import diff  # noqa: PLC0415 - as in _list
    from bot.packs.loader import load_pack  # noqa: PLC0415 - as in _list

    changes = diff(load_pack(find(args.old)), load_pack(find(args.new)))
    if args.json:
        print(json.dumps([change.as_dict() for change in changes], ensure_ascii=False, indent=2))
        return 0
    for change in changes:
        line = f"{change.what:<8} {change.kind:<10} {change.id}"
        if change.key:
            line += f"  {change.key}: {_short(change.before)} → {_short(change.after)}"
        print(line)
    said = {0: "No difference.", 1: "1 difference."}.get(len(changes), f"{len(changes)} differences.")
    print(said, file=sys.stderr)
    return 0


def _import(args: argparse.Namespace) -> int:
    from bot.packs.spreadsheet.importing import import_file  # noqa: PLC0415 - as in _list

    folder, imported = import_file(args.file, args.out)
    for notice in imported.notices:
        print(notice, file=sys.stderr)
    print(folder)
    return 0


def _export(args: argparse.Namespace) -> int:
    from bot.packs.spreadsheet.exporting import export_file  # noqa: PLC0415 - as in _list

    export_file(find(args.pack), args.file)
    print(args.file)
    return 0


def _publish(args: argparse.Namespace) -> int:
    from bot.packs.checking import check  # noqa: PLC0415 - as in _list
    from bot.packs.published import check_installed, publish  # noqa: PLC0415 - as in _list

    folder = find(args.pack).resolve()
    if folder.parent.parent != FOLDER:
        raise InputError(f"{folder} is not installed. Copy it to {FOLDER}/<id>/<version> first.")
    problems = [*check(folder), *check_installed(folder)]
    if problems:
        raise InputError(f"{args.pack} has {len(problems)} problems; `pack check {args.pack}` lists them.")
    print(publish(folder))
    return 0


def _short(text: str, width: int = 60) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= width else f"{flat[:width]}…") or "–"
