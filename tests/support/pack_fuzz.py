"""Damaged packs and odd answers: what to draw, and what must hold of the outcome."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import tomli
from hypothesis import strategies as st
from support.pack_texts import demo_texts

from bot.packs.checking import check_files
from bot.packs.codes import CODES
from bot.packs.files import MemoryFiles
from bot.packs.loader import load_files
from bot.packs.writer import toml_text
from bot.questionnaire.checks import check_answers, parse_answers

TEXTS = demo_texts()
TABLES = {name: tomli.loads(text, parse_float=Decimal) for name, text in TEXTS.items()}
PACK = load_files(MemoryFiles(TEXTS))

_LEAVES = st.one_of(
    st.booleans(),
    st.integers(-5, 10**6),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-100, max_value=100),
    st.sampled_from(
        ["", "auto", "1", "yes", "en", "${plan} = '1'", "score('base') > 1", "none", "1/3", "total", "."]
    ),
    st.text(max_size=5),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "1", "erp", "yes"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any TOML
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in places(item, (*path, key)))]


PLACES = [(name, path) for name, table in TABLES.items() for path in places(table) if path]


EDITS = st.lists(st.tuples(st.sampled_from(PLACES), _VALUES), min_size=1, max_size=3)


def judge_pack(edits: list[tuple[tuple[str, tuple[Any, ...]], Any]]) -> None:
    tables = copy.deepcopy(TABLES)
    for (name, path), value in edits:
        here: Any = tables[name]
        try:
            for key in path[:-1]:
                here = here[key]
            here[path[-1]]
            here[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier edit has taken the place away

    problems = check_files(MemoryFiles({name: toml_text(table) for name, table in tables.items()}))

    assert {problem.code for problem in problems} <= set(CODES)
    assert all(problem.where and problem.message and problem.remedy for problem in problems)


_KEYS = st.sampled_from([question.id for question in PACK.structure.questions])
_ANSWERS = st.one_of(
    _VALUES,
    st.none(),
    st.floats(),
    st.sampled_from(
        ["auto", "food", "2", True, False, ["bus"], ["none"], [], "2024-01-31", {"erp": "plan"}, {"na": "x"}]
    ),
    st.integers(-10, 200),
)


ANSWERS = st.dictionaries(_KEYS, _ANSWERS, max_size=12)


def judge_answers(values: dict[str, Any]) -> None:
    answers, problems = parse_answers(PACK.structure, values)
    problems += check_answers(PACK.structure, answers)

    if problems:
        assert all(problem.code.startswith("ANSWER-") and problem.remedy for problem in problems)
    else:
        result = PACK.assess(answers)
        assert 0 <= result.score <= 100
        assert not set(result.unanswered) & set(answers)
