"""Signed addresses and report checks over HTTP, on the whole application."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from support.clock import FrozenClock
from support.service import Service, configured, served

from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.filing import Filing


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with served(configured(tmp_path_factory.mktemp("web"), "sme2024")) as service:
        yield service


@contextmanager
def visitor(service: Service) -> Iterator[httpx.Client]:
    """A browser with a cookie of its own."""
    with httpx.Client(base_url=service.address) as client:
        client.get("/chat")
        yield client


def kept(service: Service, name: str, content: bytes) -> Attachment:
    return Attachment(AttachmentKind.DOCUMENT, name, service.core.filing.store(content, "application/pdf"))


def test_what_was_built_is_not_looked_through_again_while_people_wait(service: Service) -> None:
    """A full collection with the GIL held takes a tenth of a second, and half a one on a busy machine."""
    assert httpx.get(f"{service.address}/healthz").status_code == 200
    assert gc.get_freeze_count() > 50_000


def test_an_address_of_another_channel_belongs_to_the_first_browser_that_opens_it(service: Service) -> None:
    token = service.core.filing.token("wechat", "openid-1", kept(service, "报告 2026.docx", b"report"))

    with visitor(service) as first, visitor(service) as second:
        opened = first.get(f"/reports/{token}")
        again = first.get(f"/reports/{token}")
        stranger = second.get(f"/reports/{token}")

    assert (opened.status_code, opened.content) == (200, b"report")
    assert "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A" in opened.headers["content-disposition"]
    assert again.status_code == 200
    assert stranger.status_code == 403
    assert "发给另一位" in stranger.text
    assert "report" not in stranger.text.replace("/reports", "")


def test_a_web_address_opens_only_for_the_account_it_was_made_for(service: Service) -> None:
    token = service.core.filing.token("web", "somebody", kept(service, "a.pdf", b"mine"))

    with visitor(service) as other:
        assert other.get(f"/reports/{token}").status_code == 403


@pytest.mark.parametrize("token", ["x", "a.b.c", "..%2f..%2fetc%2fpasswd", "%00", "W10.sig"])
def test_a_wrong_address_gets_a_clear_page(service: Service, token: str) -> None:
    answer = httpx.get(f"{service.address}/reports/{token}")

    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_an_address_made_longer_ago_than_it_is_valid_says_so(service: Service) -> None:
    core = service.core
    past = FrozenClock(core.clock.now() - timedelta(days=31))
    filing = Filing(core.database, core.filing._store, "", past, timedelta(days=30))
    filing._signer = core.filing._signer
    token = filing.token("wechat", "openid", kept(service, "a.pdf", b"old"))

    answer = httpx.get(f"{service.address}/reports/{token}")

    assert answer.status_code == 410
    assert "已经过期" in answer.text


@pytest.mark.parametrize("code", ["1-0000000000000000", "x", "99999999999999999999-AB", "1-%E4%B8%AD", "²-A"])
def test_a_code_that_no_report_has_is_said_to_be_none(service: Service, code: str) -> None:
    answer = httpx.get(f"{service.address}/verify/{code}", headers={"accept-language": "en"})

    assert answer.status_code == 404
    assert "No report carries this code" in answer.text


def test_wechat_on_android_is_sent_to_a_browser_that_can_save_and_takes_nothing_away(
    service: Service,
) -> None:
    token = service.core.filing.token("wechat", "oLi", kept(service, "报告.docx", b"report"))
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.50 Weixin"
    with httpx.Client(base_url=service.address, headers={"user-agent": android}) as inside:
        page = inside.get(f"/reports/{token}")
    with httpx.Client(base_url=service.address) as outside:
        opened = outside.get(f"/reports/{token}")

    assert page.status_code == 200
    assert "在浏览器打开" in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert opened.headers["content-disposition"].startswith("attachment")
