"""`understand`: what the bot would make of a reply to a question."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.clock import SystemClock, local_date
from bot.errors import InputError, did_you_mean
from bot.messages import load, locales
from bot.packs.catalog import find
from bot.packs.loader import load_pack
from bot.packs.pack import Pack
from bot.questionnaire.model import Questionnaire
from bot.questionnaire.problems import Problem
from bot.questionnaire.understanding import understand
from bot.questionnaire.understanding.outcome import Asked, Confirm, Outcome, Unclear, Understood
from scoring.canonical import dumps
from scoring.values import JsonValue, answer_to_json


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("pack", metavar="PACK", help="an id, id@version, or a version folder")
    parser.add_argument("question", metavar="QUESTION", nargs="?", help="a question's id")
    parser.add_argument(
        "text", metavar="TEXT", nargs="?", help="the reply; options first and -- before one like “-5%%”"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object (always so for lines)")
    parser.add_argument(
        "--locale", default="", help="the person's language (default: whichever of the pack's understands it)"
    )
    parser.add_argument("--on", type=date.fromisoformat, help="the date it is read on (default: today)")
    parser.add_argument("--attempt", type=int, default=0, help="how many replies to it have failed so far")
    parser.epilog = 'Without QUESTION and TEXT: JSON lines {"question": …, "text": …} from stdin.'
    parser.set_defaults(wrong_usage=parser.error)


def run(args: argparse.Namespace) -> int:
    """Read one reply, or one a line; 1 when the question or a line is wrong."""
    if (args.question is None) != (args.text is None):
        wrong_usage: Callable[[str], None] = args.wrong_usage
        wrong_usage("give both QUESTION and TEXT, or neither and JSON lines on stdin")
    pack = load_pack(find(args.pack))
    on = args.on or local_date(SystemClock().now())
    spoken = _spoken(pack, args.locale)
    reader = Reader(tuple(pack.questionnaire(locale) for locale in spoken), on, args.attempt)
    if args.question is None:
        sys.stdin.reconfigure(encoding="utf-8-sig")  # type: ignore[union-attr] # a text stream of the interpreter
        return _lines(reader, sys.stdin)
    problem = reader.problem(args.question)
    if problem:
        raise InputError(f"{problem.message} {problem.remedy}")
    outcome = reader.read(args.question, args.text)
    print(dumps(as_dict(outcome)) if args.json else _said(outcome))
    return 0


@dataclass(frozen=True)
class Reader:
    """Understands replies to the questions of one pack, in each of its languages that was asked for."""

    questionnaires: tuple[Questionnaire, ...]
    on: date
    attempt: int = 0

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Question id to its number, every question counted."""
        return {question: place + 1 for question, place in self.questionnaires[0].index.items()}

    def problem(self, question: str) -> Problem | None:
        """What is wrong with a question's name, or nothing."""
        if question in self.numbers:
            return None
        remedy = did_you_mean(question, self.numbers) or f"There are {', '.join(self.numbers)}."
        return Problem("question", "UNDERSTAND-QUESTION", f"there is no question “{question}”.", remedy)

    def read(self, question: str, text: str) -> Outcome:
        """The outcome in the first language that makes something of it, else in the one it looks like."""
        outcomes = [self._read(questionnaire, question, text) for questionnaire in self.questionnaires]
        made = next((outcome for outcome in outcomes if not isinstance(outcome, Unclear)), None)
        if made is not None:
            return made
        chinese = not any(letter.isascii() and letter.isalpha() for letter in text) or not text.isascii()
        fitting = [q.locale.startswith("zh") == chinese for q in self.questionnaires]
        return outcomes[fitting.index(True) if True in fitting else 0]

    def _read(self, questionnaire: Questionnaire, question: str, text: str) -> Outcome:
        return understand(
            questionnaire.question(question),
            text,
            load(questionnaire.locale),
            today=self.on,
            attempt=self.attempt,
            number_of=self.numbers,
        )


def as_dict(outcome: Outcome) -> dict[str, JsonValue]:
    """The shape that `understand --json` promises."""
    match outcome:
        case Understood(value=value):
            return {"kind": "answer", "value": answer_to_json(value)}
        case Confirm(value=value, prompt=prompt):
            return {"kind": "confirm", "value": answer_to_json(value), "prompt": prompt}
        case Unclear(prompt=prompt):
            return {"kind": "unclear", "prompt": prompt}
        case Asked(command=command, argument=argument):
            return {"kind": "command", "command": command.value, "argument": argument or None}


def _spoken(pack: Pack, locale: str) -> list[str]:
    """The languages to read in: the one asked for, or the pack's own first and then the others it has."""
    if locale:
        return [pack.known_locale(locale)]
    ours = [name for name in pack.locales if name in locales()]
    return sorted(ours, key=lambda name: name != pack.default_locale) or [pack.default_locale]


def _said(outcome: Outcome) -> str:
    match outcome:
        case Understood(why=why):
            return f"answer: {dumps(as_dict(outcome)['value'])} ({why})"
        case Confirm(prompt=prompt, why=why):
            return f"confirm: {dumps(as_dict(outcome)['value'])} ({why})\n{prompt}"
        case Unclear(prompt=prompt, reason=reason):
            return f"unclear ({reason})\n{prompt}"
        case Asked(command=command, argument=argument):
            return f"command: {command.value} {argument}".rstrip()


def _lines(reader: Reader, lines: Iterable[str]) -> int:
    failed = False
    try:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                result = _line(reader, line)
                failed |= isinstance(result, Problem)
                print(dumps(_wrong(result, number) if isinstance(result, Problem) else as_dict(result)))
    except UnicodeDecodeError as error:
        raise InputError("The lines are not UTF-8 text.") from error
    return 1 if failed else 0


def _line(reader: Reader, line: str) -> Outcome | Problem:
    remedy = 'Write one object a line: {"question": "…", "text": "…"}.'
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Problem("", "UNDERSTAND-LINE", f"this is no JSON: {error}.", remedy)
    match entry:
        case {"question": str(question), "text": str(text)}:
            return reader.problem(question) or reader.read(question, text)
        case _:
            return Problem("", "UNDERSTAND-LINE", "a line has a question and a text, both strings.", remedy)


def _wrong(problem: Problem, number: int) -> dict[str, JsonValue]:
    where = f"line {number}" + (f", {problem.where}" if problem.where else "")
    return {"error": {**problem.as_dict(), "where": where}}
