"""What the platform brings, as what happened: a message, a file to be fetched, news of what was sent. Pure.

Only what is needed is looked at; events nobody knows yet are passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from bot.channels.base import Act, DeliveryNews, InboundFile, InboundMessage, Kind
from bot.channels.tencent.xml import Fields, several, text
from bot.channels.wechat import NAME
from bot.clock import SHANGHAI
from bot.errors import InputError

VERSION: Final = "1"  # of the spelling of what a menu message's item carries
LONGEST_ITEM: Final = 64  # bytes

_ID: Final = re.compile(r"[\w@.-]{1,64}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_SCENE: Final = "qrscene_"
# What a message can be that the bot cannot read, and what the conversation calls it.
_UNREADABLE: Final = {
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "location": "location",
    "link": "other",
}
# What stands in place of a file, a sticker or a card, which the platform shows to nobody.
_HIDDEN: Final = ("【收到不支持的消息类型，暂无法显示】", "[Unsupported Message]")
_ACCEPTED: Final = "accept"
_REFUSED: Final = "reject"
_SENT: Final = "success"
_BLOCKED: Final = "user block"


Make: TypeAlias = partial[InboundMessage]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What happened. `owner` is the account's own id, which a reply must name; `news` of messages we sent."""

    owner: str
    message: InboundMessage | None = None
    news: tuple[DeliveryNews, ...] = ()


def encode(token: str, question: str, key: str) -> str:
    """What an item of a menu message carries; empty when it does not fit."""
    spelt = f"{VERSION}|{token}|{question}|{key}"
    return spelt if "|" not in token + question and len(spelt.encode()) <= LONGEST_ITEM else ""


def parse(fields: Fields, received: datetime) -> Parsed:
    """Read one event.

    Raises:
        InputError: it lacks what every event has.
    """
    owner, account, kind = text(fields, "ToUserName"), text(fields, "FromUserName"), text(fields, "MsgType")
    if not _ID.fullmatch(owner) or not _ID.fullmatch(account) or not kind:
        raise InputError("a message without sender, receiver or kind")
    make = partial(
        InboundMessage,
        channel=NAME,
        account=account,
        key=_key(fields, owner, account),
        received=received,
    )
    if kind == "event":
        event = text(fields, "Event")
        doing, outcome = _DOINGS.get(event), _OUTCOMES.get(event)
        return Parsed(owner, doing(fields, make) if doing else None, outcome(fields) if outcome else ())
    return Parsed(owner, _said(fields, kind, partial(make, act=Act.MESSAGE), received))


def _key(fields: Fields, owner: str, account: str) -> str:
    """What is the same for every delivery of one event, and of no other.

    A message's number alone is not: two people's have been seen to be the same. Events have none, and two in
    one second are told apart by all they say.
    """
    number, created = text(fields, "MsgId"), text(fields, "CreateTime")
    if _NUMBER.fullmatch(number):
        return f"{owner}:{account}:{number}"
    if not _NUMBER.fullmatch(created):
        raise InputError("a message without number or time")
    said = hashlib.sha256(repr(sorted(fields.items())).encode("utf-8", "replace")).hexdigest()[:24]
    return f"{owner}:{account}:{created}:{text(fields, 'Event')[:40]}:{said}"


def _said(fields: Fields, kind: str, make: Make, received: datetime) -> InboundMessage:
    if kind == "text":
        return _text(fields, make)
    if kind == "image" and text(fields, "MediaId"):
        name = f"photo-{received.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.jpg"
        file = InboundFile(name, "", "image/jpeg", 0)
        return make(kind=Kind.FILE, file=file, source=text(fields, "MediaId"))
    return make(kind=Kind.UNSUPPORTED, text=_UNREADABLE.get(kind, "other"))


def _text(fields: Fields, make: Make) -> InboundMessage:
    """Words, or a tap on an item of a menu message, which also comes as its words."""
    said = text(fields, "Content")
    item = text(fields, "bizmsgmenuid")
    if item:
        version, *parts = item.split("|", 3)
        if version == VERSION and len(parts) == 3:  # noqa: PLR2004 - token, question, key
            token, question, key = parts
            return make(kind=Kind.TAP, token=token, question=question, keys=(key,))
        return make(kind=Kind.TAP)  # an item of an older version, or of another program
    if not said.strip():
        return make(kind=Kind.UNSUPPORTED, text="sticker")
    if said.strip() in _HIDDEN:
        return make(kind=Kind.UNSUPPORTED, text="hidden")
    return make(kind=Kind.TEXT, text=said)


def _consent(answers: list[Fields], make: Make) -> InboundMessage | None:
    """Which forms she agreed to be sent once more, and which she does not want."""
    said = [(text(one, "TemplateId"), text(one, "SubscribeStatusString")) for one in answers]
    grants = tuple(form for form, status in said if form and status == _ACCEPTED)
    withdrawn = tuple(form for form, status in said if form and status == _REFUSED)
    if not grants and not withdrawn:
        return None
    return make(kind=Kind.NOTICE, grants=grants, withdrawn=withdrawn)


def _followed(fields: Fields, make: Make) -> InboundMessage:
    key = text(fields, "EventKey")
    return make(
        kind=Kind.START, code=key.removeprefix(_SCENE) if key.startswith(_SCENE) else "", act=Act.FOLLOW
    )


# What a person does besides talking. The rest (a page opened from the menu, where her phone is) is passed
# over: nobody waits for words then.
_DOINGS: Final[Mapping[str, Callable[[Fields, Make], InboundMessage | None]]] = {
    "subscribe": _followed,
    "unsubscribe": lambda _fields, make: make(kind=Kind.LEAVE),
    "SCAN": lambda fields, make: make(kind=Kind.START, code=text(fields, "EventKey"), act=Act.SCAN),
    "CLICK": lambda fields, make: make(kind=Kind.TEXT, text=text(fields, "EventKey"), act=Act.MENU),
    "scancode_waitmsg": lambda fields, make: make(
        kind=Kind.START, code=text(fields, "ScanCodeInfo", "ScanResult"), act=Act.MENU
    ),
    "scancode_push": lambda _fields, make: make(kind=Kind.NOTICE, act=Act.MENU),
    "subscribe_msg_popup_event": lambda fields, make: _consent(
        several(fields, "SubscribeMsgPopupEvent", "List"), make
    ),
    "subscribe_msg_change_event": lambda fields, make: _consent(
        several(fields, "SubscribeMsgChangeEvent", "List"), make
    ),
}


def _sent(lines: list[Fields]) -> tuple[DeliveryNews, ...]:
    return tuple(
        _news(text(one, "MsgID"), delivered=text(one, "ErrorCode") == "0", code="not_delivered")
        for one in lines
        if text(one, "MsgID")
    )


def _finished(fields: Fields) -> tuple[DeliveryNews, ...]:
    number, status = text(fields, "MsgID"), text(fields, "Status")
    code = "refused" if _BLOCKED in status else "not_delivered"
    return (_news(number, delivered=status == _SENT, code=code),) if number else ()


def _news(number: str, *, delivered: bool, code: str) -> DeliveryNews:
    return DeliveryNews(NAME, number, delivered, "" if delivered else code)


# What became of what we sent.
_OUTCOMES: Final[Mapping[str, Callable[[Fields], tuple[DeliveryNews, ...]]]] = {
    "subscribe_msg_sent_event": lambda fields: _sent(several(fields, "SubscribeMsgSentEvent", "List")),
    "TEMPLATESENDJOBFINISH": _finished,
}
