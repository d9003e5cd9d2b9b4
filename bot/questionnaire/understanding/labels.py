"""Which choice the words of a reply stand for: its label, a part of it, a synonym, or a reply that holds one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.questionnaire.model import Choice
from bot.questionnaire.understanding.names import Name, Phrase, names, phrase
from bot.questionnaire.understanding.near import near
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.tables import any_of

_EMPTY = frozenset("的在里有是和或与用了到也都就还把被对从做个这那我你他们会能可以吗呢吧啊上下中为于")
_STOP = frozenset("a an the of in by to and or is are on it for with at we our be as from".split())
# Words around a label that change nothing about it.
_AROUND = re.compile(
    any_of(
        "我们公司 我们厂 我们 我司 公司 企业 行业 属于 主要 主要是 是 做 的 用的 用 目前 现在 这个 这种 情况 类型 类 就 一般 基本 为 在 有 啊 吧"
        " 了 呢 这一 我 选 都 型 制造业 领域",
        "we/use/are/our/is/it/a/the/mainly/with",
    )
    + r"|[\s|,.、]"
)
_FEW_LETTERS = 6
_FEW_TOKENS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """The choices a reply may mean, by place: one and certain, one and likely, several, or none."""

    places: tuple[int, ...] = ()
    certain: bool = False
    why: str = ""


NOTHING = Named()


def exactly(choices: Sequence[Choice], text: str) -> tuple[int, ...]:
    """The places of the choices that go by exactly this folded text."""
    said = phrase(text)
    if not said.text:
        return ()
    return tuple(
        place
        for place, choice in enumerate(choices)
        if any(said.wire == name.whole.wire for name in names(choice))
    )


def named(choices: Sequence[Choice], text: str) -> Named:
    """What a folded text names. Two choices that fit equally well are both returned, never one of them."""
    if exact := exactly(choices, text):
        return Named(exact, certain=len(exact) == 1, why="label")
    said = phrase(text)
    if not _telling(said):
        return NOTHING
    parts = {
        place: strong for place, choice in enumerate(choices) if (strong := _part(said, choice)) is not None
    }
    inside, certain = _held(said, choices)
    places = tuple(sorted({*parts, *inside}))
    if len(places) == 1:
        return Named(
            places, certain=parts.get(places[0], False) or certain, why="part" if parts else "holds-label"
        )
    if len(places) > 1:
        return _leading(said, places, choices)
    return near_miss(choices, text)


def strong_part(choices: Sequence[Choice], text: str) -> bool:
    """Whether a folded text is a telling part of some choice's wording."""
    said = phrase(text)
    return said.length > 1 and any(_part(said, choice) for choice in choices)


def near_miss(choices: Sequence[Choice], text: str) -> Named:
    """The one choice that a misspelt or paraphrased text is near to, if there is exactly one."""
    place, certain = near([names(choice) for choice in choices], phrase(text))
    return NOTHING if place is None else Named((place,), certain=certain, why="near-miss")


def _leading(said: Phrase, places: tuple[int, ...], choices: Sequence[Choice]) -> Named:
    """Among several that hold the words, the only one that begins with them: likely, no more."""
    first = [
        place
        for place in places
        if any(
            name.whole.wire.startswith(said.wire) or said in name.clauses for name in names(choices[place])
        )
    ]
    return Named((first[0],), why="beginning") if len(first) == 1 else Named(places)


def _telling(said: Phrase) -> bool:
    """Whether the words are enough to tell anything: not a single character, not only function words or digits."""
    tokens = said.wire.strip("|").split("|")
    if len(tokens) == 1:
        return len(tokens[0]) > 1 and not tokens[0].isdecimal() and tokens[0] not in _STOP
    return not all(token in _EMPTY or token in _STOP or token.isdecimal() for token in tokens)


def _part(said: Phrase, choice: Choice) -> bool | None:
    """Whether the words are a part of the choice's wording: None no, else whether that alone is enough."""
    strength: bool | None = None
    for name in names(choice):
        if said.wire not in name.whole.wire:
            continue
        strong = _strength(said, name)
        if strong is not None:
            strength = bool(strength) or strong
    return strength


def _strength(said: Phrase, name: Name) -> bool | None:
    begins = name.whole.wire.startswith(said.wire)
    for clause in name.clauses:
        if said.wire not in clause.wire:
            continue
        # “联网” is no part of “没有联网”: what stands around the words in their clause must not turn them round.
        if negations(clause.text.replace(said.text, " ", 1)):
            continue
        latin = sum(character.isascii() and character.isalpha() for character in said.text)
        long = latin >= _FEW_LETTERS or (
            said.length - (latin > 0) >= _FEW_TOKENS and said.length >= _FEW_TOKENS
        )
        big = said.length * 3 >= clause.length and (said.length > 1 or latin > 1)
        return said == clause or begins or long or big
    if any(said.wire in clause.wire for clause in name.clauses):
        return None
    return True  # runs over several clauses


def _held(said: Phrase, choices: Sequence[Choice]) -> tuple[set[int], bool]:
    """The choices one of whose wordings the words hold, the longest at each spot, and whether nothing else is said."""
    spans: list[tuple[int, int, int]] = []
    for place, choice in enumerate(choices):
        for name in names(choice):
            for part in (name.whole, *name.clauses):
                start = said.wire.find(part.wire)
                enough = part.length > 1 if part is name.whole else part.length >= _FEW_TOKENS
                if start >= 0 and (enough or (part.length == 1 and len(part.text) > 1)):
                    spans.append((start, start + len(part.wire), place))
    widest = [s for s in spans if not any(_within(s, other) for other in spans)]
    if not widest:
        return set(), False
    left = list(said.wire)
    for start, end, _ in widest:
        left[start:end] = " " * (end - start)
    around = "".join(left).replace("|", "")
    if negations(around) or "除" in around:
        return set(), False
    return {place for _, _, place in widest}, not _AROUND.sub("", around)


def _within(span: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and (other[1] - other[0]) > (span[1] - span[0])
