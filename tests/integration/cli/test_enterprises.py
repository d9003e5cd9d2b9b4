"""The `enterprises` command, from its arguments to files and output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.register_books import CODE, book, row

from bot.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "test.db"}"\nfiles = "{tmp_path / "files"}"\n',
        encoding="utf-8",
    )
    return str(path)


def written(tmp_path: Path, content: bytes, name: str = "a.xlsx") -> str:
    (tmp_path / name).write_bytes(content)
    return str(tmp_path / name)


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, book([row("示例甲厂", code=CODE), row("示例乙厂")]))

    code, out, err = run(capsys, "enterprises", "import", file, "--dry-run", "--config", config)
    again, out_again, _ = run(capsys, "enterprises", "import", file, "--config", config)
    third, out_third, _ = run(capsys, "enterprises", "import", file, "--config", config)

    assert (code, again, third) == (0, 0, 0)
    assert "new 2\n  + 示例甲厂\n  + 示例乙厂" in out
    assert "nothing was kept" in err
    assert out == out_again
    assert "new 0\nchanged 0\nunchanged 2" in out_third


def test_bad_rows_are_all_listed_and_nothing_is_imported(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, book([row("示例甲厂", unit="火星", phone1="1"), row("示例乙厂", phone1="")]))

    code, _, err = run(capsys, "enterprises", "import", file, "--config", config)
    skipped, out, _ = run(capsys, "enterprises", "import", file, "--config", config, "--skip-bad")

    assert (code, skipped) == (1, 0)
    assert "REG-UNIT-002" in err
    assert "REG-PHONE-001" in err
    assert "nothing was imported" in err
    assert "new 1\n  + 示例乙厂" in out


def test_json_gives_every_problem_with_its_place(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, book([row("示例甲厂", unit="火星")]))
    argv = ("enterprises", "import", file, "--config", config, "--json", "--locale", "en")

    code, out, _ = run(capsys, *argv)

    (problem,) = json.loads(out)["problems"]
    assert code == 1
    assert problem["code"] == "REG-UNIT-002"
    assert problem["where"] == "企业名单, row 2, 责任单位 (B2)"
    assert problem["warning"] is False


def test_the_annotated_copy_marks_each_problem_in_its_cell(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path,
        book([row("示例甲厂", unit="火星", code="1" * 18), row("=1+1", group="x")], change=None),
    )
    formula = load_workbook(file)
    formula.worksheets[0]["D3"] = '=HYPERLINK("http://example.org")'
    formula.save(file)
    out = tmp_path / "marked.xlsx"

    code, _, _ = run(capsys, "enterprises", "import", file, "--config", config, "--annotated", str(out))

    marked = load_workbook(out)
    sheet = marked["企业名单"]
    assert code == 1
    assert "REG-UNIT-002" in str(sheet["B2"].comment.text)
    assert sheet["B2"].fill.fgColor.rgb == "00F8CBAD"
    assert "REG-CODE-002" in str(sheet["C2"].comment.text)
    assert sheet["C2"].fill.fgColor.rgb == "00FFF2CC"
    assert sheet["A2"].comment is None
    assert [one.title for one in marked.worksheets] == ["企业名单", "问题清单"]
    assert all(cell.data_type != "f" for page in marked for cells in page.iter_rows() for cell in cells)
    assert "REG-CELL-001" in str(sheet["D3"].comment.text)


def test_the_template_is_good_to_fill_in_and_to_import(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "template.xlsx"
    code, _, _ = run(capsys, "enterprises", "template", str(path), "--config", config)
    filled = load_workbook(path)
    sheet = filled.worksheets[0]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D2:D20000"
    sheet["B2"], sheet["D2"], sheet["E2"] = "示例甲厂", "松江区", "洞泾镇"
    filled.save(path)

    imported, out, _ = run(capsys, "enterprises", "import", str(path), "--config", config)

    assert (code, imported) == (0, 0)
    assert out.startswith("new 1\n")


def test_an_export_of_one_unit_holds_nothing_of_another(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row("示例甲厂", street="洞泾镇"), row("示例乙厂", unit="嘉定区", street="安亭镇")]
    run(capsys, "enterprises", "import", written(tmp_path, book(rows)), "--config", config)
    out = tmp_path / "out.xlsx"

    code, _, err = run(capsys, "enterprises", "export", str(out), "--config", config, "--unit", "洞泾镇")

    names = [cell.value for cell in load_workbook(out).worksheets[0]["B"]]
    assert code == 0
    assert names == ["企业名称", "示例甲厂"]
    assert "1 enterprises" in err


def test_a_file_that_is_not_there_is_said_in_one_line(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "enterprises", "import", str(tmp_path / "no.xlsx"), "--config", config)

    assert code == 1
    assert err.count("\n") == 1
