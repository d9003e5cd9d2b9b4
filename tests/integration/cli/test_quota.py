"""The `quota` and `campaign` commands, from their arguments to their output."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.campaigns import XIHE, edited
from support.service import configured

from bot.app import build_core
from bot.cli import main
from bot.services import sample

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)


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


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    core = build_core(configured(folder), environ={})
    sample.load(core.database, core.library.default(), NOW)
    core.close()
    return folder / "test.db"


@pytest.fixture
def sampled(sample_file: Path, tmp_path: Path, config: str) -> str:
    shutil.copyfile(sample_file, tmp_path / "test.db")
    return config


def show(capsys: pytest.CaptureFixture[str], config: str, *argv: str) -> dict[str, Any]:
    code, out, _ = run(capsys, "quota", "show", "--config", config, "--on", "2025-10-14", "--json", *argv)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_citys_printed_total_stands_beside_the_sum(
    capsys: pytest.CaptureFixture[str], sampled: str
) -> None:
    found = show(capsys, sampled, "--year", "2024")

    assert (found["sum_of_quotas"], found["printed_total"], found["printed_difference"]) == (3060, 3000, 60)
    assert found["register"] == sum(found["states"].values()) == 40
    assert len(found["units"]) == 18
    assert found["led"] == {"count": 1500, "done": 0}
    assert show(capsys, sampled, "--unit", "松江区")["led"] is None


def test_a_unit_is_found_by_its_name(capsys: pytest.CaptureFixture[str], sampled: str) -> None:
    found = show(capsys, sampled, "--unit", "松江区")

    # 15 October to 31 December 2025: 12 in the rest of October, 20 in November, 23 in December
    assert (found["unit"], found["days_left"], found["workdays_left"]) == ("310117", 78, 56)
    assert found["target"] == found["quota"] + found["carried_over"] == found["done"] + found["remaining"]
    assert {unit["name"] for unit in found["units"] if unit["target"]} == {
        "洞泾镇",
        "车墩镇",
        "新桥镇",
        "九亭镇",
    }
    assert found["rank"] == {"place": 1, "of": 18}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_table_is_aligned(capsys: pytest.CaptureFixture[str], sampled: str, locale: str) -> None:
    _, out, _ = run(capsys, "quota", "show", "--config", sampled, "--on", "2025-10-14", "--locale", locale)

    assert "3430" in out
    assert "3500" in out
    assert "-70" in out
    assert "None" not in out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--unit", "松江曲"), "松江区"),
        (("--unit", "街道"), "310117/岳阳街道"),
        (("--year", "2026"), "2023, 2024, 2025"),
    ],
)
def test_what_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str], sampled: str, argv: tuple[str, ...], said: str
) -> None:
    code, _, err = run(capsys, "quota", "show", "--config", sampled, *argv)

    assert code == 1
    assert said in err


def test_a_plan_by_hand(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("unit,count\nsouth,1\nnorth,2\n", encoding="utf-8")

    argv = ("quota", "plan", "--total", "50", "--counts", str(counts), "--campaign", str(XIHE), "--json")
    code, out, _ = run(capsys, *argv)

    found = json.loads(out)
    assert code == 0
    # 50 × 2/3 = 33.33 and 16.67: 33 and 17. 33 × 30 % = 9.9, 70 % = 23.1: 10 and 23. 17: 5.1 and 11.9: 5, 12
    assert [(unit["unit"], unit["total"], unit["years"]) for unit in found["units"]] == [
        ("north", 33, {"2027": 10, "2028": 23}),
        ("south", 17, {"2027": 5, "2028": 12}),
    ]
    assert found["years"] == {"2027": 15, "2028": 35}


def test_a_plan_from_the_register(capsys: pytest.CaptureFixture[str], sampled: str) -> None:
    code, out, _ = run(capsys, "quota", "plan", "--total", "10", "--config", sampled, "--json")

    found = json.loads(out)
    assert code == 0
    assert [unit["total"] for unit in found["units"]] == [10] + [0] * 17
    assert found["years"] == {"2023": 2, "2024": 4, "2025": 4}


def test_a_plan_without_enterprises_is_refused(capsys: pytest.CaptureFixture[str], config: str) -> None:
    code, _, err = run(capsys, "quota", "plan", "--total", "10", "--config", config)

    assert code == 1
    assert "--counts" in err


def test_imported_quotas_go_before_the_files(
    capsys: pytest.CaptureFixture[str], sampled: str, tmp_path: Path
) -> None:
    table = tmp_path / "own.csv"
    table.write_text("单位,2025\n洞泾镇,40\n黄浦区,12\n", encoding="utf-8")

    dry = run(capsys, "quota", "import", str(table), "--config", sampled, "--dry-run")
    before = show(capsys, sampled, "--unit", "洞泾镇")
    code, _, err = run(capsys, "quota", "import", str(table), "--config", sampled)
    street, city = show(capsys, sampled, "--unit", "洞泾镇"), show(capsys, sampled)

    assert (dry[0], code) == (0, 0)
    assert "2 changed" in err
    assert before["derived"]
    assert (street["quota"], street["derived"]) == (40, False)
    assert (city["sum_of_quotas"], city["printed_difference"]) == (3432, -68)
    _, _, again = run(capsys, "quota", "import", str(table), "--config", sampled)
    assert "0 changed" in again


def test_nothing_is_half_imported(capsys: pytest.CaptureFixture[str], sampled: str, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("单位,2025\n洞泾镇,40\n何处镇,12\n车墩镇,约 5\n", encoding="utf-8")

    code, _, err = run(capsys, "quota", "import", str(table), "--config", sampled)

    assert code == 1
    assert "row 3" in err
    assert "row 4" in err
    assert show(capsys, sampled, "--unit", "洞泾镇")["derived"]


def test_campaigns_are_listed_and_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "campaign", "list", "--json")
    (shanghai,) = json.loads(out)
    assert (code, shanghai["id"], shanghai["years"]) == (0, "shanghai-2023", [2023, 2024, 2025])

    assert run(capsys, "campaign", "check", "shanghai-2023", "--json")[:2] == (0, "[]\n")

    broken = edited(tmp_path, "quotas.toml", 'unit = "south"', 'unit = "soth"')
    code, out, _ = run(capsys, "campaign", "check", str(broken), "--json")
    (problem,) = json.loads(out)
    assert code == 1
    assert set(problem) == {"code", "where", "message", "remedy"}
    shutil.rmtree(broken)

    code, _, err = run(capsys, "campaign", "check", "shanghai-2024")
    assert code == 1
    assert "shanghai-2023" in err
