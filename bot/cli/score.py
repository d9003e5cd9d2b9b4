"""`score`: score answers under a pack, as JSON or for reading."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import InputError
from bot.packs.answer_files import read_file, read_stream
from bot.packs.answer_set import AnswerSet
from bot.packs.catalog import find
from bot.packs.loader import load_pack
from bot.packs.pack import Pack
from bot.questionnaire.checks import check_answers, parse_answers
from bot.questionnaire.problems import Problem
from scoring.assessment import Assessment
from scoring.canonical import dumps, to_json


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("pack", metavar="PACK", help="an id, id@version, or a version folder")
    parser.add_argument(
        "file", metavar="FILE", help="a JSON object, JSON lines of them, an .xlsx answer sheet; - is stdin"
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object (always so for JSON lines)"
    )
    parser.add_argument("--explain", action="store_true", help="add every number with its inputs")
    parser.add_argument("--locale", default="", help="language of the names (default: the pack's own)")


def run(args: argparse.Namespace) -> int:
    """Score every set of answers; 1 when one of them could not be."""
    pack = load_pack(find(args.pack))
    if not pack.scored:
        raise InputError(f"{pack.id} {pack.version} has no standard: it is asked and not scored.")
    locale = pack.known_locale(args.locale or _spoken(pack, as_json=args.json))
    failed = False
    for one in _sets(args.file, pack):
        as_json = bool(args.json or one.where or args.file == "-")
        result = score(pack, one, locale, names=not as_json)
        if not isinstance(result, Assessment):
            failed = True
            _refuse(result, as_json=as_json)
        elif as_json:
            print(to_json(result, trace=args.explain))
        else:
            from bot.cli.score_text import describe  # noqa: PLC0415 - JSON needs no wording of ours

            print(describe(result, pack.wording(locale), explain=args.explain), end="")
    return 1 if failed else 0


def score(pack: Pack, answers: AnswerSet, locale: str, *, names: bool) -> Assessment | list[Problem]:
    """The result of one set of answers, or everything wrong with it; `names`: of indicators too."""
    values, problems = parse_answers(pack.structure, answers.values)
    problems = [*answers.problems, *problems, *check_answers(pack.structure, values)]
    if problems:
        return [_at(answers.where, problem) for problem in problems]
    return pack.assess(values, locale, indicator_names=names)


def _sets(file: str, pack: Pack) -> Iterator[AnswerSet]:
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig")  # type: ignore[union-attr] # a text stream of the interpreter
        return read_stream(sys.stdin)
    return read_file(Path(file), pack.structure)


def _spoken(pack: Pack, *, as_json: bool) -> str:
    """Programs get the pack's own language, people Chinese where there is a choice."""
    return pack.default_locale if as_json or "zh-CN" not in pack.locales else "zh-CN"


def _at(where: str, problem: Problem) -> Problem:
    if not where or problem.where.startswith(where):
        return problem
    return Problem(f"{where}, {problem.where}", problem.code, problem.message, problem.remedy)


def _refuse(problems: list[Problem], *, as_json: bool) -> None:
    if not as_json:
        for problem in problems:
            print(problem, file=sys.stderr)
        return
    shown: list[dict[str, str]] = [problem.as_dict() for problem in problems]
    print(dumps({"error": {**shown[0]}, **({"problems": [{**one} for one in shown]} if shown[1:] else {})}))
