"""`ask`: commands at the terminal, with the files that come along."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main


def test_a_digests_files_are_written_where_they_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "test.db"}"\nfiles = "{tmp_path / "files"}"\n'
    )
    monkeypatch.chdir(tmp_path)

    assert main(["ask", "--as", "松江区", "--config", str(config), "--out", str(tmp_path), "简报"]) == 0

    assert "松江区" in capsys.readouterr().out
    [picture] = tmp_path.glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
