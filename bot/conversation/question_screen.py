"""The screen of a question: where she is, the question, the choices, how to reply."""

from __future__ import annotations

from bot.conversation import options, pace, replies, wording
from bot.conversation.definition import Definition
from bot.conversation.interview import Interview
from bot.conversation.path import Path
from bot.conversation.prompt import Option, PromptKind
from bot.conversation.screen import Screen
from bot.conversation.step import Show, path_of
from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.understanding.outcome import Command


def screen(interview: Interview, definition: Definition, show: Show) -> Screen:
    """The present question, in full, without its hint, or in its simplest form."""
    path = path_of(interview, definition)
    whole = path.offered(interview.question)
    asked = replies.row_of(whole, interview) or whole
    record = replies.on_record(whole, interview, definition)
    kept = _kept(whole, record, definition) if show is not Show.SIMPLEST else ""
    lead = [
        "" if show is Show.AGAIN else header(interview, definition),
        *_question_lines(whole, asked, interview, definition.messages),
        asked.hint if show is not Show.SIMPLEST and not interview.cells else "",
        kept,
    ]
    return Screen(
        lead="\n".join(line for line in lead if line),
        tail=_tail(asked, record, definition, show),
        kind=PromptKind.QUESTION,
        options=_options(asked, record, definition, show),
        question=whole.id,
        multiple=asked.type == "multiple",
        ticked=_ticked(asked, record),
        shortcuts=_shortcuts(whole, interview, path),
        accepts_file=True,
    )


def header(interview: Interview, definition: Definition) -> str:
    """The line that says where she is: number, bar, section, minutes left."""
    path = path_of(interview, definition)
    done = path.done(interview.status)
    section = definition.questionnaire.question(interview.question).section
    line = definition.messages.say(
        "question.header",
        number=path.numbers[interview.question],
        total=path.total,
        bar=wording.bar(done, path.total),
        section=definition.paths.sections[section].title,
    )
    minutes = pace.minutes_left(interview, path.total - done)
    return line + (definition.messages.say("question.minutes", minutes=minutes) if minutes else "")


def said_when(definition: Definition) -> str:
    """When the previous diagnosis was, as a part of a sentence; empty when unknown."""
    when = definition.last_on
    return definition.messages.say("question.when", when=when) if when else ""


def _question_lines(whole: Question, asked: Question, interview: Interview, messages: Messages) -> list[str]:
    if asked is whole:
        return [whole.text]
    row = messages.say("question.row", number=len(interview.cells) + 1, total=len(whole.rows), row=asked.text)
    return [whole.text, row]


def _kept(question: Question, record: replies.OnRecord | None, definition: Definition) -> str:
    if record is None:
        return ""
    messages = definition.messages
    shown = wording.answer(question, record.value, messages)
    match record.source:
        case replies.Source.KEPT:
            return messages.say("question.kept", answer=shown)
        case replies.Source.LAST:
            return messages.say("question.last", answer=shown, when=said_when(definition))
        case replies.Source.REGISTER:
            return messages.say("question.register", answer=shown)


def _options(
    asked: Question, record: replies.OnRecord | None, definition: Definition, show: Show
) -> tuple[Option, ...]:
    messages = definition.messages
    found = options.of_question(asked, messages)
    if show is Show.SIMPLEST:
        found = tuple(Option(o.key, o.short or o.label, o.short, o.mark) for o in found)
    if record is not None and asked.type != "multiple":
        found = (*found, options.plain(options.SAME, messages.say("option.same")))
    return found


def _ticked(asked: Question, record: replies.OnRecord | None) -> tuple[str, ...]:
    if asked.type == "multiple" and record is not None and isinstance(record.value, tuple):
        return record.value
    return ()


def _tail(asked: Question, record: replies.OnRecord | None, definition: Definition, show: Show) -> str:
    messages = definition.messages
    answered = record is not None and record.source is replies.Source.KEPT
    ending = "required" if asked.required or answered else "optional"
    if show is Show.AGAIN:
        return ""
    if show is Show.SIMPLEST:
        return messages.say(f"stuck.{ending}", way=_way(asked, messages), human=human(definition))
    if asked.hint and asked.type != "yesno":  # which nothing else on the screen says how to answer
        return messages.say(f"hint.{ending}")
    return messages.say(f"hint.{ending}_way", way=_way(asked, messages))


def _way(asked: Question, messages: Messages) -> str:
    if asked.type == "number" and asked.unit:
        return messages.say("hint.number_unit", unit=asked.unit)
    lettered = any(mark.isalpha() for mark in wording.marks(asked).values())
    return messages.say(f"hint.{asked.type}_letters" if lettered else f"hint.{asked.type}")


def human(definition: Definition) -> str:
    """How to reach a human, as part of a sentence."""
    liaison = definition.liaison
    if liaison is None:
        return definition.messages.say("human.unnamed")
    return definition.messages.say("human.named", name=liaison.name, phone=liaison.phone)


def _shortcuts(question: Question, interview: Interview, path: Path) -> tuple[Command, ...]:
    back = (Command.BACK,) if interview.cells or path.before(question.id) else ()
    skip = () if question.required else (Command.SKIP,)
    return (Command.HELP, *back, *skip, Command.PAUSE)
