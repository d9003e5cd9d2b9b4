"""Degrade a prompt to what a channel can do: long text in parts, choices as buttons or text, files as links.

Pure: the same prompt and capabilities give the same result. A prompt's text is complete on its own, so
whatever a channel lacks, nothing is lost: without buttons the numbered choices stay in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.base import Capabilities, Counting
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.messages import Messages
from bot.questionnaire.understanding.outcome import Command

Link = Callable[[Attachment], str]

_JOINER: Final = "\u200d"
# Where a text may be cut, best first; the cut comes after the match.
_BORDERS: Final = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？；…]+[”’」』）】]*|[.!?;]+[\"')\]]*(?=\s)"),
    re.compile(r"[，、：,:]|\s"),
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button; `key` is an option's key, or `/` and a command for a shortcut."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a channel has to send: the texts in order (buttons belong to the last), then the files."""

    texts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    shortcuts: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def render(prompt: Prompt, capabilities: Capabilities, messages: Messages, link: Link) -> Rendered:
    """A prompt as a channel with these capabilities can show it.

    Args:
        prompt: what is to be said.
        capabilities: the channel's.
        messages: the person's language, for shortcuts and links.
        link: an address of a file, for channels that cannot send it.
    """
    own, linked = _attachments(prompt, capabilities)
    buttons = _buttons(prompt, capabilities)
    text = prompt.text
    if buttons and all(_whole(button, prompt) for button in buttons):
        text = prompt.lead or prompt.text  # the buttons say it all
    lines = [messages.say("channel.link", name=file.name, address=link(file)) for file in linked]
    whole = "\n".join([*([text] if text else []), *lines])
    room = capabilities.buttons - len(buttons) - prompt.multiple
    return Rendered(
        texts=split(whole, capabilities.max_text, capabilities.counting),
        buttons=buttons,
        shortcuts=_shortcuts(prompt, messages)[: max(room, 0)],
        attachments=own,
    )


def split(text: str, limit: int, counting: Counting = Counting.BYTES) -> tuple[str, ...]:
    """A text in parts of at most `limit`, cut at a paragraph, else a line, a sentence, a word.

    A character and the marks that belong to it (an accent, a skin tone, a joined emoji) stay together unless
    they alone are longer than a part. Blanks at a cut are dropped; nothing else is. Nothing but blanks: no
    parts.
    """
    parts: list[str] = []
    rest = text.strip()
    while rest:
        end = _fitting(rest, limit, counting)
        if end < len(rest):
            end = _border(rest, end)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return tuple(parts)


def size(text: str, counting: Counting = Counting.BYTES) -> int:
    """The length of a text as the platform counts it."""
    if counting is Counting.BYTES:
        return len(text.encode("utf-8", "surrogatepass"))
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)  # noqa: PLR2004 - where two units begin


def cut(text: str, limit: int) -> str:
    """A label of at most `limit` bytes of UTF-8, with an ellipsis when it had to be cut."""
    if size(text) <= limit:
        return text
    return text[: _fitting(text, limit - len("…".encode()), Counting.BYTES)].rstrip() + "…"


def labelled(option: Option, label: str) -> str:
    """An option with the mark it can be picked by."""
    return f"{option.mark} {label}" if option.mark else label


def _fitting(text: str, limit: int, counting: Counting) -> int:
    """How many characters from the start fit, without tearing one apart; at least one."""
    used = 0
    for place, character in enumerate(text):
        used += size(character, counting)
        if used > limit:
            end = place
            while end > 0 and _clings(text, end):
                end -= 1
            return end or max(place, 1)  # one character longer than the limit has to be torn
    return len(text)


def _clings(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to the one before it."""
    character = text[place]
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk")
        or character == _JOINER
        or text[place - 1] == _JOINER
    )


def _border(text: str, end: int) -> int:
    """The best place to cut at or before `end`; a part is at least half full unless nothing else offers."""
    for border in _BORDERS:
        found = [match.end() for match in border.finditer(text, 0, end + 1) if match.end() <= end]
        if found and found[-1] * 2 >= end:
            return found[-1]
    return end


def _attachments(
    prompt: Prompt, capabilities: Capabilities
) -> tuple[tuple[Attachment, ...], tuple[Attachment, ...]]:
    """The files the channel sends itself, and those that become links."""
    own: list[Attachment] = []
    linked: list[Attachment] = []
    for file in prompt.attachments:
        if file.kind is AttachmentKind.PICTURE and capabilities.sends_pictures:
            own.append(file)
        elif capabilities.sends_documents:
            own.append(replace(file, kind=AttachmentKind.DOCUMENT))
        else:
            linked.append(file)
    return tuple(own), tuple(linked)


def _buttons(prompt: Prompt, capabilities: Capabilities) -> tuple[Button, ...]:
    """One button an option, whole labels if all fit; none when the channel has too few."""
    if not prompt.options or len(prompt.options) + prompt.multiple > capabilities.buttons:
        return ()
    limit = capabilities.button_label
    whole = [labelled(option, option.label) for option in prompt.options]
    if all(size(label) <= limit for label in whole):
        return tuple(Button(option.key, label) for option, label in zip(prompt.options, whole, strict=True))
    return tuple(
        Button(option.key, cut(labelled(option, option.short or option.label), limit))
        for option in prompt.options
    )


def _whole(button: Button, prompt: Prompt) -> bool:
    option = next(option for option in prompt.options if option.key == button.key)
    return button.label == labelled(option, option.label)


def _shortcuts(prompt: Prompt, messages: Messages) -> tuple[Button, ...]:
    return tuple(Button(f"/{command.value}", _name(command, messages)) for command in prompt.shortcuts)


def _name(command: Command, messages: Messages) -> str:
    return messages.say(f"web.command.{command.value}")
