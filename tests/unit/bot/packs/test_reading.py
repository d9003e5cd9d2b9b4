from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import pytest
from support.pack_texts import HEAD, demo_texts

from bot.packs import shapes
from bot.packs.files import MemoryFiles
from bot.packs.places import Place
from bot.packs.raw import RawPack
from bot.packs.readers import Shape, exact
from bot.packs.reading import read, read_result_words, read_structure, read_wording
from bot.packs.report import Report
from bot.questionnaire.question_types.registry import REGISTRY

SHAPES = {name: shape for name, shape in vars(shapes).items() if isinstance(shape, Shape)}


def read_texts(texts: Mapping[str, str]) -> tuple[RawPack | None, list[str]]:
    report = Report()
    pack = read(MemoryFiles(texts), report)
    return pack, [f"{problem.where} {problem.code}" for problem in report.problems]


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_shape_reads_every_field_of_its_dataclass(name: str) -> None:
    shape = SHAPES[name]
    named = {part.name for part in fields(shape.make)} - {"place"}

    # Names of results share one dataclass; their shapes have the part of its fields that is theirs.
    assert set(shape.readers) == named or (name.endswith("_WORDS") and set(shape.readers) < named)


def test_the_question_types_of_the_format_are_the_registered_ones() -> None:
    structure = 'id = "a"\nsection = "main"\ntype = "{}"\n'
    for name in REGISTRY:
        _, problems = read_texts(
            {"pack.toml": HEAD, "questions/1.toml": "[[question]]\n" + structure.format(name)}
        )
        assert not any("SHAPE-004" in problem for problem in problems)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, Fraction(3)),
        ("7.5", Fraction(15, 2)),
        ("1/3", Fraction(1, 3)),
        ("-2", Fraction(-2)),
        (Decimal("0.5"), None),
        ("1/0", None),
        ("a", None),
        ("1e5", None),
        (True, None),
        ("9" * 40, None),
        ("", None),
    ],
)
def test_exact_numbers(value: object, found: Fraction | None) -> None:
    report = Report()

    assert exact(value, Place("x"), report) == found
    assert bool(report.problems) == (found is None)


def test_every_shape_problem_is_found_at_once() -> None:
    pack, problems = read_texts(
        {
            "pack.toml": 'id = "Bad"\nversion = 1\nlocales = ["en", 3]\nfoo = 1\n',
            "questions/1.toml": "[[question]]\nid = 7\n[[qestion]]\n",
            "levels.toml": "rung = 5\n",
        }
    )

    assert pack is None
    assert problems == [
        "pack.toml:1 id PACK-SHAPE-005",
        "pack.toml:2 version PACK-SHAPE-003",
        "pack.toml:3 locales[2] PACK-SHAPE-003",
        "pack.toml:4 foo PACK-SHAPE-001",
        *["pack.toml PACK-SHAPE-002"] * 5,
        "questions/1.toml:3 qestion PACK-SHAPE-001",
        "questions/1.toml:2 question[1].id PACK-SHAPE-003",
        *["questions/1.toml:1 question[1] PACK-SHAPE-002"] * 2,
        "levels.toml:1 rung PACK-SHAPE-003",
    ]


def test_questions_are_asked_by_section_then_file_then_place() -> None:
    question = '[[question]]\nid = "{}"\nsection = "{}"\ntype = "text"\n'
    texts = {
        "pack.toml": HEAD.replace('["main"]', '["first", "second"]'),
        "questions/2.toml": question.format("d", "first") + question.format("e", "second"),
        "questions/1.toml": question.format("a", "second")
        + question.format("b", "first")
        + question.format("c", "first"),
    }

    pack = read_structure(MemoryFiles(texts), Report())

    assert pack is not None
    assert [one.id for one in pack.questions] == ["b", "c", "d", "a", "e"]


def test_a_standard_may_lie_in_several_files() -> None:
    texts = {
        "pack.toml": HEAD,
        "standard.toml": 'unanswered = "exclude"\n[[group]]\nid = "z"\n',
        "standard-b.toml": '[[group]]\nid = "b"\n',
        "standard-a.toml": 'variant_question = "q"\n[[group]]\nid = "a"\n[[group]]\nid = "b"\n',
    }
    report = Report()

    pack = read_structure(MemoryFiles(texts), report)

    assert pack is not None
    assert pack.standard is not None
    assert [group.id for group in pack.standard.group] == ["z", "a", "b", "b"]
    assert (pack.standard.unanswered, pack.standard.variant_question) == ("exclude", "q")
    assert [problem.code for problem in report.problems] == ["PACK-SHAPE-007"]


def test_the_same_setting_in_two_files_of_the_standard_is_refused() -> None:
    texts = {
        "pack.toml": HEAD,
        "standard.toml": 'variant_question = "a"\n',
        "standard-2.toml": 'variant_question = "b"\n',
    }
    report = Report()

    read_structure(MemoryFiles(texts), report)

    (problem,) = report.problems
    assert problem.where == "standard-2.toml:1 variant_question"


def test_wording_is_merged_over_files_and_worded_once() -> None:
    files = MemoryFiles(
        {
            "locales/en/a.toml": 'title = "A"\n[question.x]\ntext = "X"\n',
            "locales/en/b.toml": 'title = "B"\n[question.x]\ntext = "X2"\n[question.y]\ntext = "Y"\n',
        }
    )
    report = Report()

    words = read_wording(files, "en", report)

    assert set(words.question) == {"x", "y"}
    assert [problem.where for problem in report.problems] == [
        "locales/en/b.toml:1 title",
        "locales/en/b.toml:2 question.x",
    ]


def test_names_of_results_are_read_alone() -> None:
    files = MemoryFiles(demo_texts())

    words = read_result_words(files, "en", Report())

    assert words.level["1"].name == "Starting (起步)"
    assert words.question == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a = 1\nb = \n", "questions/1.toml:2"),
        ('标题 = "\xff"'.encode("gbk", "ignore") + b"\xff", "not UTF-8"),
        (b"a = " + b"[" * 100_000, "questions/1.toml"),
        (b"a = " + b"9" * 5_000, "questions/1.toml"),
    ],
)
def test_unreadable_files_are_problems_not_crashes(content: bytes, says: str) -> None:
    class Files:
        def names(self) -> tuple[str, ...]:
            return ("pack.toml", "questions/1.toml")

        def read(self, name: str) -> bytes:
            return HEAD.encode() if name == "pack.toml" else content

    report = Report()
    read_structure(Files(), report)

    assert [problem.code for problem in report.problems] == ["PACK-FILE-003"]
    assert says in str(report.problems[0])


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference() -> None:
    texts = demo_texts()

    class Windows:
        def names(self) -> tuple[str, ...]:
            return MemoryFiles(texts).names()

        def read(self, name: str) -> bytes:
            return b"\xef\xbb\xbf" + texts[name].replace("\n", "\r\n").encode()

    assert read(Windows(), Report()) == read(MemoryFiles(texts), Report())
