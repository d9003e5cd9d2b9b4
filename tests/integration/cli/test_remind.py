"""The `remind` command, from its arguments to its output."""

from __future__ import annotations

import json
from datetime import UTC, datetime
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
    assert "5 messages would be sent: 2 digests, 3 reminders; 1 could reach nobody" in err
    assert {key for one in found for key in one} == {
        *("key", "recipient", "kind", "window", "enterprise", "route", "shown_to", "why", "text"),
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


def test_a_silent_moment_says_why_and_until_when(capsys: pytest.CaptureFixture[str], config: str) -> None:
    _, out, err = run(capsys, "preview", "--on", "2024-09-30T20:30", "--config", config, "--json")

    assert out == "[]\n"
    assert err == "Nobody is written to then: quiet hours or a day off. Next from 2024-10-08 08:30.\n"


def test_a_run_judges_the_day_and_the_audit_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], config: str
) -> None:
    for day in (14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28):
        assert run(capsys, "run", "--on", f"2024-10-{day}T09:40", "--config", config)[0] == 0

    code, out, err = run(capsys, "audit", "--on", "2024-10-28T18:00", "--config", config, "--json")

    assert code == 1  # districts are behind, and nobody looks after the city
    assert {(one["tell"], one["why"]) for one in json.loads(out)} == {("city", "nobody")}
    assert err.endswith(" missing.\n")


def test_an_audit_of_days_on_which_nothing_ever_ran(
    capsys: pytest.CaptureFixture[str], config: str, tmp_path: Path
) -> None:
    core = build_core(configured(tmp_path), environ={})
    at = datetime(2024, 10, 14, 2, 0, tzinfo=UTC)
    core.database.write(
        lambda work: work.audit.append(at=at, actor="operator", channel="cli", action="grant", detail={})
    )
    core.close()

    code, out, _ = run(capsys, "audit", "--on", "2024-10-16T18:00", "--config", config, "--json")

    assert code == 1
    assert [(one["on"], one["why"]) for one in json.loads(out)] == [
        ("2024-10-14", "not_judged"),
        ("2024-10-15", "not_judged"),
    ]


def test_an_audit_with_nothing_missing(capsys: pytest.CaptureFixture[str], config: str) -> None:
    run(capsys, "run", "--on", MOMENT, "--config", config)

    assert run(capsys, "audit", "--on", "2024-10-14T18:00", "--config", config) == (
        0,
        "",
        "Every step ran.\n",
    )


def test_a_moment_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str], config: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["remind", "preview", "--on", "tomorrow", "--config", config])

    assert raised.value.code == 2
    assert "2024-10-14T09:40" in capsys.readouterr().err
