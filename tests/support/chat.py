"""A person and the conversation engine in one room: what she does goes in, what it says comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Unpack

from support.small_questionnaire import Around, definition

from bot.conversation.definition import Definition
from bot.conversation.effects import Effect, SaveAnswer, Say
from bot.conversation.engine import Turn, begin, resume
from bot.conversation.inputs import Input, Said, Tapped
from bot.conversation.interview import Interview, Phase
from bot.conversation.prompt import Prompt
from scoring.values import AnswerValue

_THINKING = timedelta(seconds=15)


@dataclass
class Chat:
    """Keeps the interview as JSON between turns and the answers as a host would."""

    definition: Definition = field(default_factory=definition)
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        self.definition = replace(self.definition, answers=self.answers)
        self._take(begin(self.definition, self.now))

    @property
    def interview(self) -> Interview:
        return self.turn.interview

    @property
    def prompt(self) -> Prompt:
        """The last message."""
        return self.turn.says[-1].prompt

    @property
    def text(self) -> str:
        return self.prompt.text

    def phase(self) -> Phase:
        """Where the interview stands."""
        return self.interview.phase

    def effects(self) -> tuple[Effect, ...]:
        """What the last turn asked for, besides saying something."""
        return tuple(effect for effect in self.turn.effects if not isinstance(effect, Say))

    def say(self, *texts: str) -> str:
        """Write these messages one after the other; the last reply."""
        for text in texts:
            self.do(Said(text))
        return self.text

    def tap(self, *keys: str, prompt: Prompt | None = None) -> str:
        """Tap options of a message, by default the last one; the reply."""
        on = prompt or self.prompt
        self.do(Tapped(on.question, on.token, keys))
        return self.text

    def do(self, input_: Input) -> None:
        self.now += _THINKING
        kept = Interview.from_json(self.interview.to_json())
        self._take(resume(kept, input_, self.definition, self.now))

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def status(self) -> Mapping[str, str]:
        return dict(zip(self.definition.questionnaire.index, self.interview.status, strict=True))

    def _take(self, turn: Turn) -> None:
        self.turn = turn
        for effect in turn.effects:
            if isinstance(effect, SaveAnswer):
                self.answers[effect.question] = effect.value


def begun(**fields: Unpack[Around]) -> Chat:
    """A chat in which consent was given: the first question is on the screen."""
    chat = Chat(definition(**fields))
    chat.say("同意")
    return chat
