"""The `report` command, from its arguments to a file and an exit code."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from support.assessments import answers
from support.word_files import document, text_of

from bot.cli import main
from scoring.values import answer_to_json

SHIPPED = Path(__file__).resolve().parents[3] / "templates" / "reports" / "diagnosis.zh-CN.docx"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    try:
        code = main(["report", *argv])
    except SystemExit as stop:
        code = int(str(stop.code))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def given(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    values = {key: answer_to_json(value) for key, value in answers("shanghai-ref", 0.4).items()}
    file.write_text(json.dumps(values, default=float, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_report_is_written(capsys: pytest.CaptureFixture[str], given: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.docx"
    options = ["--enterprise", "R&D <一厂>", "--code", "91310000132260250X", "--on", "2026-03-14"]
    code, out, err = run(capsys, "shanghai-ref", str(given), "--out", str(file), *options)
    assert (code, out) == (0, f"{file}\n")
    assert "finished" in err
    text = text_of(file.read_bytes())
    assert "R&D <一厂>" in text
    assert "2026 年 3 月 14 日" in text
    assert "草稿" not in text
    again = tmp_path / "again.docx"
    run(capsys, "shanghai-ref", str(given), "--out", str(again), *options)
    assert again.read_bytes() == file.read_bytes()


def test_open_questions_make_a_draft_unless_it_is_final(
    capsys: pytest.CaptureFixture[str], given: Path, tmp_path: Path
) -> None:
    values = json.loads(given.read_text(encoding="utf-8"))
    del values["cap-plan"]
    given.write_text(json.dumps(values), encoding="utf-8")
    file = tmp_path / "r.docx"
    code, _, err = run(capsys, "shanghai-ref", str(given), "--out", str(file))
    assert code == 0
    assert "a draft" in err
    assert "草稿" in text_of(file.read_bytes())
    run(capsys, "shanghai-ref", str(given), "--out", str(file), "--final")
    assert "草稿" not in text_of(file.read_bytes())


def test_the_language_and_an_own_template_can_be_chosen(
    capsys: pytest.CaptureFixture[str], given: Path, tmp_path: Path
) -> None:
    own, file = tmp_path / "own.docx", tmp_path / "r.docx"
    own.write_bytes(document(lambda doc: doc.add_paragraph("{{ pack.status }}")))
    argv = ["shanghai-ref", str(given), "--out", str(file), "--locale", "en", "--template", str(own)]
    assert run(capsys, *argv)[0] == 0
    assert text_of(file.read_bytes()) == "reference questionnaire"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"cap-plan": "9"}', "cap-plan"),
        ('{"cap-plam": "1"}', "Did you mean “cap-plan”?"),
        ("[]", "object"),
        ('{"cap-plan": "1"}\n{"cap-plan": "2"}\n', "exactly one"),
    ],
)
def test_wrong_answers_write_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    wrong, file = tmp_path / "wrong.json", tmp_path / "r.docx"
    wrong.write_text(text, encoding="utf-8")
    code, _, err = run(capsys, "shanghai-ref", str(wrong), "--out", str(file))
    assert code == 1
    assert said in err
    assert not file.exists()


def test_wrong_usage_is_two_and_a_bad_place_is_one(
    capsys: pytest.CaptureFixture[str], given: Path, tmp_path: Path
) -> None:
    assert run(capsys, "shanghai-ref", str(given))[0] == 2
    assert run(capsys, "shanghai-ref", str(given), "--out", "x.docx", "--on", "14.3.2026")[0] == 2
    assert run(capsys, "shanghai-ref", str(given), "--out", str(tmp_path / "no" / "r.docx"))[0] == 1
    assert run(capsys, "shanghai-ref", str(tmp_path / "none.json"), "--out", "x.docx")[0] == 1
    assert run(capsys, "shanghai-ref", str(given), "--out", "x.docx", "--template", "none.docx")[0] == 1


def test_check_quotes_what_is_wrong_and_passes_what_is_right(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, "check", str(SHIPPED)) == (0, "", f"{SHIPPED}: nothing is wrong.\n")
    own = tmp_path / "own.docx"
    made = Document(io.BytesIO(SHIPPED.read_bytes()))
    made.add_paragraph("企业：{{ enterprise.nmae }}")
    made.save(str(own))
    code, out, err = run(capsys, "check", str(own))
    assert code == 1
    assert "企业：{{ enterprise.nmae }}" in out
    assert "Did you mean “enterprise.name”?" in out
    assert "1 problem" in err
    code, out, _ = run(capsys, "check", str(own), "--json")
    [problem] = json.loads(out)
    assert set(problem) == {"code", "where", "message", "remedy"}
    assert run(capsys, "check", str(tmp_path / "none.docx"))[0] == 1
