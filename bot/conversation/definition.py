"""Everything a turn may look at besides the interview itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from bot.conversation.path import Paths
from bot.messages import Messages
from bot.questionnaire import understanding
from bot.questionnaire.model import Question, Questionnaire
from bot.questionnaire.understanding.outcome import Outcome
from scoring.values import AnswerValue


@dataclass(frozen=True, slots=True)
class Liaison:
    """The human behind the bot for this enterprise."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who answers for the personal data, as the consent text must name it (个人信息保护法, article 17)."""

    name: str = ""
    contact: str = ""
    kept_for: str = ""


class Understand(Protocol):
    """What makes an answer of a reply: `bot.questionnaire.understanding.understand`."""

    def __call__(
        self,
        question: Question,
        text: str,
        messages: Messages,
        *,
        today: date,
        attempt: int = 0,
        number_of: Mapping[str, int] | None = None,
    ) -> Outcome:
        """Read one reply to one question.

        `attempt` counts the replies to it that were not understood before; `number_of` gives each question's
        number as the person sees it.
        """
        ...


class Interpret(Protocol):
    """What reads a yes or a no: `interpret_confirmation` of the same package."""

    def __call__(self, text: str, question: Question | None = None) -> bool | None:
        """True for yes, False for no, None for anything else; `question` is what the reading answers."""
        ...


@dataclass(frozen=True)
class Definition:
    """The questionnaire of one interview and its surroundings.

    `answers`, `last` and `register` are looked up one question at a time and may be lazy: the answers given
    so far (by anyone of the enterprise, before this turn), those of the previous diagnosis, and what the
    register says (by question id). `last_on` says when the previous diagnosis was, ready to be shown.
    `paths` may be shared by all interviews of one questionnaire, which spares recomputing.
    """

    questionnaire: Questionnaire
    messages: Messages
    content_hash: str = ""
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    last: Mapping[str, AnswerValue] = field(default_factory=dict)
    last_on: str = ""
    register: Mapping[str, AnswerValue] = field(default_factory=dict)
    enterprise_name: str = ""
    liaison: Liaison | None = None
    keeper: Keeper = Keeper()
    shared_paths: Paths | None = None
    understand: Understand = understanding.understand
    interpret: Interpret = understanding.interpret_confirmation

    @cached_property
    def paths(self) -> Paths:
        """The paths of the questionnaire."""
        return self.shared_paths or Paths(self.questionnaire)
