"""What is shown before each choice, and which choice a typed mark, letter, number or ordinal points at.

Choices are shown with their key when every key is a number or a single letter (A to E, 0 to 4), else numbered
from 1. A typed mark is always what is shown: where keys run from 0 to 4, “1” is key 1 and not the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.english_numbers import ORDINALS, with_digits
from bot.questionnaire.understanding.numerals import CHARACTERS, numeral
from bot.questionnaire.understanding.tables import any_of


def marks(question: Question) -> tuple[str, ...]:
    """The mark shown before each choice, in order; a grid's columns are its choices."""
    return _marks(tuple([choice.key for choice in question.choices]))


@lru_cache(maxsize=1024)
def _marks(keys: tuple[str, ...]) -> tuple[str, ...]:
    if all(_typable(key) for key in keys):
        return keys
    return tuple(str(number) for number in range(1, len(keys) + 1))


def lettered(shown: tuple[str, ...]) -> bool:
    """Whether the marks are letters."""
    return bool(shown) and shown[0].isalpha()


def _typable(key: str) -> bool:
    return key.isascii() and (key.isdecimal() or (len(key) == 1 and key.isalpha()))


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice pointed at: its place from 0, and whether there is no other way to take it."""

    place: int
    certain: bool = True


_CLASS = "个选项 选项 号选项 号 项 级 档 类 条 种 个 题 点"
_SURE_CLASS = frozenset(("", "号", "项", "级", "档", "类", "选项", "号选项"))
_NUMBER = rf"[{CHARACTERS}]{{1,6}}"
_PICK = re.compile(
    rf"(?:{any_of('选项 选择 选', 'option/choice/number/item/level')}|\bn[or](?:\.|(?= ))|#)? ?\(?"
    rf"(?:(?P<nth>第) ?(?P<ordinal>{_NUMBER})|(?P<number>{_NUMBER})|(?P<letter>[a-z]))"
    rf"\)? ?(?P<class>{any_of(_CLASS)})? ?[.、:)]*"
)
_LAST = re.compile(
    r"(?:最后|末尾|最下面)(?:的)?(?:一|1)?(?:个选项|个|项|种|条|档|选项)?|(?:the )?last(?: one| option)?"
)
_FROM_END = re.compile(rf"倒数第? ?(?P<ordinal>{_NUMBER})(?:个选项|个|项|种|条|档)?")
_ENGLISH = re.compile(
    rf"(?:the )?(?:(?P<word>{'|'.join(ORDINALS)})|(?P<digits>\d{{1,2}})(?:st|nd|rd|th))"
    "(?: one| option| choice)?"
)
_DOUBTFUL_NO = re.compile(r"^no \d")  # “no 2”: number two, or no, two


def pick(question: Question, token: str) -> Pick | None:
    """The choice that a folded token points at by mark or place; None when it does neither."""
    shown = marks(question)
    if not shown:
        return None
    if (place := _from_words(token, len(shown))) is not None:
        if not 0 <= place < len(shown):
            return None
        return _nth(shown, place) if _ENGLISH.fullmatch(token) else Pick(place)
    token = token if _PICK.fullmatch(token) else with_digits(token)
    found = _PICK.fullmatch(token)
    if found is None:
        return None
    if found["letter"]:
        return _by_letter(shown, found["letter"], certain=(found["class"] or "") in _SURE_CLASS)
    return _by_number(shown, found, token)


def _nth(shown: tuple[str, ...], place: int) -> Pick:
    # Where 0 to 4 are shown, “the second” may be the one marked 2.
    marked = shown.index(str(place + 1)) if str(place + 1) in shown else place
    return Pick(place, certain=marked == place)


def _by_letter(shown: tuple[str, ...], letter: str, *, certain: bool) -> Pick | None:
    if lettered(shown):
        lower = [mark.lower() for mark in shown]
        return Pick(lower.index(letter), certain) if letter in lower else None
    place = ord(letter) - ord("a")
    return Pick(place, certain) if place < len(shown) else None


def _by_number(shown: tuple[str, ...], found: re.Match[str], token: str) -> Pick | None:
    run = found["ordinal"] or found["number"]
    number = _whole(run)
    if number is None or (run[0] == "0" and len(run) > 1 and "0" in shown):
        return None  # where 0 can be chosen, “01” may be both 0 and 1
    nth = number - 1 if 1 <= number <= len(shown) else None
    marked = next(
        (place for place, mark in enumerate(shown) if mark.isdecimal() and int(mark) == number), None
    )
    if found["nth"] or lettered(shown):
        if nth is None:
            return None
        sure = found["nth"] or (found["class"] or "") in _SURE_CLASS
        return Pick(nth, certain=bool(sure) and marked in (None, nth) and not _DOUBTFUL_NO.match(token))
    if marked is None:
        return None
    return Pick(marked, certain=(found["class"] or "") in _SURE_CLASS and not _DOUBTFUL_NO.match(token))


def _from_words(token: str, count: int) -> int | None:
    if _LAST.fullmatch(token):
        return count - 1
    if found := _FROM_END.fullmatch(token):
        number = _whole(found["ordinal"])
        return None if number is None else count - number
    if found := _ENGLISH.fullmatch(token):
        return (ORDINALS[found["word"]] if found["word"] else int(found["digits"])) - 1
    return None


def _whole(run: str) -> int | None:
    read = numeral(run)
    if read is None or read.low is not None or read.spelled or read.about or run in ("两", "俩", "仨"):
        return None
    return int(read.value) if read.value == read.value.to_integral_value() else None
