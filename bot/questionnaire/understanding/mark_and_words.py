"""A mark followed by words: “2 班组填表”. Its own label is certain, another's is a contradiction."""

from __future__ import annotations

import re

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.labels import named
from bot.questionnaire.understanding.marks import lettered, marks, pick
from bot.questionnaire.understanding.names import names
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.reading import Doubt, Read, Reading

_FORM = re.compile(
    r"^(?P<mark>第?[\d一二三四五六七八九十]{1,3}[个项种]?|[a-z](?![a-z]))(?P<gap>[\s.、:)\],]*)(?P<rest>.+)$"
)
_MARK_LIKE = re.compile(r"\d+|[一二三四五六七八九十]|(?<![a-z])[a-z](?![a-z])")
_JOINED = re.compile("和|跟|与|或|到|至|之间|、|,|/|-")


def mark_and_words(question: Question, core: str) -> Reading | None:
    """The choice marked so when the words agree; None when the reply does not begin with a mark."""
    found = _FORM.match(core)
    pointed = pick(question, found["mark"]) if found else None
    if found is None or pointed is None:
        return None
    gap, rest = found["gap"], found["rest"]
    if not gap and not found["mark"].isascii():
        return None  # 一个项目, 三维: the beginning of a word
    words = named(question.choices, rest)
    key = question.choices[pointed.place].key
    if words.places == (pointed.place,) and words.certain:
        return Read(key, "mark-and-label")
    article = found["mark"] in ("a", "i") and not gap.strip() and rest[0].isascii()
    if article and not marked_a(question, core):
        return None
    if words.places and gap:
        return Doubt("mark-against-label", {"mark": found["mark"]})
    return Read(key, "mark-and-more", certain=False) if gap and _harmless(question, rest) else None


def marked_a(question: Question, text: str) -> bool:
    """Whether a leading “a” is the mark A, no English article: letters are shown, and no label begins so."""
    own = any(name.source.startswith(text) for choice in question.choices for name in names(choice))
    return lettered(marks(question)) and re.match(r"[ai] [a-z0-9]", text) is not None and not own


def _harmless(question: Question, rest: str) -> bool:
    """Whether the words after the mark neither deny it nor point anywhere else."""
    if rest[0].isdigit() or negations(rest) or _JOINED.match(rest):
        return False
    return not any(pick(question, piece) for piece in _MARK_LIKE.findall(rest))
