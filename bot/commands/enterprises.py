"""`名单`, `/enterprises`: the enterprises of one's unit that are not done, whom to see to first."""

from __future__ import annotations

from bot.campaign.states import FINISHED, OUT, State
from bot.commands.base import Call, Command
from bot.conversation.prompt import Prompt, PromptKind

SHOWN = 15  # lines that fit a phone screen
_ORDER = (State.STALLED, State.STARTED, State.BOUND, State.INVITED, State.NOT_INVITED)


def handle(call: Call) -> Prompt:
    """List them, the stalled first; a word narrows it to one state."""
    words = call.messages
    waiting = [
        one
        for one in call.campaigning.within(call.asker.units)
        if one.state(call.today) not in FINISHED | OUT
    ]
    if call.argument:
        wanted = [state for state in _ORDER if call.argument in words.say(f"digest.state.{state}")]
        waiting = [one for one in waiting if one.state(call.today) in wanted]
    if not waiting:
        return Prompt(words.say("commands.none_waiting"))
    waiting.sort(key=lambda one: (_ORDER.index(one.state(call.today)), -one.place, one.name))
    lines = [
        words.say(
            "commands.enterprise",
            number=number,
            name=one.name,
            state=words.say(f"digest.state.{one.state(call.today)}"),
            progress=words.say("commands.progress", done=one.place, total=one.total) if one.place else "",
        )
        for number, one in enumerate(waiting[:SHOWN], start=1)
    ]
    more = len(waiting) - len(lines)
    head = words.say("commands.waiting", count=len(waiting))
    tail = [words.say("commands.more", count=more)] if more else []
    return Prompt("\n".join([head, *lines, *tail]), PromptKind.LIST)


COMMAND = Command("enterprises", ("名单", "/enterprises", "企业"), frozenset(), handle)
