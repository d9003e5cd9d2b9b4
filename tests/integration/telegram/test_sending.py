"""Sending over real HTTP: what arrives, what is refused, what may have arrived."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from support.telegram_api import TOKEN, TelegramApi
from support.telegram_bot import Application, running_bot
from support.telegram_people import Person, wait_until

from bot.channels.base import DeliveryError, Outgoing
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.questionnaire.understanding.outcome import Command

CHOICES = (Option("A", "看现场", mark="1"), Option("B", "填表格", mark="2"))
REPORT = Attachment(AttachmentKind.DOCUMENT, "诊断报告 一厂.docx", "r" * 64)
RADAR = Attachment(AttachmentKind.PICTURE, "雷达图.png", "p" * 64, caption="五个维度")
HOSTILE = "<b>粗</b> & *星* _下划_ ]]> {{7*7}} \u202eabc 😀👨‍👩‍👧"


@pytest.fixture
def li(api: TelegramApi) -> Person:
    person = api.person()
    person.started = True
    return person


def stored() -> Application:
    return Application(files={"r" * 64: b"docx" * 1000, "p" * 64: b"png" * 1000})


def refusal(api: TelegramApi, account: int, prompt: Prompt) -> DeliveryError:
    with running_bot(api) as bot, pytest.raises(DeliveryError) as caught:
        bot.send(account, prompt)
    return caught.value


def test_words_arrive_as_they_are(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        receipt = bot.send(li.id, Prompt(HOSTILE))

    assert li.last.text == HOSTILE
    assert receipt.platform_id == str(li.last.id)


def test_a_long_text_arrives_whole_and_in_order(api: TelegramApi, li: Person) -> None:
    text = "\n".join(f"第 {number} 行：" + "很长的一行。" * 20 for number in range(100))
    with running_bot(api) as bot:
        bot.send(li.id, Prompt(text, lead=text, options=CHOICES))

    assert len(li.screen) > 2
    assert "\n".join(li.texts()) == text
    assert [bool(shown.keyboard) for shown in li.screen] == [False] * (len(li.screen) - 1) + [True]


def test_shortcuts_speak_the_persons_language(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        bot.send(li.id, Prompt("Q", options=CHOICES, shortcuts=(Command.HELP,)), locale="en")

    assert li.last.labels[-1] == "Help"


def test_a_document_and_a_picture(api: TelegramApi, li: Person) -> None:
    with running_bot(api, stored()) as bot:
        bot.send(li.id, Prompt("报告好了", attachments=(REPORT,)), key="1")
        bot.send(li.id, Prompt("看图", attachments=(RADAR, REPORT)), key="2")

    alone, words, picture, document = li.screen
    assert (alone.kind, alone.text, alone.name) == ("document", "报告好了", "诊断报告 一厂.docx")
    assert alone.file == b"docx" * 1000
    assert words.text == "看图"
    assert (picture.kind, picture.text, picture.file) == ("photo", "五个维度", b"png" * 1000)
    assert document.kind == "document"


def test_a_file_that_is_not_there_is_a_failure_of_ours(api: TelegramApi, li: Person) -> None:
    refused = refusal(api, li.id, Prompt("报告", attachments=(REPORT,)))

    assert (refused.code, refused.retryable, refused.unknown) == ("file_missing", False, False)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"blocked": True}, "blocked"),
        ({"deactivated": True}, "deactivated"),
        ({"started": False}, "not_started"),
    ],
)
def test_people_who_cannot_be_written_to(
    api: TelegramApi, li: Person, state: dict[str, bool], code: str
) -> None:
    for name, value in state.items():
        setattr(li, name, value)

    refused = refusal(api, li.id, Prompt("在吗"))

    assert (refused.code, refused.retryable, refused.unknown) == (code, False, False)
    assert len(api.called("sendMessage")) == 1


def test_a_chat_nobody_knows(api: TelegramApi) -> None:
    assert refusal(api, 404, Prompt("在吗")).code == "chat_not_found"


def test_a_chat_that_moved(api: TelegramApi, li: Person) -> None:
    api.fault("sendMessage", status=400, description="moved", parameters={"migrate_to_chat_id": -1009})

    refused = refusal(api, li.id, Prompt("在吗"))

    assert (refused.code, refused.context) == ("migrated", {"chat": "-1009"})


def test_a_short_flood_is_waited_out(api: TelegramApi, li: Person) -> None:
    api.flood("sendMessage", 1)
    with running_bot(api) as bot:
        bot.send(li.id, Prompt("好"))
    first, second = api.called("sendMessage")

    assert li.texts() == ["好"]
    assert second.at - first.at >= 1.0


def test_a_long_flood_goes_back_to_the_outbox_and_holds_only_that_chat(api: TelegramApi, li: Person) -> None:
    other = api.person()
    other.started = True
    api.flood("sendMessage", 60, chat=li.id)
    with running_bot(api) as bot:
        with pytest.raises(DeliveryError) as first:
            bot.send(li.id, Prompt("好"))
        with pytest.raises(DeliveryError) as again:
            bot.send(li.id, Prompt("好"), key="2")
        bot.send(other.id, Prompt("好"), key="3")

    assert (first.value.code, first.value.retryable) == ("too_fast", True)
    assert 59 <= (first.value.retry_after or 0) <= 60
    assert again.value.code == "too_fast"
    assert len([call for call in api.called("sendMessage") if call.given["chat_id"] == str(li.id)]) == 1
    assert other.texts() == ["好"]


def test_a_flood_of_two_chats_holds_everybody(api: TelegramApi) -> None:
    people = [api.person() for _ in range(3)]
    for person in people:
        person.started = True
    api.flood("sendMessage", 60, times=2)
    with running_bot(api) as bot:
        for place, person in enumerate(people):
            with pytest.raises(DeliveryError):
                bot.send(person.id, Prompt("好"), key=str(place))

    assert len(api.called("sendMessage")) == 2


@pytest.mark.parametrize("happened", [True, False])
def test_a_time_out_is_of_unknown_outcome_and_not_tried_again(
    api: TelegramApi, li: Person, monkeypatch: pytest.MonkeyPatch, happened: bool
) -> None:
    monkeypatch.setattr("bot.channels.telegram.transport.ANSWER_SECONDS", 0.3)
    api.fault("sendMessage", hang=1.5, after=happened)

    refused = refusal(api, li.id, Prompt("好"))

    assert (refused.code, refused.unknown, refused.retryable) == ("unknown", True, False)
    assert len(li.screen) == happened
    assert len(api.called("sendMessage")) == 1


def test_a_connection_that_breaks_in_the_answer_is_of_unknown_outcome(api: TelegramApi, li: Person) -> None:
    api.fault("sendMessage", cut=True, after=True)

    assert refusal(api, li.id, Prompt("好")).unknown
    assert li.texts() == ["好"]


def test_a_platform_that_cannot_be_reached_is_tried_again_later(api: TelegramApi) -> None:
    with running_bot(api, base_url="http://127.0.0.1:9") as bot, pytest.raises(DeliveryError) as caught:
        bot.send(1, Prompt("好"))

    assert (caught.value.code, caught.value.retryable, caught.value.unknown) == ("network", True, False)


def test_a_platform_with_an_error_of_its_own_is_tried_again_later(api: TelegramApi, li: Person) -> None:
    api.fault("sendMessage", status=500, description="Internal Server Error")

    assert refusal(api, li.id, Prompt("好")).retryable


def test_another_attempt_goes_on_where_the_first_broke_off(api: TelegramApi, li: Person) -> None:
    prompt = Prompt("看图", attachments=(RADAR, REPORT))
    with running_bot(api, stored()) as bot:
        api.fault("sendPhoto", status=500)
        with pytest.raises(DeliveryError):
            bot.send(li.id, prompt, key="r")
        bot.send(li.id, prompt, key="r")

    assert [shown.kind for shown in li.screen] == ["text", "photo", "document"]


def test_only_the_newest_question_has_buttons(api: TelegramApi, li: Person) -> None:
    with running_bot(api) as bot:
        bot.send(li.id, Prompt("一", options=CHOICES), key="1")
        bot.send(li.id, Prompt("只是说说"), key="2")
        kept = bool(li.screen[0].keyboard)
        bot.send(li.id, Prompt("二", options=CHOICES), key="3")
        wait_until(lambda: not li.screen[0].keyboard)

    assert kept
    assert [bool(shown.keyboard) for shown in li.screen] == [False, False, True]


def test_a_chat_gets_one_message_a_second(
    api: TelegramApi, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.5)
    other = api.person()
    other.started = True
    with running_bot(api) as bot:

        async def all_at_once() -> None:
            send = bot.gateway.channel.send
            await asyncio.gather(
                *(send(Outgoing(str(n), str(li.id), Prompt(str(n)))) for n in range(3)),
                send(Outgoing("x", str(other.id), Prompt("x"))),
            )

        bot.do(all_at_once())

    gaps = [later.at - earlier.at for earlier, later in zip(li.screen, li.screen[1:], strict=False)]
    assert li.texts() == ["0", "1", "2"]
    assert all(gap >= 0.45 for gap in gaps)
    assert other.last.at < li.screen[1].at


def test_neither_the_token_nor_anybodys_words_are_logged(
    api: TelegramApi, li: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.transport.ANSWER_SECONDS", 0.3)
    troubles: list[dict[str, Any]] = [
        {"status": 400, "description": "Bad Request: 秘密的话"},
        {"hang": 0.6},
        {"cut": True},
        {"status": 502},
    ]
    with caplog.at_level(logging.DEBUG), running_bot(api) as bot:
        li.say("秘密的话")
        bot.application.hears(1)
        bot.send(li.id, Prompt("秘密的话"))
        for trouble in troubles:
            api.fault("sendMessage", **trouble)
            with pytest.raises(DeliveryError) as caught:
                bot.send(li.id, Prompt("秘密的话"))
            assert "秘密" not in str(caught.value)
            assert TOKEN not in str(caught.value)

    assert TOKEN not in caplog.text
    assert "秘密" not in caplog.text
