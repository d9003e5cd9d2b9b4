"""What a handler decides: the new interview, the effects, and what to say before the next screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.conversation.definition import Definition
from bot.conversation.effects import Effect
from bot.conversation.interview import Interview
from bot.conversation.path import Path


class Show(Enum):
    """How much of the interview's present screen follows the notes."""

    SCREEN = auto()
    AGAIN = auto()  # the question once more, without its hint: the note says how to answer
    SIMPLEST = auto()  # the question in its simplest form, with the ways out
    NOTES = auto()  # the notes alone
    NOTHING = auto()  # nobody is there to read it


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one handler. `notes` come first; `lead` replaces the screen's own first lines."""

    interview: Interview
    effects: tuple[Effect, ...] = ()
    notes: tuple[str, ...] = ()
    show: Show = Show.SCREEN
    lead: str = ""

    def with_notes(self, *notes: str) -> Step:
        """The same step with these notes before its own."""
        return replace(self, notes=(*notes, *self.notes))

    def with_effects(self, *effects: Effect) -> Step:
        """The same step with these effects before its own."""
        return replace(self, effects=(*effects, *self.effects))


def path_of(interview: Interview, definition: Definition) -> Path:
    """The path of the interview as it stands."""
    return definition.paths.of(interview.known)
