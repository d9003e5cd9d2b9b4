"""Five hundred reports, one after the other, leave the process as large as it was."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from support.assessments import report_input, with_name

from bot.reports.render import render_report

REPORTS = 500
WARM_UP = 20
ALLOWED = 5.0  # MiB


def resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


@pytest.mark.proof
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's /proc")
def test_memory_stays_flat_over_many_reports(capsys: pytest.CaptureFixture[str]) -> None:
    inputs = [report_input(kind) for kind in ("weak", "middling", "strong")]
    for number in range(WARM_UP):
        render_report(inputs[number % 3])
    gc.collect()
    before = resident()
    for number in range(REPORTS):
        render_report(with_name(inputs[number % 3], f"示例企业 {number}"))
    gc.collect()
    grown = resident() - before
    with capsys.disabled():
        print(f"\n{REPORTS} reports: resident memory grew by {grown:.1f} MiB")
    assert grown <= ALLOWED
