"""Files, groups, comings and goings, typing, menus, over real HTTP."""

from __future__ import annotations

import asyncio

import pytest
from support.telegram_api import TelegramApi
from support.telegram_bot import Application, running_bot
from support.telegram_people import Person, wait_until

from bot.channels.base import InboundMessage, Kind
from bot.channels.telegram.transport import set_menu
from bot.conversation.limits import MAX_FILE_BYTES


@pytest.fixture
def li(api: TelegramApi) -> Person:
    return api.person()


def test_files_and_photos_are_fetched_and_kept(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.send_file("产线 截图.pdf", b"%PDF" * 100, "application/pdf")
        li.send_photo(b"jpeg" * 500, caption="车间")
        document, photo = bot.application.hears(2)

    assert document.kind is photo.kind is Kind.FILE
    assert document.file is not None
    assert photo.file is not None
    assert (document.file.name, document.file.media_type) == ("产线 截图.pdf", "application/pdf")
    assert bot.application.files[document.file.sha256] == b"%PDF" * 100
    assert bot.application.files[photo.file.sha256] == b"jpeg" * 500
    assert (photo.file.media_type, photo.text) == ("image/jpeg", "车间")


@pytest.mark.parametrize("told", [20_000_001, 10])
def test_a_file_too_large_to_fetch_is_handed_on_by_its_size(api: TelegramApi, li: Person, told: int) -> None:
    api.fault("getFile", status=400, description="Bad Request: file is too big")
    with running_bot(api) as bot:
        li.send_file("录像.zip", b"x", size=told)
        [message] = bot.application.hears(1)

    assert message.file is not None
    assert message.file.size > MAX_FILE_BYTES
    assert bot.application.files == {}


def test_a_file_is_tried_again(api: TelegramApi, li: Person) -> None:
    api.fault("getFile", status=502)
    api.fault("download", cut=True)
    with running_bot(api) as bot:
        li.send_file("a.pdf", b"content")
        [message] = bot.application.hears(1)

    assert message.file is not None
    assert bot.application.files[message.file.sha256] == b"content"


@pytest.mark.parametrize(
    "fault", [{"status": 502, "times": 9}, {"status": 400, "description": "Bad Request: wrong file_id"}]
)
def test_a_file_that_cannot_be_fetched_is_asked_for_again(
    api: TelegramApi, li: Person, fault: dict[str, object]
) -> None:
    api.fault("getFile", **fault)
    with running_bot(api) as bot:
        li.send_file("截图.png", b"content")
        li.say("然后")
        bot.application.hears(1)

    assert bot.application.texts() == ["然后"]
    assert "截图.png 没收下来" in li.last.text


def test_a_slow_file_keeps_nobody_else_waiting(api: TelegramApi, li: Person) -> None:
    api.fault("getFile", hang=1.0, after=True)
    other = api.person()
    with running_bot(api) as bot:
        li.send_file("a.pdf", b"content")
        other.say("我呢")
        bot.application.hears(1)

        assert bot.application.texts() == ["我呢"]


def test_what_cannot_be_read_says_what_it_was(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.send(voice={"file_id": "v", "duration": 3})
        li.send(location={"latitude": 31.2, "longitude": 121.5})
        li.edit("改一下")
        heard = bot.application.hears(3)

    assert {message.kind for message in heard} == {Kind.UNSUPPORTED}
    assert bot.application.texts() == ["voice", "location", "edited"]


def test_leaving_and_coming_back(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.start()
        li.block()
        li.unblock()
        heard = bot.application.hears(3)

    assert [message.kind for message in heard] == [Kind.START, Kind.LEAVE, Kind.START]


def test_restarting_after_a_block_is_one_start_though_the_app_sends_two(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        li.unblock()
        li.start()
        li.start("CODE")
        li.unblock()
        li.say("在")
        li.start()
        bot.application.hears(5)
        wait_until(lambda: api.unacknowledged() == 0)

    kinds = [(message.kind, message.code) for message in bot.application.heard]
    assert kinds == [
        (Kind.START, ""),
        (Kind.START, "CODE"),
        (Kind.START, ""),
        (Kind.TEXT, ""),
        (Kind.START, ""),
    ]


def test_in_a_group_one_polite_line_and_good_bye(api: TelegramApi) -> None:
    api.groups[-100] = []
    chat = {"id": -100, "type": "supergroup", "title": "某某厂"}
    who = {"id": 7, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
    added = {"new_chat_member": {"user": {"id": 1}, "status": "member"}}
    with running_bot(api) as bot:
        api.push({"my_chat_member": {"chat": chat, "from": who, "date": 1, **added}})
        for _ in range(3):
            api.push({"message": {"message_id": 1, "date": 1, "chat": chat, "from": who, "text": "/start"}})
        wait_until(lambda: api.unacknowledged() == 0 and bool(api.left))

    assert len(api.groups[-100]) == 1
    assert "私聊" in api.groups[-100][0]
    assert api.left == [-100]
    assert bot.application.heard == []


def test_typing_is_shown_only_while_a_turn_takes_its_time(
    api: TelegramApi, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.receiving.TYPING_AFTER", 0.1)

    async def take_time(message: InboundMessage) -> None:
        await asyncio.sleep(0.5 if message.text == "慢" else 0)

    with running_bot(api, Application(before=take_time)) as bot:
        li.say("快")
        bot.application.hears(1)
        none = list(li.actions)
        li.say("慢")
        bot.application.hears(2)

    assert none == []
    assert li.actions == ["typing"]


def test_the_menu_speaks_both_languages(api: TelegramApi) -> None:
    with running_bot(api):
        wait_until(lambda: len(api.menus) == 2)

    assert set(api.menus) == {("all_private_chats", ""), ("all_private_chats", "en")}
    chinese = {entry["command"]: entry["description"] for entry in api.menus["all_private_chats", ""]}
    assert chinese["skip"] == "先跳过这题"


def test_a_liaison_has_a_menu_of_her_own(api: TelegramApi, li: Person) -> None:
    menus = {"zh-CN": {"status": "本街镇进度"}, "en": {"status": "Your street"}}
    with running_bot(api) as bot:
        bot.do(set_menu(bot.gateway.bot, menus, [str(li.id)]))

    assert api.menus[f"chat:{li.id}", ""] == [{"command": "status", "description": "本街镇进度"}]
    assert api.menus[f"chat:{li.id}", "en"] == [{"command": "status", "description": "Your street"}]


def test_a_platform_that_refuses_the_menu_does_not_stop_us(api: TelegramApi) -> None:
    api.fault("setMyCommands", status=400, description="Bad Request: BOT_COMMAND_INVALID", times=9)
    with running_bot(api) as bot:
        api.person().say("在")

        assert bot.application.hears(1)
