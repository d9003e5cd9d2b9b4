"""A whole set of answers held against its questionnaire: every problem, not only the first."""

from __future__ import annotations

from collections.abc import Mapping

from bot.questionnaire.model import Question, Questionnaire
from bot.questionnaire.problems import Problem, did_you_mean
from bot.questionnaire.question_types.base import AnswerFault, AnswerFaultError
from bot.questionnaire.question_types.registry import type_of
from bot.questionnaire.relevance import irrelevant, offered
from scoring.values import Answers, AnswerValue, JsonValue, NotApplicable


def parse_answers(
    questionnaire: Questionnaire, values: Mapping[str, JsonValue]
) -> tuple[dict[str, AnswerValue], list[Problem]]:
    """Read JSON answer values by question id; `null` is no answer. `check_answers` holds them to the rules.

    Returns:
        What could be read, and the problems of shape: unknown ids, wrong types.
    """
    answers: dict[str, AnswerValue] = {}
    problems = []
    for key, value in values.items():
        if key not in questionnaire.index:
            problems.append(_unknown(questionnaire, key))
        elif value is not None:
            question = questionnaire.question(key)
            try:
                answers[key] = type_of(question).parse_json(question, value)
            except AnswerFaultError as error:
                problems.append(error.fault.at(key))
    return answers, problems


def check_answers(questionnaire: Questionnaire, answers: Answers) -> list[Problem]:
    """Everything wrong with a set of answers, in the order they are given.

    Missing answers are no problem here, and answers to questions that are not asked (any more) are only
    checked for themselves: they count nothing.
    """
    out = irrelevant(questionnaire.questions, answers)
    counting = {key: value for key, value in answers.items() if key not in out}
    problems = []
    for key, value in answers.items():
        if key not in questionnaire.index:
            problems.append(_unknown(questionnaire, key))
            continue
        question = questionnaire.question(key)
        faults = type_of(question).validate(question, value)
        if not faults and key not in out:
            faults = check_rules(question, value, counting)
        problems += [fault.at(key) for fault in faults]
    return problems


def check_rules(question: Question, value: AnswerValue, answers: Answers) -> list[AnswerFault]:
    """What the question's own rules have against an answer that its type accepts."""
    if isinstance(value, NotApplicable):
        return []
    return [*_check_offered(question, value, answers), *_check_constraint(question, value, answers)]


def _check_offered(question: Question, value: AnswerValue, answers: Answers) -> list[AnswerFault]:
    if all(choice.relevant is None for choice in question.choices):
        return []
    open_keys = [choice.key for choice in offered(question, answers)]
    chosen = value if isinstance(value, tuple) else (value,)
    remedy = f"Choose among {', '.join(open_keys)}." if open_keys else "Leave the question out."
    return [
        AnswerFault("ANSWER-NOT-OFFERED", f"choice “{key}” is not offered here.", remedy, {"key": str(key)})
        for key in chosen
        if key not in open_keys
    ]


def _check_constraint(question: Question, value: AnswerValue, answers: Answers) -> list[AnswerFault]:
    rule = question.constraint
    if rule is None or rule.holds(answers, value):
        return []
    message = question.constraint_message or f"the answer does not keep the rule {rule.source}."
    return [AnswerFault("ANSWER-CONSTRAINT", message, "Correct the answer.", {"rule": rule.source})]


def _unknown(questionnaire: Questionnaire, key: str) -> Problem:
    remedy = did_you_mean(key, questionnaire.index) or "Use the ids of the questionnaire."
    return Problem(key, "ANSWER-QUESTION", f"there is no question “{key}”.", remedy)
