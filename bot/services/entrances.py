"""The ways into the chat with a one-time code: a link for every channel that is switched on and has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import structlog

from bot.channels.base import DeliveryError, Invites

log = structlog.get_logger("bot.entrances")

WEB = "web"
_ORDER = ("wechat", "wecom_kf", "wecom", "telegram", WEB)  # what most people have comes first


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way in: the channel and the link, which its QR code holds too."""

    channel: str
    link: str


class Entrances:
    """Makes the links of a code. A platform that cannot be reached now is left out, and that is logged."""

    def __init__(self, web: str, gateways: Iterable[object]) -> None:
        """`web` is the address of the chat page, empty when it is switched off."""
        self._web = web
        self._gateways: Sequence[Invites] = [one for one in gateways if isinstance(one, Invites)]

    def of(self, code: str) -> tuple[Entrance, ...]:
        """The ways in with that code. Blocking: platforms may be asked."""
        found = [Entrance(WEB, self.web(code))] if self._web else []
        for gateway in self._gateways:
            name = gateway.channel.name
            try:
                link = gateway.invitation_link(code)
            except DeliveryError as error:
                log.warning("no_invitation_link", channel=name, error=error.code)
                continue
            if link:
                found.append(Entrance(name, link))
        return tuple(sorted(found, key=_rank))

    def web(self, code: str) -> str:
        """The link to the chat page alone: no platform has to be asked."""
        return f"{self._web}?code={quote(code)}" if self._web else ""


def _rank(entrance: Entrance) -> int:
    return _ORDER.index(entrance.channel) if entrance.channel in _ORDER else len(_ORDER)
