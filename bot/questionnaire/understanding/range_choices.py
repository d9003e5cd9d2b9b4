"""A plain quantity in reply to choices that are ranges: 25%, 120人, 20-299."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.limits import broken_limit
from bot.questionnaire.understanding.percents import read as read_percent
from bot.questionnaire.understanding.quantities import BOUND, scan
from bot.questionnaire.understanding.ranges import Ranges
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.units import convert

_PERCENT = Question(id="", type="percent", section="", text="")
_TWO_ENDS = re.compile(r"(\d+) ?[人元台家%]? ?(?:-|~|到|至) ?(\d+) ?[人元台家%]?")


def by_quantity(question: Question, spread: Ranges, reply: Reply) -> Reading | None:
    """The choice whose range holds the quantity; None when the reply is no plain quantity.

    “超过 50%” is none: it may reach over several ranges.
    """
    if BOUND.search(reply.core):
        return None
    if (place := _bounds(reply.core, spread)) is not None:
        return Read(question.choices[place].key, "range-bounds")
    found = _share(question, reply) if spread.unit == "%" else _amount(reply.core, spread.unit)
    if found is None or isinstance(found, Doubt):
        return found
    value, certain = found
    place = spread.place(value)
    return None if place is None else Read(question.choices[place].key, "range", certain=certain)


def _bounds(core: str, spread: Ranges) -> int | None:
    """The choice whose two ends are exactly what was typed."""
    found = _TWO_ENDS.fullmatch(core)
    ends = (Decimal(found[1]), Decimal(found[2])) if found else None
    fitting = [
        place
        for place, interval in enumerate(spread.intervals)
        if interval and (interval.low, interval.high) == ends
    ]
    return fitting[0] if len(fitting) == 1 else None


def _share(question: Question, reply: Reply) -> tuple[Decimal, bool] | Doubt | None:
    share = read_percent(question, reply)
    if isinstance(share, Doubt):
        return share if share.reason in ("fraction", "range") else None
    if not isinstance(share.value, Decimal) or broken_limit(_PERCENT, share.value):
        return Doubt("no-match")
    return share.value, share.certain


def _amount(core: str, unit: str) -> tuple[Decimal, bool] | None:
    seen = scan(core)
    if len(seen.found) != 1 or seen.rest or seen.ranged:
        return None
    said = seen.found[0]
    converted = convert(said.value, said.unit, unit, scaled=said.scaled)
    if converted is None:
        return None
    return converted.value, converted.certain and not (seen.about or said.doubtful)
