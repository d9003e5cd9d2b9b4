"""The Official Account's sending side over real HTTP: messages, pictures, forms, codes, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from support.tencent_api import TencentApi
from support.tencent_follower import Follower
from support.tencent_screen import Act, wait_until
from support.wechat_account import Application, RunningAccount, running_account

from bot.channels.base import DeliveryError, DeliveryNews, Way
from bot.channels.wechat import menu_of
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt

PNG = b"\x89PNG a picture"
FILES = {"d" * 64: b"a document", "e" * 64: PNG, "f" * 64: b"\x89PNG another"}
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64)
PICTURE = Attachment(AttachmentKind.PICTURE, "雷达图.png", "e" * 64)
OTHER = Attachment(AttachmentKind.PICTURE, "对比图.png", "f" * 64)
RESULT = Prompt("报告好了", attachments=(PICTURE, REPORT))
SENT = "message/custom/send"


@pytest.fixture
def account(api: TencentApi) -> Iterator[RunningAccount]:
    with running_account(api, Application(files=dict(FILES))) as account:
        yield account


@pytest.fixture
def li(api: TencentApi, account: RunningAccount) -> Follower:
    person = api.oa.person()
    person.say("在吗").wait()
    return person


def failure(account: RunningAccount, person: Follower, prompt: Prompt, **more: Any) -> DeliveryError:  # noqa: ANN401 - fields
    with pytest.raises(DeliveryError) as caught:
        account.send(person.account, prompt, **more)
    return caught.value


def test_the_report_comes_as_words_with_a_link_and_as_a_picture(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    receipt = account.send(li.account, RESULT)

    words, picture = li.screen
    link = f'<a href="https://example.com/reports/{li.account}-dddddddd">报告.docx</a>'
    assert words.text.splitlines()[:2] == ["报告好了", link]
    assert (picture.kind, picture.content) == ("image", PNG)
    assert receipt.messages == 2


def test_a_picture_is_uploaded_once_and_again_when_the_platform_has_lost_it(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    account.send(li.account, RESULT, "1")
    account.send(li.account, RESULT, "2")
    assert len(api.oa.host.called("media/upload")) == 1

    li.say("再来").wait()
    api.oa.host.fault(SENT, errcode=40007)
    account.send(li.account, Prompt("", attachments=(PICTURE,)), "3")

    assert len(api.oa.host.called("media/upload")) == 2
    assert [shown.kind for shown in li.screen].count("image") == 3


def test_a_tap_on_a_choice_comes_back_as_that_choice(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    options = (Option("a", "靠现场看", mark="1"), Option("b", "填电子表格", mark="2"))
    listed = "怎么做？\n1 靠现场看\n2 填电子表格"
    account.send(li.account, Prompt(listed, lead="怎么做？", question="q1", token="3", options=options))

    li.tap("填电子表格").wait()

    tapped = account.application.heard[-1]
    assert (tapped.question, tapped.token, tapped.keys) == ("q1", "3", ("b",))
    assert (li.last.kind, li.last.text) == ("msgmenu", "怎么做？")


def test_a_message_that_broke_off_goes_on_where_it_was(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    api.oa.host.fault("media/upload", errcode=45011)
    prompt = Prompt("两张图", attachments=(PICTURE, OTHER))

    error = failure(account, li, prompt)
    receipt = account.send(li.account, prompt)

    assert (error.code, error.retryable, error.messages) == ("too_fast", True, 1)
    assert [shown.kind for shown in li.screen] == ["text", "image", "image"]
    assert receipt.messages == 2


def test_what_may_have_arrived_is_counted_and_not_said_again(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    api.oa.host.fault(SENT, cut=True, after=True)

    error = failure(account, li, RESULT)

    assert (error.unknown, error.messages) == (True, 1)
    assert [shown.kind for shown in li.screen] == ["text"]
    assert len(api.oa.host.called(SENT)) == 1


def test_no_more_is_sent_than_is_left(api: TencentApi, account: RunningAccount, li: Follower) -> None:
    account.send(li.account, RESULT, most=1)
    assert [shown.kind for shown in li.screen] == ["text"]
    assert li.last.text.count("https://") == 2

    error = failure(account, li, Prompt("很长。" * 400), most=1)

    assert (error.code, error.messages, len(li.screen)) == ("window_used_up", 0, 1)


@pytest.mark.parametrize(
    ("what", "code", "vendor"),
    [
        ("window", "window_closed", "45015"),
        ("count", "window_used_up", "45047"),
        ("gone", "unfollowed", "43004"),
    ],
)
def test_what_the_platform_refuses_says_what_it_means(
    api: TencentApi, account: RunningAccount, li: Follower, what: str, code: str, vendor: str
) -> None:
    if what == "window":
        li.windows.until[Act.MESSAGE] -= timedelta(hours=48)
    elif what == "count":
        li.windows.left[Act.MESSAGE] = 0
    else:
        li.followed = False

    error = failure(account, li, Prompt("在吗"))

    assert (error.code, error.vendor, error.retryable, error.unknown) == (code, vendor, False, False)
    assert error.hint


def test_forms_are_filled_with_facts_and_the_platform_tells_what_became_of_them(
    api: TencentApi, account: RunningAccount, li: Follower
) -> None:
    brief = Prompt("还差 18 家", brief=(("thing1", "洞泾镇"), ("number2", "18")))
    li.consent("sub-deadline").wait()

    template = account.send(li.account, brief, way=Way.TEMPLATE, form="tpl-reminder")
    notice = account.send(li.account, brief, way=Way.SUBSCRIPTION, form="sub-deadline")

    assert [(shown.kind, shown.text) for shown in li.screen] == [
        ("template", "洞泾镇\n18"),
        ("subscribe", "洞泾镇\n18"),
    ]
    wait_until(lambda: len(account.application.news) == 2)
    assert account.application.news == [
        DeliveryNews("wechat", template.platform_id, delivered=True),
        DeliveryNews("wechat", notice.platform_id, delivered=True),
    ]
    refused = failure(account, li, brief, way=Way.SUBSCRIPTION, form="sub-deadline")
    assert (refused.code, refused.vendor) == ("no_consent", "43101")
    assert failure(account, li, Prompt("无"), way=Way.TEMPLATE, form="tpl-reminder").code == "bad_form"


def test_a_printed_code_brings_its_one_time_code(api: TencentApi, account: RunningAccount) -> None:
    code = account.do(account.gateway.qr_code("AB2CD3EF4G"))

    assert code.content.startswith("http")
    assert code.seconds == 30 * 24 * 3600
    [ticket] = [ticket for ticket, (scene, _) in api.oa.codes.items() if scene == "AB2CD3EF4G"]
    api.oa.person(following=False).scan(ticket).wait()
    assert account.application.heard[-1].code == "AB2CD3EF4G"
    for wrong in ("", "x" * 65):
        with pytest.raises(ValueError, match="64"):
            account.do(account.gateway.qr_code(wrong))
    assert account.gateway.invitation_link("FG2CD3EF4G").startswith("http")
    assert "FG2CD3EF4G" in {scene for scene, _ in api.oa.codes.values()}


def test_the_menu_is_shown_at_the_start_and_again_after_trouble(
    api: TencentApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechat.gateway.FIRST_PAUSE", 0.1)
    api.oa.host.fault("menu/create", status=500, times=1)
    with running_account(api, menu=menu_of(["开始 = 开始", "更多 > 帮助 = 帮助"])):
        wait_until(lambda: bool(api.oa.menu))

    assert [button["name"] for button in api.oa.menu["button"]] == ["开始", "更多"]


def test_an_account_without_the_right_keeps_running_without_a_menu(
    api: TencentApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.oa.host.fault("menu/create", errcode=48001, times=9)
    with running_account(api, Application(lambda _message: Prompt("在")), menu_of(["开始 = 开始"])):
        wait_until(lambda: len(api.oa.host.called("menu/create")) == 1)
        li = api.oa.person()
        li.say("在吗").wait()
        assert li.hears().text == "在"

    assert "认证的服务号" in capsys.readouterr().out
    assert len(api.oa.host.called("menu/create")) == 1


def test_nothing_secret_is_in_the_log(api: TencentApi, capsys: pytest.CaptureFixture[str]) -> None:
    with running_account(api, Application(files=dict(FILES)), menu_of(["开始 = 开始"])) as account:
        li = api.oa.person()
        li.say("很私密的话").wait()
        api.oa.tokens.kill(42001)
        api.oa.host.fault(SENT, cut=True)
        failure(account, li, Prompt("也很私密"))
        api.oa.callbacks.call("POST", "timestamp=1", b"<xml>")

    log = capsys.readouterr()
    for secret in (*api.secrets(), "私密", li.account):
        assert secret not in log.out + log.err
