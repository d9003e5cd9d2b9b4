"""Every command's declaration is whole and unlike any other's; the reference page is written from them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.commands.base import Command
from bot.commands.ownership import found_in
from bot.commands.reference import page
from bot.commands.registry import COMMANDS
from bot.commands.slots import FilterSlot, SwitchSlot, TimeSlot, body_of, filters_from, take, words_of
from bot.messages import load, locales

REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "commands.md"


def test_no_name_is_given_twice() -> None:
    names = Counter(name for command in COMMANDS for name in command.names)

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.key)
def test_a_command_has_a_chinese_and_an_english_name_help_and_examples(command: Command) -> None:
    assert not command.names[0].isascii()
    assert re.fullmatch(r"/[a-z0-9_]{1,32}", command.names[1])
    assert command.roles
    for locale in locales():
        words = load(locale)
        assert len(words.say(f"commands.about.{command.key}")) < 60
        for example in words.variants(f"commands.examples.{command.key}"):
            found = found_in(example.replace("{unit}", "洞泾镇"))
            assert found is not None, example
            assert found.command is command, example


def test_the_reference_is_written_from_the_declarations() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == page(), "run `python -m bot.commands.reference > " + str(
        REFERENCE
    )


@pytest.mark.parametrize(
    ("said", "states", "days", "level", "grade", "rest"),
    [
        ("未开始", 3, 0, 0, 0, ()),
        ("停滞 14 天", 1, 14, 0, 0, ()),
        ("停滞14天", 1, 14, 0, 0, ()),
        ("stalled 7", 1, 7, 0, 0, ()),
        ("not started", 3, 0, 0, 0, ()),
        ("未开始洞泾镇", 3, 0, 0, 0, ("洞泾镇",)),
        ("洞泾镇 已完成 三级", 2, 0, 3, 0, ("洞泾镇",)),
        ("finished level 3", 2, 0, 3, 0, ()),
        ("５档", 0, 0, 0, 5, ()),
        ("洞泾镇", 0, 0, 0, 0, ("洞泾镇",)),
    ],
)
def test_filters_are_read_in_both_languages(
    said: str, states: int, days: int, level: int, grade: int, rest: tuple[str, ...]
) -> None:
    taken = take(FilterSlot(), words_of(said))
    filters = filters_from(taken.value)

    assert (len(filters.states), filters.days, filters.level, filters.grade) == (states, days, level, grade)
    assert taken.rest == rest


def test_times_switches_and_bodies_are_read() -> None:
    assert take(TimeSlot(), words_of("8点半")).value == "08:30"
    assert take(TimeSlot(), words_of("25:00")).value is None
    assert take(SwitchSlot(), words_of("关")).value is False
    assert body_of("未开始：明天，下午；见") == ("未开始", "明天，下午；见")


@pytest.mark.parametrize(
    ("said", "key", "slash", "exact"),
    [
        ("状态", "status", False, True),
        ("/Status 洞泾镇", "status", True, True),
        ("／状态", "status", True, True),
        ("状态洞泾镇", "status", False, False),
        ("企业名单", "enterprises", False, True),
        ("停", "stop", False, True),
        ("status", "status", False, True),  # English is taught with a slash and understood without
        ("状态？", "status", False, True),
    ],
)
def test_a_message_is_known_by_its_first_word(said: str, key: str, slash: bool, exact: bool) -> None:
    found = found_in(said)

    assert found is not None
    assert (found.command.key, found.slash, found.exact) == (key, slash, exact)


@pytest.mark.parametrize("said", ["statuses", "停产三天", "我要看状态", ""])
def test_what_merely_holds_a_name_is_no_command(said: str) -> None:
    assert found_in(said) is None
