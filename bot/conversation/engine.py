"""The interview as a function: one input in, the new interview and the effects out. No clock, no storage."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import arrivals, limits, pace
from bot.conversation.consenting import start
from bot.conversation.definition import Definition
from bot.conversation.drawing import draw
from bot.conversation.effects import Effect, SaveAnswer, Say, SetTimer
from bot.conversation.inputs import (
    AnsweredElsewhere,
    Assessed,
    GaveFile,
    Input,
    Left,
    Reminded,
    Said,
    Started,
    Tapped,
    Unsupported,
)
from bot.conversation.interview import Interview, Mark, Phase
from bot.conversation.question_screen import human
from bot.conversation.requests import NUDGE
from bot.conversation.requests import resume as resume_asking
from bot.conversation.step import Show, Step, path_of
from bot.conversation.taps import tapped
from bot.conversation.texts import said


@dataclass(frozen=True, slots=True)
class Turn:
    """What one input led to; the effects are to be carried out in order."""

    interview: Interview
    effects: tuple[Effect, ...]

    @property
    def says(self) -> tuple[Say, ...]:
        """The messages among the effects."""
        return tuple(effect for effect in self.effects if isinstance(effect, Say))


def begin(definition: Definition, now: datetime, *, consented: bool = False) -> Turn:
    """A new interview; its first message asks for consent, or the first question if that was given before.

    What colleagues have answered by now counts as answered.
    """
    questionnaire = definition.questionnaire
    interview = Interview(
        pack=questionnaire.id,
        version=questionnaire.version,
        content_hash=definition.content_hash,
        locale=questionnaire.locale,
        status=Mark.OPEN.value * len(questionnaire.questions),
    )
    for question, value in definition.answers.items():
        news = AnsweredElsewhere(question, value)
        interview = arrivals.answered_elsewhere(interview, news, definition).interview
    step = start(interview, definition) if consented else Step(interview)
    return _finish(interview, step, definition, now, person=True)


def resume(interview: Interview, input_: Input, definition: Definition, now: datetime) -> Turn:
    """Take one input.

    Raises:
        ValueError: the definition is not the one the interview is pinned to.
    """
    questionnaire = definition.questionnaire
    pinned = (interview.pack, interview.version, interview.content_hash)
    if pinned != (questionnaire.id, questionnaire.version, definition.content_hash):
        raise ValueError(f"the interview is pinned to {interview.pack} {interview.version}")
    step = _handle(interview, input_, definition, now)
    person = not isinstance(input_, Reminded | AnsweredElsewhere | Assessed | Left)
    return _finish(interview, step, definition, now, person=person)


def _handle(  # noqa: C901, PLR0911 - one branch an input
    interview: Interview, input_: Input, definition: Definition, now: datetime
) -> Step:
    match input_:
        case Said(text=text):
            return said(interview, text, definition, now)
        case Tapped():
            return tapped(interview, input_, definition, now)
        case Started():
            return arrivals.started(interview, definition)
        case GaveFile():
            return arrivals.gave_file(interview, input_, definition)
        case Left():
            return arrivals.left(interview)
        case Unsupported():
            return arrivals.unsupported(interview, input_, definition)
        case Reminded():
            return arrivals.reminded(interview, definition)
        case AnsweredElsewhere():
            return arrivals.answered_elsewhere(interview, input_, definition)
        case Assessed():
            return arrivals.assessed(interview, input_, definition)


def _finish(before: Interview, step: Step, definition: Definition, now: datetime, *, person: bool) -> Turn:
    interview = step.interview
    if person:
        interview = pace.seen(interview, now, asking=before.phase is Phase.ASKING)
        step = _guarded(before, replace(step, interview=interview), definition)
        interview = step.interview
    interview = replace(_still_at_end(interview, definition), turn=before.turn + 1)
    if step.show is Show.NOTHING:
        return Turn(interview, step.effects)
    interview = replace(interview, token=str(interview.turn))
    prompt = draw(replace(step, interview=interview), _with_saved(step, definition))
    return Turn(interview, (*step.effects, Say(prompt)))


def _guarded(before: Interview, step: Step, definition: Definition) -> Step:
    # Someone's auto-reply may be answering us: after a while the bot stops asking by itself.
    interview = step.interview
    moved = _place(interview) != _place(before)
    fruitless = 0 if moved else before.fruitless + 1
    interview = replace(interview, fruitless=fruitless)
    if fruitless < limits.FRUITLESS_BEFORE_PAUSE or interview.phase is not Phase.ASKING:
        return replace(step, interview=interview)
    resting = replace(interview, phase=Phase.PAUSED, pending=None)
    return Step(
        resting,
        (*step.effects, SetTimer(NUDGE, limits.NUDGE_AFTER)),
        (definition.messages.say("paused.by_itself", human=human(definition)),),
    )


def _still_at_end(interview: Interview, definition: Definition) -> Interview:
    # A colleague's answer may have brought up a question after the last one.
    if interview.phase is Phase.READY and path_of(interview, definition).open(interview.status):
        return resume_asking(interview, definition)
    return interview


def _place(interview: Interview) -> tuple[object, ...]:
    return (interview.phase, interview.question, interview.status, len(interview.cells), interview.pending)


def _with_saved(step: Step, definition: Definition) -> Definition:
    # The page of answers shows what this very turn saved.
    saved = {effect.question: effect.value for effect in step.effects if isinstance(effect, SaveAnswer)}
    if not saved or step.interview.phase is not Phase.REVIEWING:
        return definition
    merged = ChainMap(saved, definition.answers)  # type: ignore[arg-type] # only read
    return replace(definition, answers=merged, shared_paths=definition.paths)
