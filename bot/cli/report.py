"""`report`: write the Word report of a set of answers, or check a report template."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from bot.clock import SystemClock, local_date
from bot.errors import InputError

_CHECK = "check"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.usage = (
        "python -m bot report PACK ANSWERS --out FILE.docx [--template FILE.docx] [options]\n"
        "       python -m bot report check TEMPLATE.docx [--json]"
    )
    parser.add_argument(
        "pack", metavar="PACK", help="an id, id@version, or a version folder; or the word check"
    )
    parser.add_argument(
        "answers",
        metavar="ANSWERS",
        help="a JSON object of answers, an .xlsx answer sheet; or: the template",
    )
    parser.add_argument("--out", type=Path, metavar="FILE.docx", help="where the report goes")
    parser.add_argument("--template", type=Path, metavar="FILE.docx", help="your own template")
    parser.add_argument("--locale", default="", help="language (default: the pack's own)")
    parser.add_argument("--enterprise", default="", metavar="NAME", help="whose report it is")
    parser.add_argument("--code", default="", help="its unified social credit code (统一社会信用代码)")
    parser.add_argument("--on", type=_day, metavar="DATE", help="day of the diagnosis (default: today)")
    parser.add_argument(
        "--final", action="store_true", help="submitted as it is: no draft although questions are open"
    )
    parser.add_argument("--json", action="store_true", help="check: print the problems as JSON")
    parser.set_defaults(parser=parser)


def run(args: argparse.Namespace) -> int:
    """Write the report, or check the template; 1 when answers or template are wrong."""
    if args.pack == _CHECK:
        return _check(Path(args.answers), as_json=args.json)
    if args.out is None:
        args.parser.error("--out FILE.docx is needed: where the report goes")
    return _write(args)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write YYYY-MM-DD") from error


def _check(path: Path, *, as_json: bool) -> int:
    from bot.reports.checks import check_template  # noqa: PLC0415 - `report --help` need not load docxtpl

    problems = check_template(path)
    if as_json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem)
        count = len(problems)
        said = "nothing is wrong" if not count else "1 problem" if count == 1 else f"{count} problems"
        print(f"{path}: {said}.", file=sys.stderr)
    return 1 if problems else 0


def _write(args: argparse.Namespace) -> int:
    from bot.packs.answer_files import read_file  # noqa: PLC0415 - as in _check
    from bot.packs.catalog import find  # noqa: PLC0415 - as in _check
    from bot.packs.loader import load_pack  # noqa: PLC0415 - as in _check
    from bot.questionnaire.checks import check_answers, parse_answers  # noqa: PLC0415 - as in _check
    from bot.reports.facts import Answered, Enterprise  # noqa: PLC0415 - as in _check
    from bot.reports.gather import gather  # noqa: PLC0415 - as in _check
    from bot.reports.render import render_report  # noqa: PLC0415 - as in _check

    pack = load_pack(find(args.pack))
    sets = list(read_file(Path(args.answers), pack.structure))
    if len(sets) != 1:
        raise InputError(f"{args.answers} holds {len(sets)} sets of answers. A report needs exactly one.")
    values, problems = parse_answers(pack.structure, sets[0].values)
    problems = [*sets[0].problems, *problems, *check_answers(pack.structure, values)]
    if problems:
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1
    assessment = pack.assess(values)
    variant = pack.wording(args.locale).variants.get(assessment.variant)
    facts = gather(
        pack,
        {key: Answered(value) for key, value in values.items()},
        enterprise=Enterprise(args.enterprise, args.code, variant.name if variant else ""),
        on=args.on or local_date(SystemClock().now()),
        locale=pack.known_locale(args.locale),
        finished=args.final or not assessment.unanswered,
    )
    report = render_report(facts, args.template)
    try:
        args.out.write_bytes(report.data)
    except OSError as error:
        raise InputError(f"{args.out} cannot be written: {error.strerror}.") from error
    state = "a draft" if not facts.finished else "finished"
    print(f"{args.out}: {state}, {len(report.data) // 1024} KB.", file=sys.stderr)
    print(args.out)
    return 0
