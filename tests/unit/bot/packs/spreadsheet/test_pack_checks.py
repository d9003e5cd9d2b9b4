"""A form that reads well is checked like any pack, and those problems name cells, too."""

import pytest
from openpyxl import Workbook
from support.sheets import problems_of

SCORED = """
| survey   | type         | name | label | dimension | relevant | constraint | constraint_message |min|max|
|          | integer      | n    | N?    |           |          |            |                    |   |   |
|          | select_one k | q    | Q?    | d         |          |            |                    |   |   |
| choices  | list_name    | name | label | points    |
|          | k            | a    | A     | 0         |
|          | k            | b    | B     | 2         |
| standard | id           | name | parent | weight   |
|          | all          | All  |
|          | d            | D    | all   | 3         |
| levels   | level        | level_name | min_score | gate |
|          | 1            | One  | 0     |
|          | 2            | Two  | 50    | count-at-least(1) >= 0 |
| variants | id           | name | weight:d |
| flags    | id           | name |
| examples | item         | 1    |
|          | q            | b    |
|          | expect.score | 100  |
"""


@pytest.mark.parametrize(
    ("sheet", "cells", "code", "where"),
    [
        ("survey", {"E3": "${m} > 1"}, "PACK-RULE-003", "survey!E3"),
        ("survey", {"E3": "pulldata('a', 'b') = ''"}, "PACK-RULE-002", "survey!E3"),
        ("survey", {"E3": "${n} > "}, "PACK-RULE-001", "survey!E3"),
        ("survey", {"E2": "${q} = 'a'"}, "PACK-RULE-007", "survey!E2"),
        ("survey", {"F2": ". > 'x'", "G2": "No."}, "PACK-RULE-005", "survey!F2"),
        ("survey", {"G2": "No."}, "PACK-WORDING-002", "survey!G2"),
        ("survey", {"H2": "5", "I2": "1"}, "PACK-QUESTION-006", "survey!H2"),
        ("survey", {"H3": "5"}, "PACK-QUESTION-003", "survey!H3"),
        ("survey", {"D3": "dd"}, "PACK-STANDARD-002", "survey!D3"),
        ("choices", {"C3": "a"}, "PACK-WORDING-004", "survey!C3"),
        ("choices", {"D2": None}, "PACK-STANDARD-009", "choices!D2"),
        ("standard", {"C3": "al"}, "PACK-STANDARD-002", "standard!C3"),
        ("standard", {"D3": "-1"}, "PACK-STANDARD-011", "standard!D3"),
        ("standard", {"A4": "e", "B4": "E", "C4": "all"}, "PACK-STANDARD-004", "standard!A4"),
        ("levels", {"C2": "60"}, "PACK-LEVEL-001", "levels!A3"),
        ("levels", {"D3": "score('x') >= 3"}, "PACK-LEVEL-004", "levels!D3"),
        ("variants", {"A2": "a", "B2": "A", "C2": "3"}, "PACK-STANDARD-012", "variants!A2"),
        ("flags", {"A2": "key", "B2": "Key"}, "PACK-WORDING-002", "flags!B2"),
        ("examples", {"B2": "c"}, "PACK-EXAMPLE-001", "examples!B2"),
        ("examples", {"B3": "99"}, "PACK-EXAMPLE-002", "examples!B3"),
    ],
)
def test_the_packs_own_checks_name_the_cell(
    sheet: str, cells: dict[str, str | None], code: str, where: str
) -> None:
    def change(book: Workbook) -> None:
        for address, text in cells.items():
            book[sheet][address].value = text

    found = problems_of(SCORED, change)
    print(*found, sep="\n")

    assert (code, where) in [(one.code, one.where) for one in found]
    assert all("!" in one.where for one in found)


def test_the_form_those_start_from_is_sound() -> None:
    assert problems_of(SCORED) == ()
