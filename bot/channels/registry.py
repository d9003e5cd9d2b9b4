"""Every channel by name, with what it can do. A new channel is one line here; nothing registers itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.channels import console, telegram, wechat, wecom, wecom_kf
from bot.channels.base import Capabilities
from bot.channels.web import channel as web

CHANNELS: Final[Mapping[str, Capabilities]] = {
    console.NAME: console.ConsoleChannel.capabilities,
    web.NAME: web.WebChannel.capabilities,
    telegram.NAME: telegram.CAPABILITIES,
    wechat.NAME: wechat.CAPABILITIES,
    wecom.NAME: wecom.CAPABILITIES,
    wecom_kf.NAME: wecom_kf.CAPABILITIES,
}


def without_passive_reply() -> frozenset[str]:
    """The channels whose replies cannot go back in the request that brought the message."""
    return frozenset(name for name, can in CHANNELS.items() if not can.passive_reply)
