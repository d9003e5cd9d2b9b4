"""Messages and replies as the inbox and the outbox keep them: JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from bot.channels.base import Act, InboundFile, InboundMessage, Kind
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_from_json, prompt_to_json
from bot.services.codes import code_hash
from storage.models.messaging import Inbox

_WORDS: Final = ("text", "question", "token", "code_hash", "source")  # fields of a message that are words
_LISTS: Final = ("keys", "grants", "withdrawn")


def payload(message: InboundMessage) -> str:
    """The message as the inbox keeps it: what it said, not who or when; of a code only its hash."""
    kept: dict[str, Any] = {"kind": message.kind.value}
    if message.code:
        message = replace(message, code="", code_hash=code_hash(message.code))
    for name in _WORDS:
        value = getattr(message, name)
        if value:
            kept[name] = value
    for name in _LISTS:
        items = getattr(message, name)
        if items:
            kept[name] = list(items)
    if message.act:
        kept["act"] = message.act.value
    if message.file:
        kept["file"] = asdict(message.file)
    return _text(kept)


def message_of(row: Inbox) -> InboundMessage:
    """The message as it was kept."""
    kept: dict[str, Any] = json.loads(row.payload)
    file = kept.get("file")
    return InboundMessage(
        row.channel,
        row.account,
        row.key,
        Kind(row.kind),
        row.received_at,
        **{name: kept.get(name, "") for name in (*_WORDS, "code")},  # codes themselves: of older versions
        keys=tuple(kept.get("keys", ())),
        grants=tuple(kept.get("grants", ())),
        withdrawn=tuple(kept.get("withdrawn", ())),
        file=InboundFile(**file) if file else None,
        act=Act(kept["act"]) if "act" in kept else None,
    )


def prompt_text(prompt: Prompt) -> str:
    """A prompt as the outbox keeps it."""
    return _text(prompt_to_json(prompt))


def reply_text(prompts: Sequence[Prompt]) -> str:
    """A reply as the inbox keeps it."""
    return _text([prompt_to_json(prompt) for prompt in prompts])


def stored_prompts(reply: str | None) -> tuple[Prompt, ...]:
    """The prompts of a stored reply; none when there was none."""
    return tuple(prompt_from_json(item) for item in json.loads(reply)) if reply else ()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
