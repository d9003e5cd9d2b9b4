"""What a person asks for instead of answering: help, back, skip, edit, pause and the rest."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import limits, pace, phase_screens, question_screen, wording
from bot.conversation.answering import HAS_ANSWER, advance, answer, at_end, go_to, keep, marked
from bot.conversation.definition import Definition
from bot.conversation.effects import HandOver, SetTimer
from bot.conversation.interview import Interview, Mark, Pending, Phase, Query
from bot.conversation.step import Show, Step, path_of
from bot.questionnaire.understanding.folding import fold, squeeze, squeezed
from bot.questionnaire.understanding.intent_words import HUMANS
from bot.questionnaire.understanding.outcome import Asked, Command
from scoring.values import NotApplicable

NUDGE = "nudge"
# Words for a human of ours; anyone else that is asked for is a colleague of hers.
_HUMANS = squeezed(HUMANS)
_CHANGES = (Command.BACK, Command.SKIP, Command.NA, Command.PAUSE, Command.RESTART)


def perform(interview: Interview, asked: Asked, definition: Definition) -> Step:  # noqa: C901, PLR0911 - one branch a command
    """Do what was asked for; after handing in, only what changes nothing."""
    if interview.submitted is not None and asked.command in _CHANGES:
        return _after_handing_in(interview, asked.command)
    match asked.command:
        case Command.BACK:
            return _back(interview, definition)
        case Command.SKIP:
            return _skip(interview, definition)
        case Command.HELP:
            return explain(interview, definition)
        case Command.PAUSE:
            return pause(interview, definition)
        case Command.PROGRESS:
            return Step(interview, notes=(progress(interview, definition),), show=Show.AGAIN)
        case Command.REVIEW:
            return open_review(interview)
        case Command.RESTART:
            return Step(replace(interview, pending=Pending(Query.RESTART)))
        case Command.EDIT:
            return edit(interview, asked.argument, definition)
        case Command.NA:
            return _not_applicable(interview, asked.argument, definition)
        case Command.HANDOFF:
            return hand_over(interview, asked.argument, definition)


def explain(interview: Interview, definition: Definition) -> Step:
    """Explain the question without moving, or how the conversation works where there is no question."""
    messages = definition.messages
    if interview.phase is not Phase.ASKING:
        return Step(interview, notes=(messages.say("help.general"),))
    question = definition.questionnaire.question(interview.question)
    notes = [question.help or messages.say("help.none")]
    if question.evidence:
        notes.append(messages.say("help.evidence", evidence=question.evidence.rstrip("。. ")))
    return Step(interview, notes=tuple(notes), show=Show.AGAIN)


def progress(interview: Interview, definition: Definition) -> str:
    """How much is done, how long it still takes."""
    path = path_of(interview, definition)
    done = path.done(interview.status)
    left = path.total - done
    skipped = path.marks(interview.status).count(Mark.SKIPPED)
    messages = definition.messages
    return messages.say(
        "progress.line",
        done=done,
        total=path.total,
        skipped=messages.say("progress.skipped", count=skipped) if skipped else "",
        left=left,
        minutes=pace.minutes_left(interview, left),
    )


def comfort(interview: Interview, definition: Definition) -> str:
    """For someone who finds it long: how much is really left, and that it can wait."""
    path = path_of(interview, definition)
    left = path.total - path.done(interview.status)
    return definition.messages.say("aside.long", left=left, minutes=pace.minutes_left(interview, left))


def pause(interview: Interview, definition: Definition) -> Step:
    """Stop here; everything given so far is kept."""
    paused = replace(interview, phase=Phase.PAUSED, pending=None)
    return Step(paused, (SetTimer(NUDGE, limits.NUDGE_AFTER),), (definition.messages.say("paused.done"),))


def open_review(interview: Interview) -> Step:
    """Show the answers from the first page; a question on the screen is returned to afterwards."""
    return Step(replace(interview, phase=Phase.REVIEWING, page=0, pending=None))


def edit(interview: Interview, name: str, definition: Definition) -> Step:
    """Go to an earlier question by its number or id, keeping every other answer, and come back afterwards."""
    path = path_of(interview, definition)
    messages = definition.messages
    if not name:
        return open_review(interview).with_notes(messages.say("edit.which"))
    target = path.find(name)
    if not target:
        note = messages.say("edit.unknown", name=wording.cut(name, limits.SUMMARY_ANSWER), total=path.total)
        return Step(interview, notes=(note,), show=Show.AGAIN)
    if interview.submitted is not None:
        return Step(replace(interview, pending=Pending(Query.REOPEN, target)))
    if target == interview.question and interview.phase is Phase.ASKING:
        return Step(go_to(interview, target, definition), notes=(messages.say("edit.here"),))
    return Step(go_to(leave(interview), target, definition))


def leave(interview: Interview) -> Interview:
    """The interview with the place to come back to noted, unless one is noted already."""
    if interview.back is not None:
        return interview
    if interview.phase is Phase.REVIEWING:
        return replace(interview, back=Phase.REVIEWING)
    if interview.phase is Phase.ASKING:
        return replace(interview, back=Phase.ASKING, back_to=interview.question)
    return interview


def resume(interview: Interview, definition: Definition) -> Interview:
    """The interview back at its question, or at the end when it has none."""
    path = path_of(interview, definition)
    if interview.submitted is not None:
        return replace(interview, phase=Phase.SUBMITTED, pending=None)
    if interview.question in path.numbers:
        return replace(interview, phase=Phase.ASKING, pending=None)
    target = path.open(interview.status)
    return go_to(interview, target, definition) if target else at_end(interview)


def hand_over(interview: Interview, words: str, definition: Definition) -> Step:
    """Fetch a human, or a colleague who is to go on; the question stays where it is."""
    messages = definition.messages
    liaison = definition.liaison
    to_colleague = squeeze(fold(words)) not in _HUMANS
    named = wording.cut(words, limits.SUMMARY_ANSWER) if to_colleague else ""
    colleague = named or (messages.say("handoff.somebody") if to_colleague else "")
    key = f"handoff.{'colleague' if to_colleague else 'human'}"
    if liaison is not None:
        note = messages.say(f"{key}_named", who=colleague, name=liaison.name, phone=liaison.phone)
    else:
        note = messages.say(f"{key}_unnamed", who=colleague)
    where = messages.say("handoff.no_question")
    if interview.question:
        path = path_of(interview, definition)
        number = path.numbers.get(interview.question, 0)
        where = messages.say("handoff.where", number=number, total=path.total)
    wanted = messages.say("handoff.wanted", who=colleague) if colleague else ""
    return Step(interview, (HandOver(where + wanted, named, to_colleague),), (note,), Show.AGAIN)


def _after_handing_in(interview: Interview, command: Command) -> Step:
    if command is Command.RESTART:
        return Step(replace(interview, pending=Pending(Query.REOPEN)))
    return Step(replace(interview, phase=Phase.SUBMITTED, pending=None))


def _back(interview: Interview, definition: Definition) -> Step:
    if interview.phase is Phase.REVIEWING:
        if interview.page:
            return Step(replace(interview, page=interview.page - 1))
        return Step(resume(interview, definition))
    if interview.cells:
        return Step(replace(interview, cells=dict(list(interview.cells.items())[:-1]), attempts=0))
    target = path_of(interview, definition).before(interview.question)
    if not target:
        return Step(interview, notes=(definition.messages.say("back.first"),), show=Show.AGAIN)
    return Step(go_to(interview, target, definition))


def _skip(interview: Interview, definition: Definition) -> Step:
    messages = definition.messages
    if interview.phase is not Phase.ASKING:
        return Step(interview, notes=(messages.say("skip.nothing"),))
    question = definition.questionnaire.question(interview.question)
    if interview.status[definition.questionnaire.index[question.id]] in HAS_ANSWER:
        return keep(interview, definition)
    if question.required:
        note = messages.say("skip.required", human=question_screen.human(definition))
        return Step(interview, notes=(note,), show=Show.AGAIN)
    if interview.cells:  # the rows given so far are saved and count
        answered = marked(interview, question.id, Mark.ANSWERED, definition)
        return advance(answered, definition).with_notes(messages.say("skip.rest"))
    number = path_of(interview, definition).numbers[question.id]
    skipped = marked(interview, question.id, Mark.SKIPPED, definition)
    return advance(skipped, definition).with_notes(messages.say("skip.done", number=number))


def _not_applicable(interview: Interview, reason: str, definition: Definition) -> Step:
    if interview.phase is not Phase.ASKING:
        return Step(interview, notes=(definition.messages.say("na.nothing"),))
    if reason:
        return answer(interview, NotApplicable(wording.cut(reason, limits.MAX_REASON)), definition)
    return Step(replace(interview, pending=Pending(Query.REASON, interview.question)))


def turn_page(interview: Interview, by: int, definition: Definition) -> Step:
    """The next or the previous page of the review; at either end it stays."""
    last = phase_screens.page_count(path_of(interview, definition)) - 1
    return Step(replace(interview, page=min(max(interview.page + by, 0), last)))
