import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS

ROOT = Path(__file__).parents[3]
HEAVY = ("telegram", "wechatpy", "docxtpl", "docx", "sqlalchemy", "numpy", "openpyxl", "starlette", "PIL")


def imported(*arguments: str) -> set[str]:
    """The modules a command line imports, by `-X importtime`."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


def test_help_loads_no_server_library() -> None:
    modules = imported("--help")

    assert "argparse" in modules
    assert not modules & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_works_and_is_light(name: str) -> None:
    assert not imported(name, "--help") & set(HEAVY)


def test_an_unknown_command_is_wrong_usage_with_a_suggestion() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "scoer"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "“score”" in done.stderr
    assert done.stdout == ""
