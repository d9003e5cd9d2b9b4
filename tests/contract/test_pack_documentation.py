"""The reference pages of packs and answers say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import tomli

from bot.packs.files import MemoryFiles
from bot.packs.raw import RawPack
from bot.packs.readers import Shape
from bot.packs.reading import read
from bot.packs.report import Report
from bot.questionnaire.question_types.faults import CODES
from bot.questionnaire.question_types.registry import REGISTRY
from bot.questionnaire.rules.expressions import FUNCTIONS

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
PACKS = (DOCS / "packs.md").read_text(encoding="utf-8")
ANSWERS = (DOCS / "answers.md").read_text(encoding="utf-8")
FILES = [
    "pack.toml",
    "questions/1.toml",
    "standard.toml",
    "levels.toml",
    "locales/zh-CN/1.toml",
    "examples/1.toml",
]


def documented() -> tuple[RawPack, list[str]]:
    blocks = re.findall(r"```toml\n(.*?)```", PACKS, re.DOTALL)
    report = Report()
    pack = read(MemoryFiles(dict(zip(FILES, blocks, strict=True))), report)
    assert pack is not None
    return pack, [problem.code for problem in report.problems]


def test_the_examples_of_the_page_have_the_shape_it_describes() -> None:
    pack, codes = documented()

    assert codes == ["PACK-FILE-004"]  # the page shows one locale of the two it lists
    assert pack.standard is not None
    assert pack.wording["zh-CN"].flag["key"].name


def test_every_key_of_the_format_is_on_the_page() -> None:
    from bot.packs import shapes  # noqa: PLC0415 - its tables, not its names

    readers = [value.readers for value in vars(shapes).values() if isinstance(value, Shape)]
    for key in {key for table in readers for key in table}:
        assert re.search(rf"\b{key}\b", PACKS), key


def test_every_measure_type_and_function_is_on_the_page() -> None:
    from bot.packs.shapes import MEASURES  # noqa: PLC0415 - as above

    for word in (*MEASURES, *REGISTRY, *FUNCTIONS):
        assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", PACKS), word


def test_the_commented_measures_are_valid_toml() -> None:
    for line in re.findall(r"^# (\w+ = \[\[.*?\]\])", PACKS, re.MULTILINE):
        assert tomli.loads(line)


def test_every_problem_of_answers_is_listed_with_its_rule() -> None:
    for code, rule in CODES.items():
        assert f"| {code} | {rule} |" in ANSWERS


def test_every_question_type_is_in_the_table_of_answers() -> None:
    for name in REGISTRY:
        assert re.search(rf"^\| {name} \|", ANSWERS, re.MULTILINE), name
