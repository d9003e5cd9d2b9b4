"""The terminal as a channel: lines in, prompts out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.channels.base import Capabilities, InboundMessage, Kind, Outgoing, Receipt
from bot.conversation.prompt import Prompt

NAME = "console"


class ConsoleChannel:
    """Prints prompts as they are: they are complete without buttons."""

    name = NAME
    capabilities = Capabilities(max_text=100_000, passive_reply=True)

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` prints one message."""
        self._write = write

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Print it."""
        self._write(shown(outgoing.prompt))
        return Receipt(platform_id=outgoing.key)


def shown(prompt: Prompt) -> str:
    """A prompt as the terminal shows it, with what comes along named at the end."""
    files = [f"[{file.name}]" for file in prompt.attachments]
    return "\n".join([prompt.text, *files])


def line(text: str, number: int, account: str, received: datetime, locale: str) -> InboundMessage:
    """One typed line, the n-th of this run; an empty one opens the chat."""
    return InboundMessage(
        channel=NAME,
        account=account,
        key=f"{account}-{number}",
        kind=Kind.TEXT if text else Kind.START,
        received=received,
        text=text,
        locale=locale,
    )
