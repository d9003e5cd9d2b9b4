"""The WeCom adapter against the simulator: events, duplicates, retries, cards, files, limits, tokens."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from support.clock import MovingClock
from support.telegram_bot import Application
from support.tencent_api import TencentApi
from support.tencent_bots import Notes, served_gateway, wecom_gateway
from support.tencent_member import Member
from support.tencent_screen import wait_until

from bot.channels.base import DeliveryError, InboundMessage, Kind, Outgoing
from bot.channels.wecom.gateway import WeComGateway
from bot.conversation.limits import MAX_FILE_BYTES
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt, PromptKind

ASKED = Prompt(
    "有吗？\n1 有\n2 没有",
    lead="有吗？",
    question="q1",
    token="7",
    options=(Option("yes", "有", mark="1"), Option("no", "没有", mark="2")),
)


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi(MovingClock()) as api:
        yield api


@pytest.fixture
def application() -> Application:
    return Application(files={"d" * 64: b"PK docx", "e" * 64: b"\x89PNG picture"})


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def gateway(api: TencentApi, application: Application, notes: Notes) -> Iterator[WeComGateway]:
    gateway = wecom_gateway(api, application, notes)
    with served_gateway(api, gateway, application):
        yield gateway


@pytest.fixture
def wang(api: TencentApi, gateway: WeComGateway) -> Member:
    return api.wecom.person("wang")


def send(gateway: WeComGateway, prompt: Prompt, key: str = "k", most: int | None = None) -> int:
    receipt = asyncio.run(gateway.channel.send(Outgoing(key, "wang", prompt, most=most)))
    return receipt.messages


def failing(gateway: WeComGateway, prompt: Prompt, key: str = "k", most: int | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(gateway, prompt, key, most)
    return caught.value


def test_the_address_proves_itself_in_time(api: TencentApi, gateway: WeComGateway) -> None:
    assert api.wecom.callbacks.verify_url(within=1.0) == ""


def test_an_event_brought_three_times_over_is_heard_under_one_key(
    api: TencentApi, wang: Member, application: Application
) -> None:
    api.wecom.callbacks.duplicates = 2

    push = wang.say("在吗").wait()

    assert push.taken
    assert {message.key for message in application.heard} == {application.heard[0].key}
    assert application.texts()[0] == "在吗"


def test_a_slow_turn_outlives_the_platforms_patience_and_runs_once(
    api: TencentApi, wang: Member, application: Application
) -> None:
    api.wecom.callbacks.cut = 0.3
    done = threading.Event()

    async def slow(_message: InboundMessage) -> None:
        await asyncio.to_thread(done.wait, 5)

    application.before = slow
    push = wang.say("查一下")
    wait_until(lambda: len(push.tries) == 2)
    done.set()
    push.wait()

    assert application.texts() == ["查一下"]


def test_what_could_not_be_kept_is_brought_again(
    api: TencentApi, wang: Member, application: Application
) -> None:
    broken = [True]

    async def fails_once(_message: InboundMessage) -> None:
        if broken.pop():
            broken.append(False)
            raise RuntimeError("the database is away")

    application.before = fails_once

    push = wang.say("在吗").wait()

    assert [found.status for found in push.tries] == [500, 200]
    assert application.texts() == ["在吗"]


@pytest.mark.parametrize("tampering", ["signature", "stale", "receiver", "plain"])
def test_what_is_not_the_platforms_is_refused(
    api: TencentApi, wang: Member, application: Application, tampering: str
) -> None:
    callbacks = api.wecom.callbacks
    event = "<xml><ToUserName>x</ToUserName></xml>"
    query, body = callbacks.signed(event, age=600 if tampering == "stale" else 0)
    if tampering == "signature":
        query = query.replace("msg_signature=", "msg_signature=0")
    if tampering == "receiver":
        cipher = callbacks.keys.encrypt(event, receiver="ww-other")
        body = f"<xml><Encrypt>{cipher}</Encrypt></xml>".encode()
    if tampering == "plain":
        body = event.encode()

    assert callbacks.call("POST", query, body).status == 403
    assert application.heard == []


def test_a_tap_answers_and_the_card_then_says_what_was_picked(
    api: TencentApi, gateway: WeComGateway, wang: Member, application: Application
) -> None:
    api.wecom.callbacks.duplicates = 1
    send(gateway, ASKED)

    wang.tap("没有").wait()

    heard = application.heard[0]
    assert (heard.kind, heard.question, heard.token, heard.keys) == (Kind.TAP, "q1", "7", ("no",))
    wait_until(lambda: wang.last.edits == 1)
    assert wang.last.card["replaced"] == "已选 2 没有"
    assert len(api.wecom.host.called("message/update_template_card")) == 1


def test_ticked_boxes_come_together(gateway: WeComGateway, wang: Member, application: Application) -> None:
    options = tuple(Option(key, f"系统 {key}", mark=str(n)) for n, key in enumerate("abc", 1))
    send(gateway, Prompt("有哪些？", question="q2", token="8", options=options, multiple=True))

    wang.submit(["系统 a", "系统 c"]).wait()

    assert application.heard[0].keys == ("a", "c")
    wait_until(lambda: wang.last.edits == 1)


def test_files_people_send_are_fetched_and_kept(wang: Member, application: Application) -> None:
    wang.send_file("认证证书.pdf", b"%PDF-1.7").wait()
    wang.send_photo(b"\xff\xd8\xff jpeg").wait()

    file, photo = (message.file for message in application.heard)
    assert file is not None
    assert photo is not None
    assert (file.name, application.files[file.sha256]) == ("认证证书.pdf", b"%PDF-1.7")
    assert photo.name.startswith("photo-")


def test_a_file_that_cannot_be_had_is_asked_for_again(
    api: TencentApi, wang: Member, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.tencent.fetching.PAUSE", 0.01)
    api.wecom.host.fault("media/get", errcode=45033, times=20)

    wang.send_photo().wait()

    assert [(message.kind, message.text) for message in application.heard] == [(Kind.UNSUPPORTED, "lost")]


def test_a_file_that_is_too_large_is_refused_with_its_reason(wang: Member, application: Application) -> None:
    wang.send_file("录像.zip", b"x" * (MAX_FILE_BYTES + 1)).wait()

    [message] = application.heard
    assert message.file is not None
    assert message.file.size > MAX_FILE_BYTES


def test_a_report_is_uploaded_once_in_three_days_under_its_chinese_name(
    api: TencentApi, gateway: WeComGateway, wang: Member, notes: Notes
) -> None:
    report = Prompt("报告好了", attachments=(Attachment(AttachmentKind.DOCUMENT, "诊断报告.docx", "d" * 64),))
    picture = Prompt("", attachments=(Attachment(AttachmentKind.PICTURE, "雷达图.png", "e" * 64),))

    assert send(gateway, report, "a") == 2
    send(gateway, report, "b")
    send(gateway, picture, "c")
    assert len(api.wecom.host.called("media/upload")) == 2
    assert [shown.name for shown in wang.screen if shown.name] == [
        "诊断报告.docx",
        "诊断报告.docx",
        "雷达图.png",
    ]
    assert isinstance(api.clock, MovingClock)
    api.clock.move(timedelta(days=3))
    send(gateway, report, "d")
    assert len(api.wecom.host.called("media/upload")) == 3


def test_an_upload_that_is_gone_before_its_time_is_made_again(
    api: TencentApi, gateway: WeComGateway, wang: Member
) -> None:
    report = Prompt("", attachments=(Attachment(AttachmentKind.DOCUMENT, "诊断报告.docx", "d" * 64),))
    send(gateway, report, "a")
    api.wecom.media.kept.clear()

    send(gateway, report, "b")

    assert [shown.name for shown in wang.screen] == ["诊断报告.docx"] * 2


def test_a_file_that_is_too_small_or_not_there_is_a_clear_failure(
    gateway: WeComGateway, wang: Member, application: Application
) -> None:
    application.files["f" * 64] = b"tiny"
    small = Prompt("", attachments=(Attachment(AttachmentKind.DOCUMENT, "a.txt", "f" * 64),))
    gone = Prompt("", attachments=(Attachment(AttachmentKind.DOCUMENT, "b.txt", "0" * 64),))

    assert failing(gateway, small).code == "bad_media"
    assert failing(gateway, gone).code == "file_missing"


def test_whoever_is_not_in_the_apps_range_is_named_so(
    api: TencentApi, gateway: WeComGateway, wang: Member
) -> None:
    wang.visible = False

    error = failing(gateway, Prompt("在吗"))

    assert (error.code, error.retryable, error.unknown) == ("no_such_recipient", False, False)


def test_the_same_words_said_twice_arrive_twice_and_a_repeated_message_once(
    api: TencentApi, gateway: WeComGateway, wang: Member
) -> None:
    send(gateway, Prompt("再说一遍"), "a")
    send(gateway, Prompt("再说一遍"), "b")
    send(gateway, Prompt("再说一遍"), "b")
    send(gateway, ASKED, "c")
    send(gateway, ASKED, "c")
    send(gateway, ASKED, "d")

    assert [shown.text for shown in wang.screen] == ["再说一遍", "再说一遍", "有吗？", "有吗？"]


def test_more_messages_than_the_minute_has_left_wait_whole(gateway: WeComGateway, wang: Member) -> None:
    long = Prompt("\n".join(f"{n}. 这一行不短，也不长。" for n in range(200)))

    error = failing(gateway, long, most=1)

    assert (error.code, error.retryable, error.retry_after) == ("too_fast", True, 60)
    assert wang.screen == []


def test_a_digest_can_be_markdown(api: TencentApi, application: Application) -> None:
    channel = wecom_gateway(api, application, markdown=True).channel
    person = api.wecom.person("wang")

    asyncio.run(channel.send(Outgoing("k", "wang", Prompt("洞泾镇\n还差 18 家", PromptKind.LIST))))

    assert (person.last.kind, person.last.text) == ("markdown", "**洞泾镇**\n还差 18 家")


def test_a_token_that_died_is_fetched_anew_once_and_nothing_is_lost(
    api: TencentApi, gateway: WeComGateway, wang: Member
) -> None:
    send(gateway, Prompt("一"), "a")
    api.wecom.app.tokens.kill(42001)
    send(gateway, Prompt("二"), "b")

    assert wang.texts() == ["一", "二"]
    assert api.wecom.app.tokens.fetched == 2


def test_no_secret_is_in_any_error_or_log(
    api: TencentApi, gateway: WeComGateway, wang: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    wang.say("在吗").wait()
    for what in ({"errcode": 60020}, {"status": 500}, {"cut": True}, {"errcode": 40014, "times": 9}):
        api.wecom.host.fault("message/send", **what)
        error = failing(gateway, Prompt("很私密的话"), str(what))
        said = f"{error} {error.hint} {error.context} {error.__cause__} {error.__context__}"
        assert not any(secret in said for secret in api.secrets())
        assert "私密" not in said
        api.wecom.host.faults.clear()

    printed = capsys.readouterr()
    assert not any(secret in printed.out + printed.err for secret in api.secrets())
