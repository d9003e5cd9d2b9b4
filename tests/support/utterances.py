"""The corpus of utterances: its questions, its lines, and what each line expects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from bot.questionnaire.model import Choice, GridRow, Question
from bot.questionnaire.understanding.outcome import Asked, Confirm, Outcome, Unclear, Understood
from scoring.values import AnswerValue, NotApplicable, answer_from_json

FOLDER = Path(__file__).resolve().parent.parent / "understanding"
TODAY = date(2026, 7, 15)

_DECIMALS = ("minimum", "maximum", "usual_minimum", "usual_maximum")
_KINDS = ("answer", "confirm", "unclear", "command", "ask", "ask_or_answer", "ask_command", "na")


@dataclass(frozen=True)
class Utterance:
    """One line: what was typed in reply to which question, and what must come of it."""

    file: str
    line: int
    question: str
    text: str
    kind: str
    expected: Any
    argument: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.question} “{self.text}”"

    def misses(self, outcome: Outcome) -> str:
        """What is wrong with the outcome, or an empty string."""
        return (
            "" if _matches(self, outcome) else f"{self} expected {self.kind} {self.expected!r}, got {outcome}"
        )

    def silently_wrong(self, outcome: Outcome) -> bool:
        """Whether something was taken as an answer that is not the answer."""
        if not isinstance(outcome, Understood):
            return False
        return self.kind not in ("answer", "ask_or_answer", "na") or outcome.value != self.value

    @property
    def value(self) -> AnswerValue:
        """The expected value of an answer."""
        if self.kind == "na":
            return NotApplicable(self.expected)
        return answer_from_json(self.expected)


@cache
def questions() -> dict[str, tuple[Question, str]]:
    """Question id to the question and the locale it is asked in."""
    table = tomli.loads((FOLDER / "questions.toml").read_text(encoding="utf-8"))
    return {key: (_question(key, entry), entry.get("locale", "zh-CN")) for key, entry in table.items()}


@cache
def numbers() -> dict[str, int]:
    """Question id to its number."""
    return {key: number for number, key in enumerate(questions(), start=1)}


@cache
def utterances() -> tuple[Utterance, ...]:
    """Every line of every file."""
    return tuple(
        _utterance(path.name, number, json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    )


def _utterance(file: str, line: int, entry: dict[str, Any]) -> Utterance:
    (kind,) = [key for key in _KINDS if key in entry]
    return Utterance(file, line, entry["q"], entry["text"], kind, entry[kind], entry.get("argument"))


def _question(key: str, entry: dict[str, Any]) -> Question:
    fields = {name: value for name, value in entry.items() if name not in ("choices", "rows", "locale")}
    fields |= {name: Decimal(entry[name]) for name in _DECIMALS if name in entry}
    choices = tuple(
        Choice(**{**choice, "synonyms": tuple(choice.get("synonyms", ()))})
        for choice in entry.get("choices", ())
    )
    rows = tuple(GridRow(**row) for row in entry.get("rows", ()))
    return Question(id=key, section="main", choices=choices, rows=rows, **fields)


def _matches(said: Utterance, outcome: Outcome) -> bool:
    match said.kind:
        case "answer" | "na":
            return isinstance(outcome, Understood) and outcome.value == said.value
        case "confirm":
            return isinstance(outcome, Confirm) and outcome.value == said.value
        case "unclear":
            return isinstance(outcome, Unclear) and (said.expected is True or outcome.reason == said.expected)
        case "ask":
            return isinstance(outcome, Confirm | Unclear)
        case "ask_or_answer":
            return isinstance(outcome, Unclear) or (
                isinstance(outcome, Confirm | Understood) and outcome.value == said.value
            )
        case "ask_command":
            return isinstance(outcome, Unclear) or (
                isinstance(outcome, Asked) and outcome.command in said.expected
            )
        case _:
            return (
                isinstance(outcome, Asked)
                and outcome.command == said.expected
                and said.argument in (None, outcome.argument)
            )
