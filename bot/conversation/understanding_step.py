"""A free reply to the current question: understood, asked back, asked again, or a request."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.conversation import limits, replies
from bot.conversation.answering import answer, answer_rows
from bot.conversation.definition import Definition
from bot.conversation.interview import Interview, Pending, Query
from bot.conversation.requests import perform
from bot.conversation.step import Show, Step, path_of
from bot.questionnaire.model import Question
from bot.questionnaire.understanding.outcome import Asked, Confirm, Outcome, Unclear, Understood
from scoring.values import AnswerValue, GridAnswer

# How a reply about all rows of a grid begins; one that names rows says so itself.
_ALL = re.compile(r"(?:其余|剩下|余下|下面)?的?(?:都|全|均|统统|所有)|all\b|every|none of", re.IGNORECASE)
# Stands for “no question at all”: requests are recognised, anything else is just text.
_NOTHING = Question(id="", type="text", section="", text="")


def reply(interview: Interview, text: str, definition: Definition, today: date) -> Step:
    """Make of the reply what the understanding says it is."""
    outcome = _understand(interview, text, definition, today)
    match outcome:
        case Understood(value=value):
            return take(interview, value, definition)
        case Confirm(value=value, prompt=prompt):
            pending = Pending(Query.READING, interview.question, value)
            return Step(replace(interview, pending=pending), lead=prompt)
        case Unclear(prompt=prompt):
            return unclear(interview, prompt, definition)
        case Asked():
            return perform(interview, outcome, definition)


def request(text: str, definition: Definition, today: date) -> Asked | None:
    """The request that the text is, where no question is being asked."""
    outcome = definition.understand(_NOTHING, text, definition.messages, today=today)
    return outcome if isinstance(outcome, Asked) else None


def take(interview: Interview, value: AnswerValue, definition: Definition) -> Step:
    """Record a value for the current question, or say which rule it breaks."""
    path = path_of(interview, definition)
    question = path.offered(interview.question)
    row = replies.row_of(question, interview)
    if row is not None and isinstance(value, str) and row.choice(value):
        key = next(key.key for key in question.rows if key.key not in interview.cells)
        return answer_rows(interview, {key: value}, definition)
    if not replies.fits(question, value):
        return unclear(interview, definition.messages.say("unclear.not_offered"), definition)
    if replies.broken_rule(question, value, path):
        told = question.constraint_message or definition.messages.say("unclear.rule")
        return unclear(interview, told, definition)
    if isinstance(value, GridAnswer):
        return answer_rows(interview, value.as_dict(), definition)
    return answer(interview, value, definition)


def unclear(interview: Interview, prompt: str, definition: Definition) -> Step:
    """Ask again; after a few failures in the simplest form, with the ways out."""
    tried = replace(interview, attempts=interview.attempts + 1, pending=None)
    if tried.attempts < limits.FAILURES_BEFORE_HELP:
        return Step(tried, notes=(prompt,), show=Show.AGAIN)
    turn = tried.attempts - limits.FAILURES_BEFORE_HELP
    return Step(tried, notes=(definition.messages.say_nth("stuck.note", turn),), show=Show.SIMPLEST)


def _understand(interview: Interview, text: str, definition: Definition, today: date) -> Outcome:
    path = path_of(interview, definition)
    whole = path.offered(interview.question)
    row = replies.row_of(whole, interview)
    if row is None:
        return _ask(whole, text, interview, definition, today)
    all_rows = _ask(whole, text, interview, definition, today)
    if _ALL.match(text.strip()) and not isinstance(all_rows, Unclear):
        return _for_the_rest(all_rows, interview)
    outcome = _ask(row, text, interview, definition, today)
    # Perhaps the reply was meant for all rows at once.
    return all_rows if isinstance(outcome, Unclear) and not isinstance(all_rows, Unclear) else outcome


def _for_the_rest(outcome: Outcome, interview: Interview) -> Outcome:
    """“None of them” in the middle of a grid is said of the rows not answered yet."""
    if isinstance(outcome, Understood | Confirm) and isinstance(outcome.value, GridAnswer):
        rest = {row: column for row, column in outcome.value.cells if row not in interview.cells}
        return replace(outcome, value=GridAnswer.of(rest)) if rest else outcome
    return outcome


def _ask(question: Question, text: str, interview: Interview, definition: Definition, today: date) -> Outcome:
    return definition.understand(
        replies.without_outside_rule(question),
        text,
        definition.messages,
        today=today,
        attempt=interview.attempts,
        number_of=path_of(interview, definition).numbers,
    )
