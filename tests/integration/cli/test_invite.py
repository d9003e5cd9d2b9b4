"""The `invite` command: codes that open the chat, letters and pictures, each shown once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from support.people import Talker
from support.register_books import book, row
from support.service import configured

from bot.app import build_core
from bot.cli import main
from bot.services.codes import code_hash


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[list[str]], str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, [line.split("\t") for line in out.splitlines()], err


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "test.db"}"\nfiles = "{tmp_path / "files"}"\n'
        '[web]\npublic_url = "https://wenzhen.example.org"\n',
        encoding="utf-8",
    )
    return str(path)


@pytest.fixture
def registered(tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]) -> str:
    rows = [
        row("示例甲厂 & {{ x }}", street="洞泾镇", contact1="王示例"),
        row("示例乙厂", street="洞泾镇"),
        row("示例丙厂", street="车墩镇"),
    ]
    (tmp_path / "a.xlsx").write_bytes(book(rows, columns=["name", "unit", "street", "contact1"]))
    assert main(["enterprises", "import", str(tmp_path / "a.xlsx"), "--config", config]) == 0
    capsys.readouterr()
    return config


def test_the_first_admin_comes_from_the_command_line(
    tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ("invite", "admin", "--name", "赵管理", "--phone", "021-55550100", "--config", config)
    code, ((what, invitation, link),), err = run(capsys, *argv)

    assert (code, what) == (0, "admin")
    assert link == f"https://wenzhen.example.org/chat?code={invitation}"
    assert "shown once" in err
    core = build_core(configured(tmp_path), environ={})
    talker = Talker(core, "zhao")
    assert "管理员" in talker.open(invitation)
    talker.tap("yes")
    with core.database.read() as work:
        (grant,) = work.access.grants_of(talker.person())
        actions = [one.action for one in work.audit.recent()]
        person = work.people.get(talker.person())
    core.close()
    assert (grant.role, grant.scope_kind) == ("admin", "all")
    assert actions == ["role.granted", "invitation.made"]
    assert person is not None
    assert person.display_name == "赵管理"


def test_a_street_gets_one_letter_a_page_and_its_pictures_and_nobody_twice(
    tmp_path: Path, registered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "invite", "liaison", "洞泾镇", "--config", registered)
    out = tmp_path / "out"
    argv = ("invite", "street", "洞泾镇", "--config", registered)
    code, lines, _ = run(capsys, *argv, "--out", str(out))
    again, none, why = run(capsys, *argv)
    renewed, new, _ = run(capsys, *argv, "--again")

    assert (code, again, renewed) == (0, 0, 0)
    assert sorted(line[0] for line in lines) == ["示例乙厂", "示例甲厂 & {{ x }}"]
    assert none == []
    assert "--again" in why
    assert len(new) == 2
    document = Document(str(out / "邀请函 洞泾镇.docx"))
    text = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for cells in table.rows for cell in cells.cells)
    assert "示例甲厂 & {{ x }}" in text
    assert "王示例" in text
    assert "松江区洞泾镇" in text
    assert text.count("数字化诊断邀请函") == 2
    for line in lines:
        assert f"{line[1][:5]} {line[1][5:]}" in cells
        assert line[2] in cells
    assert len(list((out / "qr").iterdir())) == 2
    core = build_core(configured(tmp_path), environ={})
    with core.database.read() as work:
        old = work.access.invitation(code_hash(lines[0][1]))
        kept = work.access.invitation(code_hash(new[0][1]))
    core.close()
    assert old is not None
    assert kept is not None
    assert (old.revoked_at is not None, kept.revoked_at) == (True, None)


def test_one_enterprise_by_name_part_code_or_number(
    registered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, ((name, *_),), _ = run(capsys, "invite", "enterprise", "丙厂", "--config", registered)
    several, _, err = run(capsys, "invite", "enterprise", "示例", "--config", registered)
    unknown, _, no = run(capsys, "invite", "enterprise", "不存在", "--config", registered)
    number, ((by_number, *_),), _ = run(capsys, "invite", "enterprise", "2", "--config", registered)

    assert (code, name) == (0, "示例丙厂")
    assert (several, unknown, number) == (1, 1, 0)
    assert "may be one of several" in err
    assert "There is no enterprise" in no
    assert by_number == "示例乙厂"


def test_a_role_over_a_unit_that_is_not_there_is_refused(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "invite", "role", "expert", "火星区", "--config", config)
    wrong, _, phone = run(capsys, "invite", "liaison", "洞泾镇", "--phone", "12", "--config", config)

    assert (code, wrong) == (1, 1)
    assert "There is no unit" in err
    assert "no telephone number" in phone


def test_an_operators_own_template_is_used(
    tmp_path: Path, registered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Document()
    own.add_paragraph("{% for letter in letters %}致 {{ letter.enterprise }} {{ letter.code }}{% endfor %}")
    buffer = io.BytesIO()
    own.save(buffer)
    (tmp_path / "own.docx").write_bytes(buffer.getvalue())
    argv = ("invite", "enterprise", "丙厂", "--config", registered, "--out", str(tmp_path / "out"))

    code, _, _ = run(capsys, *argv, "--letter", str(tmp_path / "own.docx"))

    text = Document(str(tmp_path / "out" / "邀请函 示例丙厂.docx")).paragraphs[0].text
    assert code == 0
    assert text.startswith("致 示例丙厂 ")
