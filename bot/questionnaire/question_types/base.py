"""What every question type knows: reading, checking and saying its answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.problems import Problem
from bot.questionnaire.rules.kinds import Kind
from scoring.values import AnswerValue, JsonValue, NotApplicable

# A sentence or two; also what a channel's message can carry.
MAX_REASON = 500
MAX_SHOWN = 60  # of a wrong value, in an error


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One thing wrong with an answer.

    `code` is stable (`CODES` in `bot.questionnaire.question_types.faults`); `fields` are the rule's own
    values (limits, keys), so that a chat can say the same thing in the person's language.
    """

    code: str
    message: str
    remedy: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def at(self, where: str) -> Problem:
        """The fault as a problem of the answer at that place."""
        return Problem(where, self.code, self.message, self.remedy)


class AnswerFaultError(ValueError):
    """A JSON value is no answer of the question's type; `fault` says why."""

    def __init__(self, fault: AnswerFault) -> None:
        self.fault = fault
        super().__init__(f"{fault.message} {fault.remedy}")


class QuestionType(ABC):
    """One type of question. Every type also takes “not applicable” with a reason."""

    name: ClassVar[str]
    kind: ClassVar[Kind]  # what its answer is in the rule language
    keys: ClassVar[frozenset[str]] = frozenset()  # keys of the pack format that only some types have
    needs: ClassVar[frozenset[str]] = frozenset()  # those of them it cannot do without

    def parse_json(self, question: Question, value: JsonValue) -> AnswerValue:
        """Read a JSON answer value.

        Raises:
            AnswerFaultError: the value has not the shape of this type; limits are `validate`'s affair.
        """
        if isinstance(value, dict) and set(value) == {"na"}:
            reason = value["na"]
            if isinstance(reason, str):
                return NotApplicable(reason.strip())
            raise self.wrong_shape('{"na": "reason"} with the reason as a string', value)
        return self.parse(question, value)

    def validate(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Everything wrong with an answer of this question, its own rule (`constraint`) apart."""
        if isinstance(value, NotApplicable):
            return _check_reason(value.reason)
        return self.check(question, value)

    def format(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """The answer as it is said back to a person."""
        if isinstance(value, NotApplicable):
            return messages.say("value.na", reason=value.reason)
        return self.say(question, value, messages)

    @abstractmethod
    def parse(self, question: Question, value: JsonValue) -> AnswerValue:
        """Read a JSON answer value that is not “not applicable”; as `parse_json`."""

    @abstractmethod
    def check(self, question: Question, value: AnswerValue) -> list[AnswerFault]:
        """Everything wrong with an answer that is not “not applicable”; as `validate`."""

    @abstractmethod
    def say(self, question: Question, value: AnswerValue, messages: Messages) -> str:
        """Say an answer that is not “not applicable”; as `format`."""

    def wrong_shape(self, expected: str, value: object) -> AnswerFaultError:
        """The error for a value of the wrong shape."""
        message = f"a {self.name} answer is {expected}, not {_shown(value)}."
        return AnswerFaultError(
            AnswerFault("ANSWER-SHAPE", message, "Correct the value.", {"expected": expected})
        )


def _shown(value: object) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _check_reason(reason: str) -> list[AnswerFault]:
    if not reason.strip():
        message = "“not applicable” needs a reason."
        return [AnswerFault("ANSWER-REASON", message, "Say in a few words why it does not apply.")]
    if len(reason) > MAX_REASON:
        message = f"the reason has {len(reason)} characters; {MAX_REASON} are allowed."
        return [AnswerFault("ANSWER-TOO-LONG", message, "Shorten it.", {"maximum": str(MAX_REASON)})]
    return []
