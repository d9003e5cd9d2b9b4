"""Days written as year, month and day, in any of the usual orders and numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.questionnaire.understanding.numerals import numeral
from bot.questionnaire.understanding.reading import Doubt

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"\s*[-年./、,\s]\s*"

_NUMERALS = "零一二三四五六七八九"
_CHINESE_YEAR = re.compile(rf"([{_NUMERALS}〇]{{4}}|[{_NUMERALS}〇]{{2}})(?=年)")
_CHINESE_PART = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}(?=[月日号天])|(?<=月)[一二三四五六七八九十廿卅]{1,3}"
)

# The year in full and no doubt about the order; the first that is found wins.
_PLAIN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<year>\d{{4}}){_GAP}(?P<month>\d{{1,2}})\s*[-月./、,\s]\s*(?P<day>\d{{1,2}})(?!\d)\s*[日号]?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"\b{_NTH}(?: of)? {_NAME},? (?P<year>\d{{4}})\b",
        rf"\b{_NAME} {_NTH},? (?P<year>\d{{4}})\b",
        rf"\b(?P<year>\d{{4}}),? {_NAME} {_NTH}\b",
    )
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})(?!\d)\s*[日号]?")
_SIX_DIGITS = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)")
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
# A year, a year and a month, a month, a season …: everything but the day.
_NO_DAY = re.compile(
    rf"(?:19|20)\d\d|\d\d年|\d{{1,2}}月|{_NAME}|季度|上半年|下半年|年[初底末中]|[上下这本]个?[月周]|[去前今]年"
    r"|\d{1,2}[日号]|last (?:year|month|week)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written, where it stands in the text, and whether there is no other way to read it."""

    span: tuple[int, int]
    parts: tuple[int, int, int]  # year, month, day; such a day need not exist
    certain: bool = True


def written_day(text: str, today: date, *, year_first: bool) -> Written | Doubt:
    """The first day written in a folded text. `year_first`: 24-3-1 is 2024-03-01 in the person's language."""
    for pattern in _PLAIN:
        if found := pattern.search(text):
            named = found.groupdict().get("name")
            month = _MONTHS.index(named) + 1 if named else int(found["month"])
            return Written(found.span(), (int(found["year"]), month, int(found["day"])))
    if found := _YEAR_LAST.search(text):
        return _day_or_month(found)
    if found := _SHORT_YEAR.search(text) or _SIX_DIGITS.search(text):
        return _short_year(found, today, year_first=year_first)
    if found := _NO_YEAR.search(text):
        return Written(found.span(), _latest(int(found[1]), int(found[2]), today), certain=False)
    return Doubt("day" if _NO_DAY.search(text) else "no-date")


def another_day(text: str) -> bool:
    """Whether a text, the day found in it taken out, still holds something of a date."""
    return re.search("[0-9零〇一二三四五六七八九十百千年]", text) is not None


def plain_numerals(text: str) -> str:
    """二〇二四年三月 as 2024年3月."""
    text = _CHINESE_YEAR.sub(lambda found: "".join(_digit(character) for character in found[0]), text)
    return _CHINESE_PART.sub(_part, text)


def _day_or_month(found: re.Match[str]) -> Written | Doubt:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if max(first, second) <= len(_MONTHS) and first != second:
        return Doubt("day-or-month", {"given": found[0]})
    month, day = (second, first) if first > len(_MONTHS) else (first, second)
    return Written(found.span(), (year, month, day))


def _short_year(found: re.Match[str], today: date, *, year_first: bool) -> Written | Doubt:
    if not year_first and "年" not in found[0]:
        return Doubt("day-or-month", {"given": found[0].strip()})
    short = int(found[1])
    near = short <= today.year % 100 + 1
    year = (2000 if near else 1900) + short
    return Written(found.span(), (year, int(found[2]), int(found[3])), near and found.re is _SHORT_YEAR)


def _latest(month: int, day: int, today: date) -> tuple[int, int, int]:
    """The latest such day that is not in the future."""
    past = (month, day) <= (today.month, today.day)
    return (today.year if past else today.year - 1), month, day


def _digit(character: str) -> str:
    return str(_NUMERALS.index(character.replace("〇", "零")))


def _part(found: re.Match[str]) -> str:
    read = numeral(found[0])
    return found[0] if read is None or read.low is not None or read.spelled else str(read.value)
