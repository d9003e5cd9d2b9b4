"""Near-misses: a wrong character, other words for the same. Digits and opposites are never forgiven."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from bot.questionnaire.understanding.names import Name, Phrase
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.tables import english

# Characters that make another statement when one is taken for the other.
_TELLING = frozenset(
    "0123456789%不没无未非上下大小多少高低内外有全部分前后已单双半微中先首末东西南北左右男女长短快慢新旧"
    "一二三四五六七八九十"
)
_MIN_CHINESE, _MIN_LATIN = 3, 5
_LONG = 8  # characters from which two slips are forgiven
_FAR = 3
_SHARE = 0.28  # of the reply's pairs that a paraphrase must share
_LEAD = 1.5  # times the next choice's score
_WORD = re.compile(r"[a-z0-9+%]+|[^\x00-\x7f]+")
_SMALL_WORDS = frozenset(
    english("a/an/the/of/in/by/to/and/or/is/are/on/it/for/with/at/we/our/be/as/from/do/does/have/has/i/you")
)


def near(choices: Sequence[tuple[Name, ...]], said: Phrase) -> int | None:
    """The place of the one choice that is near; None for none or several.

    One wrong character can be a slip or another statement (自动, 手动), so what is near is always asked back.
    """
    place = _misspelt(choices, said.text)
    return _paraphrased(choices, said.text) if place is None else place


def _misspelt(choices: Sequence[tuple[Name, ...]], said: str) -> int | None:
    if len(said) < (_MIN_LATIN if said.isascii() else _MIN_CHINESE):
        return None
    reach = 1 if len(said) < _LONG else 2
    distances = [
        min((_distance(said, text) for text in _texts(names, said)), default=_FAR) for names in choices
    ]
    best = min(distances)
    return None if best > reach or distances.count(best) > 1 else distances.index(best)


def _texts(names: tuple[Name, ...], said: str) -> list[str]:
    """What a misspelt reply may have been meant as: a whole wording, its beginning, or a clause."""
    texts = []
    for name in names:
        texts += [name.whole.text, name.whole.text[: len(said)], *(clause.text for clause in name.clauses)]
    return texts


def _distance(said: str, text: str) -> int:
    distance = Levenshtein.distance(said, text, score_cutoff=_FAR)
    if 0 < distance < _FAR and (negations(said) != negations(text) or _telling_difference(said, text)):
        return _FAR
    return distance


def _telling_difference(said: str, text: str) -> bool:
    one, other = Counter(said), Counter(text)
    return any(character in _TELLING for character in (one - other) + (other - one))


def _paraphrased(choices: Sequence[tuple[Name, ...]], said: str) -> int | None:
    """The choice that shares by far the most telling pairs of characters, or words, with the reply."""
    wanted = _pairs(said)
    if not wanted:
        return None
    turned = negations(said) > 0
    held = [_held(names, turned=turned) for names in choices]
    spread = Counter(pair for pairs in held for pair in pairs & wanted)
    scores = [sum(1 / spread[pair] for pair in pairs & wanted) for pairs in held]
    best = max(scores)
    place = scores.index(best)
    others = max((score for at, score in enumerate(scores) if at != place), default=0.0)
    shared = held[place] & wanted
    if not shared or best < _LEAD * others or len(shared) < _SHARE * len(wanted):
        return None
    return None if _says_another(choices, place, said) else place


def _held(names: tuple[Name, ...], *, turned: bool) -> frozenset[str]:
    """The pairs in clauses of the same sense: a negated reply is held against negated clauses only."""
    found: set[str] = set()
    for name in names:
        for clause in name.clauses:
            if (negations(clause.text) > 0) == turned:
                found |= _pairs(clause.text)
    return frozenset(found)


def _pairs(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in _WORD.findall(text):
        if word[0].isascii():
            if len(word) > 1 and word not in _SMALL_WORDS:
                found.add(word)
        else:
            found |= {word[place : place + 2] for place in range(len(word) - 1)}
    return frozenset(found)


def _says_another(choices: Sequence[tuple[Name, ...]], place: int, said: str) -> bool:
    """Whether the reply has a number the choice has not, or a telling character only others have."""
    own = _wording(choices[place])
    if Counter(re.findall(r"\d+", said)) - Counter(re.findall(r"\d+", own)):
        return True
    others = "".join(_wording(names) for at, names in enumerate(choices) if at != place)
    return any(character in others and character not in own for character in set(said) & _TELLING)


def _wording(names: tuple[Name, ...]) -> str:
    return " ".join(name.whole.text for name in names)
