"""The contract every channel keeps: what comes in, what goes out, what it can do, how sending fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from bot.conversation.prompt import Prompt
from bot.errors import WenzhenError

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


class Kind(StrEnum):
    """What sort of thing a person did."""

    TEXT = "text"
    TAP = "tap"  # a button or a menu choice
    FILE = "file"
    START = "start"  # opened the chat, followed, scanned a code; `code` may carry an invitation
    LEAVE = "leave"  # unfollowed or blocked
    UNSUPPORTED = "unsupported"  # voice, location, sticker … ; `text` names what it was


@dataclass(frozen=True, slots=True)
class InboundFile:
    """A file a person sent, already fetched and stored by content hash."""

    name: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One verified, decrypted, parsed message.

    `key` is unique per platform event: the same event delivered twice has the same key. `account` is the
    person's id on that channel. `question`, `token` and `keys` belong to a tap.
    """

    channel: str
    account: str
    key: str
    kind: Kind
    received: datetime
    text: str = ""
    question: str = ""
    token: str = ""
    keys: tuple[str, ...] = ()
    code: str = ""
    file: InboundFile | None = None
    locale: str = ""  # what the platform says of the person's language, if anything


class Counting(StrEnum):
    """How a platform counts the length of a text."""

    BYTES = "bytes"  # of UTF-8
    CHARACTERS = "characters"  # units of UTF-16: an emoji counts two


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; `rendering` degrades a prompt to it.

    `max_text` is counted as `counting` says; `button_label` is in bytes of UTF-8.
    """

    max_text: int
    buttons: int = 0  # how many buttons a message can carry; 0: none
    button_label: int = 0
    sends_documents: bool = False
    sends_pictures: bool = False
    receives_files: bool = False
    passive_reply: bool = False  # the reply can go back in the request that brought the message
    edits: bool = False  # a sent message can be changed in place
    counting: Counting = Counting.BYTES


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `key` is ours and unique: an idempotency key where the platform takes one.

    `locale` is the person's, for the few words a channel adds itself (the labels of shortcuts).
    """

    key: str
    account: str
    prompt: Prompt
    context: dict[str, str] = field(default_factory=dict)  # what the adapter noted when the person last wrote
    locale: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform said of a message it took; `platform_id` may be empty."""

    platform_id: str = ""


class DeliveryError(WenzhenError):
    """A message was not taken, or it is unknown whether it was.

    `code` is ours and stable; `retryable` says whether sending again can help; `unknown` that it may have
    arrived; `hint` tells the operator what to do; `retry_after` is in seconds; `context` is what the platform
    said besides (a chat's new id).
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        unknown: bool = False,
        hint: str = "",
        retry_after: float | None = None,
        context: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.unknown = unknown
        self.hint = hint
        self.retry_after = retry_after
        self.context = dict(context or {})


class Channel(Protocol):
    """One chat platform. Receiving is the adapter's own affair; sending is this."""

    @property
    def name(self) -> str:
        """The channel's name in configuration and addresses."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message.

        Raises:
            DeliveryError: it was not taken, or that is unknown.
        """
        ...


Hear: TypeAlias = Callable[[InboundMessage], Awaitable[Sequence[Prompt]]]
"""Runs one turn and returns its reply once it is committed.

A channel without a passive reply ignores what is returned: it is in the outbox already.
"""


class Gateway(Protocol):
    """Both sides of a platform: its channel, and what has to be served and kept running to hear from it."""

    @property
    def channel(self) -> Channel:
        """The sending side."""
        ...

    def routes(self, hear: Hear) -> Sequence[BaseRoute]:
        """The addresses the platform calls; none when it is asked instead."""
        ...

    def running(self, hear: Hear) -> AbstractAsyncContextManager[None]:
        """Keep in touch with the platform while the block runs."""
        ...
