"""Replies while something is asked back: a reading, a reason, a restart and the like."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import limits, wording
from bot.conversation.answering import answer, at_end, carry_section, go_to
from bot.conversation.definition import Definition
from bot.conversation.effects import Feedback, NewRound, Reopened, Withdrawn
from bot.conversation.interview import Interview, Mark, Pending, Phase, Query
from bot.conversation.requests import leave, open_review
from bot.conversation.step import Show, Step, path_of
from bot.conversation.submitting import hand_in
from bot.conversation.understanding_step import take
from scoring.values import NotApplicable

# Fewer letters or characters say nothing: “无”, “1”, “。”.
_SHORTEST_REASON = 2
_GONE_OVER = str.maketrans(
    Mark.ANSWERED.value + Mark.NOT_APPLICABLE.value + Mark.SKIPPED.value,
    Mark.REVISIT.value + Mark.REVISIT.value + Mark.OPEN.value,
)


def decide(
    interview: Interview, pending: Pending, *, yes: bool, definition: Definition, now: datetime
) -> Step:
    """Do, or leave, what was asked back."""
    cleared = replace(interview, pending=None)
    if yes:
        return _agreed(cleared, pending, definition, now)
    messages = definition.messages
    match pending.query:
        case Query.READING:
            return Step(cleared, notes=(messages.say("reading.no"),), show=Show.AGAIN)
        case Query.SECTION:
            return Step(cleared, notes=(messages.say("section.one_by_one"),))
        case _:
            return Step(cleared, notes=(messages.say("option.left"),), show=Show.AGAIN)


def take_words(interview: Interview, pending: Pending, text: str, definition: Definition) -> Step:
    """Take the words that were asked for: a reason, or a remark."""
    if pending.query is Query.FEEDBACK:
        return give_feedback(replace(interview, pending=None), text, definition)
    if sum(character.isalpha() for character in text) < _SHORTEST_REASON:
        return Step(interview, notes=(definition.messages.say("na.more"),))
    return answer(
        replace(interview, pending=None), NotApplicable(wording.cut(text, limits.MAX_REASON)), definition
    )


def give_feedback(interview: Interview, text: str, definition: Definition) -> Step:
    """Pass a remark on, and go on where she was."""
    effect = Feedback(interview.question, text.strip()[: limits.MAX_FEEDBACK])
    return Step(interview, (effect,), (definition.messages.say("feedback.thanks"),), Show.AGAIN)


def _agreed(interview: Interview, pending: Pending, definition: Definition, now: datetime) -> Step:
    match pending.query:
        case Query.READING if pending.value is not None:
            return take(interview, pending.value, definition)
        case Query.STALE if pending.value is not None:
            there = go_to(leave(interview), pending.question, definition)
            return take(there, pending.value, definition)
        case Query.SECTION:
            return carry_section(interview, definition)
        case Query.RESTART:
            return _restart(interview, definition)
        case Query.EARLY:
            return hand_in(interview, definition, now)
        case Query.REOPEN:
            return _reopen(interview, pending, definition)
        case _:
            return _leaving(interview, pending, definition)


def _leaving(interview: Interview, pending: Pending, definition: Definition) -> Step:
    match pending.query:
        case Query.ROUND:
            return Step(interview, (NewRound(),), (definition.messages.say("round.begun"),), Show.NOTES)
        case Query.WITHDRAW:
            return Step(replace(interview, phase=Phase.WITHDRAWN), (Withdrawn(),))
        case _:  # a reason or a remark is words; yes is no reason
            return Step(replace(interview, pending=pending))


def _restart(interview: Interview, definition: Definition) -> Step:
    status = interview.status.translate(_GONE_OVER)
    fresh = replace(interview, status=status, question="", back=None, back_to="")
    target = path_of(fresh, definition).open(status)
    if not target:
        return Step(at_end(fresh))
    return Step(go_to(fresh, target, definition), notes=(definition.messages.say("restart.done"),))


def _reopen(interview: Interview, pending: Pending, definition: Definition) -> Step:
    opened = replace(interview, submitted=None)
    if pending.question:
        return Step(go_to(opened, pending.question, definition), (Reopened(),))
    return open_review(opened).with_effects(Reopened())
