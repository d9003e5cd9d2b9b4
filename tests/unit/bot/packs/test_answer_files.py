import io
from decimal import Decimal
from itertools import count

import pytest

from bot.errors import InputError
from bot.packs.answer_files import read_stream
from bot.packs.answer_set import AnswerSet


def read(text: str) -> list[AnswerSet]:
    return list(read_stream(io.StringIO(text)))


def problems(text: str) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for one in read(text) for problem in one.problems]


def test_one_object_over_one_line_or_many() -> None:
    expected = [AnswerSet({"a": "x", "b": Decimal("0.8"), "c": 3})]

    assert read('{"a": "x", "b": 0.8, "c": 3}') == expected
    assert read('\n{\n"a": "x",\n\n"b": 0.8,\n"c": 3}\n\n') == expected


def test_an_object_a_line() -> None:
    assert read('{"a": 1}\n\n{"a": 2}\n{}\n') == [
        AnswerSet({"a": 1}, "line 1"),
        AnswerSet({"a": 2}, "line 3"),
        AnswerSet({}, "line 4"),
    ]


def test_lines_are_read_as_they_are_needed() -> None:
    sets = read_stream('{"a": 1}\n' for _ in count())

    assert [next(sets).where for _ in range(3)] == ["line 1", "line 2", "line 3"]


def test_a_bad_line_keeps_its_place_and_the_others() -> None:
    found = read('{"a": 1}\n{"a": }\n[1]\n{"a": 1, "a": 2}\n{"a": NaN}\n{"a": 4}\n')

    assert [one.where for one in found] == [f"line {n}" for n in range(1, 7)]
    assert [[problem.code for problem in one.problems] for one in found] == [
        [],
        ["ANSWERS-JSON"],
        ["ANSWERS-OBJECT"],
        ["ANSWERS-JSON"],
        ["ANSWERS-JSON"],
        [],
    ]
    assert "column 7" in found[1].problems[0].message
    assert "“a” is given twice" in found[3].problems[0].message
    assert "NaN is no number" in found[4].problems[0].message


def test_one_broken_object_is_one_problem_with_its_line() -> None:
    assert problems('{\n"a": 1,\n"b": ,\n"c": 2\n}') == [("line 3", "ANSWERS-JSON")]
    assert problems('{"a": 1') == [("line 1", "ANSWERS-JSON")]
    assert problems("hello") == [("line 1", "ANSWERS-JSON")]


def test_hostile_json_is_a_problem_not_a_crash() -> None:
    assert problems('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}") == [("answers", "ANSWERS-JSON")]
    assert problems('{"a": ' + "9" * 5_000 + "}") == [("answers", "ANSWERS-JSON")]
    assert problems('{"a": 1e99999999999999999999}') in ([], [("answers", "ANSWERS-JSON")])


def test_repeats_inside_a_grid_are_found() -> None:
    assert problems('{"g": {"r": "x", "r": "y"}}') == [("answers", "ANSWERS-JSON")]


def test_an_empty_text_and_a_foreign_encoding_are_said_plainly() -> None:
    with pytest.raises(InputError, match="the file is empty"):
        read(" \n\n")
    with pytest.raises(InputError, match="not UTF-8"):
        list(read_stream(io.TextIOWrapper(io.BytesIO('{"a": "质量"}'.encode("gbk")), encoding="utf-8")))
