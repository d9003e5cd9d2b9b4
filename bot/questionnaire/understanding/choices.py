"""Single-choice questions: a mark, a place, a label, the words of one, or a quantity that falls into a range."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.labels import Named, exactly, named
from bot.questionnaire.understanding.limits import broken_limit
from bot.questionnaire.understanding.marks import Pick, lettered, marks, pick
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.percents import read as read_percent
from bot.questionnaire.understanding.quantities import BOUND, scan
from bot.questionnaire.understanding.ranges import Ranges, ranges
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.units import convert

_PERCENT = Question(id="", type="percent", section="", text="")
_LEADING_MARK = re.compile(
    r"^(?P<mark>第?[\d一二三四五六七八九十]{1,3}[个项种]?|[a-z])(?P<gap>[\s.、:)\],-]*)(?P<rest>.+)$"
)
_MARK_LIKE = re.compile(r"\d+|[一二三四五六七八九十]|(?<![a-z])[a-z](?![a-z])")
_TWO_ENDS = re.compile(r"(\d+) ?[人元台家%]? ?(?:-|~|到|至) ?(\d+) ?[人元台家%]?")
_NONE_FITS = re.compile(
    "(?:以上|这些|这几个|选项)?(?:都|全)?(?:不是|不符合|没有合适的?|不对|不合适|没有符合的?)|none (?:of these|fits)"
)
_JOINED = re.compile(r"和|跟|与|或|到|至|之间|、|,|/|\d-\d|\d \d|\bor\b|\band\b|\bbetween\b")


def read(question: Question, reply: Reply) -> Reading:
    """Read one choice; two at once are asked about, never chosen from."""
    for text in (reply.text.strip(" ,.;:!、"), reply.core):
        if len(exact := exactly(question.choices, text)) == 1:
            return Read(question.choices[exact[0]].key, "label")
    core = reply.core
    spread = ranges(question.choices)
    pointed = pick(question, core)
    quantity = _quantity(core, reply, spread, question) if spread else None
    if pointed and quantity is not None and lettered(marks(question)) and not _is_letter(core):
        return Doubt("mark-or-value", {"given": core})
    if pointed:
        return _picked(question, pointed, "mark")
    if quantity is not None:
        return quantity
    if _NONE_FITS.fullmatch(core):
        return Doubt("none-fits")
    if together := _mark_and_words(question, core):
        return together
    return _by_words(question, core, spread)


def _is_letter(core: str) -> bool:
    return re.search("[a-z]", core) is not None


def _picked(question: Question, pointed: Pick, why: str) -> Read:
    return Read(question.choices[pointed.place].key, why, certain=pointed.certain)


def _by_words(question: Question, core: str, spread: Ranges | None) -> Reading:
    found = named(question.choices, core)
    if len(found.places) == 1:
        # Part of a range's wording is a statement of its own: “超过 10%” is more than “超过 10%，到 20%”.
        return Read(question.choices[found.places[0]].key, found.why, certain=found.certain and not spread)
    if found.places:
        return Doubt("which", {"found": _shown(question, found)})
    if negations(core):
        return Doubt("negated")
    return Doubt("several" if _several(question, core) else "no-match")


def _several(question: Question, core: str) -> bool:
    """Whether the reply points at more than one choice."""
    if not _JOINED.search(core) and not re.fullmatch(r"\d{2,}|[a-z]{2,4}", core):
        return False
    pieces = re.findall(r"\d|[a-z](?![a-z])|第[一二三四五六七八九十\d]+", core) or list(core)
    return sum(pick(question, piece) is not None for piece in pieces) > 1


def _shown(question: Question, found: Named) -> str:
    shown = marks(question)
    return "、".join(shown[place] for place in found.places)


def _mark_and_words(question: Question, core: str) -> Reading | None:
    """A mark followed by words: its own label is certain, another's is a contradiction."""
    found = _LEADING_MARK.match(core)
    pointed = pick(question, found["mark"]) if found else None
    if found is None or pointed is None:
        return None
    words = named(question.choices, found["rest"])
    if words.places == (pointed.place,):
        return _picked(question, Pick(pointed.place), "mark-and-label")
    if words.places and found["gap"]:
        return Doubt("mark-against-label", {"mark": found["mark"]})
    if (
        not found["gap"]
        or found["rest"][0].isdigit()
        or negations(found["rest"])
        or _JOINED.match(found["rest"])
    ):
        return None
    if any(pick(question, piece) for piece in _MARK_LIKE.findall(found["rest"])):
        return None
    return _picked(question, Pick(pointed.place, certain=False), "mark-and-more")


def _quantity(core: str, reply: Reply, spread: Ranges, question: Question) -> Reading | None:
    """The choice whose range holds the quantity; None when the reply is no plain quantity."""
    if BOUND.search(core):
        return None
    if (place := _bounds(core, spread)) is not None:
        return Read(question.choices[place].key, "range-bounds")
    found = _share(question, reply) if spread.unit == "%" else _amount(core, spread.unit)
    if found is None or isinstance(found, Doubt):
        return found
    value, certain = found
    place = spread.place(value)
    return None if place is None else Read(question.choices[place].key, "range", certain=certain)


def _bounds(core: str, spread: Ranges) -> int | None:
    """The choice whose two ends are exactly what was typed: 20-299."""
    found = _TWO_ENDS.fullmatch(core)
    ends = (Decimal(found[1]), Decimal(found[2])) if found else None
    places = [
        place
        for place, interval in enumerate(spread.intervals)
        if interval and (interval.low, interval.high) == ends
    ]
    return places[0] if len(places) == 1 else None


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
