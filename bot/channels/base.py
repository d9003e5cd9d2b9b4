"""The contract every channel keeps: what comes in, what goes out, what it can do, how sending fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

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
    NOTICE = "notice"  # the platform told us something about a person (a consent); no reply is expected


class Act(StrEnum):
    """What a person did that lets us write to her for a while, where the platform counts such things."""

    MESSAGE = "message"
    MENU = "menu"
    FOLLOW = "follow"
    SCAN = "scan"
    ENTER = "enter"  # opened the chat, where that alone allows a greeting


class Way(StrEnum):
    """How a message is sent, where a platform has several ways with rules of their own."""

    PLAIN = "plain"  # the only way the channel has
    PASSIVE = "passive"  # in the request that brought her message; costs nothing
    CUSTOMER_SERVICE = "customer_service"  # so many within a window her own act opened
    SUBSCRIPTION = "subscription"  # a fixed form; each costs one consent she gave
    TEMPLATE = "template"  # a fixed form, to anyone who follows


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
    person's id on that channel. `question`, `token` and `keys` belong to a tap. `act` is what the platform
    counts it as; the turn opens the window with it. `grants` are the ids of forms she consented to be sent
    once more each, `withdrawn` of those she no longer wants. `source` is
    what the channel can fetch the file by as long as `file` is not there.
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
    code_hash: str = ""  # instead of `code`, where the message was kept: codes are kept as their hashes only
    file: InboundFile | None = None
    locale: str = ""  # what the platform says of the person's language, if anything
    act: Act | None = None
    grants: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    source: str = ""


class Counting(StrEnum):
    """How a platform counts the length of a text."""

    BYTES = "bytes"  # of UTF-8
    CHARACTERS = "characters"  # units of UTF-16: an emoji counts two


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; `rendering` degrades a prompt to it.

    `max_text` is counted as `counting` says; `button_label` is in bytes of UTF-8. `knows_keys`: a message
    sent again under the same `Outgoing.key` arrives once, so one of unknown outcome may be sent again.
    """

    max_text: int
    buttons: int = 0  # how many buttons a message can carry; 0: none
    button_label: int = 0
    sends_documents: bool = False
    sends_pictures: bool = False
    receives_files: bool = False
    passive_reply: bool = False  # the reply can go back in the request that brought the message
    edits: bool = False  # a sent message can be changed in place
    knows_keys: bool = False
    counting: Counting = Counting.BYTES


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `key` is ours and unique: an idempotency key where the platform takes one.

    `locale` is the person's, for the few words a channel adds itself (the labels of shortcuts). `way` was
    chosen by `choosing.choose`; for SUBSCRIPTION and TEMPLATE, `form` is the platform's id of the form and
    `prompt.brief` its fields and what goes into them. `most` is how many of the platform's messages it may
    become; None: as many as it takes.
    """

    key: str
    account: str
    prompt: Prompt
    context: dict[str, str] = field(default_factory=dict)  # what the adapter noted when the person last wrote
    locale: str = "zh-CN"
    way: Way = Way.PLAIN
    form: str = ""
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform said of a message it took: its id there, if it has one, and how many it became."""

    platform_id: str = ""
    messages: int = 1


@dataclass(frozen=True, slots=True)
class DeliveryNews:
    """What the platform tells later of a message it took. `code` is ours, when it did not arrive."""

    channel: str
    platform_id: str
    delivered: bool
    code: str = ""


class DeliveryError(WenzhenError):
    """A message was not taken, or it is unknown whether it was.

    `code` is ours and stable; `retryable` says whether sending again can help; `unknown` that it may have
    arrived; `hint` tells the operator what to do; `retry_after` is in seconds; `context` is what the platform
    said besides (a chat's new id; `platform_id` of one whose outcome is told later). `vendor` is the
    platform's own code. `messages` is how many of the platform's messages were, or may have been, taken: by
    default one when that is unknown, else none.
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
        vendor: str = "",
        messages: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.unknown = unknown
        self.hint = hint
        self.retry_after = retry_after
        self.context = dict(context or {})
        self.vendor = vendor
        self.messages = int(unknown) if messages is None else messages


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


News: TypeAlias = Callable[[DeliveryNews], Awaitable[None]]
"""Notes what became of a message; returns once that is stored. News of a message that is not ours is kept
for a while, in case it came before the platform's answer to the sending, and does no harm."""


@runtime_checkable
class ShowsMenus(Protocol):
    """A gateway whose platform shows each person a menu of commands."""

    async def show_menu(
        self, account: str, menus: Mapping[str, Mapping[str, str]], /, *, answers: bool
    ) -> None:
        """Show one person her menu, by locale; empty ones give back everybody's.

        Args:
            account: whose.
            menus: commands (a-z, 0-9, _) with what they do, by locale.
            answers: she answers a questionnaire too, and keeps the words for that.

        Raises:
            DeliveryError: it could not be shown.
        """
        ...


class Gateway(Protocol):
    """Both sides of a platform: its channel, and what has to be served and kept running to hear from it."""

    @property
    def channel(self) -> Channel:
        """The sending side."""
        ...

    def routes(self, hear: Hear, news: News, /) -> Sequence[BaseRoute]:
        """The addresses the platform calls; none when it is asked instead."""
        ...

    def running(self, hear: Hear, news: News, /) -> AbstractAsyncContextManager[None]:
        """Keep in touch with the platform while the block runs."""
        ...


@runtime_checkable
class Invites(Protocol):
    """A gateway whose chat can be opened with a one-time code: by a link, which a QR code can hold too."""

    @property
    def channel(self) -> Channel:
        """The sending side."""
        ...

    def invitation_link(self, code: str) -> str:
        """The address under which the chat opens and brings the code. Blocking: it may ask the platform.

        Raises:
            DeliveryError: the platform refused or cannot be reached.
        """
        ...
