"""What the app's events are to us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import InboundMessage, Kind
from bot.channels.tencent.xml import Fields
from bot.channels.wecom.drawing import Data
from bot.channels.wecom.parsing import Parsed, parse
from bot.errors import InputError

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
HEAD: Fields = {"ToUserName": "ww1", "FromUserName": "wang", "CreateTime": "1772415000", "AgentID": "1000002"}


def read(**fields: Any) -> Parsed:  # noqa: ANN401 - fields of an event
    found = parse({**HEAD, **fields}, NOW)
    assert found is not None
    return found


def said(**fields: Any) -> InboundMessage:  # noqa: ANN401 - fields of an event
    return read(**fields).message


@pytest.mark.parametrize(
    ("content", "kind", "text", "code"),
    [
        ("  你好 ", Kind.TEXT, "你好", ""),
        ("/status", Kind.TEXT, "/status", ""),
        ("/start AB-12", Kind.START, "", "AB-12"),
        ("绑定 AB-12", Kind.START, "", "AB-12"),
        ("绑定", Kind.START, "", ""),
        ("a\0b", Kind.TEXT, "ab", ""),
    ],
)
def test_words(content: str, kind: Kind, text: str, code: str) -> None:
    message = said(MsgType="text", Content=content, MsgId="1")

    assert (message.kind, message.text, message.code) == (kind, text, code)
    assert (message.channel, message.account, message.key) == ("wecom", "wang", "ww1:wang:1")


def test_files_bring_their_id_and_a_name() -> None:
    photo = read(MsgType="image", MediaId="m1", PicUrl="http://x/", MsgId="1")
    file = read(MsgType="file", MediaId="m2", FileName="证书.pdf", MsgId="2")

    assert (photo.message.kind, photo.media, photo.name) == (Kind.FILE, "m1", "photo-20260302-093000.jpg")
    assert (file.message.kind, file.media, file.name) == (Kind.FILE, "m2", "证书.pdf")


@pytest.mark.parametrize(
    ("kind", "named"),
    [("voice", "voice"), ("video", "video"), ("location", "location"), ("link", "other"), ("?", "other")],
)
def test_what_nobody_can_read_is_named(kind: str, named: str) -> None:
    message = said(MsgType=kind, MsgId="1")

    assert (message.kind, message.text) == (Kind.UNSUPPORTED, named)


@pytest.mark.parametrize("stamp", ["9" * 25, "99999999999999", "-1", "soon", "²"])
def test_a_time_that_cannot_be_only_names_a_photo(stamp: str) -> None:
    photo = read(MsgType="image", MediaId="m1", MsgId="1", CreateTime=stamp)

    assert photo.name == "photo-19700101-080000.jpg"


@pytest.mark.parametrize(
    ("event", "kind"),
    [("enter_agent", Kind.START), ("subscribe", Kind.NOTICE), ("unsubscribe", Kind.LEAVE)],
)
def test_coming_and_going(event: str, kind: Kind) -> None:
    assert said(MsgType="event", Event=event, EventKey="").kind is kind


def test_only_the_first_time_she_opens_the_chat_is_new() -> None:
    first = said(MsgType="event", Event="enter_agent")
    later = said(MsgType="event", Event="enter_agent", CreateTime="1772419999")

    assert first.key == later.key


def test_a_menu_entry_is_said() -> None:
    assert said(MsgType="event", Event="click", EventKey="/status").text == "/status"


@pytest.mark.parametrize("event", ["view", "LOCATION", "batch_job_result", "scancode_push", ""])
def test_what_concerns_nobody_is_nothing(event: str) -> None:
    assert parse({**HEAD, "MsgType": "event", "Event": event}, NOW) is None


def test_a_tapped_button_brings_its_question_and_may_change_the_card() -> None:
    key = Data("7", "q1", "2", "已选 2 有").spelt()
    found = read(MsgType="event", Event="template_card_event", EventKey=key, TaskId="t", ResponseCode="R")

    message = found.message
    assert (message.kind, message.question, message.token, message.keys) == (Kind.TAP, "q1", "7", ("2",))
    assert (found.response, found.picked) == ("R", "已选 2 有")


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"OptionId": ["b", "a"]}, ("b", "a")),
        ({"OptionId": "a"}, ("a",)),
        ("", ()),
    ],
)
def test_ticked_boxes_are_the_answer(options: Any, keys: tuple[str, ...]) -> None:  # noqa: ANN401 - see above
    key = Data("7", "q1", several=True).spelt()
    item = {"QuestionKey": "q", "OptionIds": options}
    ticked = {"SelectedItems": {"SelectedItem": item}}

    message = said(MsgType="event", Event="template_card_event", EventKey=key, TaskId="t", **ticked)

    assert message.keys == keys


@pytest.mark.parametrize("key", ["", "{", "[1]", '["9","7","q1","2","",0]', "[" * 5000])
def test_a_button_of_somebody_elses_is_an_old_one(key: str) -> None:
    found = read(MsgType="event", Event="template_card_event", EventKey=key, TaskId="t")

    assert (found.message.kind, found.message.keys, found.picked) == (Kind.TAP, (), "")


def test_two_events_of_one_second_differ_and_the_same_one_does_not() -> None:
    one = said(MsgType="event", Event="click", EventKey="a")
    other = said(MsgType="event", Event="click", EventKey="b")
    again = said(MsgType="event", Event="click", EventKey="a")

    assert one.key != other.key
    assert one.key == again.key


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": ""},
        {"MsgType": "text", "Content": "x"},
        {"MsgType": "image", "MsgId": "1"},
        {"MsgType": "text", "MsgId": "1", "FromUserName": ""},
        {"MsgType": "text", "MsgId": "1", "FromUserName": "w" * 65},
        {"MsgType": "text", "MsgId": "1", "ToUserName": "w" * 65},
        {"MsgType": "text", "MsgId": "one"},
        {"MsgType": "text", "MsgId": "9" * 300},
    ],
)
def test_what_every_event_has_must_be_there(fields: Fields) -> None:
    with pytest.raises(InputError):
        parse({**HEAD, **fields}, NOW)
