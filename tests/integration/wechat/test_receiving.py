"""The Official Account's receiving side over real HTTP: replies, retries, duplicates, late turns, files."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from support.tencent_api import TencentApi
from support.tencent_screen import wait_until
from support.wechat_account import Application, running_account

from bot.channels.base import Act, InboundFile, InboundMessage, Kind
from bot.conversation.prompt import Prompt


def echo(message: InboundMessage) -> Prompt | None:
    return Prompt(f"听到：{message.text}") if message.kind is not Kind.NOTICE else None


def test_a_reply_goes_back_in_the_request_and_costs_nothing(api: TencentApi) -> None:
    with running_account(api, Application(echo)) as account:
        li = api.oa.person()
        push = li.say("你好 😀 ]]> <b>&amp;").wait()

        shown = li.hears()
    assert (shown.kind, shown.by, shown.text) == ("text", "passive", "听到：你好 😀 ]]> <b>&amp;")
    assert len(push.tries) == 1
    assert api.oa.host.called("message/custom/send") == []
    assert [message.act for message in account.application.heard] == [Act.MESSAGE]


def test_the_address_proves_itself(api: TencentApi) -> None:
    with running_account(api):
        assert api.oa.callbacks.verify_url() == ""


def test_nothing_to_say_is_success_and_the_platform_is_content(api: TencentApi) -> None:
    with running_account(api) as account:
        li = api.oa.person()
        push = li.say("嗯").wait()

        assert push.tries[0].body == b"success"
        assert account.application.texts() == ["嗯"]
    assert li.screen == []
    assert api.oa.invalid == []


def test_the_same_message_brought_again_gets_the_same_reply(api: TencentApi) -> None:
    api.oa.callbacks.duplicates = 2
    with running_account(api, Application(echo)) as account:
        push = api.oa.person().say("2").wait()

    bodies = [push.tries[0].body, *(again.body for again in push.duplicates)]
    assert {api.oa.callbacks.opened(body)["Content"] for body in bodies} == {"听到：2"}
    assert account.application.texts() == ["2"]


def test_retries_while_the_first_try_is_being_answered_join_it(api: TencentApi) -> None:
    api.oa.callbacks.cut = 0.5
    go_on = asyncio.Event()

    async def slow(_message: InboundMessage) -> None:
        await go_on.wait()

    with running_account(api, Application(echo, slow)) as account:
        li = api.oa.person()
        push = li.say("2")
        wait_until(lambda: len(push.tries) == 2)
        account.loop.call_soon_threadsafe(go_on.set)
        push.wait()

        assert li.hears().text == "听到：2"
    assert [found.status for found in push.tries] == [0, 0, 200]
    assert account.application.texts() == ["2"]
    assert account.application.late == []


@pytest.mark.parametrize("cut", [5.0, 0.2])
def test_a_turn_that_is_too_slow_is_stored_then_acknowledged_and_its_reply_goes_out(
    api: TencentApi, monkeypatch: pytest.MonkeyPatch, cut: float
) -> None:
    monkeypatch.setattr("bot.channels.wechat.receiving.PATIENCE", 0.3)
    api.oa.callbacks.cut = cut
    api.oa.callbacks.duplicates = 1
    go_on = asyncio.Event()

    async def slow(_message: InboundMessage) -> None:
        await go_on.wait()

    with running_account(api, Application(echo, slow)) as account:
        li = api.oa.person()
        push = li.say("2")
        application = account.application
        wait_until(lambda: bool(application.late))
        push.wait()
        assert push.tries[-1].body == b"success"
        assert application.heard == []
        account.loop.call_soon_threadsafe(go_on.set)
        wait_until(lambda: bool(application.sent))
        again = li.oa.callbacks.call("POST", *li.oa.callbacks.signed(push.event, li.account))

    assert [prompt.text for prompt in application.sent] == ["听到：2"]
    assert again.body == b"success"
    assert application.texts() == ["2"]
    assert li.screen == []  # nothing went back besides


def test_a_late_message_is_stored_though_every_other_thread_is_busy(
    api: TencentApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechat.receiving.PATIENCE", 0.2)
    go_on = threading.Event()

    async def slow(_message: InboundMessage) -> None:
        await asyncio.to_thread(go_on.wait, 20)

    async def occupy() -> None:
        for _ in range(100):
            asyncio.get_running_loop().run_in_executor(None, go_on.wait, 20)

    with running_account(api, Application(echo, slow)) as account:
        account.do(occupy())
        push = api.oa.person().say("2").wait()
        assert push.tries[0].body == b"success"
        go_on.set()
        wait_until(lambda: bool(account.application.sent))


def test_what_cannot_be_stored_is_not_acknowledged(api: TencentApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.wechat.receiving.PATIENCE", 0.1)

    async def slow(_message: InboundMessage) -> None:
        await asyncio.sleep(0.4)

    with running_account(api, Application(echo, slow, broken=True)) as account:
        li = api.oa.person()
        li.say("2").wait()

        assert li.hears().text == "听到：2"
    assert account.application.sent == []


def test_a_turn_that_breaks_is_brought_again(api: TencentApi) -> None:
    broken = [True]

    async def breaking(_message: InboundMessage) -> None:
        if broken:
            broken.pop()
            raise OSError("the database is away")

    with running_account(api, Application(echo, breaking)):
        li = api.oa.person()
        push = li.say("2").wait()

        assert li.hears().text == "听到：2"
    assert [found.status for found in push.tries] == [500, 200]


def test_one_persons_messages_in_order_and_nobody_waits_for_another(api: TencentApi) -> None:
    waiting, go_on = threading.Event(), asyncio.Event()

    async def slow(message: InboundMessage) -> None:
        if message.text == "慢":
            waiting.set()
            await go_on.wait()

    with running_account(api, Application(echo, slow)) as account:
        li, wang = api.oa.person(), api.oa.person()
        li.say("慢")
        assert waiting.wait(5)
        second = li.say("后")
        assert wang.say("别人").wait().taken
        assert not second.done.is_set()
        account.loop.call_soon_threadsafe(go_on.set)
        second.wait()

    assert account.application.texts() == ["别人", "慢", "后"]
    assert sorted(li.texts()) == ["听到：后", "听到：慢"]


def test_a_photo_is_fetched_and_stored_before_its_turn(api: TencentApi) -> None:
    with running_account(api, Application(echo)) as account:
        api.oa.host.fault("media/get", errcode=-1, times=2)
        api.oa.person().send_photo(b"\xff\xd8\xff a picture").wait()

        [message] = account.application.heard
    assert message.kind is Kind.FILE
    assert message.file is not None
    assert message.file.name.startswith("photo-")
    assert account.application.files[message.file.sha256] == b"\xff\xd8\xff a picture"


def test_a_photo_that_cannot_be_had_is_asked_for_again(api: TencentApi) -> None:
    with running_account(api, Application(echo)) as account:
        api.oa.host.fault("media/get", errcode=40007, times=9)
        api.oa.person().send_photo().wait()

        [message] = account.application.heard
    assert (message.kind, message.text) == (Kind.UNSUPPORTED, "lost")


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("send_voice", (Kind.UNSUPPORTED, "voice", "", Act.MESSAGE)),
        ("send_video", (Kind.UNSUPPORTED, "video", "", Act.MESSAGE)),
        ("send_location", (Kind.UNSUPPORTED, "location", "", Act.MESSAGE)),
        ("send_link", (Kind.UNSUPPORTED, "other", "", Act.MESSAGE)),
        ("send_file", (Kind.UNSUPPORTED, "hidden", "", Act.MESSAGE)),
        ("follow", (Kind.START, "", "", Act.FOLLOW)),
        ("unfollow", (Kind.LEAVE, "", "", None)),
    ],
)
def test_everything_a_person_can_do_is_heard(api: TencentApi, does: str, expected: Any) -> None:  # noqa: ANN401 - a row
    with running_account(api, Application(echo)) as account:
        getattr(api.oa.person(), does)().wait()

        [message] = account.application.heard
    assert (message.kind, message.text, message.code, message.act) == expected


def test_codes_menus_and_consents_are_heard(api: TencentApi) -> None:
    with running_account(api, Application(echo)) as account:
        li = api.oa.person(following=False)
        ticket = api.oa.code("AB2CD3EF4G")
        li.scan(ticket).wait()
        li.scan(ticket).wait()
        li.press("进度").wait()
        li.view("https://example.com/").wait()
        li.consent("sub-deadline").wait()
        li.withdraw_consent("sub-deadline").wait()

        heard = account.application.heard
    assert [(one.kind, one.code, one.text, one.act) for one in heard[:3]] == [
        (Kind.START, "AB2CD3EF4G", "", Act.FOLLOW),
        (Kind.START, "AB2CD3EF4G", "", Act.SCAN),
        (Kind.TEXT, "", "进度", Act.MENU),
    ]
    assert [(one.kind, one.grants, one.withdrawn) for one in heard[3:]] == [
        (Kind.NOTICE, ("sub-deadline",), ()),
        (Kind.NOTICE, (), ("sub-deadline",)),
    ]


def test_forged_stale_and_foreign_calls_are_refused_and_a_replay_changes_nothing(api: TencentApi) -> None:
    with running_account(api, Application(echo)) as account:
        li, callbacks = api.oa.person(), api.oa.callbacks
        push = li.say("2").wait()
        query, body = callbacks.signed(push.event, li.account)
        old = callbacks.signed(push.event, li.account, age=400)

        assert [callbacks.call("POST", *old).status, callbacks.call("POST", "", body).status] == [403, 403]
        assert callbacks.call("POST", query, b"<xml><Content>plain</Content></xml>").status == 403
        assert callbacks.call("POST", query, b"x" * 100_000).status == 403
        assert callbacks.call("GET", "echostr=1", None).status == 403
        replays = [callbacks.call("POST", query, body) for _ in range(3)]

        assert {callbacks.opened(found.body)["Content"] for found in replays} == {"听到：2"}
        assert account.application.texts() == ["2"]


def test_what_a_crash_left_behind_is_taken_up(api: TencentApi) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    media = api.oa.media.put("image", "a.jpg", b"a picture that waited")
    left = InboundMessage(
        "wechat", "oLi", "k1", Kind.FILE, at, source=media, file=InboundFile("a.jpg", "", "image/jpeg", 0)
    )
    application = Application(echo, left_behind=[left])
    application.late.append(left)
    with running_account(api, application):
        application.hears(1)

    [message] = application.heard
    assert message.file is not None
    assert application.files[message.file.sha256] == b"a picture that waited"
    assert len(application.sent) == 1
