"""Packs as spreadsheets, from the files on disk through the command line and back."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.pyxform_reading import by_pyxform, by_us
from support.sheets import workbook

from bot.cli import main
from bot.packs.catalog import installed
from bot.packs.checking import check
from bot.packs.files import FolderFiles
from bot.packs.raw import RawPack
from bot.packs.reading import read, read_or_raise
from bot.packs.spreadsheet.canonical import canonical
from bot.packs.spreadsheet.codes import CODES
from bot.packs.spreadsheet.exporting import export_form
from bot.packs.spreadsheet.forms import FORMS
from bot.packs.spreadsheet.importing import read_form

TESTS = Path(__file__).resolve().parent.parent.parent
PACKS = [one.folder for one in (*installed(), *installed(TESTS / "packs" / "valid"))]
FORM = """
| survey   | type    | name    | label |
|          | integer | q1      | One?  |
| settings | form_id | version |
|          | plain   | 2       |
"""


def raw(folder: Path) -> RawPack:
    return read_or_raise(read, FolderFiles(folder))


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["pack", *argv])
    out, err = capsys.readouterr()
    return code, out.strip(), err.strip()


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook(FORM))
    return path


def rewrite(path: Path, cell: str, text: str) -> None:
    book = load_workbook(path)
    book["survey"][cell].value = text
    book.save(path)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.parent.name)
def test_every_pack_exported_and_imported_is_the_same_pack(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pack.xlsx"
    assert run(capsys, "export", str(folder), str(file)) == (0, str(file), "")

    code, made, notices = run(capsys, "import", str(file), "--out", str(tmp_path / "out"))

    assert (code, notices) == (0, "")
    assert Path(made) == tmp_path / "out" / folder.parent.name / folder.name
    assert canonical(raw(Path(made))) == canonical(raw(folder))
    assert check(Path(made)) == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.parent.name)
def test_every_export_is_a_form_that_pyxform_reads_alike(folder: Path) -> None:
    pack = raw(folder)
    theirs = by_pyxform(export_form(pack), pack.head.default_locale)

    assert [one.name for one in theirs] == [question.id for question in pack.questions]
    for mine, other in zip(by_us(pack), theirs, strict=True):
        assert mine.type == other.type
        assert mine.choices == other.choices
        assert mine.rows == other.rows
        assert mine.required is other.required
        assert [" ".join(text.split()) for text in mine.relevant] == list(other.relevant)
        assert mine.label == other.label


def test_exporting_twice_says_the_same(tmp_path: Path) -> None:
    first = export_form(raw(PACKS[0]))
    again = export_form(read_form(first, "a.xlsx").raw)

    assert canonical(read_form(first, "a.xlsx").raw) == canonical(read_form(again, "b.xlsx").raw)


def test_a_form_becomes_a_version_folder(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "out"

    assert run(capsys, "import", str(form), "--out", str(out)) == (0, str(out / "plain" / "2"), "")
    assert run(capsys, "check", str(out / "plain" / "2"))[0] == 0
    assert [path.name for path in (out / "plain").iterdir()] == ["2"]


def test_the_same_form_again_changes_nothing(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", str(form), "--out", str(tmp_path))
    made = tmp_path / "plain" / "2" / "pack.toml"
    made.write_text(made.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")

    assert run(capsys, "import", str(form), "--out", str(tmp_path))[:2] == (0, str(made.parent))
    assert "# a remark" in made.read_text(encoding="utf-8")


def test_another_form_of_the_same_version_is_refused(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import", str(form), "--out", str(tmp_path))
    rewrite(form, "C2", "Changed?")

    code, out, err = run(capsys, "import", str(form), "--out", str(tmp_path))

    assert (code, out) == (1, "")
    assert "settings!B2" in err
    assert "SHEET-WRITE-001" in err
    assert "new version" in err
    assert "One?" in (tmp_path / "plain" / "2" / "locales" / "en" / "questions.toml").read_text(
        encoding="utf-8"
    )


def test_a_published_version_is_never_changed_even_where_its_folder_is_gone(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "published.toml").write_text('[plain]\n"2" = "0"\n', encoding="utf-8")

    code, _, err = run(capsys, "import", str(form), "--out", str(tmp_path))

    assert code == 1
    assert "SHEET-WRITE-002" in err
    assert not (tmp_path / "plain").exists()


def test_nothing_is_written_unless_all_is_well(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(form, "A2", "geopoint")

    code, out, err = run(capsys, "import", str(form), "--out", str(tmp_path / "out"))

    assert (code, out) == (1, "")
    assert err.startswith("survey!A2: XLSForm's type “geopoint” is not supported. [SHEET-ROW-002]")
    assert not (tmp_path / "out").exists()


def test_notices_go_to_stderr_and_the_path_alone_to_stdout(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(form, "B2", "Q1")

    code, out, err = run(capsys, "import", str(form), "--out", str(tmp_path))

    assert (code, out) == (0, str(tmp_path / "plain" / "2"))
    assert err.startswith("survey!B2: “Q1” is called “q1” here. [SHEET-NOTICE-002]")


def test_files_that_are_not_there_or_no_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_text("type,name,label", encoding="utf-8")

    code, _, err = run(capsys, "import", str(tmp_path / "none.xlsx"), "--out", str(tmp_path))
    assert (code, "cannot be read" in err) == (1, True)
    code, _, err = run(capsys, "import", str(tmp_path / "a.xlsx"), "--out", str(tmp_path))
    assert (code, err) == (
        1,
        "a.xlsx: this is no Excel workbook. [SHEET-FILE-001] Save it as .xlsx.",
    )


def test_an_export_replaces_a_file_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_text("old", encoding="utf-8")

    assert run(capsys, "export", "eudma", str(file))[0] == 0
    assert load_workbook(file).sheetnames[:2] == ["notes", "survey"]
    assert [path.name for path in tmp_path.iterdir()] == ["pack.xlsx"]

    code, _, err = run(capsys, "export", "eudma", str(tmp_path / "pack.xls"))
    assert (code, "does not end in .xlsx" in err) == (1, True)
    code, _, err = run(capsys, "export", "eudma", str(tmp_path / "none" / "pack.xlsx"))
    assert (code, "cannot be written" in err) == (1, True)
    code, _, err = run(capsys, "export", "eudmo", str(file))
    assert (code, "Did you mean “eudma”?" in err) == (1, True)


def test_a_pack_that_is_not_whole_is_not_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo" / "1.0"
    shutil.copytree(TESTS / "packs" / "valid" / "demo" / "1.0", folder)
    words = folder / "locales" / "en" / "main.toml"
    words.write_text(
        words.read_text(encoding="utf-8").replace('text = "Which industry?"', ""), encoding="utf-8"
    )

    code, _, err = run(capsys, "export", str(folder), str(tmp_path / "demo.xlsx"))

    assert code == 1
    assert "`pack check` lists what is wrong" in err
    assert not (tmp_path / "demo.xlsx").exists()


def test_every_code_is_tested() -> None:
    folders = (TESTS / "unit" / "bot" / "packs" / "spreadsheet", Path(__file__).parent)
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("test_*.py")]
    tested = set(re.findall(r"SHEET-[A-Z]+-[0-9]{3}", "".join(texts)))

    assert set(CODES) == tested


@pytest.mark.office
def test_an_office_program_opens_an_export_and_saves_it_unchanged(tmp_path: Path) -> None:
    """What LibreOffice writes is another program's spelling of the same workbook."""
    pack = raw(TESTS / "packs" / "valid" / "demo" / "1.0")
    (tmp_path / "demo.xlsx").write_bytes(export_form(pack))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    options = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved")]
    subprocess.run(
        [*command, *options, str(tmp_path / "demo.xlsx")], check=True, capture_output=True, timeout=120
    )

    back = read_form((tmp_path / "saved" / "demo.xlsx").read_bytes(), "demo.xlsx").raw

    assert canonical(back) == canonical(pack)


def test_the_reference_names_every_sheet_and_column() -> None:
    text = (TESTS.parent / "docs" / "reference" / "spreadsheet.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))

    for form in FORMS.values():
        assert form.name in named
        assert {column.name for column in form.columns} <= named
