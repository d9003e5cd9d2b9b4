"""Files on their way to a Tencent platform: uploaded once, their ids used for as long as they are good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final, Protocol

from bot.channels.base import DeliveryError
from bot.channels.tencent.calls import Calls
from bot.clock import Clock
from bot.conversation.prompt import Attachment, AttachmentKind

LASTS: Final = timedelta(days=3) - timedelta(hours=2)
"""The platforms keep an upload three days; an id must not run out between our look and their delivery."""

LEAST: Final = 5
LARGEST: Final = 20 * 1024 * 1024
LARGEST_PICTURE: Final = 10 * 1024 * 1024
REMEMBERED: Final = 500


class Memory(Protocol):
    """Values that outlast the process. Blocking."""

    def get(self, key: str) -> Any:  # noqa: ANN401 - JSON
        """The value, or None."""
        ...

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Keep a value; returns once it is stored."""
        ...


class Media:
    """The uploads of one app. Blocking; safe to share between threads."""

    def __init__(
        self, app: str, calls: Calls, read: Callable[[str], bytes], memory: Memory, clock: Clock
    ) -> None:
        """`app` tells apps apart in the memory; `read` gives a stored file's content by its hash."""
        self._key = f"media:{app}"
        self._calls = calls
        self._read = read
        self._memory = memory
        self._clock = clock
        self._lock = Lock()

    def id_of(self, file: Attachment) -> str:
        """The media id of a file, uploaded if it is not there (any more).

        Raises:
            DeliveryError: it cannot be read or uploaded.
        """
        name = _name(file)
        now = self._clock.now()
        known = self._known(now).get(name)
        if known is not None:
            return str(known[0])
        content = self._content(file)
        kind, media_type = _kind(file)
        media_id = self._calls.upload(kind, file.name, content, media_type)
        with self._lock:
            kept = {**self._known(now), name: [media_id, int((now + LASTS).timestamp())]}
            newest = sorted(kept.items(), key=lambda item: item[1][1])[-REMEMBERED:]
            self._memory.put(self._key, dict(newest))
        return media_id

    def forget(self, file: Attachment) -> None:
        """The platform does not know the id any more."""
        with self._lock:
            kept = self._known(self._clock.now())
            if kept.pop(_name(file), None) is not None:
                self._memory.put(self._key, kept)

    def _known(self, now: datetime) -> dict[str, list[Any]]:
        found = self._memory.get(self._key)
        kept = found if isinstance(found, dict) else {}
        return {name: row for name, row in kept.items() if datetime.fromtimestamp(row[1], UTC) > now}

    def _content(self, file: Attachment) -> bytes:
        try:
            content = self._read(file.sha256)
        except Exception as error:
            raise DeliveryError("file_missing", f"the file {file.sha256} cannot be read") from error
        most = LARGEST_PICTURE if file.kind is AttachmentKind.PICTURE else LARGEST
        if not LEAST <= len(content) <= most:
            raise DeliveryError(
                "bad_media", f"a file of {len(content)} bytes: the platform takes {LEAST} to {most}"
            )
        return content


def _name(file: Attachment) -> str:
    """What tells one upload from another: the platform shows the name it was uploaded under."""
    return hashlib.sha256(f"{file.kind}:{file.sha256}:{file.name}".encode()).hexdigest()[:32]


def _kind(file: Attachment) -> tuple[str, str]:
    if file.kind is AttachmentKind.PICTURE:
        jpeg = file.name.lower().endswith((".jpg", ".jpeg"))
        return "image", "image/jpeg" if jpeg else "image/png"
    return "file", "application/octet-stream"
