"""What holds for every answer set, whatever the standard."""

import json
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.random_answers import RandomAnswers
from support.standards import eudma, sme

from scoring.advice import single_raises
from scoring.assessment import Status
from scoring.canonical import assessment_from_json, assessment_to_json, to_json
from scoring.engine import assess, rate
from scoring.explain import explain_text, trace
from scoring.plan import Plan, prepare
from scoring.standard import Standard
from scoring.values import AnswerValue, NotApplicable, answer_from_json

STANDARDS = {"sme": sme(), "eudma": eudma()}
PLANS = {name: prepare(standard) for name, standard in STANDARDS.items()}
NAMES = st.sampled_from(sorted(STANDARDS))
SEEDS = st.integers(0, 10**9)


def drawn(name: str, seed: int) -> tuple[Plan, dict[str, AnswerValue], frozenset[str]]:
    plan = PLANS[name]
    answers, irrelevant = RandomAnswers(plan, seed).draw()
    return plan, answers, irrelevant


@given(NAMES, SEEDS)
def test_scores_and_shares_stay_in_range_and_parts_add_up(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)

    result = assess(plan, answers, irrelevant=irrelevant)

    assert 0 <= result.score <= result.scale
    for node in result.nodes.values():
        assert node.share is None or 0 <= node.share <= 1
        kept = [result.nodes[child] for child in node.children if result.nodes[child].share is not None]
        if kept and sum(child.effective for child in kept):
            assert sum(child.effective for child in kept) == 1


@given(NAMES, SEEDS)
def test_the_order_of_the_answers_does_not_matter_to_the_byte(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)
    shuffled = list(answers.items())
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a reproducible order

    one = assess(plan, answers, irrelevant=irrelevant)
    other = assess(plan, dict(shuffled), irrelevant=irrelevant)

    assert to_json(one, trace=True) == to_json(other, trace=True)
    assert assessment_to_json(one) == assessment_to_json(other)


@given(NAMES, SEEDS)
def test_an_assessment_survives_json(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)
    result = assess(plan, answers, irrelevant=irrelevant)

    back = assessment_from_json(assessment_to_json(result))

    assert back == result
    assert trace(back) == trace(result)
    assert explain_text(back, {}) == explain_text(result, {})


@given(NAMES, SEEDS)
def test_a_better_answer_never_lowers_score_or_rung(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)
    before = rate(plan, answers, irrelevant=irrelevant)

    for gain in single_raises(plan, answers, irrelevant)[:5]:
        after = rate(plan, {**answers, gain.question: gain.after}, irrelevant=irrelevant)
        assert after.score == before.score + gain.points
        assert after.rung >= before.rung


@given(NAMES, SEEDS)
@settings(max_examples=20)
def test_not_applicable_is_as_if_the_question_did_not_exist(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)
    gone = plan.standard.indicators[seed % len(plan.standard.indicators)].id
    smaller = prepare(without(plan.standard, gone))

    with_na = rate(plan, {**answers, gone: NotApplicable("无此业务")}, irrelevant=irrelevant)
    never = rate(smaller, answers, irrelevant=irrelevant)

    assert with_na.score == never.score


def without(standard: Standard, question: str) -> Standard:
    """The standard less one indicator; groups that would be left empty go too."""
    indicators = tuple(one for one in standard.indicators if one.id != question)
    groups = standard.groups
    while True:
        parents = {one.parent for one in indicators} | {one.parent for one in groups}
        kept = tuple(group for group in groups if group.parent is None or group.id in parents)
        if kept == groups:
            break
        groups = kept
    return replace(standard, indicators=indicators, groups=groups, ladder=())


@given(NAMES, SEEDS)
@settings(max_examples=20)
def test_every_mean_in_the_trace_can_be_checked_by_hand(name: str, seed: int) -> None:
    plan, answers, irrelevant = drawn(name, seed)
    written = to_json(assess(plan, answers, irrelevant=irrelevant), trace=True)
    lines = [line for line in json.loads(written)["trace"] if line.get("rule") in ("mean", "sum")]

    assert lines
    for line in lines:
        if "share" in line:
            parts = [Fraction(child["share"]) * Fraction(child["part"]) for child in line["from"]]
            assert sum(parts) == Fraction(line["share"])


def test_an_unanswered_question_is_listed_and_earns_nothing() -> None:
    result = assess(PLANS["sme"], {"q02": "E"})

    assert result.score == 6
    assert "q01" in result.unanswered
    assert result.nodes["q01"].status is Status.UNANSWERED
    assert len(result.unanswered) == 30


@pytest.mark.parametrize(
    ("share", "text"), [(Fraction(1, 3), '"score": 33.333333'), (Fraction(3, 5), '"score": 60.00')]
)
def test_scores_are_printed_with_two_to_six_decimals(share: Fraction, text: str) -> None:
    result = assess(PLANS["eudma"], {})

    assert text in to_json(replace(result, score=share * 100))


def test_a_float_in_an_answer_is_exactly_what_was_typed() -> None:
    assert answer_from_json(0.8) == Decimal("0.8")
    assert answer_from_json(0.1) == Decimal("0.1")
