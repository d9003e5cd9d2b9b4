"""The reference page of commands, written from their declarations: `python -m bot.commands.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot import messages
from bot.commands.base import Command
from bot.commands.registry import COMMANDS
from bot.commands.slots import FILTERS
from bot.services.access import EVERYBODY, Role

_HEAD = """# Commands

Written from the declarations in `bot/commands/` by `python -m bot.commands.reference`; a test holds the two
together.

Chinese without a slash, English with one; both work in every channel and in the terminal
(`python -m bot ask --as admin 状态`). Every command works within the asker's own scope, and within the part
of it that the roles named here give. While she answers a questionnaire, a message that her question can make
something of is an answer; with a slash it is always a command.

What may follow an answer, for half an hour and until the next command: a number, 更多 / more, 确认 / confirm,
取消 / cancel. 撤销 / undo works for one minute, whatever was asked in between.
"""
_DAYS = "Days may follow stalled (停滞 14 天, stalled 14). 三级 or level 3, 5档 or grade 5: of those done.\n"


def page() -> str:
    """The page."""
    return (
        "\n".join([_HEAD, *(line for command in COMMANDS for line in _command(command)), *_filters()]) + "\n"
    )


def _command(command: Command) -> Iterator[str]:
    zh, en = messages.load("zh-CN"), messages.load("en")
    about = en.say(f"commands.about.{command.key}")
    yield f"## {command.names[0]} · {command.names[1]}\n"
    yield f"{about[:1].upper()}{about[1:]}.\n"
    others = command.names[2:]
    if others:
        yield f"Also: {', '.join(others)}\n"
    yield f"For: {_roles(command.roles)}\n"
    examples = (
        *zh.variants(f"commands.examples.{command.key}"),
        *en.variants(f"commands.examples.{command.key}"),
    )
    yield "```text\n" + "\n".join(one.replace("{unit}", "洞泾镇") for one in examples) + "\n```\n"


def _roles(roles: frozenset[Role]) -> str:
    if roles == EVERYBODY:
        return "everybody"
    return ", ".join(role.value for role in Role if role in roles)


def _filters() -> Iterator[str]:
    yield "## Filters\n"
    yield _DAYS
    yield "| words | states |"
    yield "| --- | --- |"
    for key, states in FILTERS.items():
        said = [*messages.load("zh-CN").variants(f"commands.filter.{key}")]
        named = ", ".join(sorted(state.value for state in states))
        yield f"| {', '.join(said)} | {named} |"


if __name__ == "__main__":
    sys.stdout.write(page())
