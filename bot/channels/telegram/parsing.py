"""A raw update as what happened: a message, a file to be fetched, a tick, or nothing that concerns us. Pure.

Only what is needed is looked at; fields nobody knows yet change nothing. Only private chats count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeAlias

from bot.channels.base import InboundMessage, Kind
from bot.channels.telegram import NAME
from bot.channels.telegram.drawing import Act, Data, Key, Keyboard, decode
from bot.clock import SHANGHAI
from bot.errors import InputError

# What a message can hold that the bot cannot read, and what the conversation calls it. The order matters:
# an animation also comes as a document.
_UNREADABLE: Final = {
    "voice": "voice",
    **dict.fromkeys(("video_note", "video", "animation"), "video"),
    "sticker": "sticker",
    **dict.fromkeys(("location", "venue"), "location"),
    **dict.fromkeys(
        ("audio", "contact", "poll", "dice", "game", "story", "paid_media", "checklist", "invoice"), "other"
    ),
}
_GONE: Final = ("kicked", "left")
_IN: Final = ("member", "administrator", "restricted")


@dataclass(frozen=True, slots=True)
class Upload:
    """A message whose file is still at the platform; `size` is 0 when that is not told."""

    message: InboundMessage
    file_id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Press:
    """A tap on the keyboard of a multiple choice. `keyboard` is as the platform last showed it."""

    message: InboundMessage
    place: int  # the id of the message that has the keyboard
    data: Data
    keyboard: Keyboard


@dataclass(frozen=True, slots=True)
class InGroup:
    """The bot was put into a group, or spoken to in one."""

    chat: int
    locale: str


Event: TypeAlias = InboundMessage | Upload | Press | InGroup


@dataclass(frozen=True, slots=True)
class Parsed:
    """What happened. `callback` is the tap to be acknowledged, `place` the message it was on.

    `returned`: she let the bot write again after she had blocked it.
    """

    event: Event
    callback: str = ""
    place: int = 0
    returned: bool = False


def update_id(raw: object) -> int | None:
    """The number of an update, or None when it has none."""
    match raw:
        case {"update_id": int(number)}:
            return number
        case _:
            return None


def chat_of(raw: object) -> int | None:
    """The chat an update belongs to, as far as can be seen: what keeps its order."""
    match raw:
        case (
            {"message": {"chat": {"id": int(chat)}}}
            | {"edited_message": {"chat": {"id": int(chat)}}}
            | {"callback_query": {"message": {"chat": {"id": int(chat)}}}}
            | {"my_chat_member": {"chat": {"id": int(chat)}}}
        ):
            return chat
        case _:
            return None


def parse(raw: object, received: datetime) -> Parsed | None:
    """Read one update; None when there is nothing in it for us.

    Raises:
        InputError: it lacks what every update of its kind has.
    """
    number = update_id(raw)
    if number is None or not isinstance(raw, Mapping):
        raise InputError("an update without a number")
    make = partial(InboundMessage, channel=NAME, key=str(number), received=received)
    match raw:
        case {"message": message}:
            return _said(message, make)
        case {"edited_message": message}:
            return _edited(message, make)
        case {"callback_query": query}:
            return _tapped(query, make)
        case {"my_chat_member": change}:
            return _membership(change, make)
        case _:
            return None


def _said(message: Any, make: partial[InboundMessage]) -> Parsed | None:  # noqa: ANN401 - JSON of a stranger
    chat, private = _chat(message)
    locale = _locale(message)
    if not private:
        return None if "left_chat_member" in message else Parsed(InGroup(chat, locale))
    make = partial(make, account=str(chat), locale=locale)
    if isinstance(message.get("text"), str):
        return Parsed(_text(_clean(message["text"]), make))
    unreadable = next((what for name, what in _UNREADABLE.items() if name in message), None)
    if unreadable is not None:
        return Parsed(make(kind=Kind.UNSUPPORTED, text=unreadable))
    caption = _clean(str(message.get("caption", "")))
    match message:
        case {"document": {"file_id": str(file_id)} as document}:
            name, media_type = _clean(str(document.get("file_name", "file"))), document.get("mime_type", "")
            return Parsed(
                Upload(make(kind=Kind.FILE, text=caption), file_id, name, str(media_type), _size(document))
            )
        case {"photo": [*_, {"file_id": str(file_id)} as largest]}:
            name = f"photo-{_when(message):%Y%m%d-%H%M%S}.jpg"
            return Parsed(
                Upload(make(kind=Kind.FILE, text=caption), file_id, name, "image/jpeg", _size(largest))
            )
        case {"document": _} | {"photo": _}:
            raise InputError("a file without an id")
        case _:
            return None  # a service message: something was pinned, a timer was set


def _text(text: str, make: partial[InboundMessage]) -> InboundMessage:
    """Words, or a command: `/start CODE` opens the chat, any other is words to us."""
    if not text.startswith("/"):
        return make(kind=Kind.TEXT, text=text)
    command, _, argument = text.partition(" ")
    name = command.partition("@")[0]
    if name == "/start":
        return make(kind=Kind.START, code=argument.strip())
    return make(kind=Kind.TEXT, text=f"{name} {argument}".strip())


def _edited(message: Any, make: partial[InboundMessage]) -> Parsed | None:  # noqa: ANN401 - see above
    """Words changed afterwards are not read: they would answer whatever is asked by now."""
    chat, private = _chat(message)
    if not private or not ("text" in message or "caption" in message):
        return None  # a location that moves
    return Parsed(make(account=str(chat), locale=_locale(message), kind=Kind.UNSUPPORTED, text="edited"))


def _tapped(query: Any, make: partial[InboundMessage]) -> Parsed | None:  # noqa: ANN401 - see above
    match query:
        case {"id": str(callback), "message": {"message_id": int(place)} as message}:
            pass
        case {"id": str(_)}:
            return None  # on a message sent by way of another bot or chat
        case _:
            raise InputError("a tap without its number")
    chat, private = _chat(message)
    if not private:
        return None
    make = partial(make, account=str(chat), locale=_locale(query), kind=Kind.TAP)
    data = decode(str(query.get("data", "")))
    event: Event
    match data:
        case None:
            event = make()  # nobody's button by now: an old one
        case Data(act=Act.PICK):
            event = make(question=data.question, token=data.token, keys=(data.key,))
        case _:
            keyboard = _keyboard(message)
            event = Press(make(), place, data, keyboard) if keyboard else make()
    return Parsed(event, callback, place)


def _membership(change: Any, make: partial[InboundMessage]) -> Parsed | None:  # noqa: ANN401 - see above
    chat, private = _chat(change)
    match change:
        case {"new_chat_member": {"status": str(status)}}:
            pass
        case _:
            raise InputError("a change of membership without a status")
    locale = _locale(change)
    if not private:
        return Parsed(InGroup(chat, locale)) if status in _IN else None
    if status not in (*_GONE, *_IN):
        return None
    gone = status in _GONE
    kind = Kind.LEAVE if gone else Kind.START
    return Parsed(make(account=str(chat), locale=locale, kind=kind), returned=not gone)


def _chat(holder: Any) -> tuple[int, bool]:  # noqa: ANN401 - see above
    match holder:
        case {"chat": {"id": int(chat), **rest}}:
            return chat, rest.get("type") == "private"
        case _:
            raise InputError("no chat")


def _locale(holder: Mapping[str, Any]) -> str:
    """English or Chinese as the app is set; empty for any other language."""
    match holder:
        case {"from": {"language_code": str(code)}}:
            return {"en": "en", "zh": "zh-CN"}.get(code[:2].lower(), "")
        case _:
            return ""


def _keyboard(message: Mapping[str, Any]) -> Keyboard:
    match message:
        case {"reply_markup": {"inline_keyboard": list(rows)}}:
            return tuple(
                tuple(Key(str(key.get("text", "")), str(key.get("callback_data", ""))) for key in row)
                for row in rows
            )
        case _:
            return ()


def _size(file: Mapping[str, Any]) -> int:
    size = file.get("file_size")
    return size if isinstance(size, int) else 0


def _when(message: Mapping[str, Any]) -> datetime:
    date = message.get("date")
    moment = datetime.fromtimestamp(date if isinstance(date, int) else 0, UTC)
    return moment.astimezone(SHANGHAI)


def _clean(text: str) -> str:
    """Text that every database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
