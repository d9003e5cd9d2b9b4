"""Marks typed without a separator: 13 for 1 and 3, AC for A and C. Where 13 is a mark, nobody can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.marks import lettered, marks, pick
from bot.questionnaire.understanding.tables import english

_LONGEST = 15
# Everyday words that are also rows of letters.
_WORDS = frozenset(
    english(
        "no/hi/be/ai/bi/go/it/ok/do/he/me/am/an/at/in/is/if/of/on/or/so/to/us/we/ad/al/ma/eh/ah/hm/mo/"
        "lo/all/add/bad/"
        "ace/cad/ago/aim/ail/ado/beg/bin/dim/din/fin/film/gin/him/hill/chin/chip/bio"
    )
)
_CHINESE = re.compile("[一二三四五六七八九]{2,9}")


@dataclass(frozen=True, slots=True)
class Glued:
    """The places meant; none when there is no way to read it, or (`several`) more than one."""

    places: tuple[int, ...] = ()
    certain: bool = False
    several: bool = False


def glued(question: Question, token: str) -> Glued | None:
    """Read a run of digits, letters or Chinese digits as several marks; None when it is no such run."""
    if len(token) > _LONGEST:
        return None
    if re.fullmatch(r"\d{2,}", token):
        return _digits(question, token)
    if re.fullmatch("[a-z]{2,}", token):
        return _letters(question, token)
    if _CHINESE.fullmatch(token):
        found = _places(question, list(token))
        return Glued(found) if found else Glued()
    return None


def _digits(question: Question, token: str) -> Glued | None:
    if whole := pick(question, token):
        ways = _ways(question, token)
        return Glued(several=True) if ways else Glued((whole.place,), certain=whole.certain)
    ways = _ways(question, token)
    if len(ways) != 1:
        return Glued(several=bool(ways))
    singles = all(len(mark) == 1 for mark in ways[0])
    places = _places(question, ways[0])
    return Glued(places, certain=singles and places == tuple(sorted(places)) and _counted(question))


def _counted(question: Question) -> bool:
    # Where letters are shown, digits are a second-hand way of pointing.
    return not lettered(marks(question))


def _letters(question: Question, token: str) -> Glued | None:
    places = _places(question, list(token))
    if not places or (token in _WORDS and not lettered(marks(question))):
        return None
    ascending = places == tuple(sorted(places))
    return Glued(places, certain=ascending and token not in _WORDS)


def _places(question: Question, parts: list[str]) -> tuple[int, ...]:
    """The places of all parts, or nothing when one is no mark or comes twice."""
    found = [pick(question, part) for part in parts]
    places = tuple(one.place for one in found if one is not None)
    return places if len(places) == len(parts) == len(set(places)) else ()


def _ways(question: Question, token: str) -> list[list[str]]:
    """Every way to cut the digits into two or more different marks."""
    longest = max(len(mark) for mark in marks(question))
    ways: list[list[str]] = []

    def cut(rest: str, taken: list[str]) -> None:
        if not rest:
            if len(taken) > 1 and _places(question, taken):
                ways.append(taken)
            return
        for size in range(1, min(longest, len(rest)) + 1):
            part = rest[:size]
            if part not in taken and (part == "0" or part[0] != "0") and pick(question, part):
                cut(rest[size:], [*taken, part])

    cut(token, [])
    return ways
