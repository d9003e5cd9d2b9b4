"""The screens of what is asked back before anything happens."""

from __future__ import annotations

from bot.conversation import limits, options, wording
from bot.conversation.carrying import carried
from bot.conversation.definition import Definition
from bot.conversation.interview import Interview, Mark, Pending, Query
from bot.conversation.path import Path
from bot.conversation.prompt import Option, PromptKind
from bot.conversation.question_screen import header, said_when
from bot.conversation.screen import Screen
from bot.conversation.step import path_of
from bot.messages import Messages


def screen(  # noqa: C901 - one branch a query
    interview: Interview, pending: Pending, definition: Definition, lead: str = ""
) -> Screen:
    """What is asked back, with its options; `lead` puts it in better words where the reply gave some."""
    messages = definition.messages
    path = path_of(interview, definition)
    match pending.query:
        case Query.READING | Query.STALE:
            return _about_value(pending, path, messages, lead)
        case Query.SECTION:
            return _section(interview, path, definition)
        case Query.REASON:
            number = path.numbers[pending.question]
            return Screen(lead=messages.say("na.ask", number=number), options=_cancel(messages))
        case Query.FEEDBACK:
            return Screen(lead=messages.say("feedback.ask"), options=_cancel(messages))
        case Query.RESTART:
            return _yes_no(messages.say("restart.ask"), messages)
        case Query.EARLY:
            left = path.marks(interview.status).count(Mark.OPEN)
            return _yes_no(messages.say("early.ask", count=left), messages)
        case Query.REOPEN | Query.ROUND:
            return _yes_no(messages.say(f"{pending.query.value}.ask"), messages)
        case Query.WITHDRAW:
            return Screen(
                lead=messages.say("withdraw.ask"),
                kind=PromptKind.CONFIRM,
                options=options.yes_no(messages, "withdraw.yes", "withdraw.no"),
            )


def _about_value(pending: Pending, path: Path, messages: Messages, lead: str) -> Screen:
    question = path.offered(pending.question)
    value = pending.value
    shown = wording.answer(question, value, messages) if value is not None else ""
    if lead:
        pass
    elif pending.query is Query.READING:
        lead = messages.say("reading.ask", answer=shown)
    else:
        lead = messages.say("stale.ask", number=path.numbers[question.id], answer=shown)
    return Screen(
        lead=lead,
        kind=PromptKind.CONFIRM,
        options=options.yes_no(messages),
    )


def _section(interview: Interview, path: Path, definition: Definition) -> Screen:
    messages = definition.messages
    found = carried(interview, path, definition)
    lines = []
    for question_id, value in list(found.items())[: limits.REVIEW_PAGE]:
        question = path.offered(question_id)
        shown = wording.brief(question, value, messages)
        lines.append(wording.line(question, path.numbers[question_id], shown, messages))
    if len(found) > limits.REVIEW_PAGE:
        lines.append(messages.say("section.more", count=len(found) - limits.REVIEW_PAGE))
    ask = messages.say("section.ask", count=len(found), when=said_when(definition))
    return Screen(
        lead="\n".join([header(interview, definition), ask, *lines]),
        tail=messages.say("section.how"),
        kind=PromptKind.CONFIRM,
        options=options.yes_no(messages, "section.yes", "section.no"),
    )


def _yes_no(line: str, messages: Messages) -> Screen:
    return Screen(lead=line, kind=PromptKind.CONFIRM, options=options.yes_no(messages))


def _cancel(messages: Messages) -> tuple[Option, ...]:
    return (options.plain(options.NO, messages.say("option.cancel")),)
