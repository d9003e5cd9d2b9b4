"""Rows and columns in words, letters and numbers, read from left to right into cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.grid_words import GridWords, row_at
from bot.questionnaire.understanding.tables import any_of

_OTHERS = re.compile(
    any_of("其他的 其他 其它 其余 剩下的 剩下 别的 另外的", "the rest/the others/others/other/rest")
)
_FILLER = re.compile(
    r"[\s,、;.:=/+&()!-]+|"
    + any_of(
        "是 为 打 选 了 和 跟 与 的 项 第 个 行 分 都 已 还 目前 现在 已经 我们 都是", "is/are/and/for/we"
    )
)
_RUN = re.compile(r"(\d{1,2}) ?(?:-|~|到|至|to) ?(\d{1,2})")
_NUMBER = re.compile(r"\d{1,2}")
_LETTERS = re.compile("[a-z]+")
_MORE_ROWS = re.compile(r"\s*[、,和跟]?\s*\d")


@dataclass
class Sheet:
    """The cells found so far."""

    question: Question
    words: GridWords
    cells: dict[str, str] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)  # columns without rows, in order
    waiting: list[str] = field(default_factory=list)  # rows whose column is still to come
    twice: bool = False  # some row was given two columns

    def fill(self, text: str) -> str:
        """Read a folded text; returns what could not be read, empty when all was."""
        while text:
            size = next((size for step in _STEPS if (size := step(self, text))), 0)
            if not size:
                return text
            text = text[size:]
        return ""

    def put(self, column: str) -> None:
        """Give the waiting rows this column, or list it when none waits."""
        if not self.waiting:
            self.listed.append(column)
        for row in self.waiting:
            self.twice |= self.cells.get(row, column) != column
            self.cells[row] = column
        self.waiting = []

    def missing(self) -> list[str]:
        """The rows without a column."""
        return [row.key for row in self.question.rows if row.key not in self.cells]


def _column(sheet: Sheet, text: str) -> int:
    for word, key in sheet.words.columns:
        if text.startswith(word) and not _inside_word(text, len(word)):
            sheet.put(key)
            return len(word)
    return 0


def _inside_word(text: str, size: int) -> bool:
    # “no” must not be read off the front of “nothing”.
    return re.match("[a-z]{2}", text[size - 1 : size + 1]) is not None


def _row_label(sheet: Sheet, text: str) -> int:
    for word, key in sheet.words.rows:
        if text.startswith(word):
            sheet.waiting.append(key)
            return len(word)
    return 0


def _others(sheet: Sheet, text: str) -> int:
    found = _OTHERS.match(text)
    if found:
        sheet.waiting += sheet.missing()
    return found.end() if found else 0


def _run(sheet: Sheet, text: str) -> int:
    found = _RUN.match(text)
    if found is None:
        return 0
    rows = [row_at(sheet.question, str(number)) for number in range(int(found[1]), int(found[2]) + 1)]
    known = [row for row in rows if row is not None]
    sheet.waiting += known
    return found.end() if known and len(known) == len(rows) else 0


def _number(sheet: Sheet, text: str) -> int:
    """A number is a row, unless a row waits for its score (设备联网3分, 其他0)."""
    found = _NUMBER.match(text)
    if found is None:
        return 0
    scores = all(choice.key.isdecimal() for choice in sheet.question.choices)
    if (
        sheet.waiting
        and scores
        and found[0] in sheet.words.numbers
        and not _MORE_ROWS.match(text, found.end())
    ):
        sheet.put(sheet.words.numbers[found[0]])
        return found.end()
    row = row_at(sheet.question, found[0])
    if row is None:
        return 0
    sheet.waiting.append(row)
    return found.end()


def _letters(sheet: Sheet, text: str) -> int:
    found = _LETTERS.match(text)
    if found is None or not all(letter in sheet.words.letters for letter in found[0]):
        return 0
    for letter in found[0]:
        sheet.put(sheet.words.letters[letter])
    return found.end()


def _filler(_sheet: Sheet, text: str) -> int:
    found = _FILLER.match(text)
    return found.end() if found else 0


_STEPS = (_column, _row_label, _others, _run, _number, _letters, _filler)
