"""The part of the bot that keeps an enterprise's measures: what it takes on after its result, and until when.

`措施` lists what was taken on and what the shortest way to the next grade suggests; `接受 2 12月20日` takes a
suggestion on, or gives a measure another day; `完成 2` ends it, `没完成 2` takes that back. Numbers stay what
they were when they were said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.clock import local_date
from bot.conversation.prompt import Prompt
from bot.messages import Messages
from bot.questionnaire.understanding.written_days import plain_numerals
from bot.services.library import Library, plan_of
from bot.services.results import steps_of
from scoring.advice import shortest_path
from scoring.values import answer_from_json
from storage.models.campaign import Measure
from storage.models.enterprise import Enterprise
from storage.turns import PersonRef, TurnStart, TurnTx

USUAL = timedelta(days=90)
"""Until when a measure is to be done that was taken on without a day: about a quarter of a year."""

LONGEST = timedelta(days=3 * 366)
SUGGESTED = 5  # suggestions listed: more than that nobody takes on at once

_LIST = frozenset({"措施", "改进措施", "我的措施", "/measures", "measures"})
_NUMBERED = re.compile(
    r"(接受|采纳|完成|做完了?|没完成|没做完|accept|done|not done)\s*第?\s*(\d{1,3})\s*[条项]?\s*(.*)"
)
_DONE, _UNDONE = frozenset({"完成", "做完", "做完了", "done"}), frozenset({"没完成", "没做完", "not done"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"(?:(\d{4})\s*[-年/.])?\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?(?:前|之前)?")
_ENGLISH = re.compile(
    rf"(?:by )?(\d{{1,2}})\s*({'|'.join(_MONTHS)})\w*(?:\s*(\d{{4}}))?|"
    rf"(?:by )?({'|'.join(_MONTHS)})\w*\s*(\d{{1,2}})(?:,?\s*(\d{{4}}))?"
)


@dataclass(frozen=True, slots=True)
class _Suggested:
    """Something the way to the next grade suggests, under the number it is listed with."""

    number: int
    text: str
    diagnosis: int


class MeasureTalk:
    """Hears contacts whose enterprise has a result; everything else is left to the other parts."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def hear(
        self, turn: TurnTx, _start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | None:
        """Answer what is about measures; None for anything else."""
        text = _folded(message.text) if message.kind is Kind.TEXT else ""
        numbered = _NUMBERED.fullmatch(text) if text else None
        if text not in _LIST and numbered is None:
            return None
        enterprise = next(iter(turn.work.people.enterprises_of(person.id)), None)
        if enterprise is None:
            return None
        taken, suggested = turn.work.measures.of(enterprise.id), self._suggested(turn, enterprise.id, person)
        if not taken and suggested is None:
            return None
        words = messages.load(person.locale)
        if not taken and not suggested:
            return [Prompt(words.say("measures.none"))]
        suggested = suggested or []
        if numbered is None:
            return [Prompt(_listed(enterprise, taken, suggested, words))]
        verb, number, rest = numbered[1], int(numbered[2]), numbered[3]
        mine = next((one for one in taken if one.number == number), None)
        if verb in _DONE or verb in _UNDONE:
            return [Prompt(_end(turn, mine, None if verb in _UNDONE else now, number, words))]
        offer = next((one for one in suggested if one.number == number), None)
        due = _day(rest, local_date(now))
        if due is None:
            return [Prompt(words.say("measures.which_day", number=number))]
        return [Prompt(_take_on(turn, enterprise, person, mine or offer, due, number, now, words))]

    def _suggested(self, turn: TurnTx, enterprise: int, person: PersonRef) -> list[_Suggested] | None:
        """What the way from the latest result suggests and was not taken on; None without one."""
        found = turn.latest_diagnosis(self._library.default().id, enterprise=enterprise)
        if found is None:
            return None
        pack = self._library.pack(found.pack, found.pack_version)
        if not pack.scored:
            return []
        answers = {question: answer_from_json(value) for question, value in turn.answers(found.id).items()}
        path = shortest_path(plan_of(pack), answers, pack.relevance(answers))
        words = pack.wording(self._library.questionnaire(pack, person.locale).locale)
        taken = turn.work.measures.of(enterprise)
        known = {one.text for one in taken}
        used = {one.number for one in taken}
        free = (number for number in count(1) if number not in used)
        texts = dict.fromkeys(steps_of(path, words)) if path else {}
        fresh = [text for text in texts if text not in known]
        return [
            _Suggested(number, text, found.id) for number, text in zip(free, fresh[:SUGGESTED], strict=False)
        ]


def _listed(
    enterprise: Enterprise, taken: Sequence[Measure], suggested: Sequence[_Suggested], words: Messages
) -> str:
    lines = [words.say("measures.title", name=enterprise.name)]
    for one in taken:
        key = "measures.done_line" if one.done_at else "measures.line"
        when = local_date(one.done_at) if one.done_at else one.due
        lines.append(words.say(key, number=one.number, text=one.text, month=when.month, day=when.day))
    lines += [words.say("measures.suggested", number=one.number, text=one.text) for one in suggested]
    example = suggested[0].number if suggested else taken[0].number
    lines.append(words.say("measures.how", number=example))
    return "\n".join(lines)


def _take_on(
    turn: TurnTx,
    enterprise: Enterprise,
    person: PersonRef,
    what: Measure | _Suggested | None,
    due: date,
    number: int,
    now: datetime,
    words: Messages,
) -> str:
    today = local_date(now)
    if what is None:
        return words.say("measures.unknown", number=number)
    if not today <= due <= today + LONGEST:
        return words.say("measures.wrong_day", number=number)
    if isinstance(what, Measure):
        what.due, what.owner_id, what.done_at = due, person.id, None
        turn.work.flush()
    else:
        turn.work.measures.take_on(
            enterprise.id, what.diagnosis, number, what.text, owner=person.id, due=due, at=now
        )
    return words.say("measures.taken_on", number=number, text=what.text, month=due.month, day=due.day)


def _end(turn: TurnTx, mine: Measure | None, at: datetime | None, number: int, words: Messages) -> str:
    """Note that it is done, or without a moment that it is not."""
    if mine is None:
        return words.say("measures.unknown", number=number)
    mine.done_at = at
    turn.work.flush()
    key = "measures.done" if at else "measures.not_done"
    return words.say(key, number=number, text=mine.text, month=mine.due.month, day=mine.due.day)


def _folded(text: str) -> str:
    """One case, half width, without the marks people end a sentence with; dots between numbers stay."""
    return unicodedata.normalize("NFKC", text).casefold().strip(" \n。.!~")


def _day(text: str, today: date) -> date | None:
    """The day a person wrote, the next one of that month and day without a year; None for something else."""
    if not text.strip():
        return today + USUAL
    written = plain_numerals(text.strip())
    chinese, english = _DAY.fullmatch(written), _ENGLISH.fullmatch(written.lower())
    if chinese:
        year, month, day = chinese[1], int(chinese[2]), int(chinese[3])
    elif english:
        year = english[3] or english[6]
        month = 1 + _MONTHS.index(english[2] or english[4])
        day = int(english[1] or english[5])
    else:
        return None
    try:
        found = date(int(year or today.year), month, day)
        return found if year or found >= today else found.replace(year=found.year + 1)
    except ValueError:
        return None
