"""Updates brought to us, over real HTTP: whose word is taken, and when we say that we have it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from support.telegram_api import TelegramApi
from support.telegram_bot import Application
from support.telegram_people import wait_until

from bot.channels.base import InboundMessage
from bot.channels.telegram import PATH
from bot.channels.telegram.gateway import LARGEST_UPDATE, connect
from bot.clock import SystemClock

SECRET = "a-planted-Secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@contextmanager
def listening(api: TelegramApi, application: Application) -> Iterator[str]:
    """The adapter's webhook, served; the address of the service."""
    server = uvicorn.Server(uvicorn.Config(Starlette(), host="127.0.0.1", port=0, log_config=None))
    socket = server.config.bind_socket()
    address = f"http://127.0.0.1:{socket.getsockname()[1]}"
    gateway = connect(
        api.token,
        api.address,
        read=application.files.__getitem__,
        keep=application.keep,
        clock=SystemClock(),
        webhook=(address + PATH, SECRET),
    )
    server.config.app = Starlette(
        routes=gateway.routes(application.hear), lifespan=lambda _app: gateway.running(application.hear)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield address + PATH
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        socket.close()


def update(number: int = 1, text: str = "好") -> dict[str, Any]:
    chat = {"id": 7, "type": "private", "first_name": "Li"}
    return {"update_id": number, "message": {"message_id": 1, "date": 1, "chat": chat, "text": text}}


def test_the_platform_is_told_where_and_brings_what_happens(api: TelegramApi) -> None:
    application, li = Application(), api.person()
    li.say("早就说了")
    with listening(api, application) as address:
        li.say("后来说的")
        application.hears(2)
        wait_until(lambda: api.unacknowledged() == 0)

        assert api.webhook == {"url": address, "secret": SECRET}
    [call] = api.called("setWebhook")
    assert call.given["drop_pending_updates"] == "false"
    assert json.loads(call.given["allowed_updates"])[-1] == "my_chat_member"
    assert application.texts() == ["早就说了", "后来说的"]
    assert api.called("getUpdates") == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, json.dumps(update())),
        ({HEADER: ""}, json.dumps(update())),
        ({HEADER: SECRET[:-1]}, json.dumps(update())),
        ({HEADER: SECRET + "x"}, json.dumps(update())),
        ({HEADER: "密".encode()}, json.dumps(update())),
        ({HEADER: SECRET}, "not json"),
        ({HEADER: SECRET}, b"\xff\xfe"),
        ({HEADER: SECRET}, "[" * 100_000),
        ({HEADER: SECRET}, "[1]"),
        ({HEADER: SECRET}, '{"message": {}}'),
        ({HEADER: SECRET}, json.dumps(update(text="长" * LARGEST_UPDATE))),
    ],
)
def test_anything_wrong_is_refused_and_never_heard(
    api: TelegramApi, headers: dict[str, str], body: str | bytes
) -> None:
    application = Application()
    with listening(api, application) as address:
        answer = httpx.post(address, content=body, headers=headers)

        assert answer.status_code == 403
        assert application.heard == []


def test_an_update_that_cannot_be_read_is_taken_so_that_it_does_not_come_for_ever(api: TelegramApi) -> None:
    with listening(api, Application()) as address:
        poison = {"update_id": 5, "message": {"no": "chat"}}
        answer = httpx.post(address, json=poison, headers={HEADER: SECRET})

        assert answer.status_code == 200


def test_what_could_not_be_kept_is_brought_again(api: TelegramApi) -> None:
    failures = iter(range(2))

    async def fail(message: InboundMessage) -> None:
        if next(failures, None) is not None:
            raise RuntimeError("the database is away")

    application, li = Application(before=fail), api.person()
    with listening(api, application):
        li.say("一")
        li.say("二")
        application.hears(2)

    assert application.texts() == ["一", "二"]
    assert api.refused_by_webhook == [500, 500]


def test_two_of_a_person_at_once_run_one_after_the_other(api: TelegramApi) -> None:
    running: list[str] = []
    overlaps: list[str] = []

    async def watch(message: InboundMessage) -> None:
        overlaps.extend(running)
        running.append(message.text)
        await asyncio.sleep(0.2)
        running.remove(message.text)

    application = Application(before=watch)
    with listening(api, application) as address:
        threads = [
            threading.Thread(
                target=httpx.post,
                args=(address,),
                kwargs={"json": update(number, str(number)), "headers": {HEADER: SECRET}},
            )
            for number in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(application.texts()) == ["0", "1", "2"]
    assert overlaps == []
