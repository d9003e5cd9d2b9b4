"""What can happen to an interview: a closed union, handled exhaustively by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scoring.values import AnswerValue


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the chat (again); `code` is what the link or QR code carried."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The person wrote something."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """The person tapped options of a prompt: its `question` and `token`, and the options' keys.

    For a multiple choice `keys` is the final set, empty for nothing ticked. A shortcut button may come back
    as one key `/<command>`, e.g. `/help`.
    """

    question: str
    token: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GaveFile:
    """The person sent a file, already stored by content hash; `size` in bytes."""

    name: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Left:
    """The person unfollowed or blocked the bot: nothing can be said to her."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something the bot cannot read; `what` is voice, location, sticker, video or anything else."""

    what: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder is due: `kind` is the timer's kind."""

    kind: str = "nudge"


@dataclass(frozen=True, slots=True)
class AnsweredElsewhere:
    """A colleague of hers answered a question of the same diagnosis. Says nothing, loses nothing."""

    question: str
    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension as the result names it; `score` is printed as given."""

    name: str
    score: str


@dataclass(frozen=True, slots=True)
class Peers:
    """Where the result stands: better than `below` of `count` peers, `share` per cent as text."""

    count: int
    below: int
    share: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """The submitted diagnosis was scored. Every field is ready to be shown; empty means nothing to say.

    `next_grade` is what the next steps lead to. `verified` is False for a self-reported diagnosis. `note` is
    the pack's standard note. `report_follows` says whether the Word report comes in a message of its own.
    """

    level: str
    grade: str
    meaning: str
    score: str
    strongest: Scored | None = None
    weakest: Scored | None = None
    next_steps: tuple[str, ...] = ()
    next_grade: str = ""
    peers: Peers | None = None
    verified: bool = False
    note: str = ""
    report_follows: bool = False


Input: TypeAlias = (
    Started | Said | Tapped | GaveFile | Left | Unsupported | Reminded | AnsweredElsewhere | Assessed
)
