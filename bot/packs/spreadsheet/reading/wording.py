"""The wording of questions in one language: labels, hints, notes before them, words of choices and rows."""

from __future__ import annotations

from collections.abc import Iterable

from bot.packs.places import Place
from bot.packs.raw import RawChoiceWords, RawQuestionWords
from bot.packs.spreadsheet import phrases
from bot.packs.spreadsheet.languages import heading
from bot.packs.spreadsheet.reading.outline import is_group
from bot.packs.spreadsheet.reading.questions import Read
from bot.packs.spreadsheet.rows import Row
from bot.packs.spreadsheet.survey_columns import SURVEY


def question_words(read: Read, locale: str) -> RawQuestionWords:
    """The words of one question."""
    row = read.asked.row
    choices, choice = _choices(read, locale)
    notes = note_text(read.asked.notes, locale)
    hint = row.text("hint", locale)
    message = row.text("constraint_message", locale)
    if read.raw.constraint and not message:
        message = phrases.constraint_message(locale)
    return RawQuestionWords(
        text=needed(row, "label", locale),
        hint="\n".join(part for part in (notes, hint) if part),
        help=row.text("guidance_hint", locale),
        evidence=row.text("evidence", locale),
        advice=row.text("advice", locale),
        constraint_message=message,
        unit=row.text("unit", locale),
        synonyms=row.texts("synonyms", locale),
        choices=choices,
        choice=choice,
        rows={key: needed(one, "label", locale) for key, one in read.table_rows.items()},
        place=_place(read, locale),
    )


def note_text(notes: Iterable[Row], locale: str) -> str:
    """What notes say, one after the other; a group counts with its hint."""
    said: list[str] = []
    for row in notes:
        said += ["" if is_group(row) else row.text("label", locale), row.text("hint", locale)]
    return "\n".join(part for part in said if part)


def needed(row: Row, name: str, locale: str) -> str:
    """The text of a cell that may not be empty."""
    found = row.text(name, locale)
    if not found and row.cell(name, locale) is None:
        language = heading(locale)
        if row.table.heading(name, locale) is None:
            message = f"the sheet has no “{name}” in {language}."
            remedy = f"Add a column for it: {name}::{language}, or delete the other columns in that language."
            row.report.add("SHEET-HEAD-003", row.table.place(row.table.top), message, remedy)
        else:
            message = f"“{name}” is empty in {language}."
            row.note("SHEET-CELL-009", message, "Fill it in.", name, locale)
    return found


def _choices(read: Read, locale: str) -> tuple[dict[str, str], dict[str, RawChoiceWords]]:
    """The words of choices: labels alone, and those with more to say."""
    labels: dict[str, str] = {}
    more: dict[str, RawChoiceWords] = {}
    rows = read.choices.rows if read.choices and read.raw.choices else {}
    for key, row in rows.items():
        words = RawChoiceWords(
            label=needed(row, "label", locale),
            short=row.text("short", locale),
            synonyms=row.texts("synonyms", locale),
            advice=row.text("advice", locale),
            place=row.place("label", locale).holding(
                {part: row.place(part, locale) for part in ("short", "synonyms", "advice")}
            ),
        )
        if words == RawChoiceWords(words.label):
            labels[key] = words.label
        else:
            more[key] = words
    return labels, more


def _place(read: Read, locale: str) -> Place:
    row = read.asked.row
    parts: dict[str, Place] = {
        column.held: row.place(column.name, locale) for column in SURVEY.columns if column.translated
    }
    if read.choices and read.raw.choices:
        labels = read.choices.places("label", locale)
        shorts: dict[str, Place] = {
            key: one.place("label", locale).holding({"short": one.place("short", locale)})
            for key, one in read.choices.rows.items()
        }
        parts |= {"choices": labels, "choice": labels.holding(shorts)}
    return row.place("label", locale).holding(parts)
