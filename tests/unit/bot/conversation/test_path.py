from __future__ import annotations

import pytest
from support.small_questionnaire import small

from bot.conversation.path import Path, Paths
from scoring.values import AnswerValue


def path(**known: AnswerValue) -> Path:
    return Paths(small()).of(known)


def test_only_relevant_questions_are_on_the_path() -> None:
    assert "welding" not in path().numbers
    assert path(industry="auto").numbers["welding"] == 6
    assert path(industry="steel").numbers["furnace"] == 6


def test_numbers_run_without_gaps() -> None:
    assert list(path(industry="steel").numbers.values()) == list(range(1, 11))


@pytest.mark.parametrize(
    ("status", "next_question"),
    [
        ("...........", "industry"),
        ("aas........", "progress"),
        ("ra.........", "industry"),
        ("aaaaa.aaaaa", ""),
        ("aaaaaa.aaaa", "furnace"),
    ],
)
def test_the_next_question_is_the_first_open_one_on_the_path(status: str, next_question: str) -> None:
    assert path(industry="steel").open(status) == next_question


def test_done_counts_only_questions_on_the_path() -> None:
    status = "asnaaa....."

    assert path(industry="steel").done(status) == 5
    assert path(industry="auto").done(status) == 6


def test_the_question_before_skips_what_is_not_asked() -> None:
    assert path(industry="steel").before("furnace") == "systems"
    assert path().before("industry") == ""
    assert path().before("") == "proof"


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("2", "staff"),
        ("２", "staff"),
        ("staff", "staff"),
        ("welding", ""),
        ("99", ""),
        ("", ""),
        ("9" * 5000, ""),
    ],
)
def test_a_question_is_found_by_number_or_id(name: str, question: str) -> None:
    assert path().find(name) == question


def test_choices_are_offered_only_while_their_rule_holds() -> None:
    assert [choice.key for choice in path(industry="steel").offered("systems").choices] == ["1", "2", "0"]
    assert [choice.key for choice in path(industry="auto").offered("systems").choices] == ["1", "2", "3", "0"]


def test_a_path_is_computed_once_for_what_is_known() -> None:
    paths = Paths(small())

    assert paths.of({"industry": "auto"}) is paths.of({"industry": "auto"})


def test_readers_of_an_answer_are_known() -> None:
    assert Paths(small()).readers("staff") == ("it-staff",)
    assert Paths(small()).readers("wish") == ()
