"""Questions: from rows of survey to the raw form's structure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.packs.places import Place
from bot.packs.raw import RawQuestion
from bot.packs.spreadsheet.phrases import PLAIN_YES_NO
from bot.packs.spreadsheet.places import CellPlace
from bot.packs.spreadsheet.reading.filters import columns_of, fill, tokens_of
from bot.packs.spreadsheet.reading.indicators import Counted, read_indicator
from bot.packs.spreadsheet.reading.lists import ChoiceList, Lists
from bot.packs.spreadsheet.reading.outline import TABLE_LIST, Asked, check_appearance, is_group
from bot.packs.spreadsheet.rows import Row
from bot.packs.spreadsheet.survey_columns import SURVEY
from bot.questionnaire.problems import did_you_mean

_REF = re.compile(r"\$\{[^}]*\}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_TYPES = {
    "select_multiple": "multiple",
    "begin_group": "grid",
    "text": "text",
    "date": "date",
    "file": "file",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A question as read: structure, rows it came from, choices, its table's rows, what it counts for."""

    raw: RawQuestion
    asked: Asked
    choices: ChoiceList | None
    table_rows: dict[str, Row]
    counted: Counted | None


def read_question(asked: Asked, section: str, lists: Lists) -> Read | None:
    """Read one question; None when it has no usable id, or names a list that is not there."""
    row = asked.row
    id_ = row.ident("name", fold=True)
    if not row.has("name") and row.table.heading("name"):
        row.note("SHEET-CELL-009", "this question has no name.", "Give it an id.", "name")
    choices = _choices(asked, lists)
    if not id_ or (
        choices is None and asked.asked_as.word in ("select_one", "select_multiple", "begin_group")
    ):
        return None
    if asked.is_table:
        _check_table(asked)
    table_rows = _table_rows(asked, id_)
    type_ = _type(row, asked, choices)
    offered = choices if choices and type_ != "yesno" else None
    raw = RawQuestion(
        id=id_,
        section=section,
        type=type_,
        choices=tuple(offered.rows) if offered else (),
        rows=tuple(table_rows),
        exclusive=tuple(key for key, one in offered.rows.items() if one.flag("exclusive")) if offered else (),
        choice_relevant=_filters(row, offered, lists),
        min_chosen=row.whole("min_chosen") or 0,
        max_chosen=row.whole("max_chosen"),
        unit="" if type_ == "percent" else row.text("unit"),
        integer=asked.asked_as.word == "integer",
        minimum=row.decimal("min"),
        maximum=row.decimal("max"),
        usual_minimum=row.decimal("usual_min"),
        usual_maximum=row.decimal("usual_max"),
        required=_required(asked),
        relevant=_relevant(asked),
        constraint=folded(row.text("constraint")),
        profile=row.text("profile").strip(),
        place=_place(row, offered),
    )
    return Read(raw, asked, choices, table_rows, read_indicator(row, raw, choices))


def folded(expression: str) -> str:
    """An expression with the names of questions in lower case, as their ids are."""
    return _REF.sub(lambda found: found.group().lower(), expression)


def _choices(asked: Asked, lists: Lists) -> ChoiceList | None:
    if asked.is_table:
        named = dict.fromkeys(asked_as.choices for _, asked_as in asked.rows if asked_as.choices)
        if len(named) > 1:
            row = next(row for row, asked_as in asked.rows if asked_as.choices == list(named)[1])
            message = f"the rows of a table share one list of choices; here are {', '.join(named)}."
            row.note("SHEET-ROW-006", message, "Use one list, or write separate questions.", "type")
        return lists.get(next(iter(named)), asked.rows[0][0]) if named else None
    return lists.get(asked.asked_as.choices, asked.row) if asked.asked_as.choices else None


def _type(row: Row, asked: Asked, choices: ChoiceList | None) -> str:
    word, kind = asked.asked_as.word, row.word("kind", ("number", "single"))
    if word in ("integer", "decimal"):
        unit = row.text("unit").strip()
        return "percent" if unit in ("%", "％") and kind != "number" else "number"
    if word == "select_one":
        if choices and choices.is_yes_no and kind != "single":
            _check_yes_no(choices)
            return "yesno"
        return "single"
    return _TYPES[word]


def _check_yes_no(choices: ChoiceList) -> None:
    for row in choices.rows.values():
        for heading in row.table.headings:
            cell = row.table.rows[row.number].get(heading.index)
            if cell is None or heading.column is None:
                continue
            plain = str(cell.value).strip().casefold() in PLAIN_YES_NO
            if heading.column.name in ("label", "short", "synonyms", "advice") and not plain:
                message = f"“{str(cell.value)[:30]}” is not said: the bot asks yes/no in its own words."
                remedy = "For these words name the choices otherwise, or set kind to single."
                row.report.add("SHEET-NOTICE-005", cell.place, message, remedy)


def _check_table(asked: Asked) -> None:
    words = [word for word in asked.row.text("appearance").split() if word != TABLE_LIST]
    if words:
        message = f"the appearance “{' '.join(words)}” is left out: a chat has no such look."
        asked.row.note("SHEET-NOTICE-003", message, "Nothing need be done.", "appearance")
    for row, _ in asked.rows:
        check_appearance(row)
        if row.flag("required") is not asked.rows[0][0].flag("required") and not asked.row.flag("required"):
            message = "a table is required as a whole: either all its rows or none."
            row.note(
                "SHEET-ROW-006", message, "Write the same in each row, or yes on begin_group.", "required"
            )


def _table_rows(asked: Asked, id_: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row, _ in asked.rows:
        name = row.text("name")
        key = re.sub(rf"{re.escape(id_)}_+", "", name, count=1, flags=re.IGNORECASE)
        key = key if key and name.lower().startswith(f"{id_}_") else name
        if not _KEY.fullmatch(key):
            row.ident("name", "key")  # says what is wrong
            if not name:
                row.note("SHEET-CELL-009", "this row of a table has no name.", "Give it one.", "name")
        elif key in found:
            message = f"the table has “{key}” in row {found[key].number} already."
            row.note("SHEET-ROW-004", message, "Give each row its own name.", "name")
        else:
            found[key] = row
    return found


def _required(asked: Asked) -> bool:
    return asked.row.flag("required") or any(row.flag("required") for row, _ in asked.rows)


def _relevant(asked: Asked) -> str:
    conditions = [*asked.conditions, *([text] if (text := asked.row.text("relevant")) else [])]
    for note in asked.notes:
        if (
            note.has("relevant")
            and not is_group(note)
            and note.text("relevant") != asked.row.text("relevant")
        ):
            message = "a note with a condition of its own is not supported."
            remedy = "Give it the condition of the next question, or put it into that question's hint."
            note.note("SHEET-ROW-007", message, remedy, "relevant")
    joined = conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)
    return folded(joined)


def _filters(row: Row, choices: ChoiceList | None, lists: Lists) -> dict[str, str]:
    expression = row.text("choice_filter")
    if not expression:
        return {}
    if choices is None:
        message = "“choice_filter” means nothing here: there is no list of choices to choose from."
        remedy = "Clear the cell; for a list of yes and no set kind to single."
        row.note("SHEET-CELL-008", message, remedy, "choice_filter")
        return {}
    tokens = tokens_of(folded(expression))
    columns = columns_of(tokens)
    for column in [one for one in columns if not lists.column(one)]:
        message = f"“{column}” is no column of the sheet choices."
        table = lists.source.tables["choices"]
        remedy = did_you_mean(column, ["name", *table.others]) or "Add it, or write a question as ${id}."
        row.note("SHEET-ROW-009", message, remedy, "choice_filter")
        return {}
    found = {}
    for key, choice in choices.rows.items():
        try:
            found[key] = fill(tokens, columns, lambda column, choice=choice: lists.value(choice, column))  # type: ignore[misc]
        except ValueError as error:
            row.report.add("SHEET-ROW-009", choice.place("name"), f"{error}.", "Use one kind.")
    return {key: condition for key, condition in found.items() if condition}


def _place(row: Row, choices: ChoiceList | None) -> CellPlace:
    parts: dict[str, Place] = {column.held: row.place(column.name) for column in SURVEY.columns}
    parts |= {"choices": row.place("type"), "rows": row.place("type"), "section": row.place("type")}
    if choices:
        parts["exclusive"] = choices.place("exclusive")
    return row.place("name").holding(parts)
