"""A person on Telegram, from /start to the report in her hand, over real HTTP with the simulator."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.service import Service, configured, served
from support.telegram_api import TOKEN, TelegramApi
from support.telegram_people import Person, wait_until

from bot.channels.base import InboundMessage, Kind
from bot.config import Config
from bot.conversation.prompt import Prompt

SECRET = "a-planted-Secret_1"
RESULT = "诊断结果（"


@pytest.fixture
def api() -> Iterator[TelegramApi]:
    with TelegramApi() as api:
        yield api


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENZHEN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WENZHEN_TELEGRAM_WEBHOOK_SECRET", SECRET)
    # People read longer than this simulator's does; the limit itself has its own test.
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.0)


def on_telegram(folder: Path, api: TelegramApi, mode: str, pack: str, port: int = 0) -> Config:
    config = configured(folder, pack)
    telegram = replace(config.channels.telegram, enabled=True, base_url=api.address, mode=mode)
    return replace(
        config,
        web=replace(config.web, public_url=f"http://127.0.0.1:{port}" if port else ""),
        jobs=replace(config.jobs, tick_seconds=1),
        channels=replace(config.channels, telegram=telegram),
    )


@pytest.fixture(params=["polling", "webhook"])
def service(request: pytest.FixtureRequest, tmp_path: Path, api: TelegramApi) -> Iterator[Service]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with served(on_telegram(tmp_path, api, request.param, "sme2024", port), port) as service:
        yield service


# On both channels the same choice: the second; of several the second and third (the first may be “none”).
def chosen(*, several: bool) -> tuple[int, ...]:
    return (1, 2) if several else (1,)


def walk_on_telegram(person: Person, done: Callable[[], bool]) -> None:
    person.start()
    person.hears()
    for _ in range(120):
        shown = person.last
        boxes = [label for label in shown.labels if label.startswith("☐")]
        choices = boxes or [label for label in shown.labels if re.match(r"\d|[A-Z] |同意", label)]
        if boxes:
            for place in chosen(several=True):
                edits = shown.edits
                person.tap(boxes[place], shown)
                wait_until(lambda shown=shown, edits=edits: shown.edits > edits)  # type: ignore[misc] # bound at once
            person.tap("选好了", shown)
        elif choices:
            first = 0 if "同意" in choices[0] else chosen(several=False)[0]
            person.tap(choices[first], shown)
        elif "提交" in shown.labels:
            person.tap("提交", shown)
        else:
            person.say("2")
        person.hears()
        if done():
            return
    pytest.fail(f"no result after 120 steps: {person.texts()[-3:]}")


def walk_on_the_web(service: Service) -> str:
    """The same choices through the web chat's door; the result's text."""
    handle, clock = service.core.inbound.handle, service.core.clock

    def say(number: int, prompt: Prompt | None) -> list[Prompt]:
        message = InboundMessage("web", "walker", f"{number:032x}", Kind.START, clock.now())
        if prompt is not None and prompt.options:
            keys = [option.key for option in prompt.options]
            places = (0,) if "yes" in keys else chosen(several=prompt.multiple)
            picked = tuple(keys[place] for place in places)
            if "submit" in keys:
                picked = ("submit",)
            message = replace(
                message, kind=Kind.TAP, question=prompt.question, token=prompt.token, keys=picked
            )
        elif prompt is not None:
            message = replace(message, kind=Kind.TEXT, text="2")
        return list(handle(message).prompts)

    prompt: Prompt | None = None
    for number in range(120):
        for shown in say(number, prompt):
            if shown.text.startswith(RESULT):
                return shown.text
            prompt = shown
    pytest.fail("no result on the web")


def results(person: Person) -> list[str]:
    return [text for text in person.texts() if text.startswith(RESULT)]


def test_from_start_to_the_report(service: Service, api: TelegramApi) -> None:
    li = api.person()

    walk_on_telegram(li, lambda: bool(results(li)))
    wait_until(lambda: any(shown.kind == "document" for shown in li.screen), lambda: str(li.texts()[-3:]), 30)

    report = next(shown for shown in li.screen if shown.kind == "document")
    assert report.name.endswith(".docx")
    assert report.file.startswith(b"PK")
    assert results(li) == [walk_on_the_web(service)]  # the same questions, answers and score
    wait_until(lambda: api.unacknowledged() == 0)


def test_duplicates_old_buttons_and_a_pause_on_the_way(service: Service, api: TelegramApi) -> None:
    li = api.person()
    li.start()
    consent = li.hears()
    agree = consent.button("1 同意，开始")["callback_data"]
    number = li.tap_data(agree, consent)
    question = li.hears()
    chat = {"id": li.id, "type": "private", "first_name": "P"}
    query = {
        "id": "9",
        "from": {"id": li.id},
        "message": {"message_id": consent.id, "chat": chat},
        "data": agree,
    }

    api.push({"update_id": number, "callback_query": query})  # the same event, brought again
    assert li.hears_nothing()
    li.tap_data(agree, consent)  # the same button, pressed again
    kindly = li.hears()
    li.say("先到这里")
    paused = li.hears()
    li.say("继续")
    again = li.hears()

    first = re.escape(question.text.splitlines()[-1])
    assert "不用了" in kindly.text
    assert "停在第 1" in paused.text
    assert re.search(first, again.text)
    wait_until(lambda: [bool(shown.keyboard) for shown in li.screen].count(True) <= 2)


def test_what_she_changed_afterwards_answers_nothing(service: Service, api: TelegramApi) -> None:
    li = api.person()
    li.start()
    li.tap("同意，开始", li.hears())
    li.hears()

    li.edit("2")

    assert "要改前面的答案" in li.hears().text
    with service.core.database.read() as work:
        assert work.diagnoses.answers(1) == {}


def test_evidence_by_photo(service: Service, api: TelegramApi) -> None:
    li = api.person()
    li.start()
    li.tap("同意，开始", li.hears())
    li.hears()

    li.send_photo(b"\xff\xd8\xff" + b"jpeg" * 100)

    assert "收到 photo-" in li.hears().text
    with service.core.database.read() as work:
        [kept] = work.diagnoses.evidence(1)
    assert service.core.filing is not None
    assert kept.name.startswith("photo-")


def test_what_was_said_while_the_service_was_down_is_answered(tmp_path: Path, api: TelegramApi) -> None:
    config = on_telegram(tmp_path, api, "polling", "sme2024")
    li = api.person()
    with served(config):
        li.start()
        li.tap("同意，开始", li.hears())
        li.hears()
    li.say("还剩多少")
    with served(config):
        answer = li.hears()

        assert "已过 0/" in answer.text


def test_a_reply_the_platform_could_not_take_arrives_later(
    service: Service, api: TelegramApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.delivery.FIRST_RETRY", timedelta(seconds=0.2))
    api.fault("sendMessage", status=500, description="Internal Server Error", times=2)
    li = api.person()

    li.start()

    assert "问诊" in li.hears().text
    assert len(li.screen) == 1
