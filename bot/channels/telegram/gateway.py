"""Both sides of Telegram in one process: what the application starts, serves and sends through."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from telegram.error import Conflict, TelegramError

from bot import messages
from bot.channels.base import Channel, Hear, News
from bot.channels.telegram import PATH
from bot.channels.telegram.parsing import update_id
from bot.channels.telegram.polling import FIRST_PAUSE, LAST_PAUSE, Poller, pause_after
from bot.channels.telegram.receiving import Keep, Receiver, Take
from bot.channels.telegram.sending import TelegramChannel
from bot.channels.telegram.transport import (
    ALLOWED_UPDATES,
    RawBot,
    contact_menu,
    failure,
    forget_menu,
    open_bot,
    set_menu,
)
from bot.clock import Clock

log = structlog.get_logger("bot.telegram")

LARGEST_UPDATE: Final = 256 * 1024  # bytes; a tap brings the message it was on, and that the one before


class Webhook:
    """The address Telegram brings updates to."""

    def __init__(self, secret: str, take: Take) -> None:
        """`secret` is what Telegram sends along to show that it is Telegram."""
        self._secret = secret.encode()
        self._take = take

    async def post(self, request: Request) -> Response:
        """200 once the update is kept; 403 for whatever is wrong; 500 when it must be brought again."""
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode()
        if not hmac.compare_digest(given, self._secret):
            return _refused("secret")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_UPDATE:
                return _refused("size")
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return _refused("not JSON")
        if update_id(raw) is None:
            return _refused("no number")
        try:
            await self._take(raw)
        except Exception as error:  # noqa: BLE001 - Telegram brings it again
            log.error("update_not_kept", update=update_id(raw), error=type(error).__name__)  # noqa: TRY400 - a trace could hold the text
            return PlainTextResponse("later", status_code=500)
        return PlainTextResponse("ok")


def _refused(why: str) -> Response:
    log.warning("webhook_refused", why=why)
    return PlainTextResponse("no", status_code=403)


class TelegramGateway:
    """Both sides of Telegram in one process."""

    def __init__(
        self,
        bot: RawBot,
        read: Callable[[str], bytes],
        keep: Keep,
        clock: Clock,
        webhook: tuple[str, str] | None,
        new_bot: Callable[[], RawBot] | None = None,
    ) -> None:
        """`webhook` is the address and the secret of the webhook; None for polling.

        `new_bot` makes another client of the same bot.
        """
        self.channel: Channel = (channel := TelegramChannel(bot, read))
        self._channel = channel
        self.bot = bot
        self._keep = keep
        self._clock = clock
        self._webhook = webhook
        self._new_bot = new_bot or (lambda: bot)
        self._name = ""

    def invitation_link(self, code: str) -> str:
        """The bot's address with the code as its start parameter; the first time Telegram is asked its name.

        Raises:
            DeliveryError: Telegram refused or cannot be reached.
        """
        if not self._name:
            try:
                self._name = asyncio.run(self._ask_name())
            except TelegramError as error:
                raise failure(error) from error
        return f"https://t.me/{self._name}?start={code}"

    async def _ask_name(self) -> str:
        """The bot's name, asked through a client of its own: the other one belongs to the running loop."""
        bot = self._new_bot()
        await bot.open()
        try:
            return (await bot.get_me()).username or ""
        finally:
            await bot.close_connections()

    async def show_menu(self, account: str, menus: Mapping[str, Mapping[str, str]], *, answers: bool) -> None:
        """See `ShowsMenus`: the commands of her roles, then, if she answers too, those of everybody."""
        try:
            if not any(menus.values()):
                await forget_menu(self.bot, account)
                return
            own = {
                locale: {**menu, **contact_menu(locale), **menu} if answers else menu
                for locale, menu in menus.items()
            }
            await set_menu(self.bot, own, [account])
        except TelegramError as error:
            raise failure(error) from error

    def routes(self, hear: Hear, _news: News | None = None) -> list[BaseRoute]:
        """The webhook's address; nothing when updates are asked for."""
        if self._webhook is None:
            return []
        webhook = Webhook(self._webhook[1], self._receiver(hear).take)
        return [Route(PATH, webhook.post, methods=["POST"])]

    @asynccontextmanager
    async def running(self, hear: Hear, _news: News | None = None) -> AsyncIterator[None]:
        """Keep in touch while the block runs."""
        bot = self._channel.bot
        await bot.open()
        task = asyncio.create_task(self._run(bot, hear))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._channel.settle()
            await bot.close_connections()

    async def _run(self, bot: RawBot, hear: Hear) -> None:
        self._channel.aside(_offer_menu(bot))
        if self._webhook is None:
            await Poller(self._updates, self._receiver(hear).take).run()
        else:
            await _until_done(lambda: self._set_webhook(bot))

    async def _updates(self, offset: int, wait: int) -> list[Any]:
        """Ask for updates; a webhook that is in the way is taken down, what waits there is not dropped."""
        bot = self._channel.bot
        try:
            return await bot.updates(offset, wait)
        except Conflict as error:
            if "webhook" not in str(error).lower():
                raise
        await bot.delete_webhook(drop_pending_updates=False)
        return await bot.updates(offset, wait)

    async def _set_webhook(self, bot: RawBot) -> None:
        if self._webhook is not None:
            address, secret = self._webhook
            await bot.set_webhook(
                address, secret_token=secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
            )

    def _receiver(self, hear: Hear) -> Receiver:
        return Receiver(self._channel, self._keep, hear, self._clock)


async def _until_done(work: Callable[[], Awaitable[object]]) -> None:
    """Try until the platform takes it."""
    pause = FIRST_PAUSE
    while True:
        try:
            await work()
        except TelegramError as error:
            await asyncio.sleep(pause_after(error, pause))
            pause = min(pause * 2, LAST_PAUSE)
        else:
            return


async def _offer_menu(bot: RawBot) -> None:
    try:
        await set_menu(bot, {locale: contact_menu(locale) for locale in messages.locales()})
    except TelegramError as error:
        log.warning("menu_not_set", error=failure(error).code)


def connect(
    token: str,
    base_url: str,
    *,
    read: Callable[[str], bytes],
    keep: Keep,
    clock: Clock,
    webhook: tuple[str, str] | None = None,
) -> TelegramGateway:
    """Build the gateway. `webhook` is its address and secret; without it updates are asked for.

    Args:
        token: the bot's.
        base_url: the Bot API's address.
        read: a stored file's content by its hash.
        keep: stores a file a person sent: name, media type, content.
        clock: tells when an update was received.
        webhook: the full address Telegram is to call, and the secret it must send.
    """
    return TelegramGateway(
        open_bot(token, base_url), read, keep, clock, webhook, lambda: open_bot(token, base_url)
    )
