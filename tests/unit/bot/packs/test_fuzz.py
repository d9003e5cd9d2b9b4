"""Whatever is put into a pack or an answer, the outcome is a result or a list of problems, never a crash."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from support.pack_fuzz import ANSWERS, EDITS, judge_answers, judge_pack

PACKS, SETS = 1_000, 5_000


@settings(max_examples=40)
@given(EDITS)
def test_a_pack_with_anything_in_it_is_judged(edits: list[tuple[tuple[str, tuple[Any, ...]], Any]]) -> None:
    judge_pack(edits)


@settings(max_examples=100)
@given(ANSWERS)
def test_any_answers_are_scored_or_refused(values: dict[str, Any]) -> None:
    judge_answers(values)


@pytest.mark.proof
def test_both_at_length() -> None:
    start = time.perf_counter()

    settings(max_examples=PACKS)(given(EDITS)(judge_pack))()
    settings(max_examples=SETS)(given(ANSWERS)(judge_answers))()

    seconds = time.perf_counter() - start
    said = f"{PACKS:,} damaged packs and {SETS:,} odd answer sets in {seconds:.0f} s: no crash"
    print(f"\n{said}")
