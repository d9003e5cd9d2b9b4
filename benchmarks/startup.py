"""How long a command takes to start, over a bare interpreter. Bytecode is compiled, as on any second run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row
from benchmarks.timing import interleaved, seconds

ROOT = Path(__file__).parents[1]
BUDGET = 0.150  # seconds over a bare interpreter


def run() -> list[Row]:
    """`--help` and `score` of each shipped pack."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text('{"q01": ["B"]}', encoding="utf-8")
        environment = {
            key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
        } | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}

        def command(*arguments: str) -> Callable[[], object]:
            return lambda: subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
            )

        jobs = {
            "bare": command("-c", "pass"),
            "--help": command("-m", "bot", "--help"),
            "score sme2024": command("-m", "bot", "score", "sme2024", str(answers), "--json"),
            "score eudma": command("-m", "bot", "score", "eudma", str(answers), "--json"),
        }
        for job in jobs.values():
            job()  # compiles the bytecode
        took = interleaved(jobs, rounds=9)
    bare = took.pop("bare")
    return [
        Row(
            f"start-up of `{name}` over a bare interpreter, in units of 150 ms",
            seconds(whole - bare),
            seconds(bare),
            (whole - bare) / BUDGET,
            "≤ 1",
        )
        for name, whole in took.items()
    ]
