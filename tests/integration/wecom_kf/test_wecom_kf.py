"""The customer-service adapter against the simulator: pulling, healing, ids, greetings, menus, files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from support.clock import MovingClock
from support.telegram_bot import Application
from support.tencent_api import TencentApi
from support.tencent_bots import Notes, kf_gateway, served_gateway
from support.tencent_customer import Customer
from support.tencent_screen import wait_until

from bot.channels.base import Act, DeliveryError, DeliveryNews, InboundMessage, Kind, Outgoing
from bot.channels.wecom_kf.gateway import WeComKfGateway
from bot.channels.wecom_kf.sending import message_id
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt

ASKED = Prompt(
    "有吗？\n1 有\n2 没有",
    lead="有吗？",
    question="q1",
    token="7",
    options=(Option("yes", "有", mark="1"), Option("no", "没有", mark="2")),
)
REPORT = Prompt("报告好了", attachments=(Attachment(AttachmentKind.DOCUMENT, "诊断报告.docx", "d" * 64),))


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi(MovingClock()) as api:
        yield api


@pytest.fixture
def application() -> Application:
    return Application(files={"d" * 64: b"PK docx"})


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def told() -> list[DeliveryNews]:
    return []


@pytest.fixture
def gateway(
    api: TencentApi, application: Application, notes: Notes, told: list[DeliveryNews]
) -> Iterator[WeComKfGateway]:
    gateway = kf_gateway(api, application, notes)
    with served_gateway(api, gateway, application, told):
        wait_until(lambda: bool(notes.kept))  # the pull it begins with is over
        yield gateway


@pytest.fixture
def li(api: TencentApi, gateway: WeComKfGateway) -> Customer:
    return api.kf.person()


def send(
    gateway: WeComKfGateway, to: Customer, prompt: Prompt, key: str = "k", most: int | None = None
) -> int:
    return asyncio.run(gateway.channel.send(Outgoing(key, to.account, prompt, most=most))).messages


def failing(gateway: WeComKfGateway, to: Customer, prompt: Prompt, key: str = "k") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(gateway, to, prompt, key)
    return caught.value


def test_the_address_proves_itself_in_time(api: TencentApi, gateway: WeComKfGateway) -> None:
    assert api.kf.callbacks.verify_url(within=1.0) == ""


def test_what_customers_say_is_heard_in_order_and_once(
    api: TencentApi, li: Customer, application: Application
) -> None:
    api.kf.callbacks.duplicates = 1
    wang = api.kf.person()
    for words in ("一", "二", "三"):
        li.say(words)
        wang.say(words)
    api.kf.callbacks.settle()

    application.hears(6)
    for person in (li, wang):
        mine = [message.text for message in application.heard if message.account == person.account]
        assert mine == ["一", "二", "三"]
    assert len({message.key for message in application.heard}) == 6


def test_pages_are_pulled_to_the_end(api: TencentApi, li: Customer, application: Application) -> None:
    api.kf.page = 2
    for number in range(7):
        li.say(str(number), quietly=True)

    api.kf.call().wait()

    assert application.texts() == [str(number) for number in range(7)]


def test_a_lost_callback_is_healed_by_the_next(
    api: TencentApi, li: Customer, application: Application
) -> None:
    api.kf.callbacks.lose = 1
    li.say("没叫到")
    li.say("叫到了")

    application.hears(2)
    assert application.texts() == ["没叫到", "叫到了"]


def test_a_lost_callback_is_healed_by_the_clock(
    api: TencentApi, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom_kf.gateway.PULL_SECONDS", 0.1)
    with served_gateway(api, kf_gateway(api, application), application):
        li = api.kf.person()
        li.say("没叫到", quietly=True)

        application.hears(1)


def test_what_was_said_while_we_were_down_is_heard_and_what_was_heard_before_is_not(
    api: TencentApi, application: Application, notes: Notes
) -> None:
    li = api.kf.person()
    with served_gateway(api, kf_gateway(api, application, notes), application):
        li.say("在吗")
        application.hears(1)
        wait_until(lambda: bool(notes.kept))
    li.say("还在吗", quietly=True)
    with served_gateway(api, kf_gateway(api, application, notes), application):
        application.hears(2)

    assert application.texts() == ["在吗", "还在吗"]


def test_the_cursor_waits_until_everything_before_it_is_kept(
    api: TencentApi, li: Customer, application: Application, notes: Notes
) -> None:
    cursors: list[object] = []

    async def fails_once(_message: InboundMessage) -> None:
        cursors.append(list(notes.kept.values()))
        if len(cursors) == 1:
            raise RuntimeError("the database is away")

    application.before = fails_once
    push = li.say("要留住")
    assert push is not None
    push.wait()

    assert push.taken
    assert application.texts() == ["要留住"]
    assert cursors == [["C0"], ["C0"]]
    assert list(notes.kept.values()) == ["C1"]


def test_one_that_cannot_be_read_does_not_stop_the_next(
    api: TencentApi, li: Customer, application: Application
) -> None:
    api.kf.happened({"origin": 3, "msgtype": "text", "text": 7}, quietly=True)
    api.kf.happened({"origin": 3, "external_userid": li.account}, quietly=True)
    li.say("我在")

    application.hears(1)
    assert application.texts() == ["我在"]


def test_a_cursor_the_platform_forgot_begins_anew(
    api: TencentApi, application: Application, notes: Notes
) -> None:
    notes.kept[f"kf-cursor:{api.kf.open_kfid}"] = "not a cursor"
    with served_gateway(api, kf_gateway(api, application, notes), application):
        api.kf.person().say("在吗")

        application.hears(1)


def test_opening_by_a_link_brings_its_code_and_the_greeting_costs_nothing(
    api: TencentApi, gateway: WeComKfGateway, li: Customer, application: Application
) -> None:
    li.open(gateway.invitation_link("CODE-7"))
    [start] = application.hears(1)

    assert (start.kind, start.code, start.act) == (Kind.START, "CODE-7", Act.ENTER)
    assert send(gateway, li, ASKED) == 1
    assert li.last.by == "welcome"
    assert li.last.labels == ["1 有", "2 没有"]
    assert failing(gateway, li, Prompt("第二条"), "k2").code == "window_closed"


def test_a_greeting_that_comes_too_late_goes_the_ordinary_way(
    api: TencentApi, gateway: WeComKfGateway, li: Customer, application: Application
) -> None:
    li.open()
    application.hears(1)
    assert isinstance(api.clock, MovingClock)
    api.clock.move(timedelta(seconds=30))
    li.say("在吗")
    application.hears(2)

    send(gateway, li, Prompt("在"))

    assert li.last.by == "kf"


def test_a_tapped_row_answers(gateway: WeComKfGateway, li: Customer, application: Application) -> None:
    li.say("在吗")
    application.hears(1)
    send(gateway, li, ASKED)

    li.tap("没有")

    tap = application.hears(2)[-1]
    assert (tap.kind, tap.question, tap.token, tap.keys) == (Kind.TAP, "q1", "7", ("no",))
    assert tap.act is Act.MESSAGE


def test_a_message_sent_again_arrives_once(
    api: TencentApi, gateway: WeComKfGateway, li: Customer, application: Application
) -> None:
    li.say("在吗")
    application.hears(1)
    api.wecom.host.fault("kf/send_msg", cut=True, after=True)

    assert failing(gateway, li, Prompt("在")).retryable
    assert send(gateway, li, Prompt("在")) == 1
    assert li.texts() == ["在"]
    assert len(api.kf.repeated) == 1


def test_a_report_comes_as_a_file_and_where_one_message_is_left_as_a_link(
    api: TencentApi, gateway: WeComKfGateway, li: Customer, application: Application
) -> None:
    li.say("报告呢")
    application.hears(1)

    assert send(gateway, li, REPORT, "a", most=5) == 2
    assert (li.last.name, li.last.content) == ("诊断报告.docx", b"PK docx")
    assert send(gateway, li, REPORT, "b", most=1) == 1
    assert "诊断报告.docx：http" in li.last.text


def test_files_people_send_are_fetched_and_kept(li: Customer, application: Application) -> None:
    li.send_file("营业执照.pdf", b"%PDF-1.7")
    li.send_photo(b"\xff\xd8\xff jpeg")

    application.hears(2)
    file, photo = (message.file for message in application.heard)
    assert file is not None
    assert photo is not None
    assert (file.name, application.files[file.sha256]) == ("营业执照.pdf", b"%PDF-1.7")
    assert photo.name.startswith("photo-")


@pytest.mark.parametrize(
    ("errcode", "code"), [(95001, "window_used_up"), (95002, "window_closed"), (95018, "session_taken")]
)
def test_why_nothing_can_be_sent_is_said(
    api: TencentApi, gateway: WeComKfGateway, li: Customer, errcode: int, code: str
) -> None:
    api.wecom.host.fault("kf/send_msg", errcode=errcode)

    error = failing(gateway, li, Prompt("在吗"))

    assert (error.code, error.retryable, error.messages) == (code, False, 0)


def test_a_message_that_was_taken_and_did_not_arrive_is_told_later(
    gateway: WeComKfGateway, li: Customer, application: Application, told: list[DeliveryNews]
) -> None:
    li.say("在吗")
    application.hears(1)
    li.rejects = True

    send(gateway, li, Prompt("在"), "the-key")

    wait_until(lambda: bool(told))
    assert told == [DeliveryNews("wecom_kf", message_id("the-key"), delivered=False, code="refused")]


def test_what_is_said_to_a_colleague_who_took_over_answers_no_question(
    api: TencentApi, application: Application, notes: Notes
) -> None:
    li, wang = api.kf.person(), api.kf.person()
    with served_gateway(api, kf_gateway(api, application, notes), application):
        li.say("一")
        api.kf.colleague_takes(li.account)
        li.say("想问问您")
        application.hears(1)
        api.kf.callbacks.settle()
    with served_gateway(api, kf_gateway(api, application, notes), application):  # it is remembered
        li.say("还想问问您")
        wang.say("我在")
        application.hears(2)
        api.kf.colleague_ends(li.account)
        li.say("继续")
        application.hears(3)

    assert application.texts() == ["一", "我在", "继续"]


def test_an_event_of_another_account_pulls_nothing(
    api: TencentApi, li: Customer, application: Application
) -> None:
    pulls = len(api.wecom.host.called("kf/sync_msg"))
    mine, api.kf.open_kfid = api.kf.open_kfid, "wkSomebodyElses0123"
    api.kf.call().wait()
    api.kf.open_kfid = mine

    assert len(api.wecom.host.called("kf/sync_msg")) == pulls
