"""Whole interviews on one channel and again on the web, to be compared: questions, answers, result."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from support.clock import MovingClock
from support.service import Service
from support.tencent_screen import Screen, wait_until

from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Prompt

RESULT = "诊断结果（"
STEPS = 120
APART = timedelta(seconds=20)  # between two answers: nobody is faster


@dataclass(frozen=True)
class Walk:
    """What an interview was: the questions with their choices, the answers, the words of the result."""

    asked: list[tuple[str, tuple[str, ...]]]
    answers: dict[str, Any]
    result: str


def place(labels: Sequence[str]) -> int:
    """Which choice is made: to agree, to confirm and to send off, else the second."""
    for number, label in enumerate(labels):
        if re.fullmatch(r"(\d )?(同意，开始|提交|对)", label):
            return number
    return min(1, len(labels) - 1)


def words(text: str) -> str:
    """What is typed where nothing can be tapped: a day where one is asked for, else the second choice."""
    return "2024年3月1日" if re.search(r"是哪天做的|回个日期", text) else "2"


def on_the_web(service: Service, clock: MovingClock) -> Walk:
    """The same answers through the web chat's door."""
    prompt: Prompt | None = None
    for number in range(STEPS):
        clock.move(APART)
        for shown in service.core.inbound.handle(_web_step(number, prompt, clock)).prompts:
            if shown.text.startswith(RESULT):
                return walked(service, "web", shown.text)
            prompt = shown
    pytest.fail("no result on the web")


def _web_step(number: int, prompt: Prompt | None, clock: MovingClock) -> InboundMessage:
    message = InboundMessage("web", "walker", f"{number:032x}", Kind.START, clock.now())
    if prompt is None:
        return message
    if not prompt.options:
        return replace(message, kind=Kind.TEXT, text=words(prompt.text))
    key = prompt.options[place([option.label for option in prompt.options])].key
    return replace(message, kind=Kind.TAP, question=prompt.question, token=prompt.token, keys=(key,))


def walked(service: Service, channel: str, result: str) -> Walk:
    """What the database says of the only interview on a channel."""
    rows = query(service, "select reply from inbox where channel = ? order by id", channel)
    prompts = [prompt for [reply] in rows for prompt in json.loads(reply or "[]")]
    asked = [
        (prompt["question"], tuple(option["key"] for option in prompt.get("options", [])))
        for prompt in prompts
        if prompt.get("question")
    ]
    [[diagnosis]] = query(
        service,
        "select distinct a.diagnosis_id from answer a where a.channel = ?",
        channel,
    )
    with service.core.database.read() as work:
        answers = work.diagnoses.answers(diagnosis)
    return Walk(asked, dict(answers), result)


def query(service: Service, statement: str, *given: object) -> list[tuple[Any, ...]]:
    """Look into the database file."""
    path = service.core.config.database.url.removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(statement, given).fetchall()
    finally:
        connection.close()


def quiet(service: Service, clock: MovingClock, person: Screen, after: int) -> None:
    """Wait until something new is on her screen and nothing waits to be sent; time goes by meanwhile."""
    began = time.monotonic()
    waiting = "select count(*) from outbox where status in ('queued', 'sending')"

    def still() -> bool:
        if time.monotonic() - began > 1:
            clock.move(timedelta(seconds=1))  # what is to be tried again has its time
        return len(person.screen) > after and query(service, waiting) == [(0,)]

    wait_until(still, lambda: f"screen: {person.texts()[-2:]}", 20)
    person.read = len(person.screen)


def results(person: Screen) -> list[str]:
    """The results on her screen."""
    return [text for text in person.texts() if RESULT in text]
