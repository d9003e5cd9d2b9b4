"""A message of words while the questionnaire is open or handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import intents, replies
from bot.conversation.answering import HAS_ANSWER, advance, keep, same
from bot.conversation.asked_back import decide, give_feedback, take_words
from bot.conversation.definition import Definition
from bot.conversation.effects import ResultWanted
from bot.conversation.intents import Intent, means
from bot.conversation.interview import Interview, Pending, Phase, Query
from bot.conversation.requests import comfort, edit, perform, resume, turn_page
from bot.conversation.step import Show, Step, path_of
from bot.conversation.submitting import submit
from bot.conversation.understanding_step import reply, request
from bot.questionnaire.understanding.outcome import Command

# What is asked back can be agreed to with its own word as well.
_GOES_WITH = {
    Query.SECTION: Intent.SAME,
    Query.EARLY: Intent.SUBMIT,
    Query.WITHDRAW: Intent.WITHDRAW,
    Query.ROUND: Intent.ROUND,
}
_WORDS_WANTED = (Query.REASON, Query.FEEDBACK)
_LEADING_AWAY = (Command.SKIP, Command.PAUSE)


def open_text(interview: Interview, text: str, definition: Definition, now: datetime) -> Step:
    """Take the message: for what is asked back, as one of our words, as an answer or a request."""
    if interview.pending is not None:
        step = _to_pending(interview, interview.pending, text, definition, now)
        if step is not None:
            return step
        interview = replace(interview, pending=None)
    step = None if _names_choice(interview, text, definition) else word(interview, text, definition, now)
    if step is not None:
        return step
    if interview.phase is Phase.ASKING:
        return reply(interview, text, definition, now.date())
    return _between(interview, text, definition, now)


def word(interview: Interview, text: str, definition: Definition, now: datetime) -> Step | None:
    """Act on a message that is one of our own words; None when it is not."""
    match means(text, *_OURS):
        case Intent.SUBMIT:
            return submit(interview, definition, now)
        case Intent.WITHDRAW:
            return Step(replace(interview, pending=Pending(Query.WITHDRAW)))
        case Intent.FEEDBACK:
            return Step(replace(interview, pending=Pending(Query.FEEDBACK)))
        case Intent.ROUND if interview.phase is Phase.SUBMITTED:
            return Step(replace(interview, pending=Pending(Query.ROUND)))
        case Intent.RESULT:
            return result(interview, definition)
        case Intent.CONTINUE:
            return go_on(interview, definition)
        case Intent.SAME:
            return _same(interview, definition)
        case _:
            return _beside(interview, text, definition)


_OURS = (
    Intent.SUBMIT,
    Intent.WITHDRAW,
    Intent.FEEDBACK,
    Intent.RESULT,
    Intent.ROUND,
    Intent.CONTINUE,
    Intent.SAME,
)


def _beside(interview: Interview, text: str, definition: Definition) -> Step | None:
    """A remark in one go, or something beside the point: answered, and the question again."""
    if remark := intents.remark(text):
        return give_feedback(interview, remark, definition)
    match intents.aside(text):
        case None:
            return None
        case Intent.LONG:
            note = comfort(interview, definition)
        case kind:
            note = definition.messages.say(f"aside.{kind.value}")
    return Step(interview, notes=(note,), show=Show.AGAIN)


def result(interview: Interview, definition: Definition) -> Step:
    """Show the result again, or say when there will be one."""
    if interview.submitted is None:
        return Step(interview, notes=(definition.messages.say("result.not_yet"),), show=Show.AGAIN)
    note = definition.messages.say("result.again")
    return Step(replace(interview, phase=Phase.SUBMITTED), (ResultWanted(),), (note,), Show.NOTES)


def go_on(interview: Interview, definition: Definition) -> Step:
    """Leave what she looked at as it is, and return to where she was."""
    if interview.phase is not Phase.ASKING:
        return Step(resume(interview, definition))
    place = definition.questionnaire.index[interview.question]
    if interview.status[place] in HAS_ANSWER:
        return keep(interview, definition)
    return advance(interview, definition)


def _same(interview: Interview, definition: Definition) -> Step | None:
    if interview.phase is not Phase.ASKING:
        return None
    question = path_of(interview, definition).offered(interview.question)
    on_record = replies.on_record(question, interview, definition)
    return same(interview, on_record, definition) if on_record else None


def _names_choice(interview: Interview, text: str, definition: Definition) -> bool:
    # A choice may be called “一样” or “继续”: then it is the answer, not a word of ours.
    if interview.phase is not Phase.ASKING:
        return False
    question = definition.questionnaire.question(interview.question)
    said = intents.plain(text)
    return any(
        said in (intents.plain(name) for name in (choice.label, choice.short, *choice.synonyms))
        for choice in question.choices
    )


def _between(interview: Interview, text: str, definition: Definition, now: datetime) -> Step:
    if interview.phase is Phase.REVIEWING and means(text, Intent.NEXT, Intent.PREVIOUS):
        return turn_page(interview, 1 if means(text, Intent.NEXT) else -1, definition)
    number = intents.bare_number(text)
    if number:
        return edit(interview, number, definition)
    asked = request(text, definition, now.date())
    if asked is not None:
        return perform(interview, asked, definition)
    return Step(interview, notes=(definition.messages.say("between.unclear"),))


def _to_pending(
    interview: Interview, pending: Pending, text: str, definition: Definition, now: datetime
) -> Step | None:
    """The step for a reply to what is asked back, or None when it is about something else."""
    if pending.query in _WORDS_WANTED:
        return _to_words_wanted(interview, pending, text, definition, now)
    yes = _yes_or_no(interview, pending, text, definition)
    if yes is not None:
        return decide(interview, pending, yes=yes, definition=definition, now=now)
    if pending.query is Query.READING:
        return None
    asked = request(text, definition, now.date())
    if asked is not None and asked.command is not Command.HELP:
        return perform(replace(interview, pending=None), asked, definition)
    if intents.aside(text):
        return word(interview, text, definition, now)
    step = word(replace(interview, pending=None), text, definition, now)
    note = "" if pending.query is Query.SECTION else definition.messages.say("option.yes_or_no")
    return step or Step(interview, notes=(note,))


def _to_words_wanted(
    interview: Interview, pending: Pending, text: str, definition: Definition, now: datetime
) -> Step:
    asked = request(text, definition, now.date())
    cancelled = means(text, Intent.CONTINUE, Intent.CANCEL) or (asked and asked.command is Command.BACK)
    if cancelled:
        return decide(interview, pending, yes=False, definition=definition, now=now)
    if asked is not None and asked.command is Command.NA and pending.query is Query.REASON:
        return take_words(interview, pending, asked.argument or text, definition)
    # A remark may well speak of a question or of a person; only what leads away is a request here.
    leads_away = pending.query is Query.REASON or (asked and asked.command in _LEADING_AWAY)
    if asked is not None and leads_away:
        return perform(replace(interview, pending=None), asked, definition)
    return take_words(interview, pending, text, definition)


def _yes_or_no(interview: Interview, pending: Pending, text: str, definition: Definition) -> bool | None:
    if means(text, _GOES_WITH.get(pending.query, Intent.AGREE)):
        return True
    if pending.query is not Query.READING and means(text, Intent.CONTINUE):
        return False
    if pending.query is Query.SECTION and means(text, Intent.ONE_BY_ONE):
        return False
    if pending.query is Query.READING:
        # While “is it 3?” is asked back about a choice, “1” is the first choice and not a yes.
        return definition.interpret(text, path_of(interview, definition).offered(interview.question))
    return definition.interpret(text)
