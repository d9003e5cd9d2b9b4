"""Days said from today: 昨天, 去年3月1日, 上个月15号, 上周五, yesterday."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = {
    **dict.fromkeys(("今天", "今日", "today"), 0),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), -1),
    "前天": -2,
    "大前天": -3,
    **dict.fromkeys(("明天", "明日", "tomorrow"), 1),
    "后天": 2,
}
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_MONTHS = {"上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "这月": 0, "下个月": 1, "下月": 1}
_WEEKDAYS = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}

_YEAR = re.compile("|".join(_YEARS))
_MONTH_DAY = re.compile(rf"({'|'.join(_MONTHS)})的?(\d{{1,2}})[日号]?")
_AGO = re.compile(r"(\d{1,3})天(前|后)")
_WEEK = re.compile(r"(上|这|本)(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")


def with_years(text: str, today: date) -> str:
    """去年3月1日 as 2025年3月1日; the words stay when they are the whole of the text."""
    return _YEAR.sub(lambda found: f"{today.year + _YEARS[found[0]]}年", text)


def exact_day(text: str, today: date) -> date | None:
    """The day that the whole text names from today, or None.

    Raises:
        ValueError: the month meant has no such day.
    """
    if text in _DAYS:
        return today + timedelta(days=_DAYS[text])
    if found := _MONTH_DAY.fullmatch(text):
        months = today.year * 12 + today.month - 1 + _MONTHS[found[1]]
        return date(months // 12, months % 12 + 1, int(found[2]))
    return None


def likely_day(text: str, today: date) -> date | None:
    """A day that the text probably names: counted from today, or a weekday of this week or the last."""
    if found := _AGO.fullmatch(text):
        return today + timedelta(days=int(found[1]) * (-1 if found[2] == "前" else 1))
    if found := _WEEK.fullmatch(text):
        monday = today - timedelta(days=today.weekday() + (7 if found[1] == "上" else 0))
        return monday + timedelta(days=_WEEKDAYS[found[2]])
    return None
