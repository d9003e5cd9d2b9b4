"""Every problem code of a campaign has a fixture that brings it out, and only it."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli
from support.campaigns import FOLDER, XIHE, edited

from bot.packs.campaign_codes import CODES
from bot.packs.campaigns import check_campaign, installed_campaigns

FIXTURES = sorted((FOLDER / "broken").glob("*.toml"))


def test_every_code_has_a_fixture() -> None:
    assert {path.stem for path in FIXTURES} == set(CODES)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_brings_out_its_problem_and_no_other(path: Path, tmp_path: Path) -> None:
    fixture = tomli.loads(path.read_text(encoding="utf-8"))
    edits = (fixture["file"], fixture.get("find"), fixture.get("replace", ""))

    problems = check_campaign(edited(tmp_path, *edits))

    assert [problem.code for problem in problems] == [path.stem], [str(problem) for problem in problems]
    assert problems[0].where == fixture["where"]
    assert fixture["says"] in str(problems[0])
    assert problems[0].remedy


@pytest.mark.parametrize("campaign", [XIHE, *installed_campaigns()], ids=str)
def test_good_campaigns_have_no_problem(campaign: Path) -> None:
    assert check_campaign(campaign) == []
