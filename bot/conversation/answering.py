"""Recording an answer, what it changes for other questions, and moving on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation import replies, wording
from bot.conversation.carrying import carried, worth_offering
from bot.conversation.definition import Definition
from bot.conversation.effects import SaveAnswer
from bot.conversation.interview import Interview, Mark, Pending, Phase, Query
from bot.conversation.path import Path
from bot.conversation.step import Step, path_of
from scoring.values import AnswerValue, GridAnswer, NotApplicable

HAS_ANSWER = (Mark.ANSWERED, Mark.NOT_APPLICABLE, Mark.REVISIT)


def record(interview: Interview, question_id: str, value: AnswerValue, definition: Definition) -> Interview:
    """The interview with that answer noted."""
    known = interview.known
    if question_id in definition.questionnaire.controllers:
        known = {**known, question_id: value}
    mark = Mark.NOT_APPLICABLE if isinstance(value, NotApplicable) else Mark.ANSWERED
    return replace(marked(interview, question_id, mark, definition), known=known)


def marked(interview: Interview, question_id: str, mark: Mark, definition: Definition) -> Interview:
    """The interview with that question's character changed."""
    place = definition.questionnaire.index[question_id]
    status = interview.status[:place] + mark + interview.status[place + 1 :]
    return replace(interview, status=status)


def answer(interview: Interview, value: AnswerValue, definition: Definition, last_row: str = "") -> Step:
    """Take the answer to the current question, say so, and go on to what comes next.

    `last_row` is the answer to the last row when the question is a grid.
    """
    question_id = interview.question
    before = path_of(interview, definition)
    shown = last_row or wording.answer(before.offered(question_id), value, definition.messages)
    changed = interview.status[definition.questionnaire.index[question_id]] != Mark.OPEN
    done = record(interview, question_id, value, definition)
    done, mended = recheck(done, question_id, definition)
    notes = [definition.messages.say("answer.noted", answer=shown)]
    if changed:
        notes += _consequences(done, before, path_of(done, definition), definition)
    notes += mended
    done = replace(done, answered_turns=done.answered_turns + 1)
    step = advance(done, definition)
    return step.with_notes(*notes).with_effects(SaveAnswer(question_id, value))


def answer_rows(interview: Interview, given: Mapping[str, str], definition: Definition) -> Step:
    """Take rows of a grid, one or several; the last one completes the question."""
    question = definition.questionnaire.question(interview.question)
    cells = {**interview.cells, **given}
    stored = definition.answers.get(question.id)
    kept = stored.as_dict() if isinstance(stored, GridAnswer) else {}
    value = GridAnswer.of({**kept, **cells})
    shown = wording.rows(question, given, definition.messages)
    if len(cells) == len(question.rows):
        return answer(interview, value, definition, shown)
    in_order = {row.key: cells[row.key] for row in question.rows if row.key in cells}
    note = definition.messages.say("answer.noted", answer=shown)
    going_on = replace(interview, cells=in_order, attempts=0, pending=None)
    if not isinstance(stored, GridAnswer):  # “not applicable” until now
        going_on = marked(going_on, question.id, Mark.OPEN, definition)
    return Step(going_on, (SaveAnswer(question.id, value),), (note,))


def carry_section(interview: Interview, definition: Definition) -> Step:
    """Take over the previous answers of the current section."""
    path = path_of(interview, definition)
    effects = []
    for question_id, value in carried(interview, path, definition).items():
        # An answer taken over may take a later question of the section off the path.
        if question_id in path_of(interview, definition).numbers:
            interview = record(interview, question_id, value, definition)
            effects.append(SaveAnswer(question_id, value))
    note = definition.messages.say("section.carried", count=len(effects))
    return advance(interview, definition).with_notes(note).with_effects(*effects)


def same(interview: Interview, on_record: replies.OnRecord, definition: Definition) -> Step:
    """Take what is on record for the current question instead of a new answer, and go on."""
    if on_record.source is replies.Source.KEPT:
        return keep(interview, definition)
    return answer(interview, on_record.value, definition)


def keep(interview: Interview, definition: Definition) -> Step:
    """Leave the current question's answer as it is, and go on."""
    value = definition.answers.get(interview.question)
    mark = Mark.NOT_APPLICABLE if isinstance(value, NotApplicable) else Mark.ANSWERED
    kept = marked(interview, interview.question, mark, definition)
    kept = replace(kept, answered_turns=kept.answered_turns + 1)
    return advance(kept, definition).with_notes(definition.messages.say("answer.kept"))


def advance(interview: Interview, definition: Definition) -> Step:
    """Go back from a detour, or on to the first question still open, or to the end."""
    path = path_of(interview, definition)
    if interview.back is Phase.REVIEWING:
        return Step(replace(at_end(interview), phase=Phase.REVIEWING))
    if interview.back is Phase.ASKING and interview.back_to in path.numbers:
        note = definition.messages.say("edit.return", number=path.numbers[interview.back_to])
        return Step(go_to(interview, interview.back_to, definition), notes=(note,))
    target = path.open(interview.status)
    if not target:
        return Step(at_end(interview))
    moved = go_to(interview, target, definition)
    section = definition.questionnaire.question(target).section
    if interview.question and definition.questionnaire.question(interview.question).section == section:
        return Step(moved)
    return enter_section(moved, definition)


def enter_section(interview: Interview, definition: Definition) -> Step:
    """Begin a section: its introduction, or the offer to take all of it over from last time."""
    path = path_of(interview, definition)
    if worth_offering(interview, path, definition):
        return Step(replace(interview, pending=Pending(Query.SECTION, interview.question)))
    section_id = definition.questionnaire.question(interview.question).section
    section = definition.paths.sections[section_id]
    places = [p for p in path.places if definition.questionnaire.questions[p].section == section_id]
    fresh = all(interview.status[place] == Mark.OPEN for place in places)
    return Step(interview, notes=(section.intro,) if fresh and section.intro else ())


def go_to(interview: Interview, question_id: str, definition: Definition) -> Interview:
    """The interview at that question, asked afresh; a half-answered grid goes on where it stopped."""
    place = definition.questionnaire.index[question_id]
    question = definition.questionnaire.questions[place]
    cells: dict[str, str] = {}
    if question.type == "grid" and interview.status[place] in (Mark.OPEN, Mark.SKIPPED):
        stored = definition.answers.get(question_id)
        given = stored.as_dict() if isinstance(stored, GridAnswer) else {}
        if len(given) < len(question.rows):
            cells = {row.key: given[row.key] for row in question.rows if row.key in given}
    away = interview.back is not None and question_id != interview.back_to
    return replace(
        interview,
        phase=Phase.ASKING,
        question=question_id,
        attempts=0,
        pending=None,
        cells=cells,
        back=interview.back if away else None,
        back_to=interview.back_to if away else "",
    )


def at_end(interview: Interview) -> Interview:
    """The interview with nothing left to ask."""
    return replace(
        interview,
        phase=Phase.READY,
        question="",
        attempts=0,
        pending=None,
        cells={},
        back=None,
        back_to="",
    )


def recheck(interview: Interview, changed: str, definition: Definition) -> tuple[Interview, list[str]]:
    """Mark answers that no longer fit the changed one, so that they are gone over once more."""
    if changed not in definition.questionnaire.controllers:
        return interview, []
    path = path_of(interview, definition)
    misfits = [q for q in definition.paths.readers(changed) if _misfit(q, interview, path, definition)]
    for question_id in misfits:
        interview = marked(interview, question_id, Mark.REVISIT, definition)
    if not misfits:
        return interview, []
    numbers = wording.numbers([path.numbers[q] for q in misfits], definition.messages)
    return interview, [definition.messages.say("edit.misfit", numbers=numbers)]


def _consequences(interview: Interview, before: Path, after: Path, definition: Definition) -> list[str]:
    if before is after:
        return []
    messages = definition.messages
    marks = dict(zip(definition.questionnaire.index, interview.status, strict=True))
    gone = [n for q, n in before.numbers.items() if q not in after.numbers and marks[q] in HAS_ANSWER]
    come = [q for q in after.order if q not in before.numbers]
    back = [q for q in come if marks[q] in HAS_ANSWER]
    notes = []
    if gone:
        notes.append(messages.say("edit.gone", numbers=wording.numbers(gone, messages), count=len(gone)))
    if back:
        notes.append(messages.say("edit.back", count=len(back)))
    if len(come) > len(back):
        notes.append(messages.say("edit.more", count=len(come) - len(back)))
    return notes


def _misfit(question_id: str, interview: Interview, path: Path, definition: Definition) -> bool:
    if question_id not in path.numbers:
        return False
    if interview.status[definition.questionnaire.index[question_id]] != Mark.ANSWERED:
        return False
    value = definition.answers.get(question_id)
    question = path.offered(question_id)
    return value is not None and (
        not replies.fits(question, value) or replies.broken_rule(question, value, path)
    )
