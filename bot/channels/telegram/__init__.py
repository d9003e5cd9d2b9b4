"""Telegram: its name, what it can do, what its configuration needs. No vendor library is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.channels.base import Capabilities, Counting
from bot.config.model import TelegramConfig

NAME: Final = "telegram"
PATH: Final = "/channels/telegram"

CAPABILITIES: Final = Capabilities(
    max_text=4096,
    counting=Counting.CHARACTERS,
    buttons=100,
    button_label=60,  # the platform takes more; about 20 Chinese characters show on a phone
    sends_documents=True,
    sends_pictures=True,
    receives_files=True,
    edits=True,
)

_PORTS = (None, 443, 80, 88, 8443)  # None: the address names none, so 443
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def problems(config: TelegramConfig, public_url: str, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong before the channel can run, each with its remedy; none when it is off."""
    if not config.enabled:
        return []
    found: list[str] = []
    if not _TOKEN.fullmatch(environ.get(config.token_env, "")):
        found.append(
            f"channels.telegram: put the bot's token (digits, a colon, letters) from @BotFather into the "
            f"environment variable {config.token_env}"
        )
    if config.mode == "webhook":
        if not _SECRET.fullmatch(environ.get(config.webhook_secret_env, "")):
            found.append(
                f"channels.telegram: mode = “webhook” needs a secret of 1 to 256 letters, digits, _ or - in "
                f"the environment variable {config.webhook_secret_env}"
            )
        found += _unreachable(config, public_url)
    return found


def _unreachable(config: TelegramConfig, public_url: str) -> list[str]:
    """What keeps Telegram from calling us."""
    if not public_url:
        return [
            (
                "channels.telegram: mode = “webhook” needs web.public_url, the address Telegram can reach; "
                "or use mode = “polling”"
            )
        ]
    address = urlsplit(public_url)
    try:
        port = address.port
    except ValueError:
        port = -1
    # A stand-in for Telegram on this machine calls any address; Telegram itself does not.
    if config.base_url.startswith("https://") and (address.scheme != "https" or port not in _PORTS):
        return [
            (
                "channels.telegram: Telegram calls https addresses only, on port 443, 80, 88 or 8443: "
                "change web.public_url, or use mode = “polling”"
            )
        ]
    return []
