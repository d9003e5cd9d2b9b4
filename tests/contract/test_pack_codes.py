"""Every problem code of the pack format has a fixture in tests/packs/invalid that brings it out, and only it.

A fixture edits the demonstration pack and says where the problem must be reported and what must be said.
PACK-FILE-005 and -006 are about the catalogue's folders; tests/unit/bot/packs/test_catalog.py has them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli
from support.pack_texts import PACKS, demo_texts

from bot.packs.checking import check_files
from bot.packs.codes import CODES
from bot.packs.files import FolderFiles, MemoryFiles

FIXTURES = sorted((PACKS / "invalid").glob("*.toml"))
OF_THE_CATALOGUE = {"PACK-FILE-005", "PACK-FILE-006"}


def edited(edits: list[dict[str, Any]]) -> dict[str, str]:
    texts = demo_texts()
    for edit in edits:
        name = edit["file"]
        if edit.get("remove"):
            del texts[name]
        elif "find" not in edit:
            assert name not in texts
            texts[name] = edit["replace"]
        else:
            assert texts[name].count(edit["find"]) == 1 or edit.get("all"), edit
            texts[name] = texts[name].replace(edit["find"], edit["replace"])
    return texts


def test_every_code_has_a_fixture() -> None:
    assert {path.stem for path in FIXTURES} | OF_THE_CATALOGUE == set(CODES)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture_brings_out_its_problem_and_no_other(path: Path) -> None:
    fixture = tomli.loads(path.read_text(encoding="utf-8"))

    problems = check_files(MemoryFiles(edited(fixture["edit"])))

    assert {problem.code for problem in problems} == {path.stem}, [str(problem) for problem in problems]
    wheres = [problem.where for problem in problems]
    assert fixture["expect"]["where"] in wheres
    said = next(str(problem) for problem in problems if problem.where == fixture["expect"]["where"])
    for words in fixture["expect"]["says"]:
        assert words in said
    assert all(problem.remedy for problem in problems)


@pytest.mark.parametrize("folder", sorted((PACKS / "valid").glob("*/*")), ids=lambda path: path.parent.name)
def test_valid_packs_have_no_problem(folder: Path) -> None:
    assert check_files(FolderFiles(folder)) == []
