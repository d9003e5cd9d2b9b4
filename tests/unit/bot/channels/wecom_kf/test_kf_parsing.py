"""What pulled messages are to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.base import Act, DeliveryNews, Kind
from bot.channels.wecom_kf.drawing import row_id
from bot.channels.wecom_kf.parsing import Parsed, Taken, parse
from bot.errors import InputError

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 60


def message(kind: str, content: object, **more: object) -> dict[str, Any]:
    head = {"msgid": "m1", "open_kfid": "wk1", "external_userid": "wm1", "send_time": SENT, "origin": 3}
    return {**head, "msgtype": kind, kind: content, **more}


def event(**what: object) -> dict[str, Any]:
    inner = {"open_kfid": "wk1", "external_userid": "wm1", **what}
    return {"msgid": "e1", "send_time": SENT, "origin": 4, "msgtype": "event", "event": inner}


def read(raw: dict[str, Any]) -> Parsed:
    found = parse(raw, NOW)
    assert isinstance(found, Parsed)
    return found


def test_words_open_the_window_when_they_were_said() -> None:
    said = read(message("text", {"content": "你好\0"})).message

    assert (said.kind, said.text, said.account, said.key) == (Kind.TEXT, "你好", "wm1", "m1")
    assert said.act is Act.MESSAGE
    assert said.received == NOW - timedelta(minutes=1)


def test_a_tapped_row_is_a_tap_and_a_strangers_row_is_words() -> None:
    mine = read(message("text", {"content": "2 有", "menu_id": row_id("7", "q1", "2")})).message
    theirs = read(message("text", {"content": "投诉", "menu_id": "101"})).message

    assert (mine.kind, mine.token, mine.question, mine.keys) == (Kind.TAP, "7", "q1", ("2",))
    assert (theirs.kind, theirs.text) == (Kind.TEXT, "投诉")


def test_pictures_and_files_bring_their_id() -> None:
    photo = read(message("image", {"media_id": "i1"}))
    file = read(message("file", {"media_id": "f1"}))

    assert (photo.media, photo.name) == ("i1", "photo-20260302-092900.jpg")
    assert (file.media, file.name, file.message.kind) == ("f1", "", Kind.FILE)


@pytest.mark.parametrize(
    ("kind", "named"),
    [("voice", "voice"), ("video", "video"), ("location", "location"), ("miniprogram", "other")],
)
def test_what_nobody_can_read_is_named(kind: str, named: str) -> None:
    assert read(message(kind, {})).message.text == named


def test_opening_the_chat_brings_the_links_code_and_a_free_greeting() -> None:
    found = read(event(event_type="enter_session", scene="CODE-7", welcome_code="W1"))

    said = found.message
    assert (said.kind, said.code, said.act, said.key) == (Kind.START, "CODE-7", Act.ENTER, "e1")
    assert found.welcome == "W1"


def test_opening_it_again_says_something_only_when_a_link_is_new() -> None:
    again = event(event_type="enter_session", scene="CODE-7")

    assert read(again).message.key == read({**again, "msgid": "e2"}).message.key
    assert read(again).message.act is None
    assert parse(event(event_type="enter_session", scene=""), NOW) is None
    assert parse(event(event_type="enter_session", scene="<b>"), NOW) is None


def test_a_code_added_to_the_link_counts_before_the_links_own() -> None:
    found = read(event(event_type="enter_session", scene="poster", scene_param="CODE-9"))

    assert found.message.code == "CODE-9"


@pytest.mark.parametrize(
    ("why", "code"),
    [
        (4, "window_closed"),
        (6, "window_used_up"),
        (10, "refused"),
        (99, "platform_refused"),
        ("x", "platform_refused"),
    ],
)
def test_a_message_that_did_not_arrive_is_news(why: object, code: str) -> None:
    found = parse(event(event_type="msg_send_fail", fail_msgid="abc123-1", fail_type=why), NOW)

    assert found == DeliveryNews("wecom_kf", "abc123", delivered=False, code=code)


@pytest.mark.parametrize(
    "raw",
    [
        message("text", {"content": "我来接待"}, origin=5, servicer_userid="wang"),
        event(event_type="servicer_status_change", status=1),
        event(event_type="user_recall_msg", recall_msgid="m0"),
        event(event_type="session_status_change", change_type=9),
    ],
)
def test_what_concerns_nobody_is_nothing(raw: dict[str, Any]) -> None:
    assert parse(raw, NOW) is None


@pytest.mark.parametrize(("change", "taken"), [(1, True), (2, True), (4, True), (3, False)])
def test_a_colleague_takes_over_and_gives_back(change: int, taken: bool) -> None:
    assert parse(event(event_type="session_status_change", change_type=change), NOW) == Taken("wm1", taken)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"msgid": "", "msgtype": "text"},
        {"msgid": "m1", "msgtype": "text"},
        message("text", "no object"),
        message("text", {"content": "x"}, external_userid=""),
        message("text", {"content": "x"}, external_userid="w" * 300),
        message("text", {"content": "x"}, external_userid="w\ud83d"),
        message("text", {"content": "x"}, msgid="m" * 300),
        message("image", {"media_id": "i\ud83d"}),
        message("image", {}),
        event(event_type="enter_session", external_userid=7),
    ],
)
def test_what_every_message_has_must_be_there(raw: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        parse(raw, NOW)


def test_half_an_emoji_holds_nobody_up() -> None:
    said = read(message("text", {"content": "好\ud83d", "menu_id": "1t|q|\ud83d"})).message

    assert "\ud83d" not in "".join((said.text, *said.keys))
    assert read(message("text", {"content": "好\ud83d"})).message.text == "好?"


@pytest.mark.parametrize("stamp", [None, "soon", -5, 0, SENT + 3600])
def test_a_time_that_cannot_be_is_now(stamp: object) -> None:
    assert read(message("text", {"content": "x"}, send_time=stamp)).message.received == NOW
