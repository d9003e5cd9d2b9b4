"""The rules of the simulator of WeCom and its customer service: it refuses what the platform refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.clock import FrozenClock
from support.tencent_api import TencentApi
from support.tencent_ear import Ear, listening
from support.tencent_kf import CustomerService
from support.tencent_wecom import App, Corporation

BUTTONS = [{"text": "看名单", "key": "list"}, {"text": "一键催办", "key": "remind"}]

HTTP = httpx.Client(trust_env=False)  # one for all: each new one reads the certificates


@pytest.fixture(scope="module", autouse=True)
def closing() -> Iterator[None]:
    yield
    HTTP.close()


@pytest.fixture
def api() -> Iterator[TencentApi]:
    with TencentApi(FrozenClock()) as api:
        yield api


@pytest.fixture
def corp(api: TencentApi) -> Corporation:
    return api.wecom


@pytest.fixture
def kf(api: TencentApi) -> CustomerService:
    return api.kf


@pytest.fixture
def ear(corp: Corporation) -> Iterator[Ear]:
    with listening(corp.callbacks.keys) as ear:
        corp.callbacks.address = ear.address
        yield ear


@pytest.fixture
def kf_ear(kf: CustomerService) -> Iterator[Ear]:
    with listening(kf.callbacks.keys) as ear:
        kf.callbacks.address = ear.address
        yield ear


def token(corp: Corporation, app: App | None = None) -> str:
    given = {"corpid": corp.corp_id, "corpsecret": (app or corp.app).secret}
    found: str = HTTP.get(f"{corp.address}/cgi-bin/gettoken", params=given).json()["access_token"]
    return found


def call(corp: Corporation, path: str, access: str, **given: object) -> dict[str, Any]:
    answer = HTTP.post(f"{corp.address}/cgi-bin/{path}", params={"access_token": access}, json=given)
    found: dict[str, Any] = answer.json()
    return found


def text(to: str, words: str = "你好", **more: object) -> dict[str, Any]:
    return {"touser": to, "msgtype": "text", "agentid": 1000002, "text": {"content": words}, **more}


def card(to: str, task: str, buttons: list[dict[str, str]] = BUTTONS) -> dict[str, Any]:
    inner = {
        "card_type": "button_interaction",
        "main_title": {"title": "洞泾镇"},
        "task_id": task,
        "button_list": buttons,
    }
    return {"touser": to, "msgtype": "template_card", "agentid": 1000002, "template_card": inner}


def moved(api: TencentApi, **step: float) -> None:
    assert isinstance(api.clock, FrozenClock)
    api.clock.move(timedelta(**step))


def test_a_token_is_the_same_while_it_lives(corp: Corporation, kf: CustomerService, api: TencentApi) -> None:
    first = token(corp)

    assert token(corp) == first
    assert token(corp, kf.app) != first
    moved(api, seconds=7200)
    assert call(corp, "message/send", first, **text("member1"))["errcode"] == 42001
    assert token(corp) != first
    corp.stranger_ip = "203.0.113.9"
    assert call(corp, "message/send", token(corp), **text("member1"))["errcode"] == 60020


def test_who_is_not_there_is_named(corp: Corporation) -> None:
    access, wang = token(corp), corp.person("wang")
    corp.person("hidden", visible=False)

    answer = call(corp, "message/send", access, **text("wang|gone|hidden"))

    assert (answer["errcode"], answer["invaliduser"]) == (0, "gone|hidden")
    assert wang.texts() == ["你好"]
    assert call(corp, "message/send", access, **text("gone"))["errcode"] == 81013
    assert call(corp, "message/send", access, **text("wang", "问" * 700))["errcode"] == 0
    assert wang.last.text == "问" * 682  # the rest is lost


def test_the_thirty_first_message_in_a_minute_is_dropped_silently(corp: Corporation, api: TencentApi) -> None:
    access, wang = token(corp), corp.person("wang")

    answers = [call(corp, "message/send", access, **text("wang", str(number))) for number in range(31)]

    assert {answer["errcode"] for answer in answers} == {0}
    assert len(wang.screen) == 30
    assert len(corp.dropped) == 1
    moved(api, minutes=1)
    call(corp, "message/send", access, **text("wang", "31"))
    assert len(wang.screen) == 31


def test_the_same_message_is_taken_once_when_asked_for(corp: Corporation, api: TencentApi) -> None:
    access, wang = token(corp), corp.person("wang")
    given = text("wang", enable_duplicate_check=1, duplicate_check_interval=1800)

    for _ in range(3):
        assert call(corp, "message/send", access, **given)["errcode"] == 0
    assert len(wang.screen) == 1
    moved(api, minutes=31)
    call(corp, "message/send", access, **given)
    assert len(wang.screen) == 2
    call(corp, "message/send", access, **text("wang"))
    call(corp, "message/send", access, **text("wang"))
    assert len(wang.screen) == 4


def test_a_card_is_tapped_and_changed_once(corp: Corporation, ear: Ear, api: TencentApi) -> None:
    access, wang = token(corp), corp.person("wang")
    sent = call(corp, "message/send", access, **card("wang", "task-1"))
    assert call(corp, "message/send", access, **card("wang", "task-1"))["errcode"] == 0
    assert len(wang.screen) == 1  # the same task again is taken and not shown
    assert call(corp, "message/send", access, **card("wang", "task-2", BUTTONS * 4))["errcode"] == 40058

    wang.tap("一键催办").wait()

    event = ear.heard[0].event
    assert (event["Event"], event["EventKey"], event["TaskId"]) == ("template_card_event", "remind", "task-1")
    change = {"userids": ["wang"], "agentid": 1000002, "button": {"replace_name": "已催办"}}
    code = event["ResponseCode"]
    assert call(corp, "message/update_template_card", access, response_code=code, **change)["errcode"] == 0
    assert (
        call(corp, "message/update_template_card", access, response_code=code, **change)["errcode"] == 42045
    )
    assert wang.last.card["replaced"] == "已催办"
    assert not wang.last.options
    moved(api, hours=72)
    late = {"response_code": sent["response_code"], **change}
    assert call(corp, "message/update_template_card", token(corp), **late)["errcode"] == 42045


def test_files_have_sizes_names_and_three_days(corp: Corporation, api: TencentApi) -> None:
    access, wang = token(corp), corp.person("wang")

    def upload(content: bytes, **headers: str) -> dict[str, Any]:
        given = {"access_token": access, "type": "file"}
        files = {"media": ("名单.xlsx", content)}
        address = f"{corp.address}/cgi-bin/media/upload"
        found: dict[str, Any] = HTTP.post(address, params=given, files=files).json()
        return found

    assert upload(b"1234")["errcode"] == 40006
    assert upload(b"x" * (20 * 1024 * 1024 + 1))["errcode"] == 45001
    given = {"touser": "wang", "agentid": 1000002, "msgtype": "file"}
    kept = upload(b"PK345")["media_id"]
    assert call(corp, "message/send", access, **given, file={"media_id": kept})["errcode"] == 0
    assert (wang.last.name, wang.last.content) == ("名单.xlsx", b"PK345")
    moved(api, days=3, seconds=1)
    late = call(corp, "message/send", token(corp), **given, file={"media_id": kept})
    assert late["errcode"] == 40007


def pull(kf: CustomerService, access: str, **given: object) -> dict[str, Any]:
    return call(kf.corporation, "kf/sync_msg", access, open_kfid=kf.open_kfid, **given)


def test_what_customers_say_is_pulled_page_by_page_for_three_days(
    kf: CustomerService, kf_ear: Ear, api: TencentApi
) -> None:
    access, li = token(kf.corporation, kf.app), kf.person()
    for words in "abc":
        push = li.say(words)
        assert push is not None
        push.wait()
    assert set(kf_ear.heard[0].event) == {"ToUserName", "CreateTime", "MsgType", "Event", "Token", "OpenKfId"}
    sign = kf_ear.heard[-1].event["Token"]

    first = pull(kf, access, token=sign, limit=2)
    second = pull(kf, access, token=sign, cursor=first["next_cursor"], limit=2)

    said = [[row["text"]["content"] for row in page["msg_list"]] for page in (first, second)]
    assert said == [["a", "b"], ["c"]]
    assert (first["has_more"], second["has_more"]) == (1, 0)
    assert pull(kf, access, token="no token of theirs")["errcode"] == 95007
    moved(api, minutes=10)
    assert pull(kf, access, token=sign)["errcode"] == 95007
    assert [pull(kf, access).get("errcode") for _ in range(11)][-1] == 45009
    moved(api, days=3)
    assert pull(kf, token(kf.corporation, kf.app))["msg_list"] == []


def test_five_answers_in_two_days_under_ids_of_our_own(
    kf: CustomerService, kf_ear: Ear, api: TencentApi
) -> None:
    access, li = token(kf.corporation, kf.app), kf.person()
    given = {"touser": li.account, "open_kfid": kf.open_kfid, "msgtype": "text", "text": {"content": "您好"}}

    def send(msgid: str) -> int:
        code: int = call(kf.corporation, "kf/send_msg", access, msgid=msgid, **given)["errcode"]
        return code

    assert send("m0") == 95002
    li.say("在吗")
    assert [send(f"m{number}") for number in range(1, 7)] == [0, 0, 0, 0, 0, 95001]
    li.say("在吗")
    assert send("m1") == 95020
    assert send("x" * 33) == 40058
    kf.service_states[li.account] = 3
    assert send("m8") == 95018
    kf.service_states.clear()
    moved(api, hours=48)
    access = token(kf.corporation, kf.app)
    assert send("m9") == 95002
    assert len(li.screen) == 5
    kf.callbacks.settle()


def test_a_welcome_has_a_code_for_twenty_seconds(kf: CustomerService, kf_ear: Ear, api: TencentApi) -> None:
    access, li = token(kf.corporation, kf.app), kf.person()
    made = call(kf.corporation, "kf/add_contact_way", access, open_kfid=kf.open_kfid, scene="CODE-7")
    li.open(made["url"])
    li.open(made["url"])
    first, second = (row["message"]["event"] for row in kf.log)

    def welcome(code: str) -> int:
        given = {"code": code, "msgtype": "text", "text": {"content": "您好"}}
        found: int = call(kf.corporation, "kf/send_msg_on_event", access, **given)["errcode"]
        return found

    assert first["scene"] == "CODE-7"
    assert [welcome(first["welcome_code"]), welcome(first["welcome_code"])] == [0, 41050]
    moved(api, seconds=21)
    assert welcome(second["welcome_code"]) == 41050
    li.open(made["url"])
    assert "welcome_code" not in kf.log[-1]["message"]["event"]
    kf.callbacks.settle()


def test_a_menu_of_ten_and_a_refusal_told_later(kf: CustomerService, kf_ear: Ear) -> None:
    access, li = token(kf.corporation, kf.app), kf.person()
    li.say("在吗")
    row = {"type": "click", "click": {"id": "q1:1", "content": "同意"}}

    def menu(rows: list[dict[str, Any]], msgid: str) -> int:
        given = {"touser": li.account, "open_kfid": kf.open_kfid, "msgid": msgid, "msgtype": "msgmenu"}
        inner = {"head_content": "可以开始吗？", "list": rows}
        code: int = call(kf.corporation, "kf/send_msg", access, **given, msgmenu=inner)["errcode"]
        return code

    assert menu([row] * 11, "a") == 95008
    assert menu([{"type": "click", "click": {"id": "1", "content": "问" * 43}}], "b") == 45002
    assert menu([row], "c") == 0
    li.tap("同意")
    assert kf.log[-1]["message"]["text"] == {"content": "同意", "menu_id": "q1:1"}
    li.rejects = True
    assert menu([row], "d") == 0
    kf.callbacks.settle()
    failed = kf.log[-1]["message"]["event"]
    assert (failed["event_type"], failed["fail_msgid"], failed["fail_type"]) == ("msg_send_fail", "d", 10)
