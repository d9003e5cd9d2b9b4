"""Consent: given, refused; and the first question after it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.answering import at_end, enter_section, go_to
from bot.conversation.definition import Definition
from bot.conversation.effects import Consented, ConsentRefused
from bot.conversation.interview import Interview, Phase
from bot.conversation.requests import resume
from bot.conversation.step import Step, path_of


def agree(interview: Interview, definition: Definition) -> Step:
    """Note the consent and begin, or go on where she was before she withdrew."""
    note = definition.messages.say("consent.thanks")
    return start(interview, definition).with_notes(note).with_effects(Consented())


def start(interview: Interview, definition: Definition) -> Step:
    """Ask the first open question."""
    if interview.question or interview.submitted is not None:
        return Step(resume(interview, definition))
    target = path_of(interview, definition).open(interview.status)
    if not target:
        return Step(at_end(interview))
    first = enter_section(go_to(interview, target, definition), definition)
    intro = definition.questionnaire.intro
    return replace(first, notes=(intro,)) if intro else first


def refuse(interview: Interview) -> Step:
    """Note the refusal: nothing is collected."""
    return Step(replace(interview, phase=Phase.REFUSED), (ConsentRefused(),))
