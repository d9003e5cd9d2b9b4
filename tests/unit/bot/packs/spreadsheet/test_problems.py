"""One small form for each thing that can be wrong with one: its code, its cell and what to do."""

from datetime import datetime

import pytest
from support.sheets import problems_of
from support.wrong_forms import Wrong, error_value, hide, setting

ROWS = {
    # --- cells ---
    "a formula": Wrong((("SHEET-CELL-001", "survey!C3", "value"),), change=setting("C3", "=A1&B1")),
    "an error value": Wrong((("SHEET-CELL-002", "survey!C3", "clear"),), change=error_value),
    "a date made by Excel": Wrong(
        (("SHEET-CELL-003", "survey!C3", "as text"),), change=setting("C3", datetime(2024, 3, 1))
    ),
    "a truth value made by Excel": Wrong(
        (("SHEET-CELL-003", "survey!C3", "as text"),), change=setting("C3", value=True)
    ),
    "a fraction that became a date": Wrong(
        (("SHEET-CELL-003", "survey!E2", "as text"),),
        """
        | survey | type    | name | label | low | weight | high | dimension |
        |        | integer | q1   | One?  | 0   |        | 9    | d         |
        """,
        setting("E2", datetime(2024, 1, 3)),
    ),
    "a word for a number": Wrong(
        (("SHEET-CELL-004", "survey!D2", "half-width"),),
        """
        | survey | type    | name | label | min |
        |        | integer | q1   | One?  | ten |
        """,
    ),
    "a full-width number": Wrong(
        (("SHEET-CELL-004", "survey!D2", "0, 1, 2"), ("SHEET-CELL-004", "survey!E2", "1/3")),
        """
        | survey | type    | name | label | first_level | weight | dimension | low | high |
        |        | integer | q1   | One?  | 1.5         | １５   | d         | 0   | 9    |
        """,
    ),
    "a weight in per cent": Wrong(
        (("SHEET-CELL-004", "survey!D2", "as a number"),),
        """
        | survey | type    | name | label | weight | dimension | low | high |
        |        | integer | q1   | One?  | 1      | d         | 0   | 9    |
        """,
        setting("D2", 0.15, "0%"),
    ),
    "a blank behind an id": Wrong(
        (("SHEET-CELL-005", "survey!B2", "Write “q1”"),), change=setting("B2", "q1 ")
    ),
    "a full-width id": Wrong(
        (("SHEET-CELL-005", "survey!B2", "Write “q-1”"), ("SHEET-CELL-005", "survey!B3", "Write “q_3”")),
        """
        | survey | type    | name | label |
        |        | integer | ｑ－１ | One?  |
        |        | text    | q 3  | Two?  |
        """,
    ),
    "a word that is not allowed": Wrong(
        (
            ("SHEET-CELL-006", "survey!D2", "yes or no"),
            ("SHEET-CELL-006", "settings!A2", "Did you mean “sample”?"),
        ),
        """
        | survey   | type    | name | label | required |
        |          | integer | q1   | One?  | perhaps  |
        | settings | status  |      |       |          |
        |          | sampel  |      |       |          |
        """,
    ),
    "a condition for required": Wrong(
        (("SHEET-CELL-006", "survey!C3", "into relevant"),),
        """
        | survey | type    | name | required     | label |
        |        | integer | q1   |              | One?  |
        |        | text    | q2   | ${q1} > 1    | Two?  |
        """,
    ),
    "a list that is none": Wrong(
        (("SHEET-CELL-007", "survey!D2", "0=0; 20=1"), ("SHEET-CELL-007", "survey!C2", "semicolons")),
        """
        | survey | type    | name | synonyms | bands  | label | dimension |
        |        | integer | q1   | [1       | 0 to 3 | One?  | d         |
        """,
    ),
    "a value where it means nothing": Wrong(
        (("SHEET-CELL-008", "survey!C2", "Clear"), ("SHEET-CELL-008", "survey!D3", "dimension")),
        """
        | survey | type        | name | required | weight | label |
        |        | begin_group | g    | yes      |        | G     |
        |        | integer     | q1   |          | 3      | One?  |
        |        | end_group   |      |          |        |       |
        """,
    ),
    "something needed left empty": Wrong(
        (("SHEET-CELL-009", "survey!C3", "Fill it in"), ("SHEET-CELL-009", "survey!D2", "Fill it in")),
        """
        | survey | type    | name | label | label::Deutsch (de) |
        |        | integer | q1   | One?  |                     |
        |        | text    | q2   |       | Zwei?               |
        """,
    ),
    # --- headings ---
    "a misspelt column": Wrong(
        (("SHEET-HEAD-001", "survey!D1", "Did you mean “relevant”?"),),
        """
        | survey | type    | name | label | relavent |
        |        | integer | q1   | One?  |          |
        """,
    ),
    "a misplaced column": Wrong(
        (("SHEET-HEAD-001", "survey!D1", "on the sheet choices"),),
        """
        | survey | type    | name | label | list_name |
        |        | integer | q1   | One?  |           |
        """,
    ),
    "a full-width colon in a heading": Wrong(
        (("SHEET-HEAD-001", "survey!D1", "“label::English (en)”"),),
        """
        | survey | type    | name | label | label：：English（en） |
        |        | integer | q1   | One?  | One?                  |
        """,
    ),
    "a column twice": Wrong(
        (("SHEET-HEAD-002", "survey!D1", "Keep one"),),
        """
        | survey | type    | name | label | Label |
        |        | integer | q1   | One?  | Two?  |
        """,
    ),
    "a language twice": Wrong(
        (("SHEET-HEAD-002", "survey!D1", "Keep one"),),
        """
        | survey   | type    | name | label | label::English (en) |
        |          | integer | q1   | One?  | Two?                |
        | settings | default_language | form_id |      |            |
        |          | en      | f    |       |                     |
        """,
    ),
    "a missing column": Wrong(
        (("SHEET-HEAD-003", "choices!A1", "list_name"),),
        """
        | survey  | type    | name  | label |
        |         | integer | q1    | One?  |
        | choices | name    | label |       |
        |         | a       | A     |       |
        """,
    ),
    "a value without a heading": Wrong(
        (("SHEET-HEAD-004", "survey!D3", "Move it"),),
        form="""
        | survey | type    | name | label |   |
        |        | integer | q1   | One?  |   |
        |        | text    | q2   | Two?  | x |
        """,
    ),
    "a column of XLSForm we cannot honour": Wrong(
        (("SHEET-HEAD-005", "survey!D3", "register"), ("SHEET-HEAD-005", "survey!E2", "no media")),
        """
        | survey | type    | name | label | default | media::image |
        |        | integer | q1   | One?  |         | a.png        |
        |        | text    | q2   | Two?  | none    |              |
        """,
    ),
    "a language that is none": Wrong(
        (("SHEET-HEAD-006", "survey!D1", "label::English (en)"),),
        """
        | survey | type    | name | label | label::Klingon |
        |        | integer | q1   | One?  | wa'            |
        """,
    ),
    # --- rows ---
    "a row without a type": Wrong(
        (("SHEET-ROW-001", "survey!A3", "Choose one"),), change=setting("A3", None)
    ),
    "an unsupported type": Wrong(
        (
            ("SHEET-ROW-002", "survey!A2", "number of them"),
            ("SHEET-ROW-002", "survey!A3", "sheet standard"),
            ("SHEET-ROW-002", "survey!A4", "address"),
            ("SHEET-ROW-002", "survey!A5", "“other”"),
            ("SHEET-ROW-002", "survey!A6", "Did you mean “integer”?"),
            ("SHEET-ROW-002", "survey!A7", "own times"),
            ("SHEET-ROW-002", "survey!A8", "sheet choices"),
        ),
        """
        | survey | type                  | name | label |
        |        | begin repeat          | q1   | One?  |
        |        | calculate             | q2   |       |
        |        | geopoint              | q3   | Q?    |
        |        | select_one k or_other | q4   | Q?    |
        |        | intger                | q5   | Q?    |
        |        | start                 | q6   |       |
        |        | select_one_from_file f.csv | q7 | Q? |
        """,
    ),
    "groups out of turn": Wrong(
        (
            ("SHEET-ROW-003", "survey!A2", "Delete the row"),
            ("SHEET-ROW-003", "survey!A3", "Put questions"),
            ("SHEET-ROW-003", "survey!A5", "Add end_group"),
        ),
        """
        | survey | type        | name | label |
        |        | end_group   |      |       |
        |        | begin_group | g1   | G     |
        |        | end_group   |      |       |
        |        | begin_group | g2   | G     |
        |        | text        | q1   | One?  |
        """,
    ),
    "a name twice": Wrong(
        (("SHEET-ROW-004", "survey!B3", "own name"), ("SHEET-ROW-004", "choices!B3", "own name")),
        """
        | survey  | type         | name | label |
        |         | select_one k | q1   | One?  |
        |         | text         | q1   | Two?  |
        | choices | list_name    | name | label |
        |         | k            | a    | A     |
        |         | k            | a    | B     |
        """,
    ),
    "a list that is not there": Wrong(
        (("SHEET-ROW-005", "survey!A2", "Did you mean “kinds”?"), ("SHEET-ROW-005", "survey!A3", "LIST")),
        """
        | survey  | type            | name | label |
        |         | select_one kind | q1   | One?  |
        |         | select_multiple | q2   | Two?  |
        | choices | list_name       | name | label |
        |         | kinds           | a    | A     |
        """,
    ),
    "a table of other things": Wrong(
        (
            ("SHEET-ROW-006", "survey!A3", "out of the table"),
            ("SHEET-ROW-006", "survey!A5", "one list"),
            ("SHEET-ROW-006", "survey!C5", "in each row"),
        ),
        """
        | survey  | type         | name | required | label | appearance |
        |         | begin_group  | g    |          | G     | table-list |
        |         | text         | r1   |          | R     |            |
        |         | select_one k | r2   |          | R     |            |
        |         | select_one l | r3   | yes      | R     |            |
        |         | end_group    |      |          |       |            |
        | choices | list_name    | name | label    |       |            |
        |         | k            | a    | A        |       |            |
        |         | l            | b    | B        |       |            |
        """,
    ),
    "a note with a condition": Wrong(
        (("SHEET-ROW-007", "survey!D3", "the condition of the next"),),
        """
        | survey | type    | name | label | relevant  |
        |        | integer | q1   | One?  |           |
        |        | note    | n1   | Look! | ${q1} > 1 |
        |        | text    | q2   | Two?  |           |
        """,
    ),
    "an appearance that asks otherwise": Wrong(
        (("SHEET-ROW-008", "survey!D2", "month as text"), ("SHEET-ROW-008", "survey!D3", "sheet choices")),
        """
        | survey  | type         | name | label | appearance      |
        |         | date         | q1   | One?  | month-year      |
        |         | select_one k | q2   | Two?  | search('a.csv') |
        | choices | list_name    | name | label |                 |
        |         | k            | a    | A     |                 |
        |         | k            | b    | B     |                 |
        """,
    ),
    "a filter over no column": Wrong(
        (("SHEET-ROW-009", "survey!D2", "Did you mean “country”?"), ("SHEET-HEAD-001", "choices!D1", "#")),
        """
        | survey  | type         | name | label | choice_filter  |
        |         | select_one k | q1   | One?  | contry = 'cn'  |
        | choices | list_name    | name | label | country        |
        |         | k            | a    | A     | cn             |
        |         | k            | b    | B     | fr             |
        """,
    ),
    # --- scoring ---
    "nothing says what it earns": Wrong(
        (("SHEET-SCORE-001", "survey!D2", "bands"), ("SHEET-SCORE-001", "survey!D3", "Clear")),
        """
        | survey | type    | name | label | dimension |
        |        | integer | q1   | One?  | d         |
        |        | text    | q2   | Two?  | d         |
        """,
    ),
    "points nobody earns": Wrong(
        (("SHEET-SCORE-002", "choices!D2", "dimension"), ("SHEET-SCORE-002", "survey!E3", "levels")),
        """
        | survey  | type         | name | label | dimension | measure |
        |         | select_one k | q1   | One?  |           |         |
        |         | select_one l | q2   | Two?  | d         | ladder  |
        | choices | list_name    | name | label | points    | level   |
        |         | k            | a    | A     | 1         |         |
        |         | k            | b    | B     |           |         |
        |         | l            | a    | A     |           | 2       |
        |         | l            | b    | B     |           | 4       |
        """,
    ),
    "a name said in two ways": Wrong(
        (("SHEET-SCORE-003", "levels!B3", "same in both"),),
        """
        | survey  | type         | name       | label | dimension |
        |         | select_one k | q1         | One?  | d         |
        | choices | list_name    | name       | label |           |
        |         | k            | a          | A     |           |
        |         | k            | b          | B     |           |
        | levels  | level        | level_name | grade | grade_name | min_score |
        |         | 1            | Base       | 1     | lower     | 0         |
        |         | 1            | Basis      | 2     | upper     | 50        |
        """,
    ),
    "an example of nothing": Wrong(
        (
            ("SHEET-EXAMPLE-001", "examples!A3", "Did you mean “q1”?"),
            ("SHEET-EXAMPLE-001", "examples!B2", "JSON"),
        ),
        """
        | survey   | type    | name | label |
        |          | integer | q1   | One?  |
        | examples | item    | 1    |       |
        |          | q1      | many |       |
        |          | q11     | 3    |       |
        """,
    ),
    # --- the file ---
    "no survey": Wrong(
        (("SHEET-FILE-004", "form.xlsx", "Did you mean “survy”?"), ("SHEET-FILE-006", "survy", "“survey”")),
        """
        | survy | type    | name | label |
        |       | integer | q1   | One?  |
        """,
    ),
    "a hidden sheet": Wrong((("SHEET-FILE-005", "survey", "Unhide"),), change=hide),
    "a sheet of XLSForm we do not know": Wrong(
        (("SHEET-FILE-006", "entities", "Delete"),),
        """
        | survey   | type      | name | label |
        |          | integer   | q1   | One?  |
        | entities | list_name | label |      |
        |          | trees     | x    |       |
        """,
    ),
    "merged cells": Wrong(
        (("SHEET-FILE-007", "survey!C2:C3", "Unmerge"), ("SHEET-CELL-009", "survey!C3", "Fill")),
        change=lambda book: book["survey"].merge_cells("C2:C3"),
    ),
    "too many rows": Wrong(
        (("SHEET-FILE-003", "survey!A10001", "Delete"),),
        change=lambda book: book["survey"].cell(10_001, 1, "text"),
    ),
    "too many columns": Wrong(
        (("SHEET-FILE-003", "survey!IW1", "Delete"),), change=lambda book: book["survey"].cell(1, 257, "hint")
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_is_said_with_its_cell_and_remedy(name: str) -> None:
    wrong = ROWS[name]
    found = problems_of(wrong.form, wrong.change)
    print(*found, sep="\n")

    assert {(one.code, one.where) for one in found} == {(code, where) for code, where, _ in wrong.expected}
    for code, where, remedy in wrong.expected:
        assert any(remedy in one.remedy for one in found if (one.code, one.where) == (code, where))


def test_everything_is_said_at_once() -> None:
    found = problems_of("""
    | survey  | type         | name | label | hnt |
    |         | calculate    | a    |       |     |
    |         | select_one k | B b  |       |     |
    |         | integer      | c    |       |     |
    """)

    assert {one.code for one in found} == {
        "SHEET-ROW-002",
        "SHEET-ROW-005",
        "SHEET-CELL-005",
        "SHEET-CELL-009",
        "SHEET-HEAD-001",
    }


def test_every_problem_has_its_parts() -> None:
    for wrong in ROWS.values():
        for one in problems_of(wrong.form, wrong.change):
            assert one.where
            assert one.message.endswith(".")
            assert one.remedy.endswith((".", "?", "…"))
