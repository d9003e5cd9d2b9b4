"""One pulled message as what happened: words, a tap on a menu, a file, an event. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from bot.channels.base import Act, DeliveryNews, InboundMessage, Kind
from bot.channels.wecom_kf import NAME
from bot.channels.wecom_kf.drawing import read_id
from bot.clock import SHANGHAI
from bot.errors import InputError

CUSTOMER: Final = 3  # `origin` of what a customer sent
WELCOME_LASTS: Final = timedelta(seconds=20)

# `change_type` of a conversation: taken from the pool, passed on, taken up again; ended.
TAKEN_OVER: Final = (1, 2, 4)
ENDED: Final = 3

# Why a message that was taken did not arrive, in our codes.
FAILURES: Final[Mapping[int, str]] = {
    0: "platform_refused",
    1: "bad_kf",
    2: "not_authorised",
    4: "window_closed",
    5: "session_taken",
    6: "window_used_up",
    8: "not_authorised",
    10: "refused",
}
_UNREADABLE: Final = {"voice": "voice", "video": "video", "location": "location"}
_CODE: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MEDIA: Final = re.compile(r"[\x21-\x7e]{1,512}")
_ID: Final = re.compile(r"[\x21-\x7e]{1,100}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What happened. `media` is the id of the file that came along, `welcome` a code for a free greeting."""

    message: InboundMessage
    media: str = ""
    name: str = ""
    welcome: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A colleague took a conversation over, or gave it back."""

    account: str
    taken: bool


Event: TypeAlias = Parsed | DeliveryNews | Taken


def parse(raw: Mapping[str, Any], now: datetime) -> Event | None:
    """Read one pulled message; None when there is nothing in it for us.

    Raises:
        InputError: it lacks what every message of its kind has.
    """
    match raw:
        case {"msgid": str(number), "msgtype": str(kind)} if _ID.fullmatch(number):
            pass
        case _:
            raise InputError("a message without number or kind")
    sent = _when(raw, now)
    content = raw.get(kind)
    if not isinstance(content, Mapping):
        raise InputError("a message without content")
    if kind == "event":
        return _event(content, number, sent)
    if raw.get("origin") != CUSTOMER:
        return None  # a colleague's answer by hand
    make = partial(
        InboundMessage, channel=NAME, account=_customer(raw), key=number, received=sent, act=Act.MESSAGE
    )
    match kind:
        case "text":
            return Parsed(_said(content, make))
        case "image" | "file":
            return _file(content, kind, sent, make)
        case _:
            return Parsed(make(kind=Kind.UNSUPPORTED, text=_UNREADABLE.get(kind, "other")))


def _said(content: Mapping[str, Any], make: partial[InboundMessage]) -> InboundMessage:
    menu, words = content.get("menu_id"), _storable(str(content.get("content", "")))
    if isinstance(menu, str) and menu:
        data = read_id(_storable(menu))
        if data is not None:
            token, question, key = data
            return make(kind=Kind.TAP, question=question, token=token, keys=(key,))
    return make(kind=Kind.TEXT, text=words)


def _storable(words: str) -> str:
    """Without what no database takes: JSON may bring half a pair, and one such message would hold up all."""
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _file(content: Mapping[str, Any], kind: str, sent: datetime, make: partial[InboundMessage]) -> Parsed:
    media = content.get("media_id")
    if not isinstance(media, str) or not _MEDIA.fullmatch(media):
        raise InputError("a file without an id")
    name = f"photo-{sent.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.jpg" if kind == "image" else ""
    return Parsed(make(kind=Kind.FILE), media=media, name=name)


def _event(event: Mapping[str, Any], number: str, sent: datetime) -> Event | None:
    match event.get("event_type"):
        case "enter_session":
            return _entered(event, number, sent)
        case "msg_send_fail":
            failed, why = str(event.get("fail_msgid", "")), event.get("fail_type", 0)
            code = FAILURES.get(why if isinstance(why, int) else 0, "platform_refused")
            return DeliveryNews(NAME, failed.partition("-")[0], delivered=False, code=code)
        case "session_status_change":
            change = event.get("change_type")
            return Taken(_customer(event), change != ENDED) if change in (*TAKEN_OVER, ENDED) else None
        case _:
            return None  # a colleague came or went, a message was taken back


def _entered(event: Mapping[str, Any], number: str, sent: datetime) -> Parsed | None:
    """She opened the chat: worth an answer when greeting costs nothing, or a link brought something new."""
    account = _customer(event)
    code, welcome = _scene(event), str(event.get("welcome_code", ""))
    make = partial(InboundMessage, channel=NAME, account=account, received=sent, kind=Kind.START, code=code)
    if welcome:
        return Parsed(make(key=number, act=Act.ENTER), welcome=welcome)
    if code:
        return Parsed(make(key=f"enter:{account}:{code}"))  # the same link opened again says nothing new
    return None


def _scene(event: Mapping[str, Any]) -> str:
    """The invitation's code a link carries: of its own, or added to it."""
    for name in ("scene_param", "scene"):
        value = str(event.get(name, ""))
        if _CODE.fullmatch(value):
            return value
    return ""


def _customer(raw: Mapping[str, Any]) -> str:
    account = raw.get("external_userid")
    if not isinstance(account, str) or not _ID.fullmatch(account):
        raise InputError("a message without a sender")
    return account


def _when(raw: Mapping[str, Any], now: datetime) -> datetime:
    """When it was sent: windows run from then. Never later than now."""
    stamp = raw.get("send_time")
    if not isinstance(stamp, int) or not 0 < stamp <= now.timestamp():
        return now
    return datetime.fromtimestamp(stamp, UTC)
