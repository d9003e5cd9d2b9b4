"""Every question type, by name. A new type is one file beside this one and one line here."""

from __future__ import annotations

from bot.questionnaire.model import Question
from bot.questionnaire.question_types.base import QuestionType
from bot.questionnaire.question_types.date import Date
from bot.questionnaire.question_types.file import File
from bot.questionnaire.question_types.grid import Grid
from bot.questionnaire.question_types.multiple import Multiple
from bot.questionnaire.question_types.number import NumberType
from bot.questionnaire.question_types.percent import Percent
from bot.questionnaire.question_types.single import Single
from bot.questionnaire.question_types.text import TextType
from bot.questionnaire.question_types.yesno import YesNo

REGISTRY: dict[str, QuestionType] = {
    "single": Single(),
    "multiple": Multiple(),
    "number": NumberType(),
    "percent": Percent(),
    "yesno": YesNo(),
    "date": Date(),
    "text": TextType(),
    "grid": Grid(),
    "file": File(),
}


def type_of(question: Question) -> QuestionType:
    """The type of a question; KeyError when it has none of the registered ones."""
    return REGISTRY[question.type]
