"""Whatever happens, in whatever order: a valid interview, no lost answer, no unanswered message."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.interview_rules import check, check_answers, check_effects
from support.small_questionnaire import definition, small

from bot.conversation.effects import SaveAnswer, Submit
from bot.conversation.engine import Turn, begin, resume
from bot.conversation.inputs import (
    AnsweredElsewhere,
    Assessed,
    GaveFile,
    Input,
    Left,
    Reminded,
    Said,
    Started,
    Tapped,
    Unsupported,
)
from bot.conversation.interview import Interview, Mark
from scoring.values import AnswerValue, GridAnswer

_IDS = [question.id for question in small().questions]
_WORDS = (
    "1/2/3/0/9/是/否/对/不/同意/不同意/提交/继续/一样/不变/回顾/改/改1/改3/改99/暂停/跳过/帮助/返回/进度/重来/不适用"
    "/撤回同意/结果/反馈/取消/你好/谢谢/烦死了/逐题/下一页/上一页/找人/约300/约1/5/300/2024-03-01/1、2/好"
    "/不适用，没有这道工序/反馈 选项太长/今天天气不错/"
)
_TEXTS = [*_WORDS.split("/"), "啊" * 2500]
_CHOICES = ["1", "2", "3", "0", "auto", "steel", "yes", "no", "=", "?"]
_MENU = ["submit", "review", "continue", "next", "previous", "result", "feedback", "/help", "/back", "/edit"]
_KEYS = [*_CHOICES, *_MENU]
_TOKENS = st.one_of(st.just("current"), st.integers(0, 40).map(str), st.just("?"))
_SHA = "ab" * 32

_PERSON = st.one_of(
    st.sampled_from(_TEXTS).map(Said),
    st.text(max_size=12).map(Said),
    st.builds(
        Tapped,
        st.sampled_from([*_IDS, "current", "current", "", "nowhere"]),
        _TOKENS,
        st.lists(st.sampled_from(_KEYS), max_size=3).map(tuple),
    ),
    st.sampled_from([10, 10**9]).map(lambda size: GaveFile("a.png", _SHA, "image/png", size)),
    st.sampled_from(["voice", "fax"]).map(Unsupported),
    st.just(Started("code")),
)
_WORLD = st.one_of(
    st.just(Reminded()),
    st.just(Left()),
    st.just(Assessed("三级", "下档", "…", "61.4")),
    st.sampled_from(
        [
            AnsweredElsewhere("industry", "auto"),
            AnsweredElsewhere("industry", "steel"),
            AnsweredElsewhere("welding", value=True),
            AnsweredElsewhere("staff", Decimal(3)),
            AnsweredElsewhere("use", GridAnswer((("scan", "2"),))),
            AnsweredElsewhere("gone", "1"),
        ]
    ),
)
_GAPS = st.sampled_from([0, 7, 40, 3600, 86400 * 40])
_INPUTS = st.tuples(_GAPS, st.one_of(_PERSON, _PERSON, _PERSON, _WORLD))


@dataclass
class _Host:
    """What stores: answers, and nothing else."""

    last: dict[str, AnswerValue]
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.definition = definition(answers=self.answers, last=self.last, last_on="2025 年")
        self.turn = Turn(begin(self.definition, self.now).interview, ())

    def take(self, gap: int, input_: Input) -> None:
        self.now += timedelta(seconds=gap)
        before = Interview.from_json(self.turn.interview.to_json())
        if isinstance(input_, Tapped):
            token = before.token if input_.token == "current" else input_.token
            question = before.question if input_.question == "current" else input_.question
            input_ = replace(input_, token=token, question=question)
        if isinstance(input_, AnsweredElsewhere) and input_.question in self.definition.questionnaire.index:
            self.answers[input_.question] = input_.value
        self.turn = resume(before, input_, self.definition, self.now)
        check_effects(before, self.turn.effects, self.definition)
        for effect in self.turn.effects:
            if isinstance(effect, SaveAnswer):
                self.answers[effect.question] = effect.value
            if isinstance(effect, Submit):
                assert self._required_are_answered()
        check(self.turn.interview, self.definition)
        check_answers(self.turn.interview, self.answers, self.definition)
        if not isinstance(input_, Reminded | Left | Assessed | AnsweredElsewhere):
            assert self.turn.says

    def _required_are_answered(self) -> bool:
        interview = self.turn.interview
        marks = dict(zip(self.definition.questionnaire.index, interview.status, strict=True))
        asked = self.definition.paths.of(interview.known).order
        required = [q for q in asked if self.definition.questionnaire.question(q).required]
        return all(marks[question] not in (Mark.OPEN, Mark.SKIPPED) for question in required)


_LAST: dict[str, AnswerValue] = {
    "staff": Decimal(200),
    "progress": "2",
    "systems": ("1", "2"),
    "welding": False,
}


def _run(steps: list[tuple[int, Input]], last: dict[str, AnswerValue], *, consented: bool) -> int:
    host = _Host(last)
    if consented:
        host.take(0, Said("同意"))
    for gap, input_ in steps:
        host.take(gap, input_)
    return len(steps)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_INPUTS, max_size=40), st.sampled_from([{}, _LAST]), st.booleans())
def test_any_sequence_of_inputs_leaves_a_valid_interview(
    steps: list[tuple[int, Input]], last: dict[str, AnswerValue], consented: bool
) -> None:
    _run(steps, last, consented=consented)


@pytest.mark.proof
def test_many_long_sequences() -> None:
    turns = 0
    started = time.perf_counter()

    @settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(_INPUTS, min_size=30, max_size=120), st.sampled_from([{}, _LAST]), st.booleans())
    def run(steps: list[tuple[int, Input]], last: dict[str, AnswerValue], consented: bool) -> None:
        nonlocal turns
        turns += _run(steps, last, consented=consented)

    run()
    spent = time.perf_counter() - started
    print(f"\n{turns:,} turns of random interviews in {spent:.0f} s, all valid")
