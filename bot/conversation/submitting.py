"""Handing in: what is still missing, the last question, the hand-in itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import wording
from bot.conversation.answering import at_end, go_to
from bot.conversation.definition import Definition
from bot.conversation.effects import Submit
from bot.conversation.interview import Interview, Mark, Pending, Phase, Query
from bot.conversation.step import Show, Step, path_of


def submit(interview: Interview, definition: Definition, now: datetime) -> Step:
    """Hand in; not without the required answers, and not with open questions unless she says so twice."""
    messages = definition.messages
    if interview.submitted is not None:
        return Step(replace(interview, phase=Phase.SUBMITTED, pending=None))
    path = path_of(interview, definition)
    marks = path.marks(interview.status)
    missing = [
        question
        for question, mark in zip(path.order, marks, strict=True)
        if mark in (Mark.OPEN, Mark.SKIPPED) and definition.questionnaire.question(question).required
    ]
    if missing:
        shown = wording.numbers([path.numbers[question] for question in missing], messages)
        note = messages.say("submit.missing", count=len(missing), numbers=shown)
        return Step(go_to(interview, missing[0], definition), notes=(note,))
    if Mark.OPEN in marks:
        return Step(replace(interview, pending=Pending(Query.EARLY)))
    return hand_in(interview, definition, now)


def hand_in(interview: Interview, definition: Definition, now: datetime) -> Step:
    """Hand in as it is."""
    done = replace(at_end(interview), phase=Phase.SUBMITTED, submitted=now)
    return Step(done, (Submit(),), (definition.messages.say("submit.done"),), Show.NOTES)
