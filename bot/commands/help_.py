"""`帮助`, `/help`: what this person may do, one line each; with a command's name, how to use it."""

from __future__ import annotations

from bot.commands.base import Answer, Call, Command
from bot.commands.examples import examples_of
from bot.commands.resolving import suggestion
from bot.commands.slots import TextSlot
from bot.services.access import EVERYBODY


def handle(call: Call) -> Answer:
    """Only what she may do is listed or explained."""
    asked = call.args.text("text").removeprefix("/").casefold()
    if not asked:
        lines = [
            call.say("line", name=spoken(command, call.words.locale), about=_about(command, call))
            for command in call.allowed
        ]
        names = tuple(spoken(command, call.words.locale) for command in call.allowed)
        return Answer("\n".join([call.say("help.title"), *lines, call.say("help.more")]), replies=names)
    for command in call.allowed:
        if asked in {name.removeprefix("/") for name in command.names}:
            return _explained(command, call)
    known = [name for command in call.allowed for name in command.names]
    return Answer(call.say("help.no_such", hint=suggestion(asked, known, call.words)).strip())


def _explained(command: Command, call: Call) -> Answer:
    examples = [
        call.say("help.example", example=example)
        for example in examples_of(command, call.whole.narrowed(command.roles), call.words)
    ]
    names = " · ".join(command.names)
    return Answer("\n".join([names, _about(command, call), *examples]))


def _about(command: Command, call: Call) -> str:
    return call.words.say(f"commands.about.{command.key}")


def spoken(command: Command, locale: str) -> str:
    """The name a command has in a language."""
    return command.names[1] if locale == "en" else command.names[0]


COMMAND = Command("help", ("帮助", "/help", "help", "?", "菜单", "/menu"), EVERYBODY, handle, (TextSlot(),))
