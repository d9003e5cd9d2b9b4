"""The `score` command, from its arguments to its output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from support.pack_texts import DEMO

from bot.cli import main

PACK = str(DEMO)
FOOD = {
    "industry": "food",
    "plan": "1",
    "net": ["none"],
    "rate": 0,
    "energy": 0,
    "use": {},
    "recipe": "system",
    "headcount": {"na": "family only"},
}
KEYS = [
    "pack",
    "version",
    "score",
    "level",
    "level_name",
    "grade",
    "grade_name",
    "dimensions",
    "gates",
    "unanswered",
    "not_applicable",
    "variant",
    "standard_note",
]


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["score", *argv])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(FOOD, indent=1), encoding="utf-8")
    return path


def test_json_has_the_fixed_shape(capsys: pytest.CaptureFixture[str], answers: Path) -> None:
    code, out, err = run(capsys, PACK, str(answers), "--json")

    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == KEYS
    assert '"score": 25.00,' in out
    assert (found["level"], found["level_name"], found["grade"], found["grade_name"]) == (
        1,
        "起步",
        1,
        "下档",
    )
    assert found["dimensions"] == {"base": {"score": 0, "weight": 60}, "trade": {"score": 100, "weight": 20}}
    assert found["unanswered"] == ["pilot", "wish", "proof"]
    assert found["not_applicable"] == []
    assert found["gates"][0] == {"id": "1.1.score", "met": True, "needs": 10.0, "has": 25.0}
    assert found["standard_note"] == "示例标准，只用于测试。"


def test_the_locale_of_names_can_be_chosen(capsys: pytest.CaptureFixture[str], answers: Path) -> None:
    _, out, _ = run(capsys, PACK, str(answers), "--json", "--locale", "en")

    assert json.loads(out)["level_name"] == "Starting (起步)"


def test_explain_adds_every_number(capsys: pytest.CaptureFixture[str], answers: Path) -> None:
    _, out, _ = run(capsys, PACK, str(answers), "--json", "--explain")

    found = json.loads(out)
    assert list(found) == [*KEYS, "trace"]
    assert found["trace"][0]["id"] == "total"


def test_the_same_answers_give_the_same_bytes(
    capsys: pytest.CaptureFixture[str], answers: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(dict(reversed(FOOD.items()))), encoding="utf-8")

    assert run(capsys, PACK, str(answers), "--json") == run(capsys, PACK, str(other), "--json")


def test_for_reading_it_is_chinese_unless_said_otherwise(
    capsys: pytest.CaptureFixture[str], answers: Path
) -> None:
    code, out, _ = run(capsys, PACK, str(answers))

    assert code == 0
    assert out.splitlines()[:8] == [
        "演示问卷 demo 1.0（示例问卷）",
        "得分 25.00，1 级“起步”，第 1 档“下档”",
        "有了底子。",
        "  基础：0.00（权重 60.00）",
        "  行业项：100.00（权重 20.00）",
        "到下一档还差：",
        "  总分：需要 40.00，现有 25.00",
        "  达到 2 级的指标：需要 2 项，现有 1 项",
    ]
    assert out.splitlines()[-2:] == ["未回答 3 题：pilot、wish、proof", "示例标准，只用于测试。"]

    _, english, _ = run(capsys, PACK, str(answers), "--locale", "en", "--explain")

    assert "Score 25.00, level 1 “Starting (起步)”, grade 1 “lower”" in english
    assert "Base (base): 0.00 =" in english
    assert "gate 2.3.1: at least 1 at level 2 [key] [base]" in english


def test_json_lines_keep_their_order_and_bad_ones_their_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "answers.jsonl"
    lines = [json.dumps(FOOD), '{"plan": "9", "nett": []}', "{oops", json.dumps({**FOOD, "recipe": "paper"})]
    path.write_text("\n".join(lines), encoding="utf-8")

    code, out, _ = run(capsys, PACK, str(path))

    rows: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [row.get("score") for row in rows] == [25.0, None, None, 0.0]
    assert rows[1]["error"] == {
        "code": "ANSWER-QUESTION",
        "where": "line 2, nett",
        "message": "there is no question “nett”.",
        "remedy": "Did you mean “net”?",
    }
    assert [problem["where"] for problem in rows[1]["problems"]] == ["line 2, nett", "line 2, plan"]
    assert (rows[2]["error"]["code"], rows[2]["error"]["where"]) == ("ANSWERS-JSON", "line 3")


def test_standard_input_is_json_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"\ufeff{json.dumps({'wish': '质量'}, ensure_ascii=False)}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="latin-1"))

    code, out, _ = run(capsys, PACK, "-")

    assert code == 0
    assert "wish" not in json.loads(out)["unanswered"]


def test_an_exclusive_choice_with_others_names_the_question(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"net": ["none", "bus"]}', encoding="utf-8")

    code, out, err = run(capsys, PACK, str(path))

    assert (code, out) == (1, "")
    assert err.startswith("net: choice “none” goes with no other")
    code, out, _ = run(capsys, PACK, str(path), "--json")
    assert (code, json.loads(out)["error"]["where"]) == (1, "net")


def test_an_answer_sheet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (("题号", "答案"), ("industry", "food"), ("recipe", "system"), ("plan", 2)):
        page.append(row)
    book.save(tmp_path / "a.xlsx")

    code, out, _ = run(capsys, PACK, str(tmp_path / "a.xlsx"), "--json")

    assert code == 0
    assert json.loads(out)["dimensions"]["trade"]["score"] == 100


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("nowhere", "x.json"), "There is no pack “nowhere”"),
        ((PACK, "gone.json"), "gone.json cannot be read"),
        ((PACK, __file__, "--locale", "de"), "no locale “de”"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], says: str
) -> None:
    code, out, err = run(capsys, *argv)

    assert (code, out) == (1, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize("pack", ["sme2024", "eudma", "shanghai-ref"])
def test_scoring_loads_nothing_it_does_not_need(pack: str) -> None:
    code = (
        "import sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO(b'{}\\n'));"
        "from bot.cli import main;"
        f"assert main(['score', {pack!r}, '-']) == 0;"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )

    heavy = {"lark", "openpyxl", "numpy", "sqlalchemy", "hashlib", "difflib", "rapidfuzz", "storage", "rich"}
    assert heavy.isdisjoint(done.stderr.split())
    assert json.loads(done.stdout)["score"] == 0
