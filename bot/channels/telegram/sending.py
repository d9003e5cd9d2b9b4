"""The sending side: a prompt as one or more messages, under our own rate limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.error import RetryAfter, TelegramError

from bot import messages
from bot.channels.base import DeliveryError, Outgoing, Receipt
from bot.channels.recent import Recent
from bot.channels.telegram import CAPABILITIES, NAME
from bot.channels.telegram.drawing import Keyboard, Step, steps
from bot.channels.telegram.transport import FILE_SECONDS, RawBot, failure, wait_of
from bot.conversation.prompt import AttachmentKind

log = structlog.get_logger("bot.telegram")

# Telegram allows about 30 messages a second in all and one a second in a chat, and does not say it exactly.
A_SECOND: Final = 25.0
CHAT_SECONDS: Final = 1.0
LONGEST_WAIT: Final = 10.0
"""Seconds a message waits for its turn inside a delivery; a longer wait goes back to the outbox."""

TRIES: Final = 3  # when the platform asks for a pause short enough to wait for


@dataclass
class Pacer:
    """When the next message may go: overall, in one chat, and after the platform asked for a pause.

    Moments are seconds of any steady clock. A pause is first taken as one chat's; when a second chat is told
    the same meanwhile, it is everybody's.
    """

    apart: float = field(default_factory=lambda: 1 / A_SECOND)
    chat_apart: float = field(default_factory=lambda: CHAT_SECONDS)
    _next: float = 0.0
    _chats: Recent[str, float] = field(default_factory=Recent)
    _paused: dict[str, float] = field(default_factory=dict)

    def reserve(self, chat: str, now: float, longest: float = LONGEST_WAIT) -> float:
        """Take the next free place; the seconds to wait for it. One beyond `longest` is not taken."""
        wait = self.left(chat, now)
        if wait <= longest:
            self._next = max(now, self._next) + self.apart
            self._chats.put(chat, now + wait + self.chat_apart)
        return wait

    def left(self, chat: str, now: float) -> float:
        """The seconds until a message to this chat may go."""
        return max(now, self._next, self._chats.get(chat, 0.0)) - now

    def pause(self, chat: str, seconds: float, now: float) -> None:
        """The platform asked for a pause when we wrote to this chat."""
        self._paused = {other: until for other, until in self._paused.items() if until > now}
        if any(other != chat for other in self._paused):
            self._next = max(self._next, now + seconds)
        self._paused[chat] = now + seconds
        self._chats.put(chat, max(now + seconds, self._chats.get(chat, 0.0)))


class TelegramChannel:
    """Sends prompts to private chats; an account is a chat's id."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, bot: RawBot, read: Callable[[str], bytes], pacer: Pacer | None = None) -> None:
        """`read` gives a stored file's content by its hash; it blocks."""
        self.bot = bot
        self._read = read
        self._pacer = pacer or Pacer()
        self._keyboards: Recent[int, int] = Recent()
        self._got_to: Recent[str, int] = Recent()
        self._asides: set[asyncio.Task[None]] = set()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a prompt, going on where an earlier attempt of this process broke off.

        Raises:
            DeliveryError: see `bot.channels.base`; the codes are in `transport.ERRORS`.
        """
        chat = _chat(outgoing.account)
        todo = steps(outgoing.prompt, messages.load(outgoing.locale))
        if not todo:
            raise DeliveryError("bad_request", "telegram: a prompt without text or file")
        begin, last = self._got_to.pop(outgoing.key, 0), 0
        for place, step in enumerate(todo[begin:], begin):
            try:
                last = await self._sent(chat, step)
            except DeliveryError as error:
                if error.retryable:
                    self._got_to.put(outgoing.key, place)
                raise
            if step.keyboard:
                self._new_keyboard(chat, last)
        return Receipt(str(last))

    async def _sent(self, chat: int, step: Step) -> int:
        """Send one message when its turn comes; its id."""
        for _ in range(TRIES):
            wait = self._pacer.reserve(str(chat), _now())
            if wait > LONGEST_WAIT:
                break
            await asyncio.sleep(wait)
            try:
                return (await self._call(chat, step)).message_id
            except RetryAfter as error:
                self._note_pause(chat, error)
            except TelegramError as error:
                raise failure(error) from error
        raise DeliveryError(
            "too_fast", "telegram: too_fast", retryable=True, retry_after=self._pacer.left(str(chat), _now())
        )

    def saw_keyboard(self, chat: int, place: int) -> None:
        """Note that this message has a keyboard, if nothing newer is known (after a restart)."""
        self._keyboards.setdefault(chat, place)

    async def redraw(self, chat: int, place: int, keyboard: Keyboard) -> None:
        """Change a message's keyboard in place, an empty one removes it; what cannot be changed stays."""
        try:
            await self.bot.edit_message_reply_markup(
                chat_id=chat, message_id=place, reply_markup=_markup(keyboard)
            )
        except TelegramError as error:
            self._note_pause(chat, error)
            log.info("telegram_not_redrawn", error=failure(error).code)

    def aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something nobody waits for: tidying up, showing that we are at it."""
        task = asyncio.get_running_loop().create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def settle(self) -> None:
        """Wait for what runs aside."""
        await asyncio.gather(*self._asides, return_exceptions=True)

    def _note_pause(self, chat: int, error: TelegramError) -> None:
        wait = wait_of(error)
        if wait is not None:
            self._pacer.pause(str(chat), wait, _now())

    def _new_keyboard(self, chat: int, place: int) -> None:
        """The newest question has the only keyboard: the one before loses its."""
        previous = self._keyboards.get(chat)
        self._keyboards.put(chat, place)
        if previous is not None and previous != place:
            self.aside(self.redraw(chat, previous, ()))

    async def _call(self, chat: int, step: Step) -> Message:
        markup = _markup(step.keyboard)
        file = step.attachment
        if file is None:
            return await self.bot.send_message(
                chat,
                step.text,
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        try:
            content = await asyncio.to_thread(self._read, file.sha256)
        except Exception as error:
            raise DeliveryError("file_missing", f"the file {file.sha256} cannot be read") from error
        given = InputFile(content, filename=file.name)
        caption = step.text or None
        if file.kind is AttachmentKind.PICTURE:
            return await self.bot.send_photo(
                chat, given, caption=caption, reply_markup=markup, read_timeout=FILE_SECONDS
            )
        return await self.bot.send_document(
            chat, given, caption=caption, reply_markup=markup, read_timeout=FILE_SECONDS
        )


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.text, callback_data=key.data) for key in row] for row in keyboard]
    )


def _chat(account: str) -> int:
    try:
        return int(account)
    except ValueError:
        raise DeliveryError("chat_not_found", "telegram: an account is a chat's number") from None


def _now() -> float:
    return asyncio.get_running_loop().time()
