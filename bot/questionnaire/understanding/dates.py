"""Date questions: a day, in whatever order and numerals it is written. A missing day is asked for."""

from __future__ import annotations

import re
from datetime import date

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.numerals import numeral
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.relative_days import exact_day, likely_day, with_years
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"\s*[-年./、,\s]\s*"

_NUMERALS = "零〇一二三四五六七八九"
_CHINESE_YEAR = re.compile(rf"([{_NUMERALS}]{{4}}|[{_NUMERALS}]{{2}})(?=年)")
_CHINESE_PART = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}(?=[月日号天])|(?<=月)[一二三四五六七八九十廿卅]{1,3}"
)

# A day written in full, year first; the first of these that is found wins.
_FULL = re.compile(rf"(?<!\d)(\d{{4}}){_GAP}(\d{{1,2}})\s*[-月./、,\s]\s*(\d{{1,2}})(?!\d)\s*[日号]?")
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})(?!\d)\s*[日号]?")
_SIX = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)")
_DAY_FIRST = re.compile(rf"\b{_ORDINAL}(?: of)? {_MONTH},? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTH} {_ORDINAL},? (\d{{4}})\b")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)")
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
# Without a day: a year, a year and a month, a month, a season …
_NO_DAY = re.compile(
    rf"(?:19|20)\d\d|\d\d年|\d{{1,2}}月|{_MONTH}|季度|上半年|下半年|年[初底末中]|[上下这本]个?[月周]|[去前今]年|"
    r"\d{1,2}[日号]|last (?:year|month|week)"
)
_DOUBTFUL = re.compile(
    any_of("大约 大概 约 左右 前后 差不多 好像 可能", "about/around/circa/approximately/roughly")
)
_BESIDE = re.compile(
    any_of("上线 正式 是 在 于 的 了 吧 开始 启用 成立 上的 日期", "on/it was/since/the/in")
    + r"|[\s,.:;!()'\"]"
)
_EARLIEST = 1900
_AHEAD = 30  # years


def read(question: Question, reply: Reply, today: date, *, year_first: bool) -> Reading:
    """Read a day. `year_first`: the person's language writes 24-3-1 for 2024-03-01."""
    text, hedges = _DOUBTFUL.subn("", _plain_numerals(reply.core))
    try:
        relative = exact_day(text, today)
    except ValueError:
        return Doubt("impossible", {"given": reply.core})
    if relative:
        return _day(relative, "relative", certain=not hedges)
    if likely := likely_day(text, today):
        return _day(likely, "relative", certain=False)
    return _calendar(question, with_years(text, today), today, year_first=year_first, certain=not hedges)


def is_relative(reply: Reply, today: date) -> bool:
    """Whether the whole reply is a day counted from today, such as 明天, which elsewhere asks for a pause."""
    try:
        return exact_day(reply.core, today) is not None
    except ValueError:
        return True


def _calendar(question: Question, text: str, today: date, *, year_first: bool, certain: bool) -> Reading:
    found = _candidates(text, today, year_first=year_first)
    if isinstance(found, Doubt):
        return found
    match, parts, sure = found
    rest = text[: match.start()] + " " + text[match.end() :]
    if re.search(r"\d", rest) or any(pattern.search(rest) for pattern in (_NO_YEAR, _DAY_FIRST)):
        return Doubt("several-dates")
    rest = _BESIDE.sub("", rest)
    if negations(rest):
        return Doubt("negated")
    try:
        day = date(*parts)
    except ValueError:
        return Doubt("impossible", {"given": match[0].strip()})
    known = all(character in question.text for character in rest)
    near = _EARLIEST <= day.year <= today.year + _AHEAD
    return _day(day, "calendar", certain=certain and sure and known and near)


def _candidates(
    text: str, today: date, *, year_first: bool
) -> tuple[re.Match[str], tuple[int, int, int], bool] | Doubt:
    """The match, year, month, day, and whether there is no other way to read them."""
    for pattern in (_FULL, _PACKED):
        if found := pattern.search(text):
            return found, (int(found[1]), int(found[2]), int(found[3])), True
    if found := _DAY_FIRST.search(text):
        return found, (int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])), True
    if found := _MONTH_FIRST.search(text):
        return found, (int(found[3]), _MONTHS.index(found[1]) + 1, int(found[2])), True
    if found := _YEAR_LAST.search(text):
        return _day_or_month(found)
    for pattern in (_SHORT_YEAR, _SIX):
        if found := pattern.search(text):
            year, near = _century(int(found[1]), today)
            sure = near and pattern is _SHORT_YEAR and (year_first or "年" in found[0])
            return found, (year, int(found[2]), int(found[3])), sure
    if found := _NO_YEAR.search(text):
        return found, _latest(int(found[1]), int(found[2]), today), False
    return Doubt("day" if _NO_DAY.search(text) else "no-date")


def _day_or_month(found: re.Match[str]) -> tuple[re.Match[str], tuple[int, int, int], bool] | Doubt:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if max(first, second) <= len(_MONTHS) and first != second:
        return Doubt("day-or-month", {"given": found[0]})
    day, month = (first, second) if first > len(_MONTHS) or first == second else (second, first)
    return found, (year, month, day), True


def _century(year: int, today: date) -> tuple[int, bool]:
    """A two-digit year in full, and whether it is near enough to be sure."""
    near = year <= today.year % 100 + 1
    return (2000 + year, True) if near else (1900 + year, False)


def _latest(month: int, day: int, today: date) -> tuple[int, int, int]:
    """The latest such day that is not in the future; this year's when there is none."""
    past = (month, day) <= (today.month, today.day)
    return (today.year if past else today.year - 1), month, day


def _plain_numerals(text: str) -> str:
    text = _CHINESE_YEAR.sub(lambda found: "".join(_digit(c) for c in found[0]), text)
    return _CHINESE_PART.sub(_part, text)


def _digit(character: str) -> str:
    return "0" if character == "〇" else str(_NUMERALS.replace("〇", "").index(character))


def _part(found: re.Match[str]) -> str:
    read = numeral(found[0])
    return found[0] if read is None or read.low is not None or read.spelled else str(read.value)


def _day(day: date, why: str, *, certain: bool) -> Read:
    return Read(day.isoformat(), why, certain=certain)
