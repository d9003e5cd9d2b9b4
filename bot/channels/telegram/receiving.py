"""What is done with an update: ticks are redrawn, files fetched, everything else becomes a turn.

One person's updates run one after the other, different people's at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import structlog
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot import messages
from bot.channels.base import Hear, InboundFile, InboundMessage, Kind
from bot.channels.lanes import Lanes
from bot.channels.recent import Recent
from bot.channels.telegram.drawing import Act, Keyboard, tick, ticked
from bot.channels.telegram.parsing import InGroup, Parsed, Press, Upload, parse, update_id
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.transport import failure
from bot.clock import Clock
from bot.conversation.limits import MAX_FILE_BYTES

log = structlog.get_logger("bot.telegram")

Keep = Callable[[str, str, bytes], InboundFile]
Take = Callable[[object], Awaitable[None]]

PLATFORM_FILE_BYTES: Final = 20_000_000  # larger ones a bot cannot fetch
FETCH_TRIES: Final = 3
FETCH_PAUSE: Final = 1.0
TYPING_AFTER: Final = 0.4  # seconds; a turn is usually done sooner
TYPING_EVERY: Final = 4.5  # seconds; the platform shows it for five
RESTART_SECONDS: Final = (
    5.0  # between the news that somebody unblocked the bot and the /start that goes with it
)
DEFAULT_LOCALE: Final = "zh-CN"


class Receiver:
    """Takes raw updates, one at a time or many at once. It may be given the same one again."""

    def __init__(self, channel: TelegramChannel, keep: Keep, hear: Hear, clock: Clock) -> None:
        """`keep` stores a file and blocks; `hear` runs a turn and returns once it is committed."""
        self._channel = channel
        self._keep = keep
        self._hear = hear
        self._clock = clock
        self._lanes = Lanes()
        self._ticks: Recent[tuple[str, int], Keyboard] = Recent()
        self._groups: Recent[int, None] = Recent()
        self._returned: Recent[str, float] = Recent()

    async def take(self, raw: object) -> None:
        """Do what an update asks for. It returns once everything of it is kept.

        An update that cannot be read is recorded and is done with.

        Raises:
            Exception: it could not be kept (the database is away): it must be brought again.
        """
        try:
            parsed = parse(raw, self._clock.now())
        except Exception as error:  # noqa: BLE001 - whatever a stranger sends, the next update is read
            log.error("update_unreadable", update=update_id(raw), error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            return
        if parsed is None:
            return
        if parsed.callback:
            self._channel.aside(self._acknowledge(parsed.callback))
        match parsed.event:
            case InGroup():
                await self._decline(parsed.event)
            case InboundMessage(account=account) | Upload(message=InboundMessage(account=account)):
                async with self._lanes.of(account):
                    await self._one(parsed, account)
            case Press(message=InboundMessage(account=account)):
                async with self._lanes.of(account):
                    await self._press(parsed.event)

    async def _one(self, parsed: Parsed, account: str) -> None:
        if parsed.callback:
            self._channel.saw_keyboard(int(account), parsed.place)
        async with self._typing(int(account)):
            event = parsed.event
            message = await self._fetched(event) if isinstance(event, Upload) else event
            if isinstance(message, InboundMessage) and not self._said_already(message, parsed.returned):
                await self._hear(message)
                if parsed.returned:
                    self._returned.put(account, asyncio.get_running_loop().time())

    def _said_already(self, message: InboundMessage, returned: bool) -> bool:  # noqa: FBT001 - private
        """Whether this is the second half of “restart”: the app unblocks the bot and sends /start as well."""
        at = self._returned.pop(message.account, None)
        bare = message.kind is Kind.START and not message.code and not returned
        return bare and at is not None and asyncio.get_running_loop().time() - at < RESTART_SECONDS

    async def _press(self, press: Press) -> None:
        """A tick changes the keyboard; “done” answers with what is ticked."""
        account = press.message.account
        where = (account, press.place)
        # Two quick taps both bring the keyboard as it was before the first: what we drew last is newer.
        keyboard = self._ticks.get(where, press.keyboard)
        if press.data.act is Act.DONE:
            self._channel.saw_keyboard(int(account), press.place)
            keys = ticked(keyboard)
            answer = replace(press.message, question=press.data.question, token=press.data.token, keys=keys)
            async with self._typing(int(account)):
                await self._hear(answer)
            self._ticks.pop(where, None)
            return
        drawn = tick(keyboard, press.data, messages.load(press.message.locale or DEFAULT_LOCALE))
        self._ticks.put(where, drawn)
        if drawn != keyboard:
            await self._channel.redraw(int(account), press.place, drawn)

    async def _fetched(self, upload: Upload) -> InboundMessage | None:
        """The message with its file stored; None when it could not be fetched, and the person was told."""
        if upload.size > PLATFORM_FILE_BYTES:
            return _too_large(upload)
        for attempt in range(FETCH_TRIES):
            try:
                content = await self._channel.bot.content(upload.file_id)
            except BadRequest as error:
                if "too big" in str(error):
                    return _too_large(upload)
                break
            except TelegramError as error:
                log.warning("file_not_fetched", error=failure(error).code, attempt=attempt)
                await asyncio.sleep(FETCH_PAUSE * (attempt + 1))
            else:
                kept = await asyncio.to_thread(self._keep, upload.name, upload.media_type, content)
                return replace(upload.message, file=kept)
        await self._say(int(upload.message.account), upload.message.locale, "file_lost", name=upload.name)
        return None

    async def _decline(self, group: InGroup) -> None:
        """One polite line, then leave: what is said in a group is none of our business."""
        if group.chat in self._groups:
            return
        self._groups.put(group.chat, None)
        await self._say(group.chat, group.locale, "group")
        try:
            await self._channel.bot.leave_chat(group.chat)
        except TelegramError as error:
            log.info("group_not_left", error=failure(error).code)

    async def _say(self, chat: int, locale: str, key: str, **fields: str) -> None:
        text = messages.load(locale or DEFAULT_LOCALE).say(f"telegram.{key}", **fields)
        try:
            await self._channel.bot.send_message(chat, text)
        except TelegramError as error:
            log.warning("telegram_not_said", what=key, error=failure(error).code)

    async def _acknowledge(self, callback: str) -> None:
        """Stop the clock on the button; one that is too old shows none any more."""
        try:
            await self._channel.bot.answer_callback_query(callback)
        except TelegramError as error:
            log.info("tap_not_acknowledged", error=failure(error).code)

    @asynccontextmanager
    async def _typing(self, chat: int) -> AsyncIterator[None]:
        """Show “typing” while the block runs, unless it is done at once."""

        async def show() -> None:
            await asyncio.sleep(TYPING_AFTER)
            while True:
                try:
                    await self._channel.bot.send_chat_action(chat, ChatAction.TYPING)
                except TelegramError:
                    return  # it is a courtesy
                await asyncio.sleep(TYPING_EVERY)

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()


def _too_large(upload: Upload) -> InboundMessage:
    """A file nobody can fetch, with a size the conversation refuses with its reason."""
    size = max(upload.size, MAX_FILE_BYTES + 1)
    return replace(upload.message, file=InboundFile(upload.name, "", upload.media_type, size))
