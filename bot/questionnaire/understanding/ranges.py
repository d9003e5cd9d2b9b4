"""Choices that are ranges (不超过 10%, 20–299 人): which one a plain quantity falls into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.questionnaire.model import Choice
from bot.questionnaire.understanding.folding import fold_label

_N = r"(\d[\d,]*(?:\.\d+)?)"
_U = r"(%|[一-鿿]{0,2}[元人台家套]|[a-z]+)?"
_OVER = r"(?:超过|大于|多于|高于|over|more than|above|>)"
_UNDER = r"(?:不到|不足|小于|低于|少于|less than|under|below|<)"
_UP_TO = r"(?:但?不超过|到|至|不大于|不高于|up to|at most|not more than|≤)"
_FROM = r"(?:不低于|不少于|至少|不小于|at least|from|≥)"
# (pattern, low inclusive or None for open, high inclusive or None for open)
_FORMS: tuple[tuple[re.Pattern[str], bool | None, bool | None], ...] = tuple(
    (re.compile(pattern), low, high)
    for pattern, low, high in (
        (rf"\[{_N}{_U}[-,~]{_N}{_U}\]", True, True),
        (rf"\({_N}{_U}[-,~]{_N}{_U}\]", False, True),
        (rf"\[{_N}{_U}[-,~]{_N}{_U}\)", True, False),
        (rf"{_N}{_U}(?:-|~|到|至|to){_N}{_U}", True, True),
        (rf"{_OVER}{_N}{_U},?{_UP_TO}{_N}{_U}", False, True),
        (rf"{_OVER}{_N}{_U},?{_UNDER}{_N}{_U}", False, False),
        (rf"{_FROM}{_N}{_U},?{_UNDER}{_N}{_U}", True, False),
        (rf"(?:不超过|不大于|不高于|最多|至多|up to|at most|≤){_N}{_U}", None, True),
        (rf"{_N}{_U}(?:及以下|或以下|\(含\)以下|含以下|or less|or fewer|and below)", None, True),
        (rf"{_N}{_U}以下|{_UNDER}{_N}{_U}", None, False),
        (
            rf"{_N}{_U}(?:及以上|或以上|\(含\)以上|含以上|or more|and above|and over)|{_FROM}{_N}{_U}",
            True,
            None,
        ),
        (rf"{_OVER}{_N}{_U}|{_N}{_U}以上", False, None),
    )
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of values; None is unbounded."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool
    unit: str

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in it."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        below = self.high is None or value < self.high or (self.high_in and value == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of a question's choices by place, and their unit (`%`, 人, or empty)."""

    intervals: tuple[Interval | None, ...]
    unit: str

    def place(self, value: Decimal) -> int | None:
        """The one choice the value falls into; None when it is none or, on a border, two."""
        found = [place for place, interval in enumerate(self.intervals) if interval and interval.holds(value)]
        return found[0] if len(found) == 1 else None


def ranges(choices: Sequence[Choice]) -> Ranges | None:
    """The ranges, when all choices but one at most are ranges of the same unit."""
    return _ranges(tuple(choice.label for choice in choices))


@lru_cache(maxsize=1024)
def _ranges(labels: tuple[str, ...]) -> Ranges | None:
    found = tuple(_interval(label) for label in labels)
    known = [interval for interval in found if interval is not None]
    units = {interval.unit for interval in known if interval.unit}
    if len(known) < _FEWEST or len(known) < len(found) - 1 or len(units) > 1:
        return None
    return Ranges(found, units.pop() if units else "")


def _interval(label: str) -> Interval | None:
    text = fold_label(label).replace(" ", "")
    for pattern, low_in, high_in in _FORMS:
        if found := re.fullmatch(pattern.pattern.replace(" ", ""), text):
            groups = [group for group in found.groups() if group is not None]
            numbers = [Decimal(group.replace(",", "")) for group in groups if group[0].isdecimal()]
            units = [group for group in groups if not group[0].isdecimal()]
            low = None if low_in is None else numbers[0]
            high = None if high_in is None else numbers[-1]
            return Interval(low, high, bool(low_in), bool(high_in), units[-1] if units else "")
    return None
