"""The entry: one reply to one question, understood, asked back, asked again, or taken as a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.messages import Messages
from bot.questionnaire.model import Question
from bot.questionnaire.understanding import choices, dates, grids, intents, numbers, percents, several, yesno
from bot.questionnaire.understanding.folding import squeeze
from bot.questionnaire.understanding.labels import exactly, strong_part
from bot.questionnaire.understanding.limits import broken_limit
from bot.questionnaire.understanding.not_applicable import not_applicable
from bot.questionnaire.understanding.outcome import Asked, Outcome, Understood
from bot.questionnaire.understanding.prompts import confirm, unclear
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import LONGEST, Reply, read_reply

_READERS: dict[str, Callable[[Question, Reply], Reading]] = {
    "single": choices.read,
    "multiple": several.read,
    "number": numbers.read,
    "percent": percents.read,
    "yesno": yesno.read,
    "grid": grids.read,
}
# Every question's hint offers these words, so they stay requests even where a label holds them.
_OFFERED = frozenset(("帮助", "跳过", "上一题", "返回", "help", "skip", "back"))


def understand(
    question: Question,
    text: str,
    messages: Messages,
    *,
    today: date,
    attempt: int = 0,
    number_of: Mapping[str, int] | None = None,
) -> Outcome:
    """Make of a reply the one thing it can mean, or ask.

    Give the question with only those choices that are offered. `attempt` is the number of failed replies
    so far: each re-ask differs from the last. `number_of` maps question ids to the numbers the person sees.
    A `constraint` that reads other answers is not checked here.
    """
    reply = read_reply(text)
    if number_of and question.id in number_of:
        reply = _for_this_question(reply, number_of[question.id])
    free = question.type == "text"
    if asked := _asked(question, reply, number_of, today, free=free):
        return unclear(question, asked, messages, attempt, reply.core) if isinstance(asked, Doubt) else asked
    reading = (
        Doubt("too-long")
        if not free and len(reply.raw) > LONGEST
        else _read(question, reply, messages, today)
    )
    if isinstance(reading, Read) and (broken := broken_limit(question, reading.value)):
        reading = broken
    if isinstance(reading, Doubt):
        return unclear(question, reading, messages, attempt, reply.core)
    if not reading.certain or (reply.doubtful and not free):
        return confirm(question, reading, messages)
    return Understood(reading.value, reading.why)


def _for_this_question(reply: Reply, number: int) -> Reply:
    rest = intents.without_own_number(reply.text, number)
    return reply if rest == reply.text else replace(read_reply(rest), raw=reply.raw)


def _asked(
    question: Question, reply: Reply, number_of: Mapping[str, int] | None, today: date, *, free: bool
) -> Asked | Understood | Doubt | None:
    """A request, “not applicable”, or “don't know”; never when the words are exactly a choice."""
    if not squeeze(reply.text) and "?" not in reply.text:
        return Doubt("empty")
    if len(exactly(question.choices, reply.text)) == 1 or len(exactly(question.choices, reply.core)) == 1:
        return None
    if question.type == "date" and dates.is_relative(reply, today):
        return None
    asked = intents.request(reply, free=free and bool(question.id), number_of=number_of)
    if asked is not None:
        return Doubt("request-or-choice", {"given": reply.core}) if _in_label(question, reply) else asked
    if (apart := not_applicable(reply, free=free and bool(question.id))) is not None:
        return apart
    if free:
        return None
    put_off = Doubt("unsure") if intents.unsure(reply) else Doubt("later") if intents.later(reply) else None
    return None if strong_part(question.choices, reply.core) else put_off


def _in_label(question: Question, reply: Reply) -> bool:
    return reply.core not in _OFFERED and strong_part(question.choices, reply.core)


def _could_be_asking(question: Question, reply: Reply) -> bool:
    """Whether a text could as well be a request (进度, 让财务来填) or “don't know”."""
    return intents.unsure(reply) or (bool(question.id) and intents.request(reply, free=False) is not None)


def _read(question: Question, reply: Reply, messages: Messages, today: date) -> Reading:
    match question.type:
        case "text":
            return Read(reply.raw, "text", certain=not _could_be_asking(question, reply))
        case "file":
            return Doubt("file")
        case "date":
            return dates.read(question, reply, today, year_first=messages.locale.startswith("zh"))
        case _:
            return _READERS[question.type](question, reply)
