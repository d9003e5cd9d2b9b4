"""An answer as a prompt: choices numbered, how to reply at the end, buttons where a channel has them."""

from __future__ import annotations

from bot.commands.base import Answer
from bot.commands.follow_up import Word
from bot.conversation.prompt import COMMAND, Option, Prompt, PromptKind
from bot.messages import Messages

QUESTION = COMMAND  # what a tap on a command's buttons names


def prompt_of(answer: Answer, token: str, words: Messages) -> Prompt:
    """The message. Its text is complete without buttons."""
    listed = [
        f"{number} {choice.label}"
        for number, choice in enumerate(answer.choices, start=1)
        if not (answer.listed or answer.lead)
    ]
    hints = [] if answer.lead else _hints(answer, words)
    tail = [part for part in (answer.next, words.say("commands.hint.between").join(hints)) if part]
    options = _options(answer, words)
    return Prompt(
        "\n".join([answer.text, *listed, *tail]),
        PromptKind.LIST if options else PromptKind.INFO,
        lead=answer.lead or "\n".join([answer.text, *([answer.next] if answer.next else [])]),
        question=QUESTION if options else "",
        token=token if options else "",
        options=options,
        attachments=answer.files,
    )


def _hints(answer: Answer, words: Messages) -> list[str]:
    """How to reply."""
    say = words.say
    hints = []
    if answer.confirm is not None:
        hints.append(say("commands.hint.confirm"))
    elif answer.choices:
        hints.append(say("commands.hint.pick" if not answer.listed else "commands.hint.open"))
    if answer.more is not None:
        hints.append(say("commands.hint.more"))
    if answer.undo is not None:
        hints.append(say("commands.hint.undo"))
    return hints


def _options(answer: Answer, words: Messages) -> tuple[Option, ...]:
    """A tap brings back the word or number that a person would type: a key is a reply."""
    numbered = [(str(number), choice) for number, choice in enumerate(answer.choices, start=1)]
    picks = [
        Option(number, number) if answer.listed else Option(number, choice.label, mark=number)
        for number, choice in numbered
    ]
    replies = [
        *([Word.CONFIRM, Word.CANCEL] if answer.confirm is not None else []),
        *([Word.MORE] if answer.more is not None else []),
        *([Word.UNDO] if answer.undo is not None else []),
    ]
    spoken = [words.variants(f"commands.reply.{word}")[0] for word in replies]
    return (*picks, *(Option(word, word) for word in (*spoken, *answer.replies)))
