"""The rules of the Official Account's simulator: it refuses what the platform refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.clock import FrozenClock
from support.tencent_api import TencentApi
from support.tencent_ear import Ear, listening
from support.tencent_oa import OfficialAccount
from support.tencent_screen import UNAVAILABLE

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
def oa(api: TencentApi) -> OfficialAccount:
    return api.oa


@pytest.fixture
def ear(oa: OfficialAccount) -> Iterator[Ear]:
    with listening(oa.keys) as ear:
        oa.callbacks.address = ear.address
        yield ear


def token(oa: OfficialAccount) -> str:
    given = {"grant_type": "client_credential", "appid": oa.app_id, "secret": oa.secret}
    found: str = HTTP.get(f"{oa.address}/cgi-bin/token", params=given).json()["access_token"]
    return found


def stable(oa: OfficialAccount, **more: object) -> dict[str, Any]:
    given = {"grant_type": "client_credential", "appid": oa.app_id, "secret": oa.secret, **more}
    found: dict[str, Any] = HTTP.post(f"{oa.address}/cgi-bin/stable_token", json=given).json()
    return found


def call(oa: OfficialAccount, path: str, access: str, **given: object) -> int:
    answer = HTTP.post(f"{oa.address}/cgi-bin/{path}", params={"access_token": access}, json=given)
    assert answer.status_code == 200
    code: int = answer.json().get("errcode", 0)
    return code


def text(oa: OfficialAccount, access: str, openid: str, words: str = "你好") -> int:
    return call(oa, "message/custom/send", access, touser=openid, msgtype="text", text={"content": words})


def moved(api: TencentApi, **step: float) -> None:
    assert isinstance(api.clock, FrozenClock)
    api.clock.move(timedelta(**step))


def test_a_new_token_kills_the_old_one_and_a_stable_one_does_not(
    oa: OfficialAccount, api: TencentApi
) -> None:
    first = token(oa)
    second = token(oa)
    kept = stable(oa)["access_token"]

    assert call(oa, "clear_quota", first, appid=oa.app_id) == 40001
    assert call(oa, "clear_quota", second, appid=oa.app_id) == 0
    assert stable(oa)["access_token"] == kept
    moved(api, seconds=7200 - 299)
    renewed = stable(oa)["access_token"]
    assert renewed != kept
    assert call(oa, "clear_quota", renewed, appid=oa.app_id) == 0
    moved(api, seconds=300)
    assert call(oa, "clear_quota", second, appid=oa.app_id) == 42001
    assert call(oa, "clear_quota", "", appid=oa.app_id) == 41001
    assert call(oa, "clear_quota", "short", appid=oa.app_id) == 40014


def test_a_wrong_secret_or_address_gets_no_token(oa: OfficialAccount) -> None:
    assert stable(oa, secret="wrong")["errcode"] == 40125
    assert stable(oa, appid="wrong")["errcode"] == 40013
    oa.stranger_ip = "203.0.113.9"
    assert stable(oa)["errcode"] == 40164


def test_five_messages_in_two_days_after_one_of_hers(oa: OfficialAccount, api: TencentApi, ear: Ear) -> None:
    li, access = oa.person(), stable(oa)["access_token"]

    assert text(oa, access, li.account) == 45015  # she has not written yet
    li.say("在吗").wait()
    assert [text(oa, access, li.account) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    li.say("在吗").wait()
    moved(api, hours=48)
    access = stable(oa)["access_token"]
    assert text(oa, access, li.account) == 45015
    li.press("REPORT").wait()
    assert [text(oa, access, li.account) for _ in range(4)] == [0, 0, 0, 45047]
    moved(api, minutes=1)
    assert text(oa, access, li.account) == 45015
    li.unfollow().wait()
    assert text(oa, access, li.account) == 43004
    assert text(oa, access, "o-nobody") == 40003


def test_what_a_text_and_a_menu_may_be(oa: OfficialAccount, ear: Ear) -> None:
    li, access = oa.person(), stable(oa)["access_token"]
    li.say("在吗").wait()

    assert text(oa, access, li.account, "问" * 683) == 45002  # 2,049 bytes
    assert text(oa, access, li.account, "问" * 682) == 0
    rows = [{"id": "q1:1", "content": "靠现场看"}, {"id": "q1:2", "content": "填电子表格"}]
    given = {
        "touser": li.account,
        "msgtype": "msgmenu",
        "msgmenu": {"head_content": "怎么掌握？", "list": rows},
    }
    assert call(oa, "message/custom/send", access, **given) == 0
    li.tap("填电子").wait()
    assert ear.heard[-1].event["Content"] == "填电子表格"
    assert ear.heard[-1].event["bizmsgmenuid"] == "q1:2"
    file = {"touser": li.account, "msgtype": "file", "file": {"media_id": "x"}}
    assert call(oa, "message/custom/send", access, **file) == 40008  # this platform sends no files
    oa.verified = False
    assert text(oa, access, li.account) == 48001


def test_one_notice_for_one_consent_and_templates_report_back(oa: OfficialAccount, ear: Ear) -> None:
    li, access = oa.person(), stable(oa)["access_token"]
    data = {"thing1": {"value": "诊断还差 3 题"}}
    notice = {"touser": li.account, "template_id": "sub-deadline", "data": data}

    assert call(oa, "message/subscribe/bizsend", access, **notice) == 43101
    li.consent("sub-deadline").wait()
    assert call(oa, "message/subscribe/bizsend", access, **notice) == 0
    assert call(oa, "message/subscribe/bizsend", access, **notice) == 43101
    template = {"touser": li.account, "template_id": "tpl-reminder", "data": data}
    assert call(oa, "message/template/send", access, **template) == 0
    li.blocks_templates = True
    assert call(oa, "message/template/send", access, **template) == 0
    oa.callbacks.settle()
    events = [heard.event for heard in ear.heard]
    assert events[0]["SubscribeMsgPopupEvent.List.SubscribeStatusString"] == "accept"
    assert [event["Status"] for event in events if "Status" in event] == ["success", "failed:user block"]
    assert [shown.by for shown in li.screen] == ["subscribe", "template"]


def test_media_menus_and_codes_have_limits(oa: OfficialAccount, ear: Ear, api: TencentApi) -> None:
    access = stable(oa)["access_token"]
    address = f"{oa.address}/cgi-bin/media/upload"

    def upload(kind: str, file: tuple[str, bytes]) -> dict[str, Any]:
        given = {"access_token": access, "type": kind}
        found: dict[str, Any] = HTTP.post(address, params=given, files={"media": file}).json()
        return found

    assert upload("file", ("报告.docx", b"PK"))["errcode"] == 40004
    assert upload("thumb", ("a.jpg", b"x" * 65537))["errcode"] == 45001
    kept = upload("image", ("摘要.png", b"png"))["media_id"]
    found = HTTP.get(f"{oa.address}/cgi-bin/media/get", params={"access_token": access, "media_id": kept})
    assert found.content == b"png"
    button = {"type": "click", "name": "诊断", "key": "GO"}
    assert call(oa, "menu/create", access, button=[button] * 4) == 40016
    assert call(oa, "menu/create", access, button=[{"name": "更多", "sub_button": [button] * 6}]) == 40023
    assert call(oa, "menu/create", access, button=[{**button, "name": "六个汉字太长"}]) == 40018
    assert call(oa, "menu/create", access, button=[button]) == 0
    scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "x" * 65}}}
    assert call(oa, "qrcode/create", access, **scene) == 40049
    li = oa.person(following=False)
    li.scan(oa.code("CODE-1")).wait()
    li.scan(oa.code("CODE-2")).wait()
    events = [(heard.event["Event"], heard.event["EventKey"]) for heard in ear.heard]
    assert events == [("subscribe", "qrscene_CODE-1"), ("SCAN", "CODE-2")]


def test_a_passive_reply_is_shown_and_its_retries_count_once(oa: OfficialAccount, ear: Ear) -> None:
    li = oa.person()
    oa.callbacks.duplicates = 1
    ear.answer = lambda heard: (200, ear.reply(heard, MsgType="text", Content="您好 ]]> 😀"))

    li.say("在吗").wait()

    assert li.texts() == ["您好 ]]> 😀"]
    assert len({heard.event["MsgId"] for heard in ear.heard}) == 1
    assert len(ear.heard) == 2
    assert ear.heard[0].query["openid"] == li.account


@pytest.mark.parametrize(
    "body", [b'{"errcode":0}', b"<xml>", b"<xml><a>\x0b</a></xml>", b"<xml><b>1</b></xml>"]
)
def test_an_answer_nobody_can_read_is_shown_as_an_outage(oa: OfficialAccount, ear: Ear, body: bytes) -> None:
    ear.answer = lambda _heard: (200, body)
    li = oa.person()

    li.say("在吗").wait()

    assert li.texts() == [UNAVAILABLE]
    assert len(oa.invalid) == 1


def test_it_waits_five_seconds_three_times(oa: OfficialAccount, ear: Ear) -> None:
    assert oa.callbacks.cut == 5.0
    oa.callbacks.cut = 0.15
    ear.answer = lambda _heard: None
    li = oa.person()

    push = li.say("在吗").wait()

    assert [found.status for found in push.tries] == [0, 0, 0]
    assert li.texts() == [UNAVAILABLE]
    assert not push.taken


def test_faults_are_scripted(oa: OfficialAccount, ear: Ear) -> None:
    li, access = oa.person(), stable(oa)["access_token"]
    li.say("在吗").wait()
    oa.host.fault("message/custom/send", errcode=45009)
    oa.host.fault("message/custom/send", cut=True, after=True)

    assert text(oa, access, li.account) == 45009
    with pytest.raises(httpx.HTTPError):
        text(oa, access, li.account)
    assert li.texts() == ["你好"]  # it had arrived all the same


def test_events_can_be_held_back_and_come_in_another_order(oa: OfficialAccount, ear: Ear) -> None:
    li = oa.person()
    oa.callbacks.hold()
    for words in ("1", "2", "3"):
        li.say(words)

    oa.callbacks.release([2, 0, 1])

    assert [heard.event["Content"] for heard in ear.heard] == ["3", "1", "2"]
