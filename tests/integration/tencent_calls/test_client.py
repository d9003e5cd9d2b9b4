"""Calls against the simulated platforms: every defect of the library beneath is covered."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest
from support.tencent_office import Office

from bot.channels.base import DeliveryError
from bot.channels.tencent import client as calls
from bot.channels.tencent import transport


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test."""
    monkeypatch.setattr(calls, "BUSY_PAUSES", (0.0, 0.0))


def failing(office: Office, openid: str = "o1") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        office.greet(openid)
    return caught.value


def test_a_message_reaches_a_person(office: Office) -> None:
    li = office.api.oa.person()
    li.say("你好")

    office.greet(li.account)

    assert [shown.text for shown in li.screen][-1] == "你好"
    assert len(office.api.oa.host.called("stable_token")) == 1


def test_wecom_has_tokens_of_its_own(office: Office) -> None:
    wang = office.api.wecom.person("wang")

    office.wecom.call(
        "message/send",
        {"touser": "wang", "agentid": office.api.wecom.agent, "msgtype": "text", "text": {"content": "好"}},
    )

    assert wang.screen[-1].text == "好"
    assert len(office.api.wecom.host.called("gettoken")) == 1


class TestTokens:
    def test_one_that_died_is_replaced_and_the_call_made_once_more(self, office: Office) -> None:
        li = office.api.oa.person()
        li.say("你好")
        office.greet(li.account)
        office.api.oa.tokens.kill()

        office.greet(li.account)

        assert len(office.api.oa.host.called("stable_token")) == 2
        assert len(office.api.oa.host.called("message/custom/send")) == 3

    @pytest.mark.parametrize("errcode", [40001, 40014, 42001])
    def test_a_refusal_without_end_ends_after_two_tries(self, office: Office, errcode: int) -> None:
        office.api.oa.host.fault("message/custom/send", errcode=errcode, times=1000)

        error = failing(office)

        assert (error.code, error.vendor, error.unknown) == ("bad_token", str(errcode), False)
        assert len(office.api.oa.host.called("message/custom/send")) == 2
        assert len(office.api.oa.host.called("stable_token")) <= 3  # the first, another, and a forced one

    def test_an_upload_is_sent_again_with_its_content(self, office: Office) -> None:
        office.oa.upload("image", "图.png", b"one", "image/png")
        office.api.oa.tokens.kill()

        media_id = office.oa.upload("image", "图.png", b"two", "image/png")

        assert office.api.oa.media.get(media_id).content == b"two"
        assert office.api.oa.media.get(media_id).name == "图.png"

    def test_a_download_too(self, office: Office) -> None:
        media_id = office.api.oa.media.put("image", "现场 照片.png", b"\x89PNG")
        office.oa.download(media_id)
        office.api.oa.tokens.kill()

        assert office.oa.download(media_id) == ("现场 照片.png", "image/png", b"\x89PNG")


class TestFiles:
    def test_a_file_that_looks_like_an_answer_is_still_a_file(self, office: Office) -> None:
        media_id = office.api.oa.media.put("image", "a.json", b'{"errcode": 0}')

        assert office.oa.download(media_id) == ("a.json", "application/octet-stream", b'{"errcode": 0}')

    def test_one_that_is_gone_is_said_to_be(self, office: Office) -> None:
        with pytest.raises(DeliveryError) as caught:
            office.oa.download("media-0")

        assert (caught.value.code, caught.value.vendor) == ("bad_media", "40007")

    def test_one_that_is_too_big_is_not_read_to_its_end(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "LARGEST_DOWNLOAD", 1000)
        media_id = office.api.oa.media.put("image", "a.png", b"x" * 1001)

        with pytest.raises(DeliveryError) as caught:
            office.oa.download(media_id)

        assert (caught.value.code, caught.value.retryable) == ("too_big", False)

    @pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\passwd", "a/passwd"])
    def test_a_name_has_no_folders(self, office: Office, name: str) -> None:
        media_id = office.api.oa.media.put("image", name, b"x")

        assert office.oa.download(media_id)[0] == "passwd"


class TestOutcome:
    def test_the_platform_hung_up_on_a_send_nobody_knows_what_became_of(self, office: Office) -> None:
        li = office.api.oa.person()
        li.say("你好")
        office.api.oa.host.fault("message/custom/send", after=True, cut=True)

        error = failing(office, li.account)

        assert (error.code, error.unknown, error.messages) == ("cut", True, 1)
        assert len(office.api.oa.host.called("message/custom/send")) == 1
        assert li.screen[-1].text == "你好"  # it had arrived

    def test_so_is_one_it_takes_too_long_to_answer(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
        office.api.oa.host.fault("message/custom/send", hang=1.0)

        error = failing(office)

        assert (error.code, error.unknown, error.retryable) == ("timeout", True, False)

    def test_the_token_call_has_a_time_out_too(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
        office.api.oa.host.fault("stable_token", hang=1.0)

        error = failing(office)

        assert (error.code, error.unknown, error.retryable) == ("timeout", False, True)
        assert not office.api.oa.host.called("message/custom/send")

    def test_who_cannot_be_reached_has_taken_nothing(self, office: Office) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and nobody listens
            nowhere = replace(office.oa_app, api_base=f"http://127.0.0.1:{taken.getsockname()[1]}")
            with pytest.raises(DeliveryError) as caught:
                office.greet("o1", office.client(nowhere))

        assert (caught.value.code, caught.value.unknown, caught.value.retryable) == (
            "unreachable", False, True,
        )  # fmt: skip

    def test_a_busy_platform_may_have_taken_a_send_and_it_is_not_repeated(self, office: Office) -> None:
        office.api.oa.host.fault("message/custom/send", errcode=-1, times=5)

        error = failing(office)

        assert (error.code, error.unknown) == ("busy", True)
        assert len(office.api.oa.host.called("message/custom/send")) == 1

    def test_what_does_no_harm_is_repeated_a_few_times(self, office: Office) -> None:
        office.api.oa.host.fault("getcallbackip", errcode=-1, times=2)

        assert office.oa.call("getcallbackip", idempotent=True) == {"ip_list": ["127.0.0.1"]}

    def test_but_not_for_ever(self, office: Office) -> None:
        office.api.oa.host.fault("menu/get", errcode=-1, times=100)

        with pytest.raises(DeliveryError) as caught:
            office.oa.call("menu/get", idempotent=True)

        assert (caught.value.code, caught.value.retryable, caught.value.unknown) == ("busy", True, False)
        assert len(office.api.oa.host.called("menu/get")) == 3

    @pytest.mark.parametrize(
        ("status", "code", "unknown"), [(502, "http_5xx", True), (404, "http_4xx", False)]
    )
    def test_an_answer_that_is_no_answer(self, office: Office, status: int, code: str, unknown: bool) -> None:
        office.api.oa.host.fault("message/custom/send", status=status)

        error = failing(office)

        assert (error.code, error.unknown, error.retryable) == (code, unknown, not unknown)

    @pytest.mark.parametrize("errcode", [None, [], {}, "x", float("inf")])
    def test_an_error_code_that_is_no_number_is_one_too(self, office: Office, errcode: Any) -> None:  # noqa: ANN401 - see above
        office.api.oa.host.fault("message/custom/send", errcode=errcode)

        error = failing(office)

        assert (error.code, error.unknown, error.retryable) == ("bad_answer", True, False)

    def test_an_error_code_in_a_good_answer_is_a_failure(self, office: Office) -> None:
        li = office.api.oa.person()

        error = failing(office, li.account)

        assert (error.code, error.vendor, error.retryable) == ("window_closed", "45015", False)

    def test_a_stranger_is_told_the_address_to_allow(self, office: Office) -> None:
        office.api.oa.stranger_ip = "203.0.113.7"

        error = failing(office)

        assert (error.code, error.vendor, error.retryable) == ("ip_not_allowed", "40164", True)
        assert "203.0.113.7" in error.hint
        assert "白名单" in error.hint
