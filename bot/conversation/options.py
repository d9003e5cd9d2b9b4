"""Which options a prompt offers, and which of them a reply picks."""

from __future__ import annotations

from typing import Final

from bot.conversation.prompt import Option
from bot.conversation.wording import cut, marks
from bot.messages import Messages
from bot.questionnaire.model import Question

YES: Final = "yes"
NO: Final = "no"
SAME: Final = "="  # no choice has this key: keys of choices are letters, digits, dots and hyphens

_SHORT = 8


def of_question(question: Question, messages: Messages) -> tuple[Option, ...]:
    """The choices of a question as options; yes and no for a yes/no question; none for the other types."""
    if question.type == "yesno":
        return (plain(YES, messages.say("value.yes")), plain(NO, messages.say("value.no")))
    shown = marks(question)
    return tuple(
        Option(choice.key, choice.label, choice.short or cut(choice.label, _SHORT), shown[choice.key])
        for choice in question.choices
    )


def plain(key: str, label: str) -> Option:
    """An option that is answered by its word, not by a number."""
    return Option(key, label, label)


def yes_no(messages: Messages, yes: str = "option.yes", no: str = "option.no") -> tuple[Option, ...]:
    """Two options, for something asked back."""
    return (plain(YES, messages.say(yes)), plain(NO, messages.say(no)))


def listed(options: tuple[Option, ...]) -> str:
    """The options as lines of text: those that can be picked by a mark."""
    return "\n".join(f"{option.mark} {option.label}" for option in options if option.mark)
