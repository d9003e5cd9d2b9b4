from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from support.pack_texts import DEMO

from bot.errors import InputError
from bot.packs.answer_files import read_file
from bot.packs.answer_set import AnswerSet
from bot.packs.loader import load_pack
from bot.questionnaire.checks import check_answers, parse_answers

STRUCTURE = load_pack(DEMO).structure
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def sheet(
    path: Path, *rows: tuple[str | None, str | float | datetime | None], formats: dict[str, str] | None = None
) -> AnswerSet:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Answers"
    for row in rows:
        page.append(row)
    for cell, number_format in (formats or {}).items():
        page[cell].number_format = number_format
    book.save(path / "answers.xlsx")
    (found,) = read_file(path / "answers.xlsx", STRUCTURE)
    return found


def test_cells_are_read_by_the_types_of_their_questions(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        ("question", "answer"),
        ("industry", "auto"),
        ("headcount", 320),
        ("pilot", "是"),
        ("since", datetime(2021, 4, 30, tzinfo=UTC).replace(tzinfo=None)),
        ("plan", 2),
        ("net", "bus、mobile"),
        ("tools", "a, b;c"),
        ("rate", 0.625),
        ("energy", "1,250.5"),
        ("use", '{"erp": "already"}'),
        ("audit", False),
        ("wish", " a scanner "),
        (None, None),
        ("proof", '{"name": "a.png", "sha256": "' + SHA + '"}'),
        ("recipe", None),
        formats={"B9": "0.0%"},
    )

    assert found.problems == ()
    answers, problems = parse_answers(STRUCTURE, found.values)
    assert problems == []
    assert check_answers(STRUCTURE, answers) == []
    assert {key: str(value) for key, value in found.values.items()} == {
        "industry": "auto",
        "headcount": "320",
        "pilot": "True",
        "since": "2021-04-30",
        "plan": "2",
        "net": "['bus', 'mobile']",
        "tools": "['a', 'b', 'c']",
        "rate": "62.500",
        "energy": "1250.5",
        "use": "{'erp': 'already'}",
        "audit": "False",
        "wish": "a scanner",
        "proof": f"{{'name': 'a.png', 'sha256': '{SHA}'}}",
    }


def test_nothing_ticked_and_not_applicable(tmp_path: Path) -> None:
    found = sheet(
        tmp_path, ("net", "[]"), ("headcount", '{"na": "closed"}'), ("rate", "40 %"), ("pilot", "FALSE")
    )

    assert found.values == {"net": [], "headcount": {"na": "closed"}, "rate": 40, "pilot": False}


def test_every_bad_cell_is_named(tmp_path: Path) -> None:
    found = sheet(
        tmp_path,
        ("id", "value"),
        ("industri", "auto"),
        ("headcount", "many"),
        ("pilot", "perhaps"),
        ("rate", "=1/3"),
        ("use", '{"erp": '),
        ("wish", "x"),
        ("wish", "y"),
        ("energy", True),
    )

    assert found.values == {}
    assert [problem.where for problem in found.problems] == [
        f"Answers!B{row}" for row in (2, 3, 4, 5, 6, 8, 9)
    ]
    said = [problem.message for problem in found.problems]
    assert "Did you mean “industry”?" in said[0]
    assert "“many” is no number" in said[1]
    assert "neither yes nor no" in said[2]
    assert "a formula; paste its value" in said[3]
    assert "not valid JSON" in said[4]
    assert "answered twice" in said[5]
    assert "True is no number" in said[6]


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_text("no workbook", encoding="utf-8")

    with pytest.raises(InputError, match="cannot be read as a workbook"):
        list(read_file(path, STRUCTURE))
    with pytest.raises(InputError, match="cannot be read"):
        list(read_file(tmp_path / "gone.json", STRUCTURE))
