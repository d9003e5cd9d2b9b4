"""Taking over a whole section from the previous diagnosis."""

from __future__ import annotations

from bot.conversation import replies
from bot.conversation.definition import Definition
from bot.conversation.interview import Interview, Mark
from bot.conversation.path import Path
from scoring.values import AnswerValue

# One answer is quicker confirmed on its own question than offered as a section.
_WORTH_OFFERING = 2


def carried(interview: Interview, path: Path, definition: Definition) -> dict[str, AnswerValue]:
    """The open questions of the current section with a previous answer that still fits, in order."""
    questionnaire = definition.questionnaire
    section = questionnaire.question(interview.question).section
    found: dict[str, AnswerValue] = {}
    for question_id, place in zip(path.order, path.places, strict=True):
        if questionnaire.questions[place].section != section or interview.status[place] != Mark.OPEN:
            continue
        value = definition.last.get(question_id)
        if value is not None and replies.fits(path.offered(question_id), value):
            found[question_id] = value
    return found


def worth_offering(interview: Interview, path: Path, definition: Definition) -> bool:
    """Whether to offer the section: it is untouched, and there is enough to take over."""
    if not definition.last:
        return False
    questionnaire = definition.questionnaire
    section = questionnaire.question(interview.question).section
    untouched = all(
        interview.status[place] == Mark.OPEN
        for place in path.places
        if questionnaire.questions[place].section == section
    )
    return untouched and len(carried(interview, path, definition)) >= _WORTH_OFFERING
