"""A person with a browser: from the first message to a finished diagnosis."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import browser
from support.service import Service, configured, served

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with served(configured(tmp_path, "sme2024")) as service:
        yield service


def opened(chromium: Browser, service: Service, size: dict[str, int], **more: str) -> Page:
    context = chromium.new_context(viewport=size, locale=more.get("locale", "zh-CN"))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{service.address}/chat")
    page.wait_for_selector(".bot .bubble")
    return page


def settled(page: Page, turns: int) -> None:
    """Wait until that many of the person's messages are answered."""
    expect(page.locator(".turn.me")).to_have_count(turns)
    expect(page.locator(".status")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_first_message_to_the_result(
    chromium: Browser, service: Service, size: dict[str, int]
) -> None:
    page = opened(chromium, service, size)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda line: failures.append(line.text) if line.type == "error" else None)
    for turn in range(60):
        buttons = page.locator(".option:enabled")
        if not buttons.count():
            break
        several = page.locator(".done:enabled").count() > 0
        buttons.nth(min(1, buttons.count() - 1) if turn else 0).click()
        if several:
            page.locator(".done:enabled").click()
        settled(page, turn + 1)
        if page.locator(".bot .bubble").filter(has_text="诊断结果").count():
            break
    else:
        pytest.fail("no result after sixty turns")

    assert page.locator(".bot .bubble").filter(has_text=re.compile("诊断结果")).count() == 1
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert failures == []


def test_what_was_said_is_there_again_after_a_reload(chromium: Browser, service: Service) -> None:
    page = opened(chromium, service, PHONE)
    page.locator(".option:enabled").first.click()
    settled(page, 1)
    before = page.locator(".bubble").all_inner_texts()

    page.reload()
    page.wait_for_selector(".option:enabled")

    after = page.locator(".bubble").all_inner_texts()
    assert len(after) == len(before)
    assert page.locator(".option:enabled").count() > 1


def test_a_broken_connection_loses_nothing_and_repeats_nothing(chromium: Browser, service: Service) -> None:
    page = opened(chromium, service, PHONE)
    page.locator(".option:enabled").first.click()
    settled(page, 1)

    page.context.set_offline(True)
    page.locator("#text").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator(".status.failed")).to_be_visible()
    page.context.set_offline(False)
    settled(page, 2)

    with service.core.database.read() as work:
        answers = work.diagnoses.answers(1)
    assert answers == {"q01": ["B"]}


def test_the_keyboard_alone_is_enough(chromium: Browser, service: Service) -> None:
    page = opened(chromium, service, DESKTOP)

    page.locator(".option:enabled").first.focus()
    page.keyboard.press("Enter")
    settled(page, 1)
    page.locator("#text").focus()
    page.keyboard.type("还剩多少")
    page.keyboard.press("Enter")
    settled(page, 2)

    assert page.locator("[role=log]").count() == 1
    assert page.locator("button:not([aria-label])").filter(has_text=re.compile("^$")).count() == 0


def test_a_file_can_be_sent(chromium: Browser, service: Service, tmp_path: Path) -> None:
    page = opened(chromium, service, PHONE)
    page.locator(".option:enabled").first.click()
    settled(page, 1)
    (tmp_path / "截图.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    page.locator("#file").set_input_files(tmp_path / "截图.png")
    settled(page, 2)

    expect(page.locator(".bot .bubble").last).to_contain_text("截图.png")
    with service.core.database.read() as work:
        assert [row.name for row in work.diagnoses.evidence(1)] == ["截图.png"]


def test_english(chromium: Browser, service: Service) -> None:
    page = opened(chromium, service, PHONE, locale="en-GB")

    assert page.locator("html").get_attribute("lang") == "en"
    assert re.search("[A-Za-z]{4}", page.locator(".bot .bubble").first.inner_text())
