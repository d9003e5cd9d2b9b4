"""Everything that happens besides words and taps: opening, leaving, files, reminders, results."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import limits, replies
from bot.conversation.answering import answer, marked, recheck, record
from bot.conversation.definition import Definition
from bot.conversation.effects import CancelTimer, KeepEvidence, Say
from bot.conversation.inputs import AnsweredElsewhere, Assessed, GaveFile, Unsupported
from bot.conversation.interview import Interview, Mark, Phase
from bot.conversation.requests import NUDGE, resume
from bot.conversation.results import result_prompts
from bot.conversation.step import Show, Step, path_of
from bot.conversation.texts import welcome, where
from bot.questionnaire.model import Question
from scoring.values import AnswerValue, FileAnswer, GridAnswer

_BEFORE_CONSENT = (Phase.CONSENT, Phase.REFUSED, Phase.WITHDRAWN)
_NAMED = ("voice", "location", "sticker", "video", "edited", "lost", "hidden")


def started(interview: Interview, definition: Definition) -> Step:
    """She opened the chat (again): show her where she is."""
    if interview.phase is Phase.PAUSED:
        woken = resume(interview, definition)
        return Step(woken, (CancelTimer(NUDGE),), (welcome(woken, definition),))
    if interview.phase is Phase.ASKING:
        return Step(interview, notes=(welcome(interview, definition),))
    return Step(interview)


def left(interview: Interview) -> Step:
    """She is gone: nothing can be said; an open questionnaire rests."""
    phase = interview.phase
    if interview.submitted is not None and phase is Phase.REVIEWING:
        phase = Phase.SUBMITTED
    elif phase in (Phase.ASKING, Phase.READY, Phase.REVIEWING):
        phase = Phase.PAUSED
    return Step(replace(interview, phase=phase, pending=None), (CancelTimer(NUDGE),), show=Show.NOTHING)


def unsupported(interview: Interview, what: Unsupported, definition: Definition) -> Step:
    """Say kindly what can be taken instead."""
    kind = what.what if what.what in _NAMED else "other"
    return Step(interview, notes=(definition.messages.say(f"unsupported.{kind}"),), show=Show.AGAIN)


def reminded(interview: Interview, definition: Definition) -> Step:
    """Remind her where she is; never someone who did not agree."""
    messages = definition.messages
    match interview.phase:
        case Phase.REFUSED | Phase.WITHDRAWN:
            return Step(interview, show=Show.NOTHING)
        case Phase.ASKING | Phase.PAUSED:
            woken = resume(interview, definition)
            return Step(woken, notes=(where(woken, "reminder.question", definition),))
        case Phase.READY | Phase.REVIEWING:
            return Step(
                replace(interview, phase=Phase.READY, pending=None), notes=(messages.say("welcome.end"),)
            )
        case Phase.CONSENT:
            return Step(interview, notes=(messages.say("reminder.consent"),))
        case Phase.SUBMITTED:
            return Step(interview)


def answered_elsewhere(interview: Interview, news: AnsweredElsewhere, definition: Definition) -> Step:
    """Note a colleague's answer. The question on the screen stays, so that no reply meets another one."""
    place = definition.questionnaire.index.get(news.question)
    if place is None:
        return Step(interview, show=Show.NOTHING)
    if _half_a_grid(definition.questionnaire.questions[place], news.value):
        if interview.status[place] == Mark.NOT_APPLICABLE:  # it applies by now
            interview = marked(interview, news.question, Mark.OPEN, definition)
        return Step(interview, show=Show.NOTHING)
    noted = record(interview, news.question, news.value, definition)
    if interview.status[place] == Mark.REVISIT:  # she is going over her answers: still to be looked at
        noted = marked(noted, news.question, Mark.REVISIT, definition)
    noted, _ = recheck(noted, news.question, definition)
    path = path_of(noted, definition)
    if noted.pending and noted.pending.question and noted.pending.question not in path.numbers:
        noted = replace(noted, pending=None)
    if noted.question and noted.question not in path.numbers:
        moved = resume(noted, definition)
        noted = moved if interview.phase is Phase.ASKING else replace(moved, phase=interview.phase)
    return Step(noted, show=Show.NOTHING)


def _half_a_grid(question: Question, value: AnswerValue) -> bool:
    return isinstance(value, GridAnswer) and len(value.cells) < len(question.rows)


def gave_file(interview: Interview, file: GaveFile, definition: Definition) -> Step:
    """Take a file as the answer of a file question, else as evidence for the question on the screen."""
    messages = definition.messages
    if interview.phase in _BEFORE_CONSENT:
        return Step(interview, notes=(messages.say("file.before_consent"),), show=Show.AGAIN)
    if file.size > limits.MAX_FILE_BYTES:
        most = limits.MAX_FILE_BYTES // 1024 // 1024
        return Step(interview, notes=(messages.say("file.too_large", megabytes=most),), show=Show.AGAIN)
    if interview.phase is Phase.PAUSED:
        woken = resume(interview, definition)
        return _file(woken, file, definition).with_effects(CancelTimer(NUDGE))
    return _file(interview, file, definition)


def _file(interview: Interview, file: GaveFile, definition: Definition) -> Step:
    messages = definition.messages
    question_id = interview.question if interview.phase is Phase.ASKING else ""
    if question_id:
        value = FileAnswer(file.name, file.sha256)
        question = definition.questionnaire.question(question_id)
        if question.type == "file" and replies.fits(question, value):
            return answer(replace(interview, pending=None), value, definition)
    effect = KeepEvidence(question_id, file.name, file.sha256, file.media_type, file.size)
    if question_id:
        number = path_of(interview, definition).numbers[question_id]
        note = messages.say("file.kept", name=file.name, number=number)
    else:
        note = messages.say("file.kept_whole", name=file.name)
    return Step(interview, (effect,), (note,), Show.AGAIN)


def assessed(interview: Interview, result: Assessed, definition: Definition) -> Step:
    """Show the result, in two messages."""
    says = tuple(Say(prompt) for prompt in result_prompts(result, definition))
    return Step(interview, says, show=Show.NOTHING)
