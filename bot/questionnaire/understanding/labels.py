"""Which choice the words of a reply stand for: its label, a part of it, a synonym, words around one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.questionnaire.model import Choice, Question
from bot.questionnaire.understanding.folding import fold_label, squeeze
from bot.questionnaire.understanding.names import Name, Phrase, clauses, names, phrase
from bot.questionnaire.understanding.near import near
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.tables import any_of, english
from bot.questionnaire.understanding.whole_words import NONE

_EMPTY = frozenset("的在里有是和或与用了到也都就还把被对从做个这那我你他们会能可以吗呢吧啊上下中为于")
_STOP = frozenset(english("no/not/a/an/the/of/in/by/to/and/or/is/are/on/it/for/with/at/we/our/be/as/from"))
# Words around a label that change nothing about it.
_AROUND = re.compile(
    any_of(
        "我们公司 我们厂 我们 我司 公司 企业 行业 属于 是 做 的 用的 用 目前 现在 这个 这种 情况 类型"
        " 类 就 为 在 有"
        " 啊 吧 了 呢 这一 我 选 型 制造业 领域",
        "we/use/are/our/is/it/a/the/mainly/with",
    )
    + r"|[\s|,.、]"
)
_FEW_LETTERS, _FEWEST_LETTERS = 6, 3
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
    said = phrase(text)
    if places := exactly(choices, text):
        found = Named(places, certain=len(places) == 1, why="label")
    elif not _telling(said) and not any(said in name.clauses for choice in choices for name in names(choice)):
        return NOTHING
    else:
        found = _by_parts(said, choices)
    if not found.places:
        found = near_miss(choices, text)
    if found.certain and negations(said.text):
        # A bare “没有” that only begins a wording may be the answer to something else.
        bare = said.text in NONE and found.why != "label"
        return replace(found, certain=not bare and _keeps_clauses(text, choices[found.places[0]]))
    return found


def _by_parts(said: Phrase, choices: Sequence[Choice]) -> Named:
    parts = {
        place: strong for place, choice in enumerate(choices) if (strong := _fit(said, choice)) is not None
    }
    # A reply that is itself part of one label is that label, whatever shorter names occur in it.
    inside, sure = (set[int](), False) if len(parts) == 1 else _held(said, choices)
    places = tuple(sorted({*parts, *inside}))
    if len(places) > 1:
        return _leading(said, places, choices)
    if not places:
        return NOTHING
    return Named(places, certain=parts.get(places[0], False) or sure, why="part" if parts else "holds-label")


def _keeps_clauses(text: str, choice: Choice) -> bool:
    """Whether no clause of the reply runs over a border of the label's.

    “没有，靠电话” and “没有靠电话” are opposites; so are “说了算，没有文件” and “说了算没有”.
    """
    own = [clause.text for name in names(choice) for clause in name.clauses]
    return all(any(part.text in clause for clause in own) for part in clauses(text))


def echoes(question: Question, text: str) -> bool:
    """Whether a folded text only repeats words of the question: it then tells little about the choices."""
    return squeeze(text) in squeeze(fold_label(question.text))


def strong_part(choices: Sequence[Choice], text: str) -> bool:
    """Whether a folded text is a telling part of some choice's wording."""
    said = phrase(text)
    return said.length > 1 and any(_fit(said, choice) for choice in choices)


def near_miss(choices: Sequence[Choice], text: str) -> Named:
    """The one choice that a misspelt or paraphrased text is near to, if it is one; never certain."""
    place = near([names(choice) for choice in choices], phrase(text))
    return NOTHING if place is None else Named((place,), why="near-miss")


def _leading(said: Phrase, places: tuple[int, ...], choices: Sequence[Choice]) -> Named:
    """Among several that hold the words, the only one that begins with them: likely, no more."""
    first = [
        place
        for place in places
        if any(
            name.whole.text.startswith(said.text) or said in name.clauses for name in names(choices[place])
        )
    ]
    return Named((first[0],), why="beginning") if len(first) == 1 else Named(places)


def _telling(said: Phrase) -> bool:
    """Whether the words can tell anything: not a single character, not only function words or digits."""
    tokens = said.wire.strip("|").split("|")
    if len(tokens) == 1:
        return len(tokens[0]) > 1 and not tokens[0].isdecimal() and tokens[0] not in _STOP
    return not all(token in _EMPTY or token in _STOP or token.isdecimal() for token in tokens)


def _fit(said: Phrase, choice: Choice) -> bool | None:
    """Whether the words begin or are part of the choice's wording: None no, else whether that is enough."""
    begins, part = _beginning(said, choice), _part(said, choice)
    return part if begins is None else begins or bool(part)


def _beginning(said: Phrase, choice: Choice) -> bool | None:
    if said.length < 2 and _latin(said) < _FEWEST_LETTERS:  # noqa: PLR2004 - one character begins too much
        return None
    tails = [tail for name in names(choice) if (tail := name.tail(said.text)) is not None]
    if not tails:
        return None
    # “质量数据” begins “质量数据不进系统”, and says the opposite.
    return (said.length > 1 or _latin(said) >= _FEW_LETTERS) and any(not negations(tail) for tail in tails)


def _coded(said: Phrase) -> bool:
    """Whether it is a word of letters and digits, such as 5G."""
    return said.text.isalnum() and said.text.isascii() and not (said.text.isalpha() or said.text.isdecimal())


def _latin(said: Phrase) -> int:
    return sum(character.isascii() and character.isalpha() for character in said.text)


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
        # “联网” is no part of “没有联网”: what stands around must not turn the words round. And “不多” is no
        # part of “差不多”, where 不 negates nothing.
        outside = negations(clause.text.replace(said.text, " ", 1))
        if outside or negations(clause.text) != negations(said.text):
            continue
        latin = _latin(said)
        long = latin >= _FEW_LETTERS or (
            said.length - (latin > 0) >= _FEW_TOKENS and said.length >= _FEW_TOKENS
        )
        # Two characters amid a clause tell little: “插单时手工挪” is not about planning by hand (手工).
        edge = latin > 1 or clause.text.startswith(said.text) or clause.text.endswith(said.text)
        big = edge and said.length * 3 >= clause.length and (said.length > 1 or latin > 1)
        return (
            said == clause
            or (begins and (said.length > 1 or latin >= _FEW_LETTERS or _coded(said)))
            or long
            or big
        )
    if any(said.wire in clause.wire for clause in name.clauses):
        return None
    return True  # runs over several clauses


def _held(said: Phrase, choices: Sequence[Choice]) -> tuple[set[int], bool]:
    """The choices whose wordings the words hold, the longest at each spot; whether nothing else is said."""
    spans = [
        (start, start + len(wire), place)
        for place, choice in enumerate(choices)
        for wire in _holdable(choice)
        if (start := said.wire.find(wire)) >= 0
    ]
    widest = [span for span in spans if not any(_within(span, other) for other in spans)]
    left = list(said.wire)
    for start, end, _ in widest:
        left[start:end] = " " * (end - start)
    around = "".join(left).replace("|", "")
    if not widest or negations(around) or "除" in around:
        return set(), False
    return {place for _, _, place in widest}, not _AROUND.sub("", around)


def _holdable(choice: Choice) -> list[str]:
    """The wordings of a choice that say enough inside a longer reply: not a character, not a short clause."""
    wires = []
    for name in names(choice):
        if len(name.whole.text) > 1:
            wires.append(name.whole.wire)
        wires += [clause.wire for clause in name.clauses if clause.length >= _FEW_TOKENS]
    return wires


def _within(span: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and (other[1] - other[0]) > (span[1] - span[0])
