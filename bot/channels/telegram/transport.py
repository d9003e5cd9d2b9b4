"""The wire: python-telegram-bot as HTTP client of the Bot API, and the platform's errors in our own words.

Only the client is used. Its polling gives up a whole batch for one update it cannot read, and acknowledges
before anything is stored; updates are therefore fetched raw, see `intake`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

import httpx
from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot import messages
from bot.channels.base import DeliveryError

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 20.0
FILE_SECONDS: Final = 40.0
# What an enterprise's contact finds in the menu; each is a word the conversation understands after a slash.
CONTACT_MENU: Final = ("start", "help", "back", "skip", "progress", "review", "pause")
_LANGUAGES: Final = {"": "zh-CN", "en": "en"}  # Telegram's language code (empty: everyone else) to our locale

# A wait as timedelta: the number is on its way out of the library and warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")


class RawBot(Bot):
    """The Bot API, with updates as they are on the wire."""

    async def updates(self, offset: int, wait: int) -> list[Any]:
        """Updates from `offset` on, which acknowledges those before it; waits up to `wait` seconds for one.

        Raises:
            TelegramError: as every call of the library.
        """
        data = {"offset": offset, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        found = await self._post("getUpdates", data, read_timeout=wait + ANSWER_SECONDS)
        if not isinstance(found, list):
            raise NetworkError("getUpdates did not give a list")
        return found

    async def content(self, file_id: str) -> bytes:
        """The content of a file a person sent.

        Raises:
            TelegramError: it is too large, gone, or the network failed.
        """
        found = await self._post("getFile", {"file_id": file_id})
        path = found.get("file_path", "") if isinstance(found, dict) else ""
        if not path:
            raise BadRequest("getFile gave no path")
        return await self.request.retrieve(f"{self.base_file_url}/{quote(path)}", read_timeout=FILE_SECONDS)

    async def open(self) -> None:
        """Make ready to call; calls nothing."""
        for request in self._request:
            await request.initialize()

    async def close_connections(self) -> None:
        """Let go of every connection."""
        for request in self._request:
            await request.shutdown()


def open_bot(token: str, base_url: str) -> RawBot:
    """A client for the Bot API at `base_url`. Proxies come from the environment, as for every program."""
    # These write texts and addresses with the token in them, the one at DEBUG, the other at INFO.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    base = base_url.rstrip("/")
    return RawBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(
            connection_pool_size=64,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            write_timeout=ANSWER_SECONDS,
            media_write_timeout=FILE_SECONDS,
            pool_timeout=ANSWER_SECONDS,
        ),
        get_updates_request=HTTPXRequest(connection_pool_size=2, connect_timeout=CONNECT_SECONDS),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of errors: what the platform says, and what that means to us."""

    error: type[TelegramError]
    says: str  # a part of its description, in lower case; empty: anything
    code: str
    retryable: bool = False
    unknown: bool = False
    hint: str = ""


# The first row that fits counts. BadRequest and TimedOut are kinds of NetworkError and so come before it.
ERRORS: Final = (
    Rule(Forbidden, "deactivated", "deactivated", hint="the account was deleted; reach the person elsewhere"),
    Rule(Forbidden, "can't initiate", "not_started", hint="she never opened the chat; invite her"),
    Rule(Forbidden, "", "blocked", hint="she blocked the bot; reach her elsewhere"),
    Rule(BadRequest, "chat not found", "chat_not_found", hint="the account is gone, or never wrote to us"),
    Rule(BadRequest, "", "bad_request", hint="Telegram refused the message itself: please report this"),
    Rule(RetryAfter, "", "too_fast", retryable=True),
    Rule(ChatMigrated, "", "migrated", hint="a group became a supergroup; its new id is noted"),
    Rule(TimedOut, "", "unknown", unknown=True, hint="it may have arrived; it is not sent again"),
    Rule(InvalidToken, "", "unauthorised", retryable=True, hint="the token is wrong or was revoked: set it"),
    Rule(NetworkError, "", "network", retryable=True, hint="Telegram could not be reached"),
    Rule(TelegramError, "", "unknown", unknown=True, hint="an answer nobody knows; it may have arrived"),
)
# What the HTTP client says when the request never left us …
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def failure(error: TelegramError) -> DeliveryError:
    """A failed call in our own words."""
    rule = next(rule for rule in ERRORS if isinstance(error, rule.error) and rule.says in str(error).lower())
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        rule = next(rule for rule in ERRORS if rule.code == "network")
    elif isinstance(cause, httpx.HTTPError):  # … and when it broke off after that
        rule = next(rule for rule in ERRORS if rule.unknown)
    return DeliveryError(
        rule.code,
        f"telegram: {rule.code}",  # not the platform's text: it may quote what was sent
        retryable=rule.retryable,
        unknown=rule.unknown,
        hint=rule.hint,
        retry_after=wait_of(error),
        context={"chat": str(error.new_chat_id)} if isinstance(error, ChatMigrated) else None,
    )


def wait_of(error: TelegramError) -> float | None:
    """The seconds the platform asks us to wait, if it does."""
    if not isinstance(error, RetryAfter):
        return None
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def contact_menu(locale: str) -> Mapping[str, str]:
    """The menu of an enterprise's contact: commands with what they do."""
    say = messages.load(locale).say
    return {name: say(f"telegram.menu.{name}") for name in CONTACT_MENU}


async def forget_menu(bot: Bot, account: str) -> None:
    """Give a chat back the menu of everybody.

    Raises:
        TelegramError: as every call of the library.
    """
    for language in _LANGUAGES:
        await bot.delete_my_commands(scope=BotCommandScopeChat(int(account)), language_code=language or None)


async def set_menu(bot: Bot, menus: Mapping[str, Mapping[str, str]], accounts: Sequence[str] = ()) -> None:
    """Show a command menu: to everyone in private chats, or to `accounts` alone (liaisons, admins).

    `menus` has one menu for each of our locales: commands (a-z, digits, _) with what they do.

    Raises:
        TelegramError: as every call of the library.
    """
    scopes: list[BotCommandScope] = [BotCommandScopeChat(int(account)) for account in accounts]
    for scope in scopes or [BotCommandScopeAllPrivateChats()]:
        for language, locale in _LANGUAGES.items():
            commands = [BotCommand(name, about[:256]) for name, about in menus[locale].items()]
            await bot.set_my_commands(commands, scope=scope, language_code=language or None)
