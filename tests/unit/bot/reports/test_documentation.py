"""The reference page of templates names every placeholder there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from bot.reports.checks import REQUIRED
from bot.reports.placeholders import all_paths
from bot.reports.word.language import FILTER_NAMES

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "report-templates.md"
LIKE_DIMENSIONS = ("fused[]", "industry[]")
LIKE_STEPS = ("summary.steps[]", "roadmap[].actions[]")


def documented() -> set[str]:
    """Every path of the page's last table; `.part` belongs to the first name of its row."""
    found: set[str] = set()
    table = PAGE.read_text(encoding="utf-8").split("## Placeholders")[1]
    for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
        names = re.findall(r"`([^`]+)`", row)
        whole = [name for name in names if not name.startswith(".")]
        found |= set(whole) | {f"{whole[0]}{name}" for name in names if name.startswith(".")}
    for like, model in [(one, "dimensions[]") for one in LIKE_DIMENSIONS] + [
        (one, "next.steps[]") for one in LIKE_STEPS
    ]:
        found |= {path.replace(model, like, 1) for path in set(found) if path.startswith(model)}
    return found


def test_every_placeholder_is_documented_and_nothing_else() -> None:
    containers = {path.rpartition(".")[0] for path in all_paths()}
    assert documented() - containers == set(all_paths()) - containers


def test_what_is_required_is_said() -> None:
    text = PAGE.read_text(encoding="utf-8").rsplit("\n\n", 1)[-1]
    for choices in REQUIRED:
        assert choices[0] in text or choices[0].startswith("result.")


def test_the_filters_are_the_allowed_ones() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)(?:\([^)]*\))?`", text.split("Filters:")[1].split("Nothing else")[0]))
    assert named <= FILTER_NAMES
