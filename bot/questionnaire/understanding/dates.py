"""Date questions: a day, in whatever order and numerals it is written. A missing day is asked for."""

from __future__ import annotations

import re
from datetime import date

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.relative_days import exact_day, likely_day, with_years
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of
from bot.questionnaire.understanding.written_days import another_day, plain_numerals, written_day

_DOUBTFUL = re.compile(
    any_of("大约 大概 约 左右 前后 差不多 好像 可能", "about/around/circa/approximately/roughly")
)
_BESIDE = re.compile(
    any_of("上线 正式 是 在 于 的 了 吧 开始 启用 成立 日期", "on/it was/since/the/in") + r"|[\s,.:;!()'\"]"
)
_TIME = re.compile(r"[t ]?\d{1,2}:\d{2}(?::\d{2})?(?:z|am|pm)?")
_EARLIEST = 1900


def read(question: Question, reply: Reply, today: date, *, year_first: bool) -> Reading:
    """Read a day. `year_first`: the person's language writes 24-3-1 for 2024-03-01."""
    text, hedges = _DOUBTFUL.subn("", plain_numerals(_TIME.sub("", reply.core)))
    try:
        relative = exact_day(text, today)
    except ValueError:
        return Doubt("impossible")
    if relative:
        return Read(relative.isoformat(), "relative", certain=not hedges and relative <= today)
    if likely := likely_day(text, today):
        return Read(likely.isoformat(), "relative", certain=False)
    return _calendar(question, with_years(text, today), today, year_first=year_first, certain=not hedges)


def is_relative(reply: Reply, today: date) -> bool:
    """Whether the whole reply is a day counted from today, such as 明天, which elsewhere asks for a pause."""
    try:
        return exact_day(reply.core, today) is not None
    except ValueError:
        return True


def _calendar(question: Question, text: str, today: date, *, year_first: bool, certain: bool) -> Reading:
    found = written_day(text, today, year_first=year_first)
    if isinstance(found, Doubt):
        return found
    start, end = found.span
    rest = f"{text[:start]} {text[end:]}"
    if another_day(rest):
        return Doubt("several-dates")
    rest = _BESIDE.sub("", rest)
    if negations(rest):
        return Doubt("negated")
    try:
        day = date(*found.parts)
    except ValueError:
        return Doubt("impossible", {"given": text[start:end].strip()})
    known = not rest or (len(rest) > 1 and rest in question.text)
    # Most questions ask when something was done: a day to come may be a slip of the year.
    near = day.year >= _EARLIEST and day <= today
    return Read(day.isoformat(), "calendar", certain=certain and found.certain and known and near)
