"""Buttons over real HTTP: one choice, several with ticks, old buttons, shortcuts."""

from __future__ import annotations

import asyncio

import pytest
from support.telegram_api import TelegramApi
from support.telegram_bot import Application, running_bot
from support.telegram_people import Person, wait_until

from bot.channels.base import InboundMessage, Kind
from bot.conversation.prompt import Option, Prompt
from bot.questionnaire.understanding.outcome import Command

CHOICES = tuple(
    Option(key, label, mark=mark)
    for key, label, mark in [("A", "看现场", "1"), ("B", "填表格", "2"), ("C", "系统里报工", "3")]
)
ONE = Prompt("一题", lead="一题", question="q1", token="7", options=CHOICES, shortcuts=(Command.HELP,))
SEVERAL = Prompt("多选", lead="多选", question="q2", token="8", options=CHOICES, multiple=True)


@pytest.fixture
def li(api: TelegramApi) -> Person:
    return api.person()


def meaning(message: InboundMessage) -> tuple[str, str, tuple[str, ...]]:
    assert message.kind is Kind.TAP
    return message.question, message.token, message.keys


def test_a_tap_is_acknowledged_at_once_and_means_what_its_button_says(api: TelegramApi, li: Person) -> None:
    async def take_time(_message: InboundMessage) -> None:
        await asyncio.sleep(0.5)

    with running_bot(api, Application(before=take_time)) as bot:
        li.started = True
        bot.send(li.id, ONE)
        li.tap("2 填表格")
        wait_until(lambda: bool(api.answered))
        waiting = list(bot.application.heard)
        li.tap("帮助")
        heard = bot.application.hears(2)

    assert waiting == []
    assert [meaning(message) for message in heard] == [("q1", "7", ("B",)), ("q1", "7", ("/help",))]
    assert len(api.answered) == 2


def test_ticks_are_drawn_in_place_and_sent_together(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, SEVERAL)
        for label in ("系统里报工", "看现场", "填表格", "填表格"):
            edits = li.last.edits
            li.tap(label)
            wait_until(lambda edits=edits: li.last.edits > edits)  # type: ignore[misc] # bound at once
        drawn = list(li.last.labels)
        li.tap("选好了")
        [message] = bot.application.hears(1)

    assert len(li.screen) == 1
    assert drawn == ["☑ 1 看现场", "☐ 2 填表格", "☑ 3 系统里报工", "选好了（2 项）"]
    assert meaning(message) == ("q2", "8", ("A", "C"))


def test_nothing_ticked_is_an_answer(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, SEVERAL)
        li.tap("一项也没有")
        [message] = bot.application.hears(1)

    assert meaning(message) == ("q2", "8", ())


def test_quick_fingers_lose_no_tick(api: TelegramApi, li: Person) -> None:
    """Both taps bring the keyboard as it was before the first: the platform is slower than she is."""
    api.latency = 0.1
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, SEVERAL)
        for label in ("看现场", "填表格", "选好了"):
            li.tap(label)
        [message] = bot.application.hears(1)

    assert meaning(message)[2] == ("A", "B")


def test_ticks_survive_a_restart(api: TelegramApi, li: Person) -> None:
    li.started = True
    with running_bot(api) as bot:
        bot.send(li.id, SEVERAL)
        li.tap("填表格")
        wait_until(lambda: li.last.edits == 1)
    with running_bot(api) as bot:
        li.tap("系统里报工")
        wait_until(lambda: li.last.edits == 2)
        li.tap("选好了")
        [message] = bot.application.hears(1)

    assert meaning(message)[2] == ("B", "C")


def test_a_tick_that_comes_twice_counts_once(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, SEVERAL)
        data = li.last.button("看现场")["callback_data"]
        li.tap_data(data, li.last)
        wait_until(lambda: li.last.edits == 1)
        li.tap_data(data, li.last)
        li.tap("选好了")
        [message] = bot.application.hears(1)

    assert meaning(message)[2] == ("A",)


def test_an_old_button_carries_its_old_token(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, ONE, key="1")
        old = li.last.button("看现场")["callback_data"]
        bot.send(li.id, SEVERAL, key="2")
        wait_until(lambda: not li.screen[0].keyboard)
        li.tap_data(old, li.screen[0])
        li.tap_data("0:another-version", li.screen[0])
        heard = bot.application.hears(2)

    assert [meaning(message) for message in heard] == [("q1", "7", ("A",)), ("", "", ())]


def test_a_keyboard_from_before_a_restart_goes_when_the_next_question_comes(
    api: TelegramApi, li: Person
) -> None:
    li.started = True
    with running_bot(api) as bot:
        bot.send(li.id, ONE, key="1")
    with running_bot(api, Application(answer=lambda _: SEVERAL)):
        li.tap("看现场")
        wait_until(lambda: len(li.screen) == 2 and not li.screen[0].keyboard)

    assert li.screen[1].keyboard


def test_an_edit_the_platform_refuses_does_not_hurt(api: TelegramApi, li: Person) -> None:
    api.fault("editMessageReplyMarkup", status=400, description="Bad Request: message can't be edited")
    with running_bot(api) as bot:
        li.started = True
        bot.send(li.id, SEVERAL)
        li.tap("看现场")
        li.tap("一项也没有")  # still on her screen: the edit was refused
        [message] = bot.application.hears(1)

    assert meaning(message)[2] == ("A",)
