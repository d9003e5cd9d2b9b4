"""Grid questions answered in one message: 1有 2没有 3在建, ABC, 都没有, 云服务有，其他没有."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.folding import fold_label
from bot.questionnaire.understanding.marks import lettered, marks
from bot.questionnaire.understanding.names import names
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of
from scoring.values import GridAnswer

_EVERY = r"^(?:我们)?(?:全部都|全部|全都|都|全|均|每一?[项行个]都|所有的?都?|all|every)"
_ALL_ROWS = re.compile(_EVERY + " ?(?P<column>.+)$")
_ALL_ROWS_ARE = re.compile(_EVERY + "(?:是|选|为|填|打|给) ?(?P<column>.+)$")
_REST = re.compile(
    any_of("其他的 其他 其它 其余 剩下的 剩下 别的 另外的", "the rest/the others/others/other/rest")
)
_FILLER = re.compile(
    r"[\s,、;.:=/+&()!-]+|"
    + any_of(
        "是 为 打 选 了 和 跟 与 的 项 第 个 行 分 都 已 还 目前 现在 已经 我们 都是", "is/are/and/for/we"
    )
)
_PAIRED = re.compile(r"(\d{1,2}) ?[:=] ?(\d{1,2})分?")
_LISTED = re.compile(r"\d{1,2}分?(?:[\s,、;/]+\d{1,2}分?)+")
_SCORED = re.compile(r"(\d{1,2}) ?分?")
_RUN = re.compile(r"(\d{1,2}) ?(?:-|~|到|至) ?(\d{1,2})")


@dataclass
class _Sheet:
    """The cells found so far."""

    cells: dict[str, str] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)  # columns without rows, in order
    waiting: list[str] = field(default_factory=list)  # rows whose column is still to come
    twice: bool = False

    def put(self, column: str) -> None:
        """Give the waiting rows this column, or list it when none waits."""
        if not self.waiting:
            self.listed.append(column)
        for row in self.waiting:
            self.twice |= self.cells.get(row, column) != column
            self.cells[row] = column
        self.waiting = []


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands for a row or a column in this question, longest words first."""

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    numbers: Mapping[str, str]  # mark → column, where marks are numbers
    letters: Mapping[str, str]

    @classmethod
    def of(cls, question: Question) -> _Words:
        """Collect them."""
        shown = marks(question)
        columns = {
            name.whole.text: choice.key
            for choice in question.choices
            for name in names(choice)
            if not name.whole.text.isdecimal()
        }
        rows = {fold_label(row.label): row.key for row in question.rows}
        keys = [choice.key for choice in question.choices]
        numbers = {} if lettered(shown) else dict(zip(shown, keys, strict=True))
        letters = (
            {mark.lower(): key for mark, key in zip(shown, keys, strict=True)}
            if lettered(shown)
            else {chr(ord("a") + place): key for place, key in enumerate(keys[:26])}
        )
        return cls(_longest(rows), _longest(columns), numbers, letters)


def read(question: Question, reply: Reply) -> Reading:
    """Read a whole grid; rows that are missing are asked for, none is filled in."""
    words = _Words.of(question)
    rows = [row.key for row in question.rows]
    for pattern in (_ALL_ROWS, _ALL_ROWS_ARE):
        every = pattern.match(reply.core)
        column = _column(words, every["column"]) if every else None
        if column:
            return _answer(dict.fromkeys(rows, column), "all-rows")
    for way in (_pairs, _numbers, _sheet):
        found = way(question, words, reply.core)
        if found is not None:
            return found
    return Doubt("no-grid")


def _longest(table: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((word, key) for word, key in table.items() if word), key=lambda e: -len(e[0])))


def _column(words: _Words, text: str) -> str | None:
    text = text.strip(" ,.了的吧")
    number = _SCORED.fullmatch(text)
    if number and number[1] in words.numbers:
        return words.numbers[number[1]]
    return words.letters.get(text) or dict(words.columns).get(text)


def _answer(cells: Mapping[str, str], why: str, *, certain: bool = True) -> Read:
    return Read(GridAnswer.of(cells), why, certain=certain)


def _pairs(question: Question, words: _Words, text: str) -> Reading | None:
    """1:3 2:4 …, row number and column number."""
    pairs = _PAIRED.findall(text)
    if not pairs or _FILLER.sub("", _PAIRED.sub("", text)):
        return None
    sheet = _Sheet()
    for row, column in pairs:
        key = _row(question, row)
        if key is None or column not in words.numbers:
            return Doubt("no-such", {"given": row if key is None else column})
        sheet.waiting = [key]
        sheet.put(words.numbers[column])
    return _complete(question, sheet)


def _numbers(question: Question, words: _Words, text: str) -> Reading | None:
    """One number a row, in order: 3 4 0 5, or 3405 when asked back."""
    glued = re.fullmatch(r"\d{2,}", text) is not None
    if not glued and not _LISTED.fullmatch(text):
        return None
    given = list(text) if glued else re.findall(r"\d+", text)
    if len(given) != len(question.rows) or not all(number in words.numbers for number in given):
        return Doubt("count", {"rows": str(len(question.rows)), "given": str(len(given))})
    # 1 2 3 4 may be the rows counted out; where columns are words, a number may be meant for a row.
    counted = given == [str(number) for number in range(1, len(given) + 1)] or sorted(given) == sorted(
        str(number) for number in range(1, len(given) + 1)
    )
    worded = any(not choice.key.isdecimal() for choice in question.choices)
    cells = {row.key: words.numbers[number] for row, number in zip(question.rows, given, strict=True)}
    return _answer(cells, "in-order", certain=not (glued or counted or worded))


def _row(question: Question, number: str) -> str | None:
    keys = [row.key for row in question.rows]
    if number in keys:
        return number
    if any(key.isdecimal() for key in keys):
        return None
    return keys[int(number) - 1] if 1 <= int(number) <= len(keys) else None


def _sheet(question: Question, words: _Words, text: str) -> Reading | None:
    """Rows and columns in words, letters and numbers, read from left to right."""
    sheet = _Sheet()
    while text:
        rest = _step(question, words, text, sheet)
        if rest is None:
            return Doubt("grid-words", {"given": text[:12]})
        text = rest
    if sheet.twice:
        return Doubt("contradiction")
    if sheet.listed and (sheet.cells or sheet.waiting or len(sheet.listed) == 1):
        return Doubt("no-grid")
    if sheet.listed:
        return _in_order(question, sheet.listed)
    return _complete(question, sheet) if sheet.cells and not sheet.waiting else Doubt("no-grid")


def _in_order(question: Question, columns: list[str]) -> Reading:
    rows = [row.key for row in question.rows]
    if len(columns) < len(rows):
        return _missing(question, rows[len(columns) :])
    if len(columns) > len(rows):
        return Doubt("count", {"rows": str(len(rows)), "given": str(len(columns))})
    return _answer(dict(zip(rows, columns, strict=True)), "in-order")


def _step(question: Question, words: _Words, text: str, sheet: _Sheet) -> str | None:  # noqa: PLR0911 - a scanner
    """Take one word off the text into the sheet; None when it is no word of a grid."""
    for word, key in words.columns:
        if text.startswith(word) and _bordered(text, len(word)):
            sheet.put(key)
            return text[len(word) :]
    for word, key in words.rows:
        if text.startswith(word):
            sheet.waiting.append(key)
            return text[len(word) :]
    if found := _REST.match(text):
        sheet.waiting += [row.key for row in question.rows if row.key not in sheet.cells]
        return text[found.end() :]
    if found := _RUN.match(text):
        return text[found.end() :] if _add_rows(question, found, sheet) else None
    if found := re.match(r"\d{1,2}", text):
        return (
            text[found.end() :]
            if _add_number(question, words, found[0], text[found.end() :], sheet)
            else None
        )
    if found := re.match("[a-z]+", text):
        if not all(letter in words.letters for letter in found[0]):
            return None if not _FILLER.match(text) else text[_FILLER.match(text).end() :]  # type: ignore[union-attr]
        for letter in found[0]:
            sheet.put(words.letters[letter])
        return text[found.end() :]
    filler = _FILLER.match(text)
    return text[filler.end() :] if filler else None


def _bordered(text: str, size: int) -> bool:
    # “no” must not be read off the front of “nothing”.
    return not (
        text[size - 1].isascii()
        and text[size - 1].isalpha()
        and text[size : size + 1].isascii()
        and text[size : size + 1].isalpha()
    )


def _add_rows(question: Question, found: re.Match[str], sheet: _Sheet) -> bool:
    rows = [_row(question, str(number)) for number in range(int(found[1]), int(found[2]) + 1)]
    sheet.waiting += [row for row in rows if row]
    return bool(rows) and None not in rows


def _add_number(question: Question, words: _Words, number: str, after: str, sheet: _Sheet) -> bool:
    """A number is a row, unless a row waits for its score (设备联网3分, 其他0)."""
    if sheet.waiting and number in words.numbers and not re.match(r"\s*[、,和跟]?\s*\d", after):
        labelled = all(choice.key.isdecimal() for choice in question.choices)
        if labelled:
            sheet.put(words.numbers[number])
            return True
    row = _row(question, number)
    if row is not None:
        sheet.waiting.append(row)
    return row is not None


def _complete(question: Question, sheet: _Sheet) -> Reading:
    if sheet.twice:
        return Doubt("contradiction")
    missing = [row.key for row in question.rows if row.key not in sheet.cells]
    return _missing(question, missing) if missing else _answer(sheet.cells, "rows")


def _missing(question: Question, keys: list[str]) -> Doubt:
    labels = [f"{number} {row.label}" for number, row in enumerate(question.rows, 1) if row.key in keys]
    return Doubt("rows", {"missing": "、".join(labels)})
