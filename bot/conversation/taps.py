"""A tapped option or shortcut: a fresh one acts, an old one is answered kindly and never misrecorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import options, replies
from bot.conversation.answering import same
from bot.conversation.asked_back import decide
from bot.conversation.consenting import agree, refuse
from bot.conversation.definition import Definition
from bot.conversation.effects import CancelTimer
from bot.conversation.inputs import Tapped
from bot.conversation.interview import Interview, Mark, Pending, Phase, Query
from bot.conversation.open_texts import go_on, result
from bot.conversation.requests import NUDGE, open_review, perform, resume, turn_page
from bot.conversation.step import Show, Step, path_of
from bot.conversation.submitting import submit
from bot.conversation.understanding_step import take
from bot.questionnaire.understanding.outcome import Asked, Command

_OPEN = (Phase.ASKING, Phase.READY, Phase.REVIEWING)
_SHORTCUTS = {f"/{command.value}": command for command in Command}


def tapped(interview: Interview, tap: Tapped, definition: Definition, now: datetime) -> Step:
    """Take a tap."""
    if interview.phase is Phase.PAUSED:
        woken = replace(resume(interview, definition), fruitless=0)
        return _tapped(woken, tap, definition, now).with_effects(CancelTimer(NUDGE))
    return _tapped(interview, tap, definition, now)


def _tapped(interview: Interview, tap: Tapped, definition: Definition, now: datetime) -> Step:
    key = tap.keys[0] if len(tap.keys) == 1 else ""
    if key in _SHORTCUTS and interview.phase in (*_OPEN, Phase.SUBMITTED):
        return perform(replace(interview, pending=None), Asked(_SHORTCUTS[key]), definition)
    if tap.question and tap.question == interview.question and interview.phase is Phase.ASKING:
        step = _answered(interview, tap, key, definition)
        if step is not None:
            return step
    if not tap.question and tap.token == interview.token:
        step = _picked(interview, key, definition, now)
        if step is not None:
            return step
    return _old(interview, tap, definition)


def _answered(interview: Interview, tap: Tapped, key: str, definition: Definition) -> Step | None:
    # An older button of the very question that is open means what it says; rows of a grid look alike.
    question = path_of(interview, definition).offered(interview.question)
    row = replies.row_of(question, interview)
    if row is not None and tap.token != interview.token:
        return None
    asking = replace(interview, pending=None)
    if key == options.SAME:
        on_record = replies.on_record(question, interview, definition)
        return same(asking, on_record, definition) if on_record else None
    value = replies.from_keys(row or question, tap.keys)
    return None if value is None else take(asking, value, definition)


def _picked(interview: Interview, key: str, definition: Definition, now: datetime) -> Step | None:
    if interview.pending is not None:
        if key not in (options.YES, options.NO):
            return None
        return decide(interview, interview.pending, yes=key == options.YES, definition=definition, now=now)
    if interview.phase is Phase.CONSENT:
        return {options.YES: agree(interview, definition), options.NO: refuse(interview)}.get(key)
    if interview.phase in (*_OPEN, Phase.SUBMITTED):
        return _menu(interview, key, definition, now)
    return None


def _menu(interview: Interview, key: str, definition: Definition, now: datetime) -> Step | None:
    match key:
        case "submit":
            return submit(interview, definition, now)
        case "review":
            return open_review(interview)
        case "next" | "previous" if interview.phase is Phase.REVIEWING:
            return turn_page(interview, 1 if key == "next" else -1, definition)
        case "continue":
            return go_on(interview, definition)
        case "result":
            return result(interview, definition)
        case "feedback":
            return Step(replace(interview, pending=Pending(Query.FEEDBACK)))
        case _:
            return None


def _old(interview: Interview, tap: Tapped, definition: Definition) -> Step:
    messages = definition.messages
    path = path_of(interview, definition)
    plain = Step(interview, notes=(messages.say("stale.unknown"),), show=Show.AGAIN)
    if interview.phase not in _OPEN or tap.question not in path.numbers:
        return plain
    question = path.offered(tap.question)
    value = replies.from_keys(question, tap.keys)
    if value is None:
        return plain
    mark = interview.status[definition.questionnaire.index[question.id]]
    if mark != Mark.OPEN and definition.answers.get(question.id) == value:
        note = messages.say("stale.same", number=path.numbers[question.id])
        return replace(plain, notes=(note,))
    return Step(replace(interview, pending=Pending(Query.STALE, question.id, value)))
