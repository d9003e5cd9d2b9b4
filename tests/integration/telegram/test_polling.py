"""Updates asked for over real HTTP: nothing lost, nothing twice, nobody waits for a stranger."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.telegram_api import TelegramApi
from support.telegram_bot import Application, running_bot
from support.telegram_people import wait_until

from bot.channels.base import InboundMessage, Kind


def test_words_arrive_and_are_acknowledged_only_then(api: TelegramApi) -> None:
    li = api.person()
    with running_bot(api) as bot:
        number = li.start("ABC-1")
        li.say("约 300 台")
        heard = bot.application.hears(2)

        assert (heard[0].kind, heard[0].code, heard[0].key) == (Kind.START, "ABC-1", str(number))
        assert (heard[1].text, heard[1].account, heard[1].locale) == ("约 300 台", str(li.id), "zh-CN")
        wait_until(lambda: api.unacknowledged() == 0)


def test_what_waited_while_the_bot_was_down_is_not_dropped(api: TelegramApi) -> None:
    li = api.person()
    for number in range(5):
        li.say(str(number))
    with running_bot(api) as bot:
        bot.application.hears(5)

        assert bot.application.texts() == ["0", "1", "2", "3", "4"]


def test_more_than_one_batch(api: TelegramApi) -> None:
    people = [api.person() for _ in range(5)]
    for number in range(50):
        for person in people:
            person.say(str(number))
    with running_bot(api) as bot:
        heard = bot.application.hears(250)

        for person in people:
            mine = [message.text for message in heard if message.account == str(person.id)]
            assert mine == [str(number) for number in range(50)]
        assert len(heard) == 250


def test_one_person_in_order_and_others_meanwhile(api: TelegramApi) -> None:
    slow, quick = api.person(), api.person()

    async def dawdle(message: InboundMessage) -> None:
        if message.text == "慢":
            await asyncio.sleep(1.0)

    with running_bot(api, Application(before=dawdle)) as bot:
        slow.say("慢")
        slow.say("第二句")
        quick.say("快")
        bot.application.hears(1)
        quick.say("又来一句")  # also what comes later does not wait
        bot.application.hears(2)
        first = list(bot.application.texts())
        bot.application.hears(4)

        assert first == ["快", "又来一句"]
        assert bot.application.texts()[2:] == ["慢", "第二句"]
        wait_until(lambda: api.unacknowledged() == 0)


POISON: list[dict[str, Any]] = [
    {"message": {"text": "no chat"}},
    {"message": None},
    {"callback_query": {"data": "1o"}},
    {"message": {"chat": {"id": 5000, "type": "private"}, "date": 10**20, "photo": [{"file_id": "f"}]}},
    {"something_new": {}},
]


@pytest.mark.parametrize("poison", POISON)
def test_an_update_that_cannot_be_read_stops_nothing(api: TelegramApi, poison: dict[str, Any]) -> None:
    li = api.person()
    li.say("前")
    api.push(poison)
    li.say("后")
    with running_bot(api) as bot:
        bot.application.hears(2)
        wait_until(lambda: api.unacknowledged() == 0)

        assert bot.application.texts() == ["前", "后"]
        assert len(api.called("getUpdates")) < 10


def test_a_turn_that_could_not_be_kept_is_brought_again_before_what_was_said_later(api: TelegramApi) -> None:
    li, wang = api.person(), api.person()
    failures = iter(range(3))

    async def fail(message: InboundMessage) -> None:
        if message.text == "一" and next(failures, None) is not None:
            raise RuntimeError("the database is away")

    with running_bot(api, Application(before=fail)) as bot:
        li.say("一")
        li.say("二")
        wang.say("别人")
        bot.application.hears(3)
        wait_until(lambda: api.unacknowledged() == 0)

        assert bot.application.texts() == ["别人", "一", "二"]


def test_an_update_that_never_can_be_kept_is_given_up_once_others_go_well(api: TelegramApi) -> None:
    li, wang = api.person(), api.person()

    async def fail(message: InboundMessage) -> None:
        if message.text == "毒":
            raise RuntimeError("always")

    with running_bot(api, Application(before=fail)) as bot:
        li.say("毒")
        li.say("二")
        wang.say("别人")
        bot.application.hears(2)
        wait_until(lambda: api.unacknowledged() == 0)

        assert bot.application.texts() == ["别人", "二"]


def test_a_stop_in_the_middle_loses_nothing(api: TelegramApi) -> None:
    """What was handed over is finished; what was not stays with the platform for the next start."""
    people = [api.person() for _ in range(4)]
    heard: list[str] = []

    async def take_time(message: InboundMessage) -> None:
        await asyncio.sleep(0.02)

    sent = [f"{number}-{person.id}" for number in range(12) for person in people]
    for number, person in ((number, person) for number in range(12) for person in people):
        person.say(f"{number}-{person.id}")
    for _ in range(3):
        application = Application(before=take_time)
        with running_bot(api, application):
            application.hears(1)
        heard += application.texts()
    with running_bot(api) as bot:
        wait_until(lambda: api.unacknowledged() == 0)
        heard += bot.application.texts()

    assert set(heard) == set(sent)  # some come twice: the inbox knows them by their number
    for person in people:
        mine = [text for text in dict.fromkeys(heard) if text.endswith(f"-{person.id}")]
        assert mine == [f"{number}-{person.id}" for number in range(12)]


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 502, "description": "Bad Gateway"},
        {"status": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}},
        {"status": 409, "description": "Conflict: terminated by other getUpdates request"},
        {"status": 401, "description": "Unauthorized"},
        {"cut": True},
    ],
)
def test_the_platform_in_trouble_is_asked_again_later(api: TelegramApi, trouble: dict[str, Any]) -> None:
    api.fault("getUpdates", times=2, **trouble)
    with running_bot(api) as bot:
        api.person().say("在")
        bot.application.hears(1)

        assert len(api.called("getUpdates")) < 10


def test_a_webhook_in_the_way_is_taken_down_and_what_waits_there_is_kept(api: TelegramApi) -> None:
    api.webhook = {"url": "http://127.0.0.1:9/nobody", "secret": ""}
    api.person().say("等着的")
    with running_bot(api) as bot:
        bot.application.hears(1)

    [call] = api.called("deleteWebhook")
    assert call.given["drop_pending_updates"] == "false"


def test_the_platform_is_asked_only_for_what_we_read(api: TelegramApi) -> None:
    with running_bot(api) as bot:
        api.person().say("在")
        bot.application.hears(1)

    assert api.called("getUpdates")[0].given["allowed_updates"] == (
        '["message", "edited_message", "callback_query", "my_chat_member"]'
    )
