"""Whose words a message is: a command's or the interview's.

With a slash it is always a command. Without one, be it Chinese or English, it is a command when the person
has no interview under way; while she has, only a message that begins with a command's whole word is, and only
when her interview makes nothing of it: a command never swallows an answer.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.commands.base import Command
from bot.commands.registry import COMMANDS
from bot.commands.slots import MARKS
from bot.conversation.interview import Interview, Phase
from storage.turns import TurnStart

_SLASHES = ("/", "／")
_BLANK = re.compile(r"\s")
_OVER = (Phase.REFUSED, Phase.WITHDRAWN)
_NOT_BEGUN_OR_DONE = (Phase.CONSENT, Phase.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Found:
    """The command a message begins with and the rest of it.

    `slash`: written with one. `exact`: the command's name stands alone, set off from what follows.
    """

    command: Command
    rest: str
    slash: bool
    exact: bool


def found_in(text: str) -> Found | None:
    """The command a message begins with, or None."""
    plain = text.strip()
    slash = plain[:1] in _SLASHES
    plain = plain[1:].lstrip() if slash else plain
    head, rest = (*_BLANK.split(plain, maxsplit=1), "")[:2]
    word = unicodedata.normalize("NFKC", head).casefold()
    word = word.rstrip(MARKS) or word  # “状态？” asks for the same as “状态”
    for command in COMMANDS:
        if any(word == name.removeprefix("/") for name in command.names):
            return Found(command, rest.strip(), slash, exact=True)
    # Chinese needs no blank: 状态洞泾镇. A single character is too little to go by. The longest name counts.
    glued = [
        (name, command)
        for command in COMMANDS
        for name in command.names
        if len(name) > 1 and not name.isascii() and word.startswith(name)
    ]
    if not glued:
        return None
    name, command = max(glued, key=lambda pair: len(pair[0]))
    return Found(command, plain[len(name) :].strip(), slash, exact=False)


def is_open(start: TurnStart) -> bool:
    """Whether the person has an interview under way: a try-out counts once it is begun, until it is done."""
    if start.interview is None or start.diagnosis is None:
        return False
    phase = Interview.from_json(start.interview.state).phase
    if phase in _OVER:
        return False
    return start.diagnosis.enterprise_id is not None or phase not in _NOT_BEGUN_OR_DONE
