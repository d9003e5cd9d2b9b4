"""The link that opens the chat with a code: the bot's name is asked once, and never while it cannot be."""

from __future__ import annotations

import pytest
from support.clock import FrozenClock
from support.telegram_api import TelegramApi

from bot.channels.base import DeliveryError, InboundFile, Invites
from bot.channels.telegram.gateway import TelegramGateway, connect
from bot.services.entrances import Entrance, Entrances


def gateway(address: str, token: str) -> TelegramGateway:
    def keep(name: str, media_type: str, content: bytes) -> InboundFile:
        return InboundFile(name, "", media_type, len(content))

    return connect(token, address, read=lambda _sha256: b"", keep=keep, clock=FrozenClock())


def test_the_name_is_asked_once(api: TelegramApi) -> None:
    telegram = gateway(api.address, api.token)

    assert isinstance(telegram, Invites)
    assert telegram.invitation_link("ABCDE23456") == "https://t.me/wenzhen_test_bot?start=ABCDE23456"
    assert telegram.invitation_link("FGHJK23456") == "https://t.me/wenzhen_test_bot?start=FGHJK23456"


def test_a_platform_that_refuses_is_left_out_and_the_others_are_there(api: TelegramApi) -> None:
    wrong = gateway(api.address, "1:wrong")
    with pytest.raises(DeliveryError):
        wrong.invitation_link("ABCDE23456")

    entrances = Entrances("https://wenzhen.example.org/chat", (wrong, gateway(api.address, api.token)))
    assert entrances.of("ABCDE23456") == (
        Entrance("telegram", "https://t.me/wenzhen_test_bot?start=ABCDE23456"),
        Entrance("web", "https://wenzhen.example.org/chat?code=ABCDE23456"),
    )


def test_what_is_switched_off_has_no_way_in(api: TelegramApi) -> None:
    only = Entrances("", (object(), gateway(api.address, api.token)))

    assert [one.channel for one in only.of("ABCDE23456")] == ["telegram"]
    assert only.web("ABCDE23456") == ""
