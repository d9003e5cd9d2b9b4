"""What a reply was understood as: exactly one of four outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from scoring.values import AnswerValue


class Command(StrEnum):
    """What a person can ask for at any time instead of answering."""

    BACK = "back"
    SKIP = "skip"
    HELP = "help"
    PAUSE = "pause"
    PROGRESS = "progress"
    REVIEW = "review"
    RESTART = "restart"
    EDIT = "edit"
    NA = "na"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True)
class Understood:
    """One reading, and a certain one."""

    value: AnswerValue
    why: str = ""  # the rule that read it, for traces and tests


@dataclass(frozen=True, slots=True)
class Confirm:
    """One likely reading that is worth asking back; `prompt` asks it."""

    value: AnswerValue
    prompt: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """No single reading; `prompt` says what would be accepted. `reason` is a stable code."""

    prompt: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Not an answer but a request; `argument` is the question number or id, a reason, or empty."""

    command: Command
    argument: str = ""


Outcome: TypeAlias = Understood | Confirm | Unclear | Asked
