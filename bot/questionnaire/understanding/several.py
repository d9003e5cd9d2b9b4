"""Multiple-choice questions: lists, runs, all, none, all but some, the first few."""

from __future__ import annotations

import re

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.folding import squeeze
from bot.questionnaire.understanding.glued import Glued, glued
from bot.questionnaire.understanding.items import SPLIT, Items, items
from bot.questionnaire.understanding.labels import echoes, exactly, named
from bot.questionnaire.understanding.marked_labels import unmarked, with_markers
from bot.questionnaire.understanding.marks import marks
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.numerals import CHARACTERS, numeral
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of
from bot.questionnaire.understanding.whole_words import ALL, NONE

_WORD_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = rf"(?P<count>[{CHARACTERS}]{{1,3}}|{'|'.join(_WORD_COUNTS)})"
_PIECES = "(?:个选项|个|项|种|条| ?options?| ?ones?)?"
_FIRST = re.compile(f"(?:第?前|the first|first) ?{_COUNT}{_PIECES}")
_FINAL = re.compile(f"(?:最后|后|倒数|the last|last) ?{_COUNT}{_PIECES}")
_ALL = any_of("全部 全都 全 都 也都 也")
_ALSO = f"{any_of('其他 其它 其余 别的 剩下的 剩余的 另外')}(?:的)?"
_USED = any_of("有 选 用 是 要 在用 上了 用了 行 可以")
_NOT = any_of("没有 没上 没用 没 无 不要 不选 除外")
_OUTSIDE = "(?:以外|之外|外|不选)?"
_GAP = "[,、; ]*"
_EXCEPT = re.compile(
    rf"(?:除了|除去|除|除开)(?P<not>.+?){_OUTSIDE}{_GAP}(?:{_ALSO})?(?:我们)?(?:{_ALL}+{_USED}?|{_USED})"
)
_ALL_BUT = re.compile(
    rf"(?:{_ALL}{_USED}?|全部|全选){_GAP}(?:除了|除|不包括|不含)(?P<not>.+?){_OUTSIDE}"
    rf"|(?:{_ALL}{_USED}|全部|全选)(?:[,、 ]+(?:但|就是|只|就)?|但|就是|只|就){_NOT}(?P<lacks>.+?)"
    r"|(?:all|everything)(?: of them)?,? (?:except|but|apart from|without|other than)(?: for)? (?P<but>.+)"
    rf"|(?P<beyond>.+?)(?:以外|之外)(?:{_ALSO})?(?:都|全){_USED}?"
    rf"|(?P<first>.+?){_NOT}{_GAP}{_ALSO}(?:我们)?{_ALL}{_USED}?"
    rf"|{_ALL}{_USED}[,、; ]+(?P<after>.+?){_NOT}"
)
_NONE_BUT = re.compile(rf"(?:除了|除)(?P<only>.+?){_OUTSIDE}{_GAP}(?:{_ALSO})?(?:都|全|也)?(?:没有|没|无)")
_OR = re.compile(r"或|还是|\bor\b")


def read(question: Question, reply: Reply) -> Reading:
    """Read a set of choices, in the question's order. `()` is an answer: nothing ticked."""
    for text in (reply.bare, reply.core):
        if len(exactly(question.choices, text)) == 1:
            exact = named(question.choices, text)
            return _chosen(question, set(exact.places), "label", certain=exact.certain)
    core = reply.core
    if whole := _whole(question, core):
        return whole
    words = max((named(question.choices, text) for text in (reply.bare, core)), key=lambda one: one.certain)
    if not words.certain:
        return _listed(question, core)
    one = _chosen(question, set(words.places), words.why, certain=not echoes(question, core))
    # The beginning of one label, or a list of others? Only when it can be nothing else is it the one.
    listed = _listed(question, core) if SPLIT.search(core) else one
    if isinstance(listed, Read) and listed.certain and listed.value != one.value:
        return Doubt("which", {"found": "、".join(marks(question)[place] for place in words.places)})
    return one


def _listed(question: Question, core: str) -> Reading:
    if _OR.search(with_markers(question.choices, core)):
        return Doubt("or")
    if found := (_EXCEPT.fullmatch(core) or _ALL_BUT.fullmatch(core)):
        return _all_but(question, next(group for group in found.groups() if group))
    if found := _NONE_BUT.fullmatch(core):
        return _only(question, found["only"])
    return _list(question, core)


def _whole(question: Question, core: str) -> Reading | None:
    """All, none, the first few, the last few."""
    bare = squeeze(core)
    count = len(question.choices)
    letters = glued(question, bare) if bare.isascii() else None
    if bare in ALL or bare in NONE:
        if letters is not None and letters.places:
            return Doubt("letters-or-word", {"given": core})  # “no” where N and O are choices
        return _chosen(question, set(_ordinary(question)), "all") if bare in ALL else _none(question)
    for pattern, first in ((_FIRST, True), (_FINAL, False)):
        if found := pattern.fullmatch(re.sub("都有$|都选$|有$", "", bare)):
            number = _WORD_COUNTS.get(found["count"]) or _count(found["count"])
            if not number or number > count:
                return Doubt("no-match")
            return _chosen(
                question, set(range(number) if first else range(count - number, count)), "first-few"
            )
    return None


def _count(run: str) -> int:
    read = numeral(run)
    return 0 if read is None or read.low is not None or read.spelled else int(read.value)


def _ordinary(question: Question) -> list[int]:
    return [place for place, choice in enumerate(question.choices) if not choice.exclusive]


def _none(question: Question) -> Reading:
    """The exclusive choice that says “none”, if there is one; else nothing ticked."""
    nones = [
        place
        for place, choice in enumerate(question.choices)
        if choice.exclusive and negations(f"{choice.label} {choice.key}".lower())
    ]
    if len(nones) > 1:
        return Doubt("which", {"found": "、".join(marks(question)[place] for place in nones)})
    return _chosen(question, set(nones), "none")


def _all_but(question: Question, words: str) -> Reading:
    out = items(question, words)
    if out.unread or out.left_out or not out.chosen:
        return _unread(question, out)
    left = set(_ordinary(question)) - set(out.chosen)
    return _chosen(question, left, "all-but", certain=all(out.chosen.values()))


def _only(question: Question, words: str) -> Reading:
    found = items(question, words)
    if found.unread or found.left_out or not found.chosen:
        return _unread(question, found)
    return _chosen(question, set(found.chosen), "none-but", certain=False)


def _list(question: Question, core: str) -> Reading:
    single = glued(question, core)
    if single is not None:
        return _from_glued(question, single, core)
    found = items(question, core)
    if found.unread or not found.chosen:
        return _unread(question, found)
    if found.left_out & set(found.chosen) or found.open_end:
        return Doubt("contradiction" if found.left_out & set(found.chosen) else "open-end")
    certain = all(found.chosen.values()) and not found.left_out
    # “two”: the second, or any two of them.
    return _chosen(question, set(found.chosen), "list", certain=certain and core not in _WORD_COUNTS)


def _from_glued(question: Question, found: Glued, core: str) -> Reading:
    if not found.places:
        return Doubt("glued" if found.several else "no-such", {"given": core})
    return _chosen(question, set(found.places), "glued", certain=found.certain)


def _unread(question: Question, found: Items) -> Doubt:
    given = unmarked(question.choices, found.unread[0]) if found.unread else ""
    if found.unread and found.chosen:
        return Doubt("item", {"given": given})
    if found.unread:
        return Doubt("no-such" if found.unread[0].isdecimal() else "no-match", {"given": given})
    return Doubt("negated")


def _chosen(question: Question, places: set[int], why: str, *, certain: bool = True) -> Read:
    keys = tuple(choice.key for place, choice in enumerate(question.choices) if place in places)
    return Read(keys, why, certain=certain)
