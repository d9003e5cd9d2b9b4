"""Whatever people do, however often the process dies: valid interviews, no lost answer, no silence."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from support.office import ACCOUNTS, Office
from support.people import REPLIES

from bot.channels.base import InboundFile, InboundMessage, Kind
from bot.conversation.prompt import Prompt

_WORDS = (
    "1/2/3/0/9/是/否/对/不/同意/不同意/提交/继续/一样/不变/回顾/改/改1/改2/改3/改5/改99/暂停/跳过/帮助/返回/进度/重来"
    "/不适用/不适用，没有这道工序/撤回同意/结果/反馈/取消/你好/谢谢/逐题/下一页/找人/约300/320/15/2024-03-01/A、B/食品/汽车"
    "/今天天气不错/家族作坊没有雇员"
)
_TEXTS = [*_WORDS.split("/"), "啊" * 2500]
_KEYS = ["1", "2", "auto", "food", "yes", "no", "=", "none", "bus", "a", "submit", "review", "/back", "/help"]
_SOME_KEYS = st.lists(st.sampled_from(_KEYS), max_size=3)
_SHA = "ab" * 32
_FILES = [InboundFile("a.png", _SHA, "image/png", 10), InboundFile("b.png", _SHA, "image/png", 10**9)]

_CHANGES = [
    ("改1", "食品"),
    ("改1", "汽车"),
    ("改2", "15"),
    ("改2", "400"),
    ("改2", "不适用，家族作坊没有雇员"),
    ("改3", "没有"),
]

_ACCOUNTS = st.sampled_from(ACCOUNTS)
_ANSWER = st.tuples(st.just("answer"), st.none())
_DETOURS = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(_TEXTS)),
    st.tuples(st.just("text"), st.text(min_size=1, max_size=12)),
    st.tuples(
        st.just("tap"),
        st.tuples(
            st.integers(1, 6), st.one_of(st.integers(0, 9), st.lists(st.sampled_from(_KEYS), max_size=3))
        ),
    ),
    st.tuples(st.just("start"), st.sampled_from(["", "WRONGCODE"])),
    st.tuples(st.just("file"), st.sampled_from(_FILES)),
    st.tuples(st.just("unsupported"), st.sampled_from(["voice", "fax"])),
    st.tuples(st.just("leave"), st.none()),
)
# What she does: (kind of act, its detail). Two times in three she answers what is asked.
_ACTS = st.sampled_from([_ANSWER, _ANSWER, _DETOURS]).flatmap(lambda act: act)


class Conversations(RuleBasedStateMachine):
    """Any sequence of what may happen."""

    new_office: Callable[[], Office]

    def __init__(self) -> None:
        super().__init__()
        self.office = type(self).new_office()

    def teardown(self) -> None:
        try:
            self.office.look_back()
        finally:
            self.office.close()

    def message(self, account: tuple[str, str], act: tuple[str, object]) -> InboundMessage:
        """The act as a message of that account."""
        make, chat = partial(self.office.message, account), self.office.chats[account]
        match act:
            case ("answer", _) if chat.shown:
                return _answer(make, chat.shown[-1])
            case ("tap", (int(back), wanted)) if chat.shown:
                return _tap(make, chat.shown[-min(back, len(chat.shown))], wanted)
            case ("start", str(code)):
                return make(Kind.START, code=code)
            case ("file", file):
                return make(Kind.FILE, file=file)
            case ("unsupported" as kind, str(text)) | ("text" as kind, str(text)):
                return make(Kind(kind), text)
            case ("leave", _):
                return make(Kind.LEAVE)
            case _:
                return make(Kind.TEXT, "你好")

    @rule(account=_ACCOUNTS, act=_ACTS)
    def do(self, account: tuple[str, str], act: tuple[str, object]) -> None:
        self.office.send(self.message(account, act))

    @rule(account=_ACCOUNTS, acts=st.lists(_ACTS, min_size=3, max_size=8))
    def go_on(self, account: tuple[str, str], acts: list[tuple[str, object]]) -> None:
        for act in acts:
            self.office.send(self.message(account, act))

    @rule(account=_ACCOUNTS, change=st.sampled_from(_CHANGES))
    def change_what_decides_other_questions(self, account: tuple[str, str], change: tuple[str, str]) -> None:
        for text in change:
            self.office.send(self.office.message(account, Kind.TEXT, text))

    @rule(account=_ACCOUNTS, act=_ACTS, steps=st.integers(0, 12))
    def die_in_the_middle(self, account: tuple[str, str], act: tuple[str, object], steps: int) -> None:
        self.office.send_and_die(self.message(account, act), steps)

    @rule(account=_ACCOUNTS, act=_ACTS)
    def die_before_the_reply_is_out(self, account: tuple[str, str], act: tuple[str, object]) -> None:
        self.office.send_and_lose_the_reply(self.message(account, act))

    @rule(account=_ACCOUNTS, which=st.integers(0, 30))
    def come_again(self, account: tuple[str, str], which: int) -> None:
        self.office.send_again(account, which)

    @rule(
        people=st.lists(_ACCOUNTS, min_size=2, max_size=3, unique=True),
        acts=st.lists(_ACTS, min_size=3, max_size=3),
    )
    def at_once(self, people: list[tuple[str, str]], acts: list[tuple[str, object]]) -> None:
        pairs = zip(people, acts, strict=False)
        self.office.send_at_once([self.message(account, act) for account, act in pairs])

    @rule(days=st.sampled_from([0, 0, 4, 40]))
    def wait(self, days: int) -> None:
        self.office.wait(timedelta(days=days, minutes=6))


def _answer(make: Callable[..., InboundMessage], prompt: Prompt) -> InboundMessage:
    """What a willing person does next."""
    if prompt.question:
        return make(Kind.TEXT, REPLIES[prompt.question])
    return _tap(make, prompt, 0) if prompt.options else make(Kind.TEXT, "继续")


def _tap(make: Callable[..., InboundMessage], prompt: Prompt, wanted: object) -> InboundMessage:
    """A tap on that prompt, perhaps long out of sight: one of its options, or any keys."""
    keys = ["?"]
    if isinstance(wanted, list):
        keys = wanted
    elif prompt.options and isinstance(wanted, int):
        keys = [prompt.options[wanted % len(prompt.options)].key]
    return make(Kind.TAP, question=prompt.question, token=prompt.token, keys=tuple(keys))


def _run(template: Path, folder: Path, examples: int, steps: int) -> list[Office]:
    numbers, offices = count(1), list[Office]()

    class Machine(Conversations):
        @staticmethod
        def new_office() -> Office:
            offices.append(Office(template, folder / str(next(numbers))))
            return offices[-1]

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            # A sequence is never shrunk: that takes many minutes, and the steps are printed anyway.
            phases=(Phase.generate,),
        ),
    )
    return offices


def test_any_sequence_of_events_leaves_valid_interviews(sqlite_template: Path, tmp_path: Path) -> None:
    offices = _run(sqlite_template, tmp_path, examples=6, steps=25)

    assert sum(len(office.saved) for office in offices) > 20  # it did get somewhere


@pytest.mark.proof
def test_many_long_sequences_of_events(sqlite_template: Path, tmp_path: Path) -> None:
    started = time.perf_counter()

    offices = _run(sqlite_template, tmp_path, examples=150, steps=60)

    turns, answers = sum(one.turns for one in offices), sum(len(one.saved) for one in offices)
    deaths, again = sum(one.deaths for one in offices), sum(one.duplicates for one in offices)
    print(
        f"\n{len(offices)} conversations of four accounts: {turns:,} turns, {answers:,} answers,"
        f" {deaths:,} deaths of the process, {again:,} repeated messages;"
        f" all valid, none lost, in {time.perf_counter() - started:.0f} s"
    )
