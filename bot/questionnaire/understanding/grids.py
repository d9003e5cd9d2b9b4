"""Grid questions answered in one message: 1有 2没有 3在建, ABC, 都没有, 云服务有，其他没有."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.grid_sheet import Sheet
from bot.questionnaire.understanding.grid_words import GridWords, row_at
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import chinese, english
from scoring.values import GridAnswer

_EVERY = r"^(?:我们)?(?:全部都|全部|全都|都|全|均|每一?[项行个]都|所有的?都?|all|every)"
_ALL_ROWS = re.compile(_EVERY + " ?(?P<column>.+)$")
_ALL_ROWS_ARE = re.compile(_EVERY + "(?:是|选|为|填|打|给) ?(?P<column>.+)$")
# “没有” alone could be one row's answer; these cannot.
_NO_ROW = frozenset(
    (
        *chinese("一个都没有 一个也没有 一项都没有 一项也没有 什么都没有"),
        *english("none/none of them/none of these"),
    )
)
_PAIR = re.compile(r"(\d{1,2}) ?[:=] ?(\d{1,2})分?")
_BETWEEN_PAIRS = re.compile(r"[\s,、;.]+")
_LISTED = re.compile(r"\d{1,2}分?(?:[\s,、;/]+\d{1,2}分?)+")
_QUOTED = 12


def read(question: Question, reply: Reply) -> Reading:
    """Read a whole grid; rows that are missing are asked for, none is filled in."""
    words = GridWords.of(question)
    # The first word of a row of answers may look like a courtesy: 是 否 是.
    found = [_read(question, words, text) for text in dict.fromkeys((reply.bare, reply.core))]
    return next((one for one in found if isinstance(one, Read)), found[-1])


def _read(question: Question, words: GridWords, text: str) -> Reading:
    for pattern in (_ALL_ROWS, _ALL_ROWS_ARE):
        every = pattern.match(text)
        column = words.column(every["column"]) if every else None
        if column:
            return _answer({row.key: column for row in question.rows}, "all-rows")
    if text in _NO_ROW and (column := words.column("没有") or words.column("no")):
        return _answer({row.key: column for row in question.rows}, "no-row")
    return _pairs(question, words, text) or _numbers(question, words, text) or _words(question, words, text)


def _answer(cells: Mapping[str, str], why: str, *, certain: bool = True) -> Read:
    return Read(GridAnswer.of(cells), why, certain=certain)


def _pairs(question: Question, words: GridWords, text: str) -> Reading | None:
    """1:3 2:4 …, row number and column number."""
    pairs = _PAIR.findall(text)
    if not pairs or _BETWEEN_PAIRS.sub("", _PAIR.sub("", text)):
        return None
    sheet = Sheet(question, words)
    for row, column in pairs:
        key = row_at(question, row)
        if key is None or column not in words.numbers:
            return Doubt("no-such", {"given": row if key is None else column})
        sheet.waiting = [key]
        sheet.put(words.numbers[column])
    return _complete(sheet)


def _numbers(question: Question, words: GridWords, text: str) -> Reading | None:
    """One number a row, in order: 3 4 0 5, or 3405 when asked back."""
    together = re.fullmatch(r"\d{2,}", text) is not None
    if not together and not _LISTED.fullmatch(text):
        return None
    given = list(text) if together else re.findall(r"\d+", text)
    if len(given) != len(question.rows) or not all(number in words.numbers for number in given):
        return Doubt("count", {"rows": str(len(question.rows)), "given": str(len(given))})
    # 1 2 3 4 may be the rows counted out; where columns are words, a number may be meant for a row.
    counted = sorted(given) == sorted(str(number) for number in range(1, len(given) + 1))
    worded = any(not choice.key.isdecimal() for choice in question.choices)
    cells = {row.key: words.numbers[number] for row, number in zip(question.rows, given, strict=True)}
    return _answer(cells, "in-order", certain=not (together or counted or worded))


def _words(question: Question, words: GridWords, text: str) -> Reading:
    sheet = Sheet(question, words)
    if unread := sheet.fill(text):
        return Doubt("grid-words", {"given": unread[:_QUOTED]})
    if sheet.listed and not sheet.cells and not sheet.waiting:
        return _in_order(question, sheet.listed)
    if sheet.listed or sheet.waiting or not sheet.cells:
        return Doubt("no-grid")
    return _complete(sheet)


def _in_order(question: Question, columns: list[str]) -> Reading:
    rows = [row.key for row in question.rows]
    if len(columns) == 1 < len(rows):
        return Doubt("no-grid")  # one answer to several rows: for which?
    if len(columns) < len(rows):
        return _missing(question, rows[len(columns) :])
    if len(columns) > len(rows):
        return Doubt("count", {"rows": str(len(rows)), "given": str(len(columns))})
    return _answer(dict(zip(rows, columns, strict=True)), "in-order")


def _complete(sheet: Sheet) -> Reading:
    if sheet.twice:
        return Doubt("contradiction")
    missing = sheet.missing()
    return _missing(sheet.question, missing) if missing else _answer(sheet.cells, "rows")


def _missing(question: Question, keys: list[str]) -> Doubt:
    labels = [f"{number} {row.label}" for number, row in enumerate(question.rows, 1) if row.key in keys]
    return Doubt("rows", {"missing": "、".join(labels)})
