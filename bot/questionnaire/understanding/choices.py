"""Single-choice questions: a mark, a place, a label or its words, a quantity that falls into a range."""

from __future__ import annotations

import re

from bot.questionnaire.model import Choice, Question
from bot.questionnaire.understanding.folding import squeeze
from bot.questionnaire.understanding.labels import echoes, exactly, named
from bot.questionnaire.understanding.mark_and_words import mark_and_words, marked_a
from bot.questionnaire.understanding.marks import Pick, lettered, marks, pick
from bot.questionnaire.understanding.names import key_words, names
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.range_choices import by_quantity
from bot.questionnaire.understanding.ranges import ranges
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.whole_words import NONE

_NEAREST = re.compile(
    r"^(?:比较|最|更|应该|大概)*(?:接近于?|像|差不多是?|符合)(?:第)?(?=[\da-z一二三四五六七八九十])"
    r"|^选个(?=.)|^q\d{1,3} ?[:.、] ?(?=.)"
    r"|(?:我们)?(?:比较|最|更|挺|最为)?(?:符合|接近|合适|像|贴切|差不多|是的)$|[~^-]+$"
)
_LEFT_OUT = re.compile("除|.+(?:以外|之外)")
_NONE_FITS = re.compile(
    "(?:以上|这些|这几个|选项)?(?:都|全)?(?:不是|不符合|没有合适的?|不对|不合适|没有符合的?)"
    "|none (?:of these|fits)"
)
_JOINED = re.compile(r"和|跟|与|或|到|至|之间|、|,|/|\d-\d|\d \d|\bor\b|\band\b|\bbetween\b")


def read(question: Question, reply: Reply) -> Reading:
    """Read one choice; two at once are asked about, never chosen from."""
    whole, core = reply.bare, _without_nearest(question, reply.core)
    if exact := _exact(question, (whole, reply.core)):
        return exact
    if (place := _plain_word(question, core)) is not None:
        return Read(question.choices[place].key, "plain-word")
    if _LEFT_OUT.match(core):
        return Doubt("negated")
    if pointed := _by_mark_or_quantity(question, reply, core):
        return pointed
    if _NONE_FITS.fullmatch(core):
        return Doubt("none-fits")
    found = mark_and_words(question, whole)
    if not isinstance(found, Read) or not found.certain:
        found = mark_and_words(question, core) or found
    return found or _by_words(question, whole, core)


def _exact(question: Question, texts: tuple[str, str]) -> Read | None:
    for text in texts:
        if not marked_a(question, text) and len(exactly(question.choices, text)) == 1:
            found = named(question.choices, text)
            return Read(question.choices[found.places[0]].key, "label", certain=found.certain)
    return None


def _without_nearest(question: Question, core: str) -> str:
    """“比较接近 2” is 2; but where a choice is called 差不多, that word is an answer."""
    shorter = _NEAREST.sub("", core)
    left_off = core.replace(shorter, "", 1).strip(" ,、.") if shorter else core
    return core if exactly(question.choices, left_off) or not shorter else shorter


def _plain_word(question: Question, core: str) -> int | None:
    """The one choice that a plain word stands for: called “none” in some word, or with a telling key."""
    word = squeeze(core)
    called = [
        place
        for place, choice in enumerate(question.choices)
        if (word in NONE and _called(choice) & NONE) or word in key_words(choice)
    ]
    return called[0] if len(called) == 1 else None


def _called(choice: Choice) -> set[str]:
    return {squeeze(name.source) for name in names(choice)}


def _by_mark_or_quantity(question: Question, reply: Reply, core: str) -> Reading | None:
    spread = ranges(question.choices)
    pointed = pick(question, core)
    quantity = by_quantity(question, spread, reply) if spread else None
    if pointed and quantity and lettered(marks(question)) and not re.search("[a-z]", core):
        return Doubt("mark-or-value")  # where A to E are shown, “2” may be the second or 2 %
    if pointed and (others := _begun(question, core) - {pointed.place}):
        return _which(
            question, (pointed.place, *sorted(others))
        )  # “two” where a label begins with “Two or more”
    return _picked(question, pointed) if pointed else quantity


def _begun(question: Question, core: str) -> set[int]:
    """The choices that a mark in words may begin as well."""
    if len(core) < 2 or core.isdecimal():  # noqa: PLR2004 - one character is a mark and nothing else
        return set()
    found = named(question.choices, core)
    return set(found.places) if found.why in ("label", "part", "beginning") else set()


def _which(question: Question, places: tuple[int, ...]) -> Doubt:
    return Doubt("which", {"found": "、".join(marks(question)[place] for place in places)})


def _picked(question: Question, pointed: Pick) -> Read:
    return Read(question.choices[pointed.place].key, "mark", certain=pointed.certain)


def _by_words(question: Question, whole: str, core: str) -> Reading:
    # With its first words the reply may be the beginning of a label, without them a part of one.
    found = max(
        (named(question.choices, text) for text in (whole, core)),
        key=lambda one: (one.certain, len(one.places) == 1),
    )
    if len(found.places) == 1:
        # Part of a range's wording is a statement of its own: “超过 10%” is more than “超过 10%，到 20%”.
        certain = found.certain and not ranges(question.choices) and not echoes(question, core)
        if not certain and _several_words(question, core):
            return Doubt("several")
        return Read(question.choices[found.places[0]].key, found.why, certain=certain)
    if found.places:
        return _which(question, found.places)
    if negations(core):
        return Doubt("negated")
    return Doubt("several" if _several(question, core) else "no-match")


def _several(question: Question, core: str) -> bool:
    """Whether the reply points at more than one choice."""
    if not _JOINED.search(core) and not re.fullmatch(r"\d{2,}|[a-z]{2,4}", core):
        return False
    pieces = re.findall(r"\d|[a-z](?![a-z])|第[一二三四五六七八九十\d]+", core) or list(core)
    return sum(pick(question, piece) is not None for piece in pieces) > 1


def _several_words(question: Question, core: str) -> bool:
    """Whether the pieces of a joined reply name different choices."""
    found = [named(question.choices, piece) for piece in _JOINED.split(core) if piece]
    return len({one.places for one in found if one.certain}) > 1
