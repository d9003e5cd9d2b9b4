"""What the page posts, strictly read, as an `InboundMessage`; and prompts as the page wants them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.channels.base import InboundFile, InboundMessage, Kind
from bot.channels.web.channel import NAME
from bot.conversation.prompt import Attachment, Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.errors import InputError

MAX_TEXT = 4000  # characters; the page's own limit is the same
MAX_KEYS = 100
_ID = re.compile(r"[0-9a-f]{32}")
_SHORT = re.compile(r"[^\x00-\x1f]{0,100}")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who is asking: the signed cookie's account and the language of the browser."""

    account: str
    locale: str


def message(body: object, sender: Sender, received: datetime) -> InboundMessage:
    """Read one posted message.

    Raises:
        InputError: it has not the shape the page sends.
    """
    if not isinstance(body, dict):
        raise InputError("a message is a JSON object")
    key = _id(body.get("id"))
    make = partial(
        InboundMessage,
        channel=NAME,
        account=sender.account,
        key=key,
        received=received,
        locale=sender.locale,
    )
    match body.get("kind"):
        case "text":
            text = body.get("text")
            if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
                raise InputError(f"text: 1 to {MAX_TEXT} characters")
            return make(kind=Kind.TEXT, text=text)
        case "tap":
            keys = body.get("keys")
            if not isinstance(keys, list) or len(keys) > MAX_KEYS:
                raise InputError("keys: a list of choices")
            return make(
                kind=Kind.TAP,
                question=_short(body.get("question")),
                token=_short(body.get("token")),
                keys=tuple(_short(item) for item in keys),
            )
        case "start":
            return make(kind=Kind.START, code=_short(body.get("code", "")))
        case _:
            raise InputError("kind: text, tap or start")


def file_message(key: object, file: InboundFile, sender: Sender, received: datetime) -> InboundMessage:
    """One uploaded file, already stored.

    Raises:
        InputError: the id has not the shape the page sends.
    """
    return InboundMessage(
        channel=NAME,
        account=sender.account,
        key=_id(key),
        kind=Kind.FILE,
        received=received,
        file=file,
        locale=sender.locale,
    )


def drawn(prompt: Prompt, link: Callable[[Attachment], str]) -> Mapping[str, Any]:
    """A prompt as the page draws it: every field present, attachments with an address instead of a hash."""
    data = {
        "lead": "",
        "question": "",
        "token": "",
        "options": [],
        "multiple": False,
        "ticked": [],
        "shortcuts": [],
        "done": 0,
        "total": 0,
        **prompt_to_json(prompt),
    }
    data["attachments"] = [
        {"kind": file.kind.value, "name": file.name, "caption": file.caption, "url": link(file)}
        for file in prompt.attachments
    ]
    return data


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InputError("id: 32 hexadecimal digits")
    return value


def _short(value: object) -> str:
    if not isinstance(value, str) or not _SHORT.fullmatch(value):
        raise InputError("a name is at most 100 characters")
    return value
