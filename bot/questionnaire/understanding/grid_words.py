"""What stands for a row or a column in a grid question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.folding import fold_label
from bot.questionnaire.understanding.marks import lettered, marks
from bot.questionnaire.understanding.names import key_words, names

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class GridWords:
    """Words for rows and columns, longest first; marks for columns.

    `numbers` holds marks that are numbers; `letters` those that are letters, else A for the first and so on.
    """

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    numbers: Mapping[str, str]
    letters: Mapping[str, str]

    @classmethod
    def of(cls, question: Question) -> GridWords:
        """Collect the words of a question."""
        columns = {word: choice.key for choice in question.choices for word in key_words(choice)}
        for choice in question.choices:
            texts = [name.whole.text for name in names(choice)]
            columns |= {text: choice.key for text in texts if not text.isdecimal()}
        rows = {fold_label(row.label): row.key for row in question.rows}
        shown = marks(question)
        keys = [choice.key for choice in question.choices]
        by_mark = dict(zip((mark.lower() for mark in shown), keys, strict=True))
        by_place = dict(zip(_LETTERS, keys, strict=False))
        letters = lettered(shown)
        return cls(
            _longest_first(rows),
            _longest_first(columns),
            {} if letters else by_mark,
            by_mark if letters else by_place,
        )

    def column(self, text: str) -> str | None:
        """The column that a whole text names or marks."""
        text = text.strip(" ,.了的吧")
        number = text.removesuffix("分").strip()
        return self.numbers.get(number) or self.letters.get(text) or dict(self.columns).get(text)


def row_at(question: Question, number: str) -> str | None:
    """The row with that number: its key where keys are numbers, else its place."""
    keys = [row.key for row in question.rows]
    if number in keys:
        return number
    if any(key.isdecimal() for key in keys):
        return None
    return keys[int(number) - 1] if 1 <= int(number) <= len(keys) else None


def _longest_first(table: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(((word, key) for word, key in table.items() if word), key=lambda entry: -len(entry[0]))
    )
