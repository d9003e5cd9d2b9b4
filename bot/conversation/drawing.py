"""From the interview as it stands to the message that shows it."""

from __future__ import annotations

from bot.conversation import pending_screens, phase_screens, question_screen
from bot.conversation.definition import Definition
from bot.conversation.interview import Phase
from bot.conversation.prompt import Prompt
from bot.conversation.screen import Screen
from bot.conversation.step import Show, Step, path_of


def draw(step: Step, definition: Definition) -> Prompt:
    """The message of a step: its notes, then the screen of the interview it leads to."""
    interview = step.interview
    screen = Screen(lead="") if step.show is Show.NOTES else _screen(step, definition)
    path = path_of(interview, definition)
    return screen.prompt(step.notes, interview.token, path.done(interview.status), path.total)


def _screen(step: Step, definition: Definition) -> Screen:  # noqa: C901, PLR0911 - one branch a phase
    interview = step.interview
    if interview.pending is not None:
        return pending_screens.screen(interview, interview.pending, definition, step.lead)
    match interview.phase:
        case Phase.CONSENT:
            return phase_screens.consent(interview, definition, step.show)
        case Phase.REFUSED:
            return phase_screens.refused(definition)
        case Phase.WITHDRAWN:
            return phase_screens.withdrawn(definition)
        case Phase.ASKING:
            return question_screen.screen(interview, definition, step.show)
        case Phase.PAUSED:
            return phase_screens.paused(interview, definition)
        case Phase.READY:
            return phase_screens.ready(interview, definition)
        case Phase.REVIEWING:
            return phase_screens.review(interview, definition)
        case Phase.SUBMITTED:
            return phase_screens.submitted(interview, definition)
