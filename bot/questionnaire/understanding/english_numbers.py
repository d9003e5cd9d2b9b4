"""English number words as digits: “three hundred and twenty” becomes 320, “2 million” 200万."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.understanding.tables import english

_ONES = {
    word: value
    for value, word in enumerate(
        english(
            "zero/one/two/three/four/five/six/seven/eight/nine/ten/eleven/twelve/thirteen/fourteen/"
            "fifteen/sixteen/"
            "seventeen/eighteen/nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(english("twenty/thirty/forty/fifty/sixty/seventy/eighty/ninety"), start=2)
}
_SIZES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
ORDINALS = {
    word: value
    for value, word in enumerate(
        english("first/second/third/fourth/fifth/sixth/seventh/eighth/ninth/tenth/eleventh/twelfth"), start=1
    )
}

_WORD = "(?:" + "|".join([*_ONES, *_TENS, *_SIZES]) + ")"
_RUN = re.compile(rf"\b(?:an? (?=hundred|thousand|million|billion))?{_WORD}(?:(?:[ -]|,? and ){_WORD})*\b")
_SCALED = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(hundred|thousand|million|billion|mn|bn)\b")
_DOZEN = re.compile(r"\b(?:a|one) dozen\b")
_SHORT = {"mn": 1_000_000, "bn": 1_000_000_000}


def with_digits(text: str) -> str:
    """The folded text with English number words written as digits; words that form no number stay."""
    if not re.search("[a-z]{2}", text):
        return text
    text = _SCALED.sub(_scaled, _DOZEN.sub("12", text))
    return _RUN.sub(_spelled, text)


def _scaled(found: re.Match[str]) -> str:
    size = _SIZES.get(found[2]) or _SHORT[found[2]]
    return _written(Decimal(found[1].replace(",", "")) * size)


def _spelled(found: re.Match[str]) -> str:
    value = _value([word for word in re.split(r"[ ,-]+", found[0]) if word not in ("and", "a", "an")])
    return found[0] if value is None else _written(Decimal(value))


def _written(value: Decimal) -> str:
    # From a million on in 万, so that a reader knows it for a sum said in full (2 million, not 2000000).
    million = _SIZES["million"]
    return f"{value / 10_000:f}万" if value >= million else f"{value.normalize():f}"


def _value(words: list[str]) -> int | None:
    """Add up number words; None when they do not follow one another as in one number."""
    total = group = 0
    room = 1000  # what may still be added to the group: “twenty” leaves room below ten
    for word in words:
        if word in _SIZES:
            size = _SIZES[word]
            group = max(group, 1) * size
            if size > 100:  # noqa: PLR2004 - thousand and more close a group
                total, group = total + group, 0
            room = min(size, 1000) if size == 100 else 1000  # noqa: PLR2004 - only ones and tens after hundred
            continue
        value = _TENS.get(word) or _ONES[word]
        if value >= room:
            return None
        group += value
        room = 10 if word in _TENS else 0
    return total + group
