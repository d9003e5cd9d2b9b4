"""The `pack` command, from its arguments to its output."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.pack_texts import DEMO

from bot.cli import main
from bot.packs.catalog import Installed


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["pack", *argv])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    shutil.copytree(DEMO, folder)
    path = folder / "questions" / "20-main.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("'auto'", "'autos'").replace("max_chosen = 3", "max_chosn = 3"), encoding="utf-8"
    )
    return folder


def test_every_shipped_pack_is_listed_and_sound(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list", "--json")

    rows = {row["id"]: row for row in json.loads(out)}
    assert code == 0
    assert {"shanghai-ref", "sme2024", "eudma"} <= set(rows)
    assert all(row["source"] and row["licence"] and row["title"] for row in rows.values())
    assert rows["shanghai-ref"]["status"] == "reference"
    for name in rows:
        assert run(capsys, "check", name)[:2] == (0, "")

    code, out, _ = run(capsys, "list")
    assert code == 0
    assert any(line.startswith("sme2024@") and "scored" in line for line in out.splitlines())


def test_check_says_everything_that_is_wrong(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    code, out, err = run(capsys, "check", str(broken))

    assert code == 1
    assert [line.split(" ")[0] for line in out.splitlines()] == [
        "questions/20-main.toml:15",
        "questions/20-main.toml:49",
    ]
    assert "Did you mean “max_chosen”?" in out
    assert "2 problems" in err

    code, out, _ = run(capsys, "check", str(broken), "--json")
    assert code == 1
    assert [set(problem) for problem in json.loads(out)] == [{"code", "where", "message", "remedy"}] * 2


def test_check_of_a_sound_pack_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", str(DEMO), "--json")

    assert (code, json.loads(out)) == (0, [])


def test_check_of_a_folder_that_is_no_pack(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "check", str(tmp_path))

    assert code == 1
    assert out.startswith("pack.toml: there is no pack.toml.")
    code, _, err = run(capsys, "check", "shanghai-reff")
    assert code == 1
    assert "Did you mean “shanghai-ref”?" in err


def test_diff_tells_what_changed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "new")
    path = tmp_path / "new" / "standard.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight = 60", "weight = 55"), encoding="utf-8")

    code, out, err = run(capsys, "diff", str(DEMO), str(tmp_path / "new"))
    assert (code, out.split()) == (0, ["changed", "group", "base", "weight:", "60", "→", "55"])
    assert "1 difference" in err

    _, out, _ = run(capsys, "diff", str(DEMO), str(tmp_path / "new"), "--json")
    assert json.loads(out) == [
        {"kind": "group", "what": "changed", "id": "base", "key": "weight", "before": "60", "after": "55"}
    ]
    assert run(capsys, "diff", str(DEMO), str(DEMO)) == (0, "", "No difference.\n")


def test_only_installed_packs_are_published(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "publish", str(DEMO))

    assert code == 1
    assert "is not installed" in err


def test_a_verb_is_needed() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["pack"])
    assert caught.value.code == 2


def test_a_broken_pack_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = (Installed("broken", "1.0", broken), Installed("demo", "1.0", DEMO))
    monkeypatch.setattr("bot.cli.pack.installed", lambda: packs)

    code, out, _ = run(capsys, "list")

    assert code == 0
    assert out.splitlines()[0].split()[:3] == ["broken@1.0", "broken", "draft"]
    assert out.splitlines()[1].startswith("demo@1.0")
    _, out, _ = run(capsys, "list", "--json")
    assert "PACK-SHAPE-001" in json.loads(out)[0]["problems"][0]
