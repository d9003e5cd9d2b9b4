"""A verified event of the app as what happened: a message, a file to be fetched, a tap on a card. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from bot.channels.base import InboundMessage, Kind
from bot.channels.tencent.xml import Fields, several, text
from bot.channels.wecom import NAME
from bot.channels.wecom.drawing import Data
from bot.clock import SHANGHAI
from bot.errors import InputError

_UNREADABLE: Final = {"voice": "voice", "video": "video", "shortvideo": "video", "location": "location"}
_START: Final = ("/start", "绑定")
_MEMBER: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_TIME: Final = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What happened. `media` is the id of the file that came along.

    `response` lets the card that was tapped be changed once, to say `picked`.
    """

    message: InboundMessage
    media: str = ""
    name: str = ""
    response: str = ""
    picked: str = ""


def parse(fields: Fields, received: datetime) -> Parsed | None:
    """Read one event; None when there is nothing in it for us.

    Raises:
        InputError: it lacks what every event of its kind has.
    """
    member, kind = text(fields, "FromUserName"), text(fields, "MsgType")
    if not _MEMBER.fullmatch(member) or not _MEMBER.fullmatch(text(fields, "ToUserName")) or not kind:
        raise InputError("an event without sender, receiver or kind")
    make = partial(InboundMessage, channel=NAME, account=member, key=_key(fields), received=received)
    if kind == "event":
        return _event(fields, make)
    if not _NUMBER.fullmatch(text(fields, "MsgId")):
        raise InputError("a message without its number")
    match kind:
        case "text":
            return Parsed(_said(text(fields, "Content"), make))
        case "image" | "file":
            return _file(fields, kind, make)
        case _:
            return Parsed(make(kind=Kind.UNSUPPORTED, text=_UNREADABLE.get(kind, "other")))


def _said(words: str, make: partial[InboundMessage]) -> InboundMessage:
    """Words, or an invitation's code after `/start` or 绑定."""
    words = words.replace("\0", "").strip()
    first, _, rest = words.partition(" ")
    if first in _START:
        return make(kind=Kind.START, code=rest.strip())
    return make(kind=Kind.TEXT, text=words)


def _file(fields: Fields, kind: str, make: partial[InboundMessage]) -> Parsed:
    media = text(fields, "MediaId")
    if not media:
        raise InputError("a file without an id")
    name = text(fields, "FileName")
    if not name and kind == "image":
        name = f"photo-{_when(fields).astimezone(SHANGHAI):%Y%m%d-%H%M%S}.jpg"
    return Parsed(make(kind=Kind.FILE), media=media, name=name)


def _event(fields: Fields, make: partial[InboundMessage]) -> Parsed | None:
    match text(fields, "Event"):
        case "enter_agent":
            # She opens the chat many times; only the first is worth a greeting: its key is always the same.
            return Parsed(make(kind=Kind.START, key=f"{_pair(fields)}:enter_agent"))
        case "subscribe":
            return Parsed(make(kind=Kind.NOTICE))
        case "unsubscribe":
            return Parsed(make(kind=Kind.LEAVE))
        case "click":
            return Parsed(_said(text(fields, "EventKey"), make))
        case "template_card_event":
            return _tapped(fields, make)
        case _:
            return None  # a page was opened, a location reported: nothing for us


def _tapped(fields: Fields, make: partial[InboundMessage]) -> Parsed:
    make = partial(make, kind=Kind.TAP)
    data = Data.read(text(fields, "EventKey"))
    if data is None:
        return Parsed(make())  # nobody's button by now: an old one
    keys = _ticked(fields) if data.several else (data.key,)
    message = make(question=data.question, token=data.token, keys=keys)
    return Parsed(message, response=text(fields, "ResponseCode"), picked=data.label)


def _ticked(fields: Fields) -> tuple[str, ...]:
    """The options that were ticked, in the card's order."""
    found: list[str] = []
    for item in several(fields, "SelectedItems", "SelectedItem"):
        options = item.get("OptionIds", {})
        ids = options.get("OptionId", []) if isinstance(options, dict) else []
        found += [one for one in (ids if isinstance(ids, list) else [ids]) if isinstance(one, str) and one]
    return tuple(found)


def _pair(fields: Fields) -> str:
    return f"{text(fields, 'ToUserName')}:{text(fields, 'FromUserName')}"


def _key(fields: Fields) -> str:
    """What tells events apart: numbers alone have been seen twice, and a second holds several events."""
    number = text(fields, "MsgId")
    if _NUMBER.fullmatch(number):
        return f"{_pair(fields)}:{number}"
    whole = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
    parts = [text(fields, name)[:40] for name in ("CreateTime", "Event")]
    return ":".join([_pair(fields), *parts, whole])


def _when(fields: Fields) -> datetime:
    stamp = text(fields, "CreateTime")
    return datetime.fromtimestamp(int(stamp) if _TIME.fullmatch(stamp) else 0, UTC)
