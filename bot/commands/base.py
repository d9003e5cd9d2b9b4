"""The shape of a command: its names, who may use it, what it does, all in one declaration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.campaign.cadence import Preference
from bot.campaign.model import Unit
from bot.conversation.prompt import Prompt
from bot.messages import Messages
from bot.services.campaigning import Campaigning


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the units she may see, the first being her own, and the roles she holds."""

    units: tuple[Unit, ...]
    roles: frozenset[str]
    locale: str


@dataclass(frozen=True, slots=True)
class Call:
    """One command as it was asked; `argument` is what stands after its name.

    `choose` keeps what she wants of digests from now on.
    """

    asker: Asker
    argument: str
    today: date
    campaigning: Campaigning
    messages: Messages
    choose: Callable[[Preference], None]


Handler = Callable[[Call], Prompt]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `names` are what it is called, the first in Chinese, the second in English with a slash.

    `roles` may use it; empty means every holder of any role. `key` names its help text in the messages.
    """

    key: str
    names: tuple[str, ...]
    roles: frozenset[str]
    handler: Handler
