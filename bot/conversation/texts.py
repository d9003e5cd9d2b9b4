"""What a person wrote, by where the interview stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import limits, pace
from bot.conversation.consenting import agree, refuse
from bot.conversation.definition import Definition
from bot.conversation.effects import CancelTimer
from bot.conversation.intents import Intent, means
from bot.conversation.interview import Interview, Phase
from bot.conversation.open_texts import open_text
from bot.conversation.requests import NUDGE, hand_over, resume
from bot.conversation.step import Show, Step, path_of
from bot.conversation.understanding_step import request
from bot.questionnaire.understanding.outcome import Command


def said(interview: Interview, text: str, definition: Definition, now: datetime) -> Step:
    """Take a message of words."""
    if len(text) > limits.MAX_TEXT:
        note = definition.messages.say("too_long.line", maximum=limits.MAX_TEXT)
        return Step(interview, notes=(note,), show=Show.AGAIN)
    match interview.phase:
        case Phase.CONSENT:
            return _to_consent(interview, text, definition, now)
        case Phase.REFUSED | Phase.WITHDRAWN:
            begins = means(text, Intent.BEGIN)
            return Step(replace(interview, phase=Phase.CONSENT) if begins else interview)
        case Phase.PAUSED:
            return _woken(interview, text, definition, now)
        case _:
            return open_text(interview, text, definition, now)


def _to_consent(interview: Interview, text: str, definition: Definition, now: datetime) -> Step:
    if means(text, Intent.AGREE):
        return agree(interview, definition)
    if means(text, Intent.DISAGREE):
        return refuse(interview)
    asked = request(text, definition, now.date())
    if asked is not None and asked.command is Command.HANDOFF:
        return hand_over(interview, asked.argument, definition)
    about = asked is not None and asked.command is Command.HELP
    kind = Intent.WHY if about else means(text, Intent.GREETING, Intent.THANKS, Intent.WHO, Intent.WHY)
    note = definition.messages.say(f"aside.{kind.value}" if kind else "consent.first")
    return Step(interview, notes=(note,), show=Show.AGAIN)


def _woken(interview: Interview, text: str, definition: Definition, now: datetime) -> Step:
    go_on = means(text, Intent.CONTINUE, Intent.GREETING)
    if means(text, Intent.BYE, Intent.THANKS):
        return Step(interview, notes=(definition.messages.say("paused.bye"),), show=Show.NOTES)
    if interview.fruitless >= limits.FRUITLESS_BEFORE_PAUSE and not go_on:
        return Step(interview)
    woken = resume(interview, definition)
    if go_on:
        step = Step(woken, notes=(welcome(woken, definition),))
    else:
        step = _after_pause(woken, text, definition, now)
    return step.with_effects(CancelTimer(NUDGE))


def _after_pause(woken: Interview, text: str, definition: Definition, now: datetime) -> Step:
    recent = pace.gap(woken, now) <= limits.AWAY_AFTER
    if recent or means(text, Intent.SUBMIT, Intent.WITHDRAW) or request(text, definition, now.date()):
        return open_text(woken, text, definition, now)
    # The question is long out of sight: what she wrote may be no answer to it.
    return Step(woken, notes=(welcome(woken, definition), definition.messages.say("paused.not_taken")))


def welcome(interview: Interview, definition: Definition) -> str:
    """The line that says where she is when she comes back."""
    return where(interview, "welcome.back", definition)


def where(interview: Interview, key: str, definition: Definition) -> str:
    """The line under `key` for the question she is at; another one at the end."""
    messages = definition.messages
    if not interview.question:
        return messages.say("welcome.end")
    return messages.say(key, number=path_of(interview, definition).numbers[interview.question])
