from decimal import Decimal

import pytest

from bot.questionnaire.checks import check_answers, check_rules, parse_answers
from bot.questionnaire.model import Choice, Question, Questionnaire
from bot.questionnaire.relevance import irrelevant, offered
from bot.questionnaire.rules import compile_rule
from scoring.values import AnswerValue, JsonValue, NotApplicable

QUESTIONS = (
    Question("trade", "single", "s", "?", choices=(Choice("car", ""), Choice("food", ""))),
    Question("count", "number", "s", "?", integer=True, minimum=Decimal(1)),
    Question(
        "kind",
        "single",
        "s",
        "?",
        choices=(Choice("a", ""), Choice("b", "")),
        relevant=compile_rule("${trade} = 'car'"),
    ),
    Question("deep", "yesno", "s", "?", relevant=compile_rule("${kind} = 'a'")),
    Question(
        "load",
        "number",
        "s",
        "?",
        constraint=compile_rule(". <= ${count} * 10"),
        constraint_message="More than so many can carry.",
    ),
    Question(
        "tools",
        "multiple",
        "s",
        "?",
        choices=(Choice("x", ""), Choice("y", "", relevant=compile_rule("${trade} = 'car'"))),
    ),
)
QUESTIONNAIRE = Questionnaire("q", "1", "", "", "", (), QUESTIONS, "sample", "", "")


def codes(answers: dict[str, AnswerValue]) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in check_answers(QUESTIONNAIRE, answers)]


def test_sound_answers_have_no_problem_and_may_be_few() -> None:
    assert codes({}) == []
    assert codes({"trade": "car", "kind": "a", "deep": True, "count": Decimal(3), "load": Decimal(30)}) == []


def test_every_problem_is_found_in_the_order_given() -> None:
    found = codes({"trade": "ship", "nope": "x", "count": Decimal("0.5"), "tools": ("x", "z")})

    assert found == [
        ("trade", "ANSWER-CHOICE"),
        ("nope", "ANSWER-QUESTION"),
        ("count", "ANSWER-TOO-LOW"),
        ("count", "ANSWER-WHOLE"),
        ("tools", "ANSWER-CHOICE"),
    ]


def test_a_constraint_says_its_own_message() -> None:
    (problem,) = check_answers(QUESTIONNAIRE, {"count": Decimal(2), "load": Decimal(21)})

    assert (problem.code, problem.message) == ("ANSWER-CONSTRAINT", "More than so many can carry.")


@pytest.mark.parametrize("value", [NotApplicable("none"), Decimal(10)])
def test_not_applicable_breaks_no_rule(value: AnswerValue) -> None:
    assert codes({"count": Decimal(1), "load": value}) == []


def test_a_choice_that_is_not_offered_cannot_be_chosen() -> None:
    (problem,) = check_answers(QUESTIONNAIRE, {"trade": "food", "tools": ("x", "y")})

    assert problem.code == "ANSWER-NOT-OFFERED"
    assert problem.remedy == "Choose among x."
    assert [choice.key for choice in offered(QUESTIONS[5], {"trade": "food"})] == ["x"]
    assert codes({"trade": "car", "tools": ("x", "y")}) == []


def test_without_wording_a_constraint_is_said_by_its_rule() -> None:
    question = Question("q", "number", "s", "?", constraint=compile_rule(". > 1"))

    (fault,) = check_rules(question, Decimal(1), {})

    assert ". > 1" in fault.message


def test_questions_hang_on_each_other() -> None:
    answers: dict[str, AnswerValue] = {"trade": "food", "kind": "a", "deep": True}

    assert irrelevant(QUESTIONS, answers) == {"kind", "deep"}
    assert irrelevant(QUESTIONS, {**answers, "trade": "car"}) == frozenset()
    assert irrelevant(QUESTIONS, {}) == {"kind", "deep"}


def test_an_answer_that_does_not_count_is_only_checked_for_itself() -> None:
    assert codes({"trade": "food", "kind": "c"}) == [("kind", "ANSWER-CHOICE")]
    assert codes({"trade": "food", "kind": "b", "deep": True}) == []


def test_json_answers_are_read_by_their_types() -> None:
    raw: dict[str, JsonValue] = {"trade": "car", "count": 0.8, "deep": None, "tools": ["y", "x"]}

    answers, problems = parse_answers(QUESTIONNAIRE, raw)

    assert answers == {"trade": "car", "count": Decimal("0.8"), "tools": ("x", "y")}
    assert problems == []


def test_json_answers_of_wrong_shape_are_all_named() -> None:
    answers, problems = parse_answers(
        QUESTIONNAIRE, {"trad": "car", "count": "3", "deep": "yes", "kind": "a"}
    )

    assert answers == {"kind": "a"}
    assert [(problem.where, problem.code) for problem in problems] == [
        ("trad", "ANSWER-QUESTION"),
        ("count", "ANSWER-SHAPE"),
        ("deep", "ANSWER-SHAPE"),
    ]
    assert problems[0].remedy == "Did you mean “trade”?"
    assert problems[2].message == "a yesno answer is true or false, not 'yes'."
