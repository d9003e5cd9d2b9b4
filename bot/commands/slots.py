"""The kinds of arguments a command can declare, and how each is read out of what was written.

A slot takes what it knows out of the words and leaves the rest to the next. Nothing is looked up here: names
of units and enterprises are found by `resolving`, within the asker's scope.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from bot import messages
from bot.campaign.states import State
from storage.json_text import Json

_BETWEEN = re.compile(r"[\s,，、;；]+")
MARKS = "。.!?:~…"  # around a word they mean nothing, in half width
_COLON = re.compile(r"[:：\n]")
_NUMBER = re.compile(r"\d{1,6}")
_CLOCK = re.compile(r"(\d{1,2})[:：点](\d{2}|半|整)?分?")
_LEVEL = re.compile(r"(?:level|l)?([1-5一二三四五])级?")
_GRADE = re.compile(r"(?:grade|g)([1-9]|10)|([1-9]|10|[一二三四五六七八九十])档")
_DAYS = re.compile(r"(\d{1,3}|[一二两三四五六七八九十])(?:天|日|days?|d)?(?:以上)?")
_PERSON = re.compile(r"[pP](\d{1,18})")
_DIGITS = {word: n for n, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_LAST_HOUR, _LAST_MINUTE = 23, 59


@dataclass(frozen=True, slots=True)
class Taken:
    """What a slot read, None for nothing, and the words it left."""

    value: Json
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitSlot:
    """A unit by its name, a part of it or its id."""

    name: str = "unit"


@dataclass(frozen=True, slots=True)
class EnterpriseSlot:
    """An enterprise by a part of its name, its credit code or the beginning of it."""

    name: str = "enterprise"
    required: bool = True


@dataclass(frozen=True, slots=True)
class PersonSlot:
    """A person by the number `who` gives her: P12."""

    name: str = "person"


@dataclass(frozen=True, slots=True)
class FilterSlot:
    """Which enterprises: not started, stalled (for so many days), finished, a level, a grade."""

    name: str = "filters"


@dataclass(frozen=True, slots=True)
class SwitchSlot:
    """On or off."""

    name: str = "switch"


@dataclass(frozen=True, slots=True)
class NumberSlot:
    """A whole number from `minimum` to `maximum`."""

    name: str = "number"
    minimum: int = 1
    maximum: int = 999_999


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """A time of day: 8:30, 8点半. Its value is “HH:MM”."""

    name: str = "time"


@dataclass(frozen=True, slots=True)
class WordSlot:
    """One of a few words; the ways to say each stand under `commands.words.<word>`."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextSlot:
    """Whatever is left, as it was written."""

    name: str = "text"


@dataclass(frozen=True, slots=True)
class BodySlot:
    """Words of one's own after a colon or on the next line, kept just as they were written."""

    name: str = "body"


Slot: TypeAlias = (
    UnitSlot
    | EnterpriseSlot
    | PersonSlot
    | FilterSlot
    | SwitchSlot
    | NumberSlot
    | TimeSlot
    | WordSlot
    | TextSlot
    | BodySlot
)

NOT_STARTED = frozenset({State.NOT_INVITED, State.INVITED, State.BOUND})
OPEN = NOT_STARTED | {State.STARTED, State.STALLED}
FINISHED = frozenset({State.SUBMITTED, State.VERIFIED})
# The words `commands.filter.<key>`, and the states each means.
FILTERS: Mapping[str, frozenset[State]] = {
    "not_started": NOT_STARTED,
    "not_invited": frozenset({State.NOT_INVITED}),
    "invited": frozenset({State.INVITED}),
    "bound": frozenset({State.BOUND}),
    "started": frozenset({State.STARTED, State.STALLED}),
    "stalled": frozenset({State.STALLED}),
    "open": OPEN,
    "finished": FINISHED,
    "verified": frozenset({State.VERIFIED}),
    "out": frozenset({State.REFUSED, State.CLOSED, State.MOVED}),
    "all": frozenset(State),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which enterprises are asked for; what is not set does not narrow. `days`: silent for so long."""

    states: frozenset[State] = frozenset()
    days: int = 0
    level: int = 0
    grade: int = 0
    said: tuple[str, ...] = field(default=(), compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing narrows."""
        return not (self.states or self.days or self.level or self.grade)


def words_of(text: str) -> tuple[str, ...]:
    """What was written as words, full-width signs made half-width, without the marks that end a sentence."""
    split = _BETWEEN.split(unicodedata.normalize("NFKC", text).strip())
    return tuple(word for word in (one.strip(MARKS) for one in split) if word)


def body_of(text: str) -> tuple[str, str]:
    """What stands before the first colon or line's end, and what stands after it."""
    found = _COLON.search(text)
    return (text, "") if found is None else (text[: found.start()], text[found.end() :].strip())


def take(slot: Slot, words: tuple[str, ...]) -> Taken:  # noqa: C901 - one branch a kind
    """Read a slot that needs no look-up out of the words; names are left for `resolving`."""
    match slot:
        case FilterSlot():
            return _filters(words)
        case SwitchSlot():
            return _first_word(words, {"on": True, "off": False})
        case WordSlot(words=known):
            return _first_word(words, {word: word for word in known})
        case NumberSlot():
            return _number(slot, words)
        case TimeSlot():
            return _time(words)
        case PersonSlot():
            return _matching(words, _PERSON)
        case TextSlot():
            return Taken(" ".join(words) or None, ())
        case UnitSlot() | EnterpriseSlot() | BodySlot():
            return Taken(None, words)


@cache
def synonyms(key: str) -> frozenset[str]:
    """Every way to say a word, in every language."""
    found = (one for locale in messages.locales() for one in messages.load(locale).variants(key))
    return frozenset(one.casefold() for one in found)


def filter_words() -> list[str]:
    """Every word a filter knows, for suggestions."""
    return sorted({word for key in FILTERS for word in synonyms(f"commands.filter.{key}")})


def filters_from(value: Json) -> Filters:
    """The filters a request keeps; no filters for anything else."""
    if not isinstance(value, dict):
        return Filters()
    known = [key for key in _strings(value.get("states")) if key in FILTERS]
    states = frozenset(state for key in known for state in FILTERS[key])
    return Filters(
        states,
        _whole(value.get("days")),
        _whole(value.get("level")),
        _whole(value.get("grade")),
        tuple(known),
    )


def _strings(value: Json) -> Iterator[str]:
    yield from (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _filters(words: tuple[str, ...]) -> Taken:
    found: dict[str, Json] = {}
    states: list[Json] = []
    rest: list[str] = []
    waiting = list(_unglued(words))
    while waiting:
        word = waiting.pop(0)
        key = _phrase(word, waiting)
        if key:
            states.append(key)
            days = _DAYS.fullmatch(waiting[0].casefold()) if key == "stalled" and waiting else None
            if days:
                found["days"] = _digit(days[1])
                waiting.pop(0)
                if waiting and waiting[0].casefold() in ("天", "日", "days", "day"):
                    waiting.pop(0)
        elif not _graded(word.casefold(), waiting, found):
            rest.append(word)
    if states:
        found["states"] = states
    return Taken(found or None, tuple(rest))


def _graded(word: str, waiting: list[str], found: dict[str, Json]) -> bool:
    """Whether the word asks for a level or a grade; “level 3” is two words."""
    if word in ("level", "grade") and waiting and waiting[0].isdecimal():
        word += waiting.pop(0)
    if not word.isdecimal() and (level := _LEVEL.fullmatch(word)):
        if len(word) == 1:
            return False
        found["level"] = _digit(level[1])
        return True
    if grade := _GRADE.fullmatch(word):
        found["grade"] = _digit(grade[1] or grade[2])
        return True
    return False


def _phrase(word: str, waiting: list[str]) -> str:
    """The filter a word is, or it together with the words after it; empty for none."""
    for length in (2, 1, 0):
        said = " ".join([word, *waiting[:length]]).casefold()
        key = next((key for key in FILTERS if said in synonyms(f"commands.filter.{key}")), "")
        if key and len(waiting) >= length:
            del waiting[:length]
            return key
    return ""


def _unglued(words: tuple[str, ...]) -> Iterator[str]:
    """Chinese needs no blanks: 未开始洞泾镇, 停滞14天."""
    phrases = sorted((word for word in filter_words() if not word.isascii()), key=len, reverse=True)
    for word in words:
        begins = next((one for one in phrases if word.startswith(one) and len(one) > 1), "")
        ends = next((one for one in phrases if word.endswith(one) and len(one) > 1), "")
        if begins and begins != word:
            yield from (begins, word[len(begins) :])
        elif ends and ends != word:
            yield from (word[: -len(ends)], ends)
        else:
            yield word


def _digit(text: str) -> int:
    return _DIGITS[text] if text in _DIGITS else int(text)


def _first_word(words: tuple[str, ...], known: Mapping[str, Json]) -> Taken:
    for place, word in enumerate(words):
        for key, value in known.items():
            if word.casefold() in synonyms(f"commands.words.{key}"):
                return Taken(value, words[:place] + words[place + 1 :])
    return _glued_word(words, known)


def _glued_word(words: tuple[str, ...], known: Mapping[str, Json]) -> Taken:
    """Chinese needs no blanks (每天8:30). One character is too little to go by; the longest word counts."""
    said = [(one, value) for key, value in known.items() for one in synonyms(f"commands.words.{key}")]
    said = [(one, value) for one, value in said if len(one) > 1 and not one.isascii()]
    for place, word in enumerate(words):
        begins = [(one, value) for one, value in said if word.startswith(one)]
        if begins:
            one, value = max(begins, key=lambda pair: len(pair[0]))
            return Taken(value, (*words[:place], word[len(one) :], *words[place + 1 :]))
    return Taken(None, words)


def _number(slot: NumberSlot, words: tuple[str, ...]) -> Taken:
    for place, word in enumerate(words):
        if _NUMBER.fullmatch(word) and slot.minimum <= int(word) <= slot.maximum:
            return Taken(int(word), words[:place] + words[place + 1 :])
    return Taken(None, words)


def _time(words: tuple[str, ...]) -> Taken:
    for place, word in enumerate(words):
        if clock := _CLOCK.search(word):
            minute = {"半": 30, "整": 0, None: 0}.get(clock[2])
            hour, minute = int(clock[1]), int(clock[2]) if minute is None else minute
            if hour <= _LAST_HOUR and minute <= _LAST_MINUTE:
                around = tuple(part for part in (word[: clock.start()], word[clock.end() :]) if part)
                return Taken(f"{hour:02}:{minute:02}", words[:place] + around + words[place + 1 :])
    return Taken(None, words)


def _matching(words: tuple[str, ...], pattern: re.Pattern[str]) -> Taken:
    for place, word in enumerate(words):
        if match := pattern.fullmatch(word):
            return Taken(int(match[1]), words[:place] + words[place + 1 :])
    return Taken(None, words)
