"""Marks: what stands before a choice, and what a typed mark, letter or ordinal points at."""

from __future__ import annotations

import pytest

from bot.questionnaire.model import Choice, Question
from bot.questionnaire.understanding.marks import Pick, marks, pick


def question(*keys: str) -> Question:
    return Question("q", "single", "s", "?", choices=tuple(Choice(key, f"label of {key}") for key in keys))


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("1 2 3", "1 2 3"),
        ("0 1 2", "0 1 2"),
        ("A B C", "A B C"),
        ("already plan no", "1 2 3"),
        ("1 2 none", "1 2 3"),
        ("2023 2024", "2023 2024"),
    ],
)
def test_marks_are_the_keys_where_they_can_be_typed(keys: str, shown: str) -> None:
    assert marks(question(*keys.split())) == tuple(shown.split())


@pytest.mark.parametrize(
    ("keys", "token", "place"),
    [
        ("1 2 3", "2", 1),
        ("1 2 3", "b", 1),
        ("1 2 3", "第二个", 1),
        ("1 2 3", "(2)", 1),
        ("1 2 3", "最后一个", 2),
        ("1 2 3", "倒数第二", 1),
        ("1 2 3", "2nd", 1),
        ("1 2 3", "the second one", 1),
        ("0 1 2", "1", 1),
        ("0 1 2", "0", 0),
        ("0 1 2", "倒数第二个", 1),
        ("0 1 2", "最后一个", 2),
        ("0 1 2", "b", 1),
        ("A B C", "b", 1),
        ("A B C", "2", 1),
        ("2023 2024", "2024", 1),
        ("yes no", "2", 1),
    ],
)
def test_a_token_points_at_one_choice(keys: str, token: str, place: int) -> None:
    assert pick(question(*keys.split()), token) == Pick(place)


@pytest.mark.parametrize(
    ("keys", "token"),
    [
        ("1 2 3", "4"),
        ("1 2 3", "0"),
        ("1 2 3", "d"),
        ("0 1 2", "3"),
        ("0 1 2", "01"),
        ("1 2 3", "两"),
        ("1 2", "1.5"),
    ],
)
def test_what_points_at_nothing(keys: str, token: str) -> None:
    assert pick(question(*keys.split()), token) is None


@pytest.mark.parametrize(
    ("keys", "token", "place"),
    [("0 1 2", "第一个", 0), ("0 1 2", "the second one", 1), ("1 2 3", "2个", 1), ("1 2 3", "no 2", 1)],
)
def test_what_could_be_meant_otherwise_is_not_certain(keys: str, token: str, place: int) -> None:
    assert pick(question(*keys.split()), token) == Pick(place, certain=False)
