"""The `remind` command, from its arguments to its output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.noticed import seed
from support.service import configured

from bot.app import build_core
from bot.cli import main

MOMENT = "2024-10-14T09:40"


@pytest.fixture
def config(tmp_path: Path) -> str:
    core = build_core(configured(tmp_path), environ={})
    seed(core.database)
    core.close()
    path = tmp_path / "config.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path / "test.db"}"\nfiles = "{tmp_path / "files"}"\n',
        encoding="utf-8",
    )
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["remind", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_preview_says_to_whom_what_by_which_way_and_why_and_sends_nothing(
    capsys: pytest.CaptureFixture[str], config: str
) -> None:
    argv = ("preview", "--on", MOMENT, "--config", config, "--json")
    code, out, err = run(capsys, *argv)

    found = json.loads(out)
    assert code == 0
    assert "5 messages would be sent; 1 people could not be reached." in err
    assert {key for one in found for key in one} == {
        *("key", "recipient", "kind", "window", "enterprise", "route", "why", "text"),
    }
    assert {one["kind"] for one in found} == {"digest", "stalled", "not_started"}
    assert sum(one["route"] is None for one in found) == 1
    assert all(one["why"] and one["text"] for one in found)
    assert run(capsys, *argv)[1] == out

    code, sent, err = run(capsys, "run", "--on", MOMENT, "--config", config, "--json")
    assert code == 0
    assert json.loads(sent) == [one for one in found if one["route"]]
    assert run(capsys, "run", "--on", MOMENT, "--config", config, "--json")[1] == "[]\n"


def test_a_moment_with_an_offset_is_meant_as_written(capsys: pytest.CaptureFixture[str], config: str) -> None:
    _, utc, _ = run(capsys, "preview", "--on", "2024-10-14T01:40+00:00", "--config", config)
    _, local, _ = run(capsys, "preview", "--on", MOMENT, "--config", config)
    _, night, _ = run(capsys, "preview", "--on", "2024-10-14T01:40", "--config", config)

    assert utc == local
    assert "洞泾镇" in local
    assert night == ""


def test_a_moment_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str], config: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["remind", "preview", "--on", "tomorrow", "--config", config])

    assert raised.value.code == 2
    assert "2024-10-14T09:40" in capsys.readouterr().err
