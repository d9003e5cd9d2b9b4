"""The `digest` command over a database: text, JSON, files; of the shipped campaign and of an invented one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.campaigns import XIHE
from support.service import configured

from bot.app import build_core
from bot.cli import main
from bot.services import sample
from storage.models import Enterprise

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("digest")
    core = build_core(configured(folder), environ={})
    sample.load(core.database, core.library.default(), NOW)
    sample.set_quotas(core.database, core.campaigning.campaign, NOW)
    core.close()
    return _config(folder)


def _config(folder: Path, more: str = "") -> str:
    path = folder / "config.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///{folder / "test.db"}"\nfiles = "{folder / "files"}"\n{more}',
        encoding="utf-8",
    )
    return str(path)


def run(capsys: pytest.CaptureFixture[str], config: str, *argv: str) -> tuple[int, str, str]:
    code = main(("digest", *argv, "--config", config, "--on", "2025-10-14"))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_streets_digest_as_text(capsys: pytest.CaptureFixture[str], sampled: str) -> None:
    code, out, _ = run(capsys, sampled, "洞泾镇", "--since", "2025-10-01")

    assert code == 0
    assert out.startswith("洞泾镇 · 10 月 14 日（周二）\n全年 10 家，已完成 6（60 %），还差 4")
    assert "上次简报（10 月 1 日）以来" in out


def test_the_same_facts_as_json(capsys: pytest.CaptureFixture[str], sampled: str) -> None:
    _, out, _ = run(capsys, sampled, "洞泾镇", "--json")

    found = json.loads(out)
    assert (found["target"], found["done"], found["changes"]["since"]) == (10, 6, "2025-10-07")
    assert len(found["call_first"]) == 3
    assert found["text"].startswith("洞泾镇")


def test_its_files(capsys: pytest.CaptureFixture[str], sampled: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.docx", "a.png", "a.xlsx")]
    argv = ("松江区", "--word", str(files[0]), "--picture", str(files[1]), "--list", str(files[2]))
    code, _, err = run(capsys, sampled, *argv)

    assert code == 0
    assert err.split() == [str(file) for file in files]
    assert [file.read_bytes()[:2] for file in files] == [b"PK", b"\x89P", b"PK"]
    assert load_workbook(files[2]).worksheets[0].max_row == 41


def test_a_street_has_no_page_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], sampled: str, tmp_path: Path
) -> None:
    code, out, err = run(capsys, sampled, "洞泾镇", "--word", str(tmp_path / "a.docx"))

    assert (code, out) == (1, "")
    assert "of a district or the city" in err
    assert not list(tmp_path.iterdir())


def test_another_city_in_other_years(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = _config(tmp_path, f'[campaign]\nid = "{XIHE}"\n')
    core = build_core(configured(tmp_path), environ={})

    def add(work: object) -> None:
        for n in range(8):
            work.enterprises.add(  # type: ignore[attr-defined]
                Enterprise(
                    name=f"厂{n}", unit="north", street="north/渡口街道", created_at=NOW, updated_at=NOW
                )
            )

    core.database.write(add)
    core.close()

    code = main(
        ("digest", "河北岸区", "--on", "2027-11-15", "--config", config, "--word", str(tmp_path / "x.docx"))
    )
    out, _ = capsys.readouterr()

    assert code == 0
    assert out.startswith(
        "河北岸区 · 11 月 15 日（周一）\n全年 12 家，已完成 0（0 %），还差 12；到 11 月 30 日还有 11 个工作日"
    )
    assert "官方日历未公布，按周一至周五算" in out
    assert "渡口街道" in out
