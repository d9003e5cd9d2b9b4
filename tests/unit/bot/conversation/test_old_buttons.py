from __future__ import annotations

from typing import Unpack

from support.chat import Chat, begun
from support.small_questionnaire import Around

from bot.conversation.inputs import Tapped
from bot.conversation.interview import Phase

_CAR_MAKER = ("1", "300", "5", "2", "1、3", "是")


def halfway(**fields: Unpack[Around]) -> Chat:
    """A car maker's chat at the grid, question 7 of 10."""
    chat = begun(**fields)
    chat.say(*_CAR_MAKER)
    return chat


def test_an_old_button_offers_to_change_that_answer() -> None:
    chat = begun()
    chat.say("1", "300", "5")
    old = chat.prompt
    chat.say("2")

    assert "要把第 4 题记成 3（关键工序在系统里报工），对吗" in chat.tap("3", prompt=old)
    assert chat.effects() == ()
    chat.say("是")

    assert chat.answers["progress"] == "3"
    assert chat.interview.question == "systems"


def test_an_old_button_can_be_declined() -> None:
    chat = begun()
    chat.say("1", "300", "5")
    old = chat.prompt
    chat.say("2")

    chat.tap("3", prompt=old)
    chat.tap("no")

    assert chat.answers["progress"] == "2"
    assert chat.interview.question == "systems"


def test_tapping_twice_changes_nothing() -> None:
    chat = begun()
    chat.say("1", "300", "5")
    old = chat.prompt
    chat.tap("2", prompt=old)

    assert "第 4 题已经是这个答案了" in chat.tap("2", prompt=old)
    assert chat.interview.question == "systems"


def test_an_older_copy_of_the_open_question_can_be_tapped() -> None:
    chat = begun()
    chat.say("1", "300", "5")
    old = chat.prompt
    chat.say("帮助")

    chat.tap("2", prompt=old)

    assert chat.answers["progress"] == "2"


def test_an_old_row_of_a_grid_is_not_recorded_for_the_next_row() -> None:
    chat = halfway()
    old = chat.prompt
    chat.tap("1", prompt=old)

    assert "那个按钮是前面的" in chat.tap("3", prompt=old)
    assert len(chat.interview.cells) == 1


def test_an_old_yes_does_not_confirm_something_else() -> None:
    chat = halfway()
    chat.say("重来")
    old = chat.prompt
    chat.say("不", "撤回同意")

    chat.do(Tapped("", old.token, ("yes",)))

    assert chat.phase() is not Phase.WITHDRAWN


def test_a_shortcut_button_works_like_its_word() -> None:
    chat = begun()

    chat.do(Tapped("industry", chat.prompt.token, ("/pause",)))

    assert chat.phase() is Phase.PAUSED


def test_ticks_come_back_as_one_set() -> None:
    chat = begun()
    chat.say("1", "300", "5", "2")

    chat.tap("3", "1")

    assert chat.answers["systems"] == ("1", "3")


def test_a_tap_of_choices_that_exclude_each_other_is_not_recorded() -> None:
    chat = begun()
    chat.say("1", "300", "5", "2")

    chat.tap("1", "0")

    assert "systems" not in chat.answers
