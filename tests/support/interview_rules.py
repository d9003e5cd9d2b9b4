"""What must hold of every interview after every turn, whoever wrote what in which order."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import limits
from bot.conversation.definition import Definition
from bot.conversation.effects import Consented, Effect, SaveAnswer, Say
from bot.conversation.interview import Interview, Mark, Phase, Query
from bot.conversation.replies import fits
from scoring.values import AnswerValue, GridAnswer, NotApplicable

_CLOSED = (Phase.CONSENT, Phase.REFUSED, Phase.WITHDRAWN)
_LARGEST = 6 * limits.MAX_TEXT  # characters of JSON: one pending text of the person and the constant rest


def check(interview: Interview, definition: Definition) -> None:
    """Fail unless the interview is valid."""
    questionnaire = definition.questionnaire
    path = definition.paths.of(interview.known)
    assert len(interview.status) == len(questionnaire.questions)
    assert set(interview.status) <= {mark.value for mark in Mark}
    assert interview.known.keys() <= questionnaire.controllers
    assert len(interview.to_json()) <= _LARGEST
    assert Interview.from_json(interview.to_json()) == interview
    assert 0 <= interview.page <= max(0, (path.total - 1) // limits.REVIEW_PAGE)
    assert interview.back in (None, Phase.ASKING, Phase.REVIEWING)
    assert interview.attempts >= 0
    _check_phase(interview, definition)
    _check_pending(interview, definition)
    _check_cells(interview, definition)


def check_effects(before: Interview, effects: tuple[Effect, ...], definition: Definition) -> None:
    """Fail unless the effects are allowed: nothing saved before consent, nothing that does not fit."""
    consented = before.phase not in _CLOSED
    for effect in effects:
        consented = consented or isinstance(effect, Consented)
        if isinstance(effect, SaveAnswer):
            assert consented
            assert fits(definition.questionnaire.question(effect.question), effect.value)
        if isinstance(effect, Say):
            assert effect.prompt.text.strip()
            assert 0 <= effect.prompt.done <= effect.prompt.total


def check_answers(interview: Interview, answers: Mapping[str, AnswerValue], definition: Definition) -> None:
    """Fail unless the saved answers, replayed, give the status characters: nothing is lost."""
    for question, mark in zip(definition.questionnaire.questions, interview.status, strict=True):
        value = answers.get(question.id)
        if mark == Mark.NOT_APPLICABLE:
            assert isinstance(value, NotApplicable)
        elif mark == Mark.ANSWERED:
            assert value is not None
            assert not isinstance(value, NotApplicable)
        elif mark == Mark.REVISIT:
            assert value is not None
        else:
            assert value is None or isinstance(value, GridAnswer)
        if question.id in definition.questionnaire.controllers and mark in (
            Mark.ANSWERED,
            Mark.NOT_APPLICABLE,
        ):
            assert interview.known[question.id] == value


def _check_phase(interview: Interview, definition: Definition) -> None:
    path = definition.paths.of(interview.known)
    match interview.phase:
        case Phase.ASKING:
            assert interview.question in path.numbers
        case Phase.READY | Phase.SUBMITTED:
            assert interview.question == ""
        case _:
            assert interview.question == "" or interview.question in path.numbers
    if interview.phase is Phase.SUBMITTED:
        assert interview.submitted is not None
    if interview.submitted is not None:
        assert interview.phase in (Phase.SUBMITTED, Phase.REVIEWING, *_CLOSED)


def _check_pending(interview: Interview, definition: Definition) -> None:
    pending = interview.pending
    if pending is None:
        return
    assert interview.phase not in (*_CLOSED, Phase.PAUSED)
    if pending.query in (Query.READING, Query.SECTION, Query.REASON):
        assert interview.phase is Phase.ASKING
        assert pending.question == interview.question
    if pending.question:
        assert pending.question in definition.paths.of(interview.known).numbers
    if pending.query in (Query.READING, Query.STALE):
        assert pending.value is not None


def _check_cells(interview: Interview, definition: Definition) -> None:
    if interview.cells:
        question = definition.questionnaire.question(interview.question)
        assert question.type == "grid"
        assert interview.cells.keys() < {row.key for row in question.rows}
