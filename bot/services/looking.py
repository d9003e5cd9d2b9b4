"""What a part of the bot cannot answer inside a turn, because it has to look through the register first.

The turn only stores the message; the looking happens outside, where it holds up nobody's turn; a second turn
of the same message carries out what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.conversation.prompt import Prompt
from storage.turns import PersonRef, TurnStart, TurnTx

Settle: TypeAlias = "Callable[[TurnTx, TurnStart, PersonRef], list[Prompt] | LookFirst | None]"
"""Finishes a message in its second turn: the reply, None when it is for another part, or to look again."""


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Something to be looked up outside the turn; `look` reads, and returns how the message is finished."""

    look: Callable[[], Settle]
