from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import InboundMessage, Kind
from bot.channels.telegram.drawing import Act, Data, Key
from bot.channels.telegram.parsing import InGroup, Parsed, Press, Upload, chat_of, parse, update_id
from bot.errors import InputError

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PERSON = {"id": 7, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
CHAT = {"id": 7, "type": "private", "first_name": "Li"}
GROUP = {"id": -100, "type": "supergroup", "title": "群"}
PLAIN = InboundMessage("telegram", "7", "1", Kind.TEXT, NOW, locale="zh-CN")


def update(**content: object) -> dict[str, Any]:
    return {"update_id": 1, **content}


def message(**content: object) -> dict[str, Any]:
    return {"message_id": 5, "date": 1_780_000_000, "chat": CHAT, "from": PERSON, **content}


def tapped(data: str, **more: object) -> dict[str, Any]:
    return update(
        callback_query={
            "id": "77",
            "from": PERSON,
            "message": message(**more),
            "chat_instance": "x",
            "data": data,
        }
    )


def member(status: str, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    change = message(new_chat_member={"user": {"id": 1}, "status": status}) | {"chat": chat}
    return update(my_chat_member=change)


def said(kind: Kind, **fields: object) -> Parsed:
    return Parsed(replace(PLAIN, kind=kind, **fields))  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "约 300 台"}, said(Kind.TEXT, text="约 300 台")),
        ({"text": "/start"}, said(Kind.START)),
        ({"text": "/start ABC-1_x"}, said(Kind.START, code="ABC-1_x")),
        ({"text": "/start@wenzhen_bot ABC"}, said(Kind.START, code="ABC")),
        ({"text": "/status"}, said(Kind.TEXT, text="/status")),
        ({"text": "/quota@wenzhen_bot  松江 "}, said(Kind.TEXT, text="/quota  松江")),
        ({"text": "/starting"}, said(Kind.TEXT, text="/starting")),
        ({"text": "a\0b\ud800"}, said(Kind.TEXT, text="ab?")),
        ({"voice": {"file_id": "v"}}, said(Kind.UNSUPPORTED, text="voice")),
        ({"video_note": {"file_id": "v"}}, said(Kind.UNSUPPORTED, text="video")),
        (
            {"animation": {"file_id": "v"}, "document": {"file_id": "v"}},
            said(Kind.UNSUPPORTED, text="video"),
        ),
        ({"sticker": {"file_id": "v"}}, said(Kind.UNSUPPORTED, text="sticker")),
        ({"venue": {}, "location": {}}, said(Kind.UNSUPPORTED, text="location")),
        ({"contact": {"phone_number": "1"}}, said(Kind.UNSUPPORTED, text="other")),
        ({"pinned_message": {}}, None),
        ({"message_auto_delete_timer_changed": {}}, None),
        (
            {"document": {"file_id": "F", "file_name": "截图.png", "mime_type": "image/png", "file_size": 9}},
            Parsed(Upload(replace(PLAIN, kind=Kind.FILE), "F", "截图.png", "image/png", 9)),
        ),
        (
            {"document": {"file_id": "F"}, "caption": "第3题"},
            Parsed(Upload(replace(PLAIN, kind=Kind.FILE, text="第3题"), "F", "file", "", 0)),
        ),
        (
            {"photo": [{"file_id": "small", "file_size": 1}, {"file_id": "large", "file_size": 2}]},
            Parsed(
                Upload(replace(PLAIN, kind=Kind.FILE), "large", "photo-20260529-042640.jpg", "image/jpeg", 2)
            ),
        ),
    ],
)
def test_messages(content: dict[str, Any], expected: Parsed | None) -> None:
    assert parse(update(message=message(**content)), NOW) == expected


@pytest.mark.parametrize(
    ("code", "locale"),
    [("en", "en"), ("en-GB", "en"), ("zh-hant", "zh-CN"), ("ZH", "zh-CN"), ("de", ""), (None, ""), (5, "")],
)
def test_the_language_of_the_app_is_taken_along(code: object, locale: str) -> None:
    parsed = parse(update(message=message(text="a") | {"from": {**PERSON, "language_code": code}}), NOW)

    assert parsed == said(Kind.TEXT, text="a", locale=locale)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "改"}, said(Kind.UNSUPPORTED, text="edited")),
        ({"caption": "改", "photo": []}, said(Kind.UNSUPPORTED, text="edited")),
        ({"location": {"latitude": 1}}, None),
    ],
)
def test_what_was_changed_afterwards_is_not_read(content: dict[str, Any], expected: Parsed | None) -> None:
    assert parse(update(edited_message=message(**content)), NOW) == expected


KEYBOARD = {
    "inline_keyboard": [[{"text": "☐ 甲", "callback_data": "1+3|q1|A"}], [{"text": "访", "url": "x"}]]
}


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        (tapped("1o3|q1|B"), replace(PLAIN, kind=Kind.TAP, question="q1", token="3", keys=("B",))),
        (tapped("1o3||/help"), replace(PLAIN, kind=Kind.TAP, token="3", keys=("/help",))),
        (tapped("0|old|spelling"), replace(PLAIN, kind=Kind.TAP)),
        (tapped("1"), replace(PLAIN, kind=Kind.TAP)),
        (tapped("1zx|y|z"), replace(PLAIN, kind=Kind.TAP)),
        (
            tapped("1+3|q1|A", reply_markup=KEYBOARD),
            Press(
                replace(PLAIN, kind=Kind.TAP),
                5,
                Data(Act.TICK, "3", "q1", "A"),
                ((Key("☐ 甲", "1+3|q1|A"),), (Key("访", ""),)),
            ),
        ),
        # Without the keyboard nobody knows what is ticked, so nothing must be recorded as such.
        (tapped("1d3|q1|"), replace(PLAIN, kind=Kind.TAP)),
    ],
)
def test_taps(raw: dict[str, Any], event: object) -> None:
    parsed = parse(raw, NOW)

    assert parsed is not None
    assert parsed.event == event
    assert (parsed.callback, parsed.place) == ("77", 5)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (member("kicked"), said(Kind.LEAVE)),
        (member("member"), replace(said(Kind.START), returned=True)),
        (member("surprising"), None),
        (member("member", GROUP), Parsed(InGroup(-100, "zh-CN"))),
        (member("kicked", GROUP), None),
        (update(message=message(text="@bot 你好") | {"chat": GROUP}), Parsed(InGroup(-100, "zh-CN"))),
        (update(message=message(left_chat_member={}) | {"chat": GROUP}), None),
        (update(edited_message=message(text="改") | {"chat": GROUP}), None),
        (update(callback_query={"id": "7", "from": PERSON, "inline_message_id": "i", "data": "x"}), None),
        (update(channel_post=message(text="a")), None),
        (update(poll={"id": "1"}), None),
        (update(), None),
    ],
)
def test_comings_and_goings_groups_and_what_does_not_concern_us(
    raw: dict[str, Any], expected: Parsed | None
) -> None:
    assert parse(raw, NOW) == expected


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "update",
        {},
        {"update_id": "1"},
        update(message=None),
        update(message={"text": "no chat"}),
        update(message={"chat": {"id": "7", "type": "private"}, "text": "a"}),
        update(message=message(document={})),
        update(callback_query={"from": PERSON}),
        update(callback_query=None),
        update(my_chat_member=message()),
    ],
)
def test_an_update_without_what_its_kind_must_have_is_an_error(raw: object) -> None:
    with pytest.raises(InputError):
        parse(raw, NOW)


@pytest.mark.parametrize(
    ("raw", "number", "chat"),
    [
        (update(message=message()), 1, 7),
        (update(edited_message=message()), 1, 7),
        (tapped("x"), 1, 7),
        (member("kicked", GROUP), 1, -100),
        (update(poll={}), 1, None),
        ({"message": message()}, None, 7),
        ([], None, None),
    ],
)
def test_number_and_chat_of_any_update(raw: object, number: int | None, chat: int | None) -> None:
    assert (update_id(raw), chat_of(raw)) == (number, chat)
