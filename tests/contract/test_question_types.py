"""What every registered question type must do; a type without its data here fails."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from support.pack_texts import tiny

from bot.messages import load
from bot.packs.checking import check_files
from bot.packs.loader import load_files
from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import AnswerFaultError, QuestionType
from bot.questionnaire.question_types.faults import CODES
from bot.questionnaire.question_types.registry import REGISTRY, type_of
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, FileAnswer, GridAnswer, JsonValue, NotApplicable, answer_to_json

SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@dataclass(frozen=True)
class Data:
    """A type's answers: JSON and value of good ones, how they are said, wrong shapes, codes of bad ones."""

    good: tuple[tuple[JsonValue, AnswerValue], ...]
    said: tuple[str, str]  # the first good one, in Chinese and English
    wrong: tuple[JsonValue, ...]
    bad: tuple[tuple[JsonValue, str], ...]


DATA = {
    "single": Data(
        good=(("2", "2"), ("1", "1")),
        said=("From a sheet each shift", "From a sheet each shift"),
        wrong=(2, True, ["2"], {"2": "2"}, None),
        bad=(("4", "ANSWER-CHOICE"), ("", "ANSWER-CHOICE")),
    ),
    "multiple": Data(
        good=((["C", "B"], ("B", "C")), (["A"], ("A",)), (["D"], ("D",))),
        said=("Field bus、Office network", "Field bus, Office network"),
        wrong=("B", [1], {"B": True}, 3, None),
        bad=(
            ([], "ANSWER-TOO-FEW"),
            (["B", "C", "D"], "ANSWER-TOO-MANY"),
            (["A", "B"], "ANSWER-EXCLUSIVE"),
            (["B", "B"], "ANSWER-TWICE"),
            (["E"], "ANSWER-CHOICE"),
        ),
    ),
    "number": Data(
        good=((1200, Decimal(1200)), (1.0, Decimal("1.0")), (Decimal("5e2"), Decimal(500))),
        said=("1,200 people", "1,200 people"),
        wrong=("320", True, [320], None, float("nan"), float("inf")),
        bad=(
            (0, "ANSWER-TOO-LOW"),
            (500001, "ANSWER-TOO-HIGH"),
            (2.5, "ANSWER-WHOLE"),
            (Decimal("1e999999"), "ANSWER-DIGITS"),
            (Decimal("1e-999999"), "ANSWER-DIGITS"),
            (Decimal("1." + "0" * 40), "ANSWER-DIGITS"),
        ),
    ),
    "percent": Data(
        good=((62.5, Decimal("62.5")), (0, Decimal(0)), (100, Decimal(100))),
        said=("62.5 %", "62.5 %"),
        wrong=("62.5 %", False, None),
        bad=((-0.1, "ANSWER-TOO-LOW"), (100.1, "ANSWER-TOO-HIGH")),
    ),
    "yesno": Data(
        good=((True, True), (False, False)),
        said=("是", "Yes"),
        wrong=("yes", 1, 0, None, []),
        bad=(),
    ),
    "date": Data(
        good=(("2024-02-29", "2024-02-29"),),
        said=("2024 年 2 月 29 日", "2024-02-29"),
        wrong=("2024-2-29", "20240229", "2024-02", 2024, None),
        bad=(("2023-02-29", "ANSWER-DATE"), ("2024-13-01", "ANSWER-DATE")),
    ),
    "text": Data(
        good=(("A scanner", "A scanner"),),
        said=("A scanner", "A scanner"),
        wrong=(3, ["x"], None, True),
        bad=((" ", "ANSWER-BLANK"), ("x" * 4001, "ANSWER-TOO-LONG")),
    ),
    "grid": Data(
        good=(
            ({"mes": "no", "erp": "plan"}, GridAnswer((("erp", "plan"), ("mes", "no")))),
            ({}, GridAnswer(())),
        ),
        said=(
            "Enterprise resource planning：Planned；Manufacturing execution：No",
            "Enterprise resource planning: Planned; Manufacturing execution: No",
        ),
        wrong=("already", ["erp"], {"erp": 1}, None),
        bad=(({"crm": "no"}, "ANSWER-ROW"), ({"erp": "maybe"}, "ANSWER-COLUMN")),
    ),
    "file": Data(
        good=(({"name": "a.png", "sha256": SHA.upper()}, FileAnswer("a.png", SHA)),),
        said=("a.png", "a.png"),
        wrong=("a.png", {"name": "a.png"}, {"name": 1, "sha256": SHA}, None),
        bad=(
            ({"name": " ", "sha256": SHA}, "ANSWER-FILE"),
            ({"name": "a.png", "sha256": "e3b0"}, "ANSWER-FILE"),
        ),
    ),
}
TYPES = sorted(REGISTRY)


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of a language in a type's docstring."""
    doc = re.sub(r"(?m)^ {4}", "", type(REGISTRY[name]).__doc__ or "")
    return re.findall(rf"```{language}\n(.*?)```", doc, re.DOTALL)


def example(name: str) -> Question:
    """The question of a type's docstring, through the loader."""
    structure, words = blocks(name, "toml")
    structure = structure.replace("choice_relevant = { 3 = \"${pilot} = 'yes'\" }\n", "")
    return load_files(tiny(structure, words)).questionnaire().questions[0]


def test_every_type_has_its_data() -> None:
    assert set(DATA) == set(REGISTRY)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_registered_under_its_name(name: str) -> None:
    kind = REGISTRY[name]

    assert isinstance(kind, QuestionType)
    assert kind.name == name
    assert kind.needs <= kind.keys
    assert kind.kind in set(Kind) - {Kind.TRUTH, Kind.EMPTY}


@pytest.mark.parametrize("name", TYPES)
def test_the_docstring_example_is_a_sound_question(name: str) -> None:
    structure, words = blocks(name, "toml")
    pilot = (
        '[[question]]\nid = "pilot"\nsection = "main"\ntype = "yesno"\n' if "${pilot}" in structure else ""
    )
    pilot_words = '[question.pilot]\ntext = "Is a pilot line running?"\n' if pilot else ""

    assert check_files(tiny(pilot + structure, pilot_words + words)) == []
    assert example(name).type == name


@pytest.mark.parametrize("name", TYPES)
def test_the_docstring_answers_are_good_and_bad(name: str) -> None:
    (answers,) = (json.loads(block) for block in blocks(name, "json"))
    question = example(name)
    kind = type_of(question)

    assert kind.validate(question, kind.parse_json(question, answers["good"])) == []
    try:
        faults = kind.validate(question, kind.parse_json(question, answers["bad"]))
    except AnswerFaultError as error:
        faults = [error.fault]
    assert faults


@pytest.mark.parametrize("name", TYPES)
def test_good_answers_are_read_exactly_and_pass(name: str) -> None:
    question = example(name)
    kind = type_of(question)

    for raw, value in DATA[name].good:
        assert kind.parse_json(question, raw) == value
        assert kind.validate(question, value) == []
        assert kind.parse_json(question, answer_to_json(value)) == value


@pytest.mark.parametrize("name", TYPES)
def test_wrong_shapes_are_refused_with_what_is_expected(name: str) -> None:
    question = example(name)

    for raw in DATA[name].wrong:
        with pytest.raises(AnswerFaultError) as caught:
            type_of(question).parse_json(question, raw)
        assert caught.value.fault.code == "ANSWER-SHAPE"
        assert caught.value.fault.fields["expected"] in caught.value.fault.message


@pytest.mark.parametrize("name", TYPES)
def test_bad_answers_break_the_rule_named(name: str) -> None:
    question = example(name)
    kind = type_of(question)

    for raw, code in DATA[name].bad:
        faults = kind.validate(question, kind.parse_json(question, raw))
        assert [fault.code for fault in faults] == [code]
        assert all(fault.message and fault.remedy for fault in faults)


@pytest.mark.parametrize("name", TYPES)
def test_answers_are_said_in_both_languages(name: str) -> None:
    question = example(name)
    value = DATA[name].good[0][1]

    said = tuple(type_of(question).format(question, value, load(locale)) for locale in ("zh-CN", "en"))

    assert said == DATA[name].said


@pytest.mark.parametrize("name", TYPES)
def test_every_type_takes_not_applicable_with_a_reason(name: str) -> None:
    question = example(name)
    kind = type_of(question)

    value = kind.parse_json(question, {"na": " no workshop "})

    assert value == NotApplicable("no workshop")
    assert kind.validate(question, value) == []
    assert kind.format(question, value, load("zh-CN")) == "不适用（no workshop）"
    assert [fault.code for fault in kind.validate(question, NotApplicable(" "))] == ["ANSWER-REASON"]
    assert [fault.code for fault in kind.validate(question, NotApplicable("x" * 501))] == ["ANSWER-TOO-LONG"]
    with pytest.raises(AnswerFaultError):
        kind.parse_json(question, {"na": 1})


def test_every_code_used_is_listed() -> None:
    used = {code for data in DATA.values() for _, code in data.bad}

    assert used <= set(CODES)
