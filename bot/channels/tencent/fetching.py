"""Files people send on a Tencent platform: fetched before the turn, or a message that says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

import structlog

from bot.channels.base import DeliveryError, InboundFile, InboundMessage, Kind
from bot.channels.tencent.calls import Calls
from bot.conversation.limits import MAX_FILE_BYTES

log = structlog.get_logger("bot.tencent")

Keep: TypeAlias = Callable[[str, str, bytes], InboundFile]
"""Stores a file: name, media type, content. Blocking."""

TRIES: Final = 3
PAUSE: Final = 0.5  # seconds, once more after each try
LOST: Final = "lost"  # how the conversation calls a file that could not be fetched


async def fetched(message: InboundMessage, calls: Calls, media: str, name: str, keep: Keep) -> InboundMessage:
    """The message with its file stored.

    A file that is too large comes with a size the conversation refuses with its reason; one that cannot be
    had becomes a message nobody can read, so that the person is asked for it again.
    """
    for attempt in range(TRIES):
        try:
            told, media_type, content = await asyncio.to_thread(calls.download, media)
        except DeliveryError as error:
            log.warning("file_not_fetched", channel=message.channel, error=error.code, attempt=attempt)
            if error.code == "too_big":
                return replace(message, file=InboundFile(name or "file", "", "", MAX_FILE_BYTES + 1))
            if not error.retryable and not error.unknown:
                break
            await asyncio.sleep(PAUSE * (attempt + 1))
        else:
            kept = await asyncio.to_thread(keep, name or told or "file", media_type, content)
            return replace(message, file=kept)
    return replace(message, kind=Kind.UNSUPPORTED, text=LOST)
