"""Numbers, dates, names and answers as a report says them in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Final

from bot.clock import SHANGHAI
from bot.messages import Messages, load
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.registry import type_of
from bot.reports.facts import ReportInput
from bot.reports.plain import clean, narrowed
from scoring.assessment import NodeResult
from scoring.rounding import PLACES, millionths
from scoring.values import AnswerValue, GridAnswer

_HUNDREDTHS: Final = 100
_MILLION: Final = 10**PLACES
_BLOCKS: Final = 20
_WIDEST_LABEL: Final = 110  # a Chinese character counts two


@dataclass(frozen=True)
class Phrases:
    """How one report speaks."""

    facts: ReportInput

    @cached_property
    def messages(self) -> Messages:
        """The wording of the questionnaire's language."""
        return load(self.facts.questionnaire.locale)

    def say(self, key: str, /, **fields: object) -> str:
        """A text of the report's own wording."""
        return self.messages.say(f"report.{key}", **fields)

    def join(self, items: Sequence[str]) -> str:
        """A list in a sentence."""
        return self.say("join").join(items)

    def number(self, value: Fraction) -> str:
        """A score or count with two decimals, rounded down, so that it never shows a bound not reached."""
        hundredths = millionths(value) // (_MILLION // _HUNDREDTHS)
        sign = "-" if hundredths < 0 else ""
        whole, rest = divmod(abs(hundredths), _HUNDREDTHS)
        return f"{sign}{whole}.{rest:02}"

    def trimmed(self, value: Fraction) -> str:
        """As `number`, without trailing zeros: weights and points."""
        return self.number(value).rstrip("0").rstrip(".")

    def score(self, share: Fraction | None) -> str:
        """A share as a score; a dash where nothing was scored."""
        return "—" if share is None else self.number(share * self.facts.assessment.scale)

    def best(self) -> str:
        """The highest score there is."""
        scale = self.facts.assessment.scale
        return str(scale.numerator // scale.denominator)

    def percent(self, value: Fraction) -> str:
        """A percentage without decimals, rounded down."""
        return self.say("percent", value=millionths(value) // _MILLION)

    def gain(self, points: Fraction) -> str:
        """Points that would come on top."""
        return f"+{self.number(points)}"

    def date(self, day: date) -> str:
        """A date."""
        months = self.messages.variants("report.months")
        return self.say("date", year=day.year, month=months[day.month - 1], day=day.day)

    def moment(self, at: datetime | None) -> str:
        """When an answer was given, in local time; empty when unknown."""
        return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""

    def answer(self, question: Question, value: AnswerValue | None) -> str:
        """An answer in words."""
        if value is None:
            return self.say("no_answer")
        return clean(type_of(question).format(question, value, self.messages))

    def short_answer(self, question: Question, value: AnswerValue | None) -> str:
        """An answer in words, clipped to what a table cell or a sentence bears."""
        return narrowed(self.answer(question, value), _WIDEST_LABEL)

    def change(self, question: Question, before: AnswerValue | None, after: AnswerValue) -> tuple[str, str]:
        """An answer before and after it is raised; of several, only what changes."""
        if isinstance(after, tuple):
            had = before if isinstance(before, tuple) else ()
            added = tuple(key for key in after if key not in had)
            return self.short_answer(question, before), self.short_answer(question, added)
        if isinstance(after, GridAnswer):
            cells = before.as_dict() if isinstance(before, GridAnswer) else {}
            rows = {row: column for row, column in after.cells if cells.get(row) != column}
            had_rows = {row: cells[row] for row in rows if row in cells}
            now = self.short_answer(question, GridAnswer.of(had_rows)) if had_rows else self.say("no_answer")
            return now, self.short_answer(question, GridAnswer.of(rows))
        return self.short_answer(question, before), self.short_answer(question, after)

    def group(self, node: NodeResult) -> str:
        """A group's name."""
        named = self.facts.wording.groups.get(node.id)
        return named.name if named and named.name else node.name or node.id

    def about(self, node: NodeResult) -> str:
        """What a group looks at."""
        named = self.facts.wording.groups.get(node.id)
        return named.meaning if named else ""

    def level(self, level: int) -> str:
        """A level's number in words: 三级; the lowest of all is none."""
        if level == 0:
            return self.say("level_none", name=self.level_name(1) or self.level(1))
        numerals = self.messages.variants("report.level_numbers")
        return self.say("level", number=numerals[level - 1] if level <= len(numerals) else level)

    def level_name(self, level: int) -> str:
        """A level's name; empty for level 0."""
        named = self.facts.wording.levels.get(level)
        return named.name if named else ""

    def grade_name(self, grade: int) -> str:
        """A grade's name; empty where the standard has none."""
        named = self.facts.wording.grades.get(grade)
        return named.name if named else ""

    def rung(self, level: int, grade: int) -> str:
        """A level and its grade in full."""
        if level == 0:
            return self.level(0)
        grade_name = self.grade_name(grade)
        key = "rung" if grade_name else "rung_without_grade"
        return self.say(key, level=self.level(level), name=self.level_name(level), grade=grade_name).strip()

    def bar(self, share: Fraction | None) -> tuple[str, str]:
        """A share as twenty blocks: the filled ones and the rest."""
        filled = 0 if share is None else int(share * _BLOCKS)
        return "█" * filled, "█" * (_BLOCKS - filled)
