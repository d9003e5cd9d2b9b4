"""What the people on one questionnaire learn of each other: new answers, changed answers, the hand-in.

A new answer is noticed at a colleague's next turn, by the count of answers. A changed one leaves the count as
it is, so whoever changes it tells the others' interviews at once, under the lock of their common diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.conversation import engine
from bot.conversation.answering import HAS_ANSWER
from bot.conversation.definition import Definition
from bot.conversation.effects import Effect, SaveAnswer
from bot.conversation.inputs import AnsweredElsewhere
from bot.conversation.interview import Interview, Mark, Phase
from bot.questionnaire.model import Questionnaire
from bot.services.effects import Place
from scoring.values import NotApplicable, answer_from_json

_NOT_ASKING = (Phase.CONSENT, Phase.REFUSED, Phase.WITHDRAWN)


def closed(interview: Interview, handed_in: datetime | None) -> Interview:
    """The interview after its diagnosis was handed in, if a colleague did that since her last turn.

    One who reopened it was here after it was handed in, and keeps it open.
    """
    last = interview.last_turn
    if handed_in is None or interview.submitted is not None or (last is not None and last >= handed_in):
        return interview
    return replace(
        interview,
        phase=interview.phase if interview.phase in _NOT_ASKING else Phase.SUBMITTED,
        submitted=handed_in,
        question="",
        attempts=0,
        pending=None,
        cells={},
        back=None,
        back_to="",
        page=0,
    )


def news(interview: Interview, questionnaire: Questionnaire, place: Place) -> list[AnsweredElsewhere]:
    """What colleagues answered since her last turn; a look at the answers only when the counts differ."""
    mine = sum(mark in HAS_ANSWER for mark in interview.status)
    if place.diagnosis.enterprise_id is None or mine == place.diagnosis.answered:
        return []
    marks = dict(zip(questionnaire.index, interview.status, strict=True))
    return [
        AnsweredElsewhere(question, answer_from_json(value))
        for question, value in place.turn.answers(place.diagnosis.id).items()
        if marks.get(question) not in HAS_ANSWER
    ]


def changes(
    before: Interview, effects: Iterable[Effect], questionnaire: Questionnaire
) -> list[AnsweredElsewhere]:
    """What a turn changed, rather than answered for the first time, as far as an interview depends on it."""
    return [
        AnsweredElsewhere(effect.question, effect.value)
        for effect in effects
        if isinstance(effect, SaveAnswer) and _matters(before, effect, questionnaire)
    ]


def tell(changed: list[AnsweredElsewhere], place: Place, definition_in: Callable[[str], Definition]) -> None:
    """Note changed answers in the interviews of the others on the diagnosis; `definition_in` a locale."""
    for row in place.turn.work.interviews.of_diagnosis(place.diagnosis.id):
        if row.id == place.interview.id:
            continue
        interview = Interview.from_json(row.state)
        definition = definition_in(interview.locale)
        for one in changed:
            interview = engine.resume(interview, one, definition, place.now).interview
        row.state, row.revision = interview.to_json(), row.revision + 1


def _matters(before: Interview, effect: SaveAnswer, questionnaire: Questionnaire) -> bool:
    mark = before.status[questionnaire.index[effect.question]]
    if mark not in HAS_ANSWER:
        return False
    was, now = mark == Mark.NOT_APPLICABLE, isinstance(effect.value, NotApplicable)
    return effect.question in questionnaire.controllers or mark == Mark.REVISIT or was is not now
