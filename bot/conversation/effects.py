"""What the host must do after a turn, in order: a closed union. The engine itself does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from bot.conversation.prompt import Prompt
from scoring.values import AnswerValue


@dataclass(frozen=True, slots=True)
class Say:
    """Send one message to the person."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """Store an answer; it supersedes an earlier one to the same question."""

    question: str
    value: AnswerValue


@dataclass(frozen=True, slots=True)
class KeepEvidence:
    """Keep a file with an answer; an empty `question` means the diagnosis as a whole."""

    question: str
    name: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Consented:
    """The person agreed to what the consent text says."""


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    """The person did not agree: nothing may be collected, and she is not to be reminded."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The person withdrew her consent: stop contacting her and erase her personal data."""


@dataclass(frozen=True, slots=True)
class Submit:
    """The diagnosis is handed in: score it and feed the result back as `Assessed`."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A submitted diagnosis is open again, at the person's wish, until she submits it anew."""


@dataclass(frozen=True, slots=True)
class NewRound:
    """The person begins another diagnosis; the one she handed in stays as it is."""


@dataclass(frozen=True, slots=True)
class ResultWanted:
    """The person wants to see the result again: feed `Assessed` once more."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The person wants someone else: tell the liaison. `note` says where she is and whom she wants.

    `to_colleague`: a colleague is to go on answering, `colleague` as she named him if she did; otherwise she
    wants a human of ours.
    """

    note: str
    colleague: str = ""
    to_colleague: bool = False


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Feed `Reminded(kind)` after that time; replaces a timer of the same kind."""

    kind: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget the timer of that kind, if there is one."""

    kind: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A remark on the questionnaire or the bot; `question` is where it was made, or empty."""

    question: str
    text: str


Effect: TypeAlias = (
    Say
    | SaveAnswer
    | KeepEvidence
    | Consented
    | ConsentRefused
    | Withdrawn
    | Submit
    | Reopened
    | NewRound
    | ResultWanted
    | HandOver
    | SetTimer
    | CancelTimer
    | Feedback
)
