"""What a reader makes of a reply, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scoring.values import AnswerValue


@dataclass(frozen=True, slots=True)
class Read:
    """One reading. `certain` is false when it must be asked back; `why` names the rule that read it.

    `about`: it was said as approximate, and is said back so.
    """

    value: AnswerValue
    why: str
    certain: bool = True
    about: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """No single reading; `reason` is a key of `understanding.doubt` in the wording, `fields` fill it."""

    reason: str
    fields: Mapping[str, str] = field(default_factory=dict)


Reading: TypeAlias = Read | Doubt
