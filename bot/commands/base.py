"""The shape of a command: one declaration a file, what it is given, what it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bot.campaign.model import Unit
from bot.conversation.prompt import Attachment
from bot.messages import Messages
from bot.services.access import Authority, Role
from bot.services.campaigning import Campaigning
from bot.services.entrances import Entrances
from bot.services.filing import Filing
from bot.services.library import Library
from bot.services.reporting import Reporting
from storage.json_text import Json
from storage.models.enterprise import Enterprise
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.commands.slots import Filters, Slot


class Stage(StrEnum):
    """How a command came to run."""

    ASKED = "asked"
    CONFIRMED = "confirmed"  # its preview was confirmed
    UNDONE = "undone"  # what it did is taken back


@dataclass(frozen=True, slots=True)
class Request:
    """One command with its arguments, as a text was read or as a follow-up keeps it: JSON all through.

    Arguments name things by their keys. Whether they may be seen is asked anew whenever it runs.
    """

    command: str
    args: Mapping[str, Json] = field(default_factory=dict)
    stage: Stage = Stage.ASKED


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a numbered choice, and what picking it asks for."""

    label: str
    request: Request


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers. The framework numbers the choices, adds how to reply, and keeps the follow-ups.

    `listed`: the numbers stand in the text already. `more` is the next page; `confirm` what a confirmation
    does; `undo` takes back what was done, for a minute. `next` is the likely next step, one line;
    `replies` are commands worth a button, as a person would type them. `lead`: the
    text says itself how to reply, and this is the part of it to show above buttons.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    listed: bool = False
    more: Request | None = None
    confirm: Request | None = None
    undo: Request | None = None
    next: str = ""
    replies: tuple[str, ...] = ()
    lead: str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """A change: `run` is called inside the turn, together with the reply, and says what came of it."""

    run: Callable[[TurnTx], Answer]


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work with."""

    campaigning: Campaigning
    filing: Filing
    library: Library
    reporting: Reporting
    channels: Collection[str]  # those a message can be sent on by itself
    entrances: Entrances
    controller: str  # who answers for the personal data, as letters say


@dataclass(frozen=True, slots=True)
class Args:
    """A command's arguments, found and within the asker's scope; what was not given is None or empty."""

    unit: Unit | None = None
    enterprise: Enterprise | None = None
    filters: Filters | None = None
    values: Mapping[str, Json] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A word, or an empty one."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str, default: int = 0) -> int:
        """A whole number, or the default."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def switch(self, name: str) -> bool | None:
        """On, off, or None when it was not said."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers, empty when there is none."""
        value = self.values.get(name)
        return tuple(one for one in value if isinstance(one, int)) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Call:
    """One command as it runs. `work` reads only; what changes something is an `Act`.

    `authority` is the part of the asker's that the command's roles give: everything shown and done is within
    it. `whole` is all of hers, for saying what she may do.
    """

    command: Command
    request: Request
    args: Args
    authority: Authority
    whole: Authority
    work: UnitOfWork
    desk: Desk
    words: Messages
    now: datetime
    channel: str
    address: int
    allowed: tuple[Command, ...] = ()  # every command she may use

    @property
    def stage(self) -> Stage:
        """How it came to run."""
        return self.request.stage

    @property
    def today(self) -> date:
        """The day it is where the campaign runs."""
        return self.now.astimezone(self.desk.campaigning.zone).date()

    @property
    def actor(self) -> str:
        """The asker as the audit log names her."""
        return f"person:{self.whole.person}"

    def again(self, **args: Json) -> Request:
        """This request with some arguments set anew, for a follow-up."""
        return Request(self.command.key, {**self.request.args, **args})

    def say(self, key: str, /, **fields: object) -> str:
        """A wording of the commands: `commands.<key>`."""
        return self.words.say(f"commands.{key}", **fields)

    def audit(self, turn: TurnTx, action: str, detail: Mapping[str, Json]) -> int:
        """Note a change in the audit log, with who, when and through which channel; its number there."""
        row = turn.work.audit.append(
            at=self.now, actor=self.actor, channel=self.channel, action=action, detail=dict(detail)
        )
        return row.seq


Handler: TypeAlias = Callable[[Call], "Answer | Act"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `names` are what it is called: the first in Chinese without a slash, the second in English with one, then
    aliases. `roles` may use it. `slots` are its arguments, in the order they are looked for. `key` names its
    wording: `commands.about.<key>` (one line), `commands.examples.<key>` (a list).
    """

    key: str
    names: tuple[str, ...]
    roles: frozenset[Role]
    handler: Handler
    slots: tuple[Slot, ...] = ()
