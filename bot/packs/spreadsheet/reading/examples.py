"""The sheet examples: a column for each worked example, a row for each question and each expected result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from bot.packs.places import Place
from bot.packs.raw import RawExample, RawExpect, RawQuestion
from bot.packs.spreadsheet.book import Cell, at
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.reading.source import Source
from bot.packs.spreadsheet.rows import Row, exact_in, text_of
from bot.packs.spreadsheet.texts import read_json, split_ids, split_pairs
from bot.questionnaire.problems import did_you_mean
from scoring.values import JsonValue

EXPECT = "expect."
_DIMENSIONS = "dimensions."
DIMENSION = EXPECT + _DIMENSIONS
RESULTS = ("title", "score", "level", "grade", "unanswered")
JSON_BEGINS = ("{", "[", '"')
Found: TypeAlias = "tuple[Cell, SheetReport]"


def read_examples(source: Source, questions: Mapping[str, RawQuestion]) -> tuple[RawExample, ...]:
    """Every example, left to right."""
    table = source.tables.get("examples")
    if table is None:
        return ()
    rows: dict[str, Row] = {}
    for row in source.rows("examples"):
        item = row.text("item").strip()
        if item in rows:
            row.note("SHEET-ROW-004", f"“{item}” is in row {rows[item].number} already.", "Keep one.", "item")
        elif _is_known(item, row, questions):
            rows[item] = row
    columns = sorted(table.others.items(), key=lambda one: one[1])
    return tuple(
        _example(rows, heading, at("examples", table.top, index), index, questions)
        for heading, index in columns
    )


def _is_known(item: str, row: Row, questions: Mapping[str, RawQuestion]) -> bool:
    results = [EXPECT + name for name in RESULTS]
    if item in questions or item in results or item.startswith(DIMENSION):
        return True
    if not item:
        row.note("SHEET-CELL-009", "this row says no item.", "Name a question.", "item")
        return False
    remedy = did_you_mean(item, [*questions, *results]) or "Name a question by its id."
    row.note("SHEET-EXAMPLE-001", f"there is no question and no result “{item}”.", remedy, "item")
    return False


def _example(
    rows: Mapping[str, Row], heading: str, place: CellPlace, index: int, questions: Mapping[str, RawQuestion]
) -> RawExample:
    cells = {
        item: (cell, row.report)
        for item, row in rows.items()
        if (cell := row.table.rows[row.number].get(index))
    }
    answers = {
        item: value
        for item, found in cells.items()
        if item in questions and (value := _answer(questions[item], *found)) is not None
    }
    results = {item.removeprefix(EXPECT): found for item, found in cells.items() if item not in questions}
    answer_places: dict[str, Place] = {item: cells[item][0].place for item in cells if item in questions}
    expect_place = place.holding(_result_places(results, place))
    parts = {"answers": place.holding(answer_places), "expect": expect_place}
    return RawExample(
        title=text_of(*results["title"]) if "title" in results else heading,
        answers=answers,
        expect=_expect(results, expect_place),
        place=place.holding(parts),
    )


def _expect(results: Mapping[str, Found], place: Place) -> RawExpect:
    """The expected result; what the column leaves empty is not compared."""
    unanswered = text_of(*results["unanswered"]) if "unanswered" in results else None
    return RawExpect(
        score=_digits(results.get("score")),
        level=_whole(results.get("level")),
        grade=_whole(results.get("grade")),
        dimensions={
            name.removeprefix(_DIMENSIONS): digits
            for name, found in results.items()
            if name.startswith(_DIMENSIONS) and (digits := _digits(found))
        },
        unanswered=None if unanswered is None else split_ids(unanswered.strip("[]")),
        place=place,
    )


def _result_places(results: Mapping[str, Found], place: CellPlace) -> dict[str, Place]:
    places: dict[str, Place] = {name: cell.place for name, (cell, _) in results.items()}
    inside = {
        name.removeprefix(_DIMENSIONS): cell for name, cell in places.items() if name.startswith(_DIMENSIONS)
    }
    return {**places, "dimensions": place.holding(inside)}


def _digits(found: Found | None) -> str:
    """A number as written: its digits matter."""
    return text_of(*found).strip() if found and exact_in(*found) is not None else ""


def _whole(found: Found | None) -> int | None:
    number = exact_in(*found) if found else None
    if found and number is not None and (number.denominator != 1 or number < 0):
        cell, report = found
        report.add("SHEET-CELL-004", cell.place, f"{number} is no whole number from 0.", "Write 0, 1, 2 …")
        return None
    return None if number is None else int(number)


def _answer(question: RawQuestion, cell: Cell, report: SheetReport) -> JsonValue:
    """The answer in a cell, by its question's type; None when it cannot be read, which is noted."""
    try:
        native, value = _native(question, cell)
        return value if native else _from_text(question, text_of(cell, report))
    except (ValueError, InvalidOperation) as error:
        said = str(error) if isinstance(error, ValueError) else "no number"
        message = f"“{str(cell.value)[:40]}” cannot be read as an answer to {question.id}: {said}."
        remedy = "Write a key, keys, a number, yes or no, 2024-01-31, row=column; …, or the answer in JSON."
        report.add("SHEET-EXAMPLE-001", cell.place, message, remedy)
        return None


def _native(question: RawQuestion, cell: Cell) -> tuple[bool, JsonValue]:
    """A value Excel itself holds as what it is: a date, a truth value, a number."""
    value = cell.value
    if isinstance(value, datetime) and question.type == "date":
        return True, value.date().isoformat()
    if isinstance(value, bool) and question.type == "yesno":
        return True, value
    if isinstance(value, int | float) and question.type in ("number", "percent") and not cell.percent:
        return True, value if isinstance(value, int) else Decimal(repr(value))
    return False, None


def _from_text(question: RawQuestion, text: str) -> JsonValue:
    if text.startswith(JSON_BEGINS):
        return read_json(text)
    match question.type:
        case "multiple":
            return list(split_ids(text))
        case "grid":
            return dict(split_pairs(text))
        case "number" | "percent":
            return Decimal(text.strip())
        case "yesno":
            return {"yes": True, "no": False}.get(text.strip().lower(), text)
        case _:
            return text
