"""Prompts as Telegram shows them: texts, files with captions, inline keyboards. Pure.

A button carries all that its tap means, so that nothing need be remembered: `1` (the version of this
spelling), a letter for what it does, the asking's token, the question and the choice's key, set apart by `|`,
in at most 64 bytes. Ticks live in the keyboard itself: a ticked button is spelt differently, and Telegram
brings the keyboard along with every tap. A prompt of which a button does not fit gets none; its text is
complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from bot.channels.base import Counting
from bot.channels.rendering import Button, Rendered, render, size, split
from bot.channels.telegram import CAPABILITIES
from bot.conversation.prompt import Attachment, Prompt
from bot.messages import Messages

VERSION: Final = "1"
LONGEST_DATA: Final = 64  # bytes
LONGEST_CAPTION: Final = 1024
_IN_A_ROW: Final = 4
# A label of at most so many bytes lets so many buttons stand in a row on a phone.
_ROW_BY_BYTES: Final = ((6, 4), (12, 3), (24, 2))
_EMPTY: Final = "☐ "
_TICKED: Final = "☑ "


class Act(StrEnum):
    """What a tap does."""

    PICK = "o"  # this choice, or a shortcut, is the answer
    TICK = "+"
    UNTICK = "-"
    DONE = "d"  # what is ticked is the answer


@dataclass(frozen=True, slots=True)
class Data:
    """What a button carries."""

    act: Act
    token: str
    question: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One button of a keyboard, as it is on the wire."""

    text: str
    data: str


Keyboard: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One message to send: a text, or a file with the text as its caption."""

    text: str
    attachment: Attachment | None = None
    keyboard: Keyboard = ()


def encode(data: Data) -> str:
    """The spelling of a button's data; empty when it does not fit."""
    spelt = f"{VERSION}{data.act}{data.token}|{data.question}|{data.key}"
    clear = "|" not in data.token + data.question
    return spelt if clear and len(spelt.encode()) <= LONGEST_DATA else ""


def decode(spelt: str) -> Data | None:
    """What a button carries, or None for another version's or another program's button."""
    if spelt[:1] != VERSION or spelt[1:2] not in list(Act):
        return None
    parts = spelt[2:].split("|", 2)
    if len(parts) != 3:  # noqa: PLR2004 - token, question, key
        return None
    token, question, key = parts
    return Data(Act(spelt[1]), token, question, key)


def steps(prompt: Prompt, messages: Messages) -> tuple[Step, ...]:
    """The messages a prompt becomes, in order. The keyboard is under the last text."""
    shown = render(prompt, CAPABILITIES, messages, _no_link)
    keyboard = _keyboard(prompt, shown, messages)
    if keyboard is None:
        return steps(replace(prompt, options=(), shortcuts=()), messages)
    return tuple(_arranged(shown, keyboard))


def tick(keyboard: Keyboard, data: Data, messages: Messages) -> Keyboard:
    """The keyboard after a tap that ticks or unticks; doing it twice changes nothing more."""
    return relabelled((tuple(_turned(key, data) for key in row) for row in keyboard), messages)


def ticked(keyboard: Keyboard) -> tuple[str, ...]:
    """The keys of the ticked choices, in the order they are shown."""
    found = (decode(key.data) for row in keyboard for key in row)
    return tuple(data.key for data in found if data is not None and data.act is Act.UNTICK)


def relabelled(rows: Iterable[tuple[Key, ...]], messages: Messages) -> Keyboard:
    """The keyboard with its last button saying how many are ticked."""
    keyboard = tuple(rows)
    count = len(ticked(keyboard))
    label = messages.say("telegram.done", count=count) if count else messages.say("telegram.none")
    return tuple(tuple(_named(key, label) for key in row) for row in keyboard)


def _named(key: Key, label: str) -> Key:
    data = decode(key.data)
    return replace(key, text=label) if data is not None and data.act is Act.DONE else key


def _turned(key: Key, data: Data) -> Key:
    """The button of the choice that was tapped, showing its new state; any other as it is."""
    mine = decode(key.data)
    if mine is None or mine.act not in (Act.TICK, Act.UNTICK) or mine.key != data.key:
        return key
    bare = key.text.removeprefix(_EMPTY).removeprefix(_TICKED)
    if data.act is Act.TICK:  # the next tap on it will untick
        return Key(_TICKED + bare, encode(replace(mine, act=Act.UNTICK)))
    return Key(_EMPTY + bare, encode(replace(mine, act=Act.TICK)))


def _keyboard(prompt: Prompt, shown: Rendered, messages: Messages) -> Keyboard | None:
    """The keyboard of a prompt; None when a button would not fit its data."""
    options = [_option(button, prompt) for button in shown.buttons]
    shortcuts = [
        Key(button.label, encode(Data(Act.PICK, prompt.token, prompt.question, button.key)))
        for button in shown.shortcuts
    ]
    several = prompt.multiple and bool(options)
    done = [Key("", encode(Data(Act.DONE, prompt.token, prompt.question)))] if several else []
    rows = [*_rows(options, _width(options)), *_rows(done, 1), *_rows(shortcuts, _IN_A_ROW)]
    if not all(key.data for row in rows for key in row):
        return None
    return relabelled(rows, messages)


def _option(button: Button, prompt: Prompt) -> Key:
    if not prompt.multiple:
        return Key(button.label, encode(Data(Act.PICK, prompt.token, prompt.question, button.key)))
    act, sign = (Act.UNTICK, _TICKED) if button.key in prompt.ticked else (Act.TICK, _EMPTY)
    return Key(sign + button.label, encode(Data(act, prompt.token, prompt.question, button.key)))


def _width(keys: Sequence[Key]) -> int:
    longest = max((len(key.text.encode()) for key in keys), default=0)
    return next((count for most, count in _ROW_BY_BYTES if longest <= most), 1)


def _rows(keys: Sequence[Key], width: int) -> list[tuple[Key, ...]]:
    return [tuple(keys[start : start + width]) for start in range(0, len(keys), width)]


def _arranged(shown: Rendered, keyboard: Keyboard) -> list[Step]:
    """A lone file takes a short text as its caption: one message instead of two."""
    if len(shown.texts) == 1 and len(shown.attachments) == 1:
        [file] = shown.attachments
        caption = "\n".join(part for part in (shown.texts[0], file.caption) if part)
        if size(caption, Counting.CHARACTERS) <= LONGEST_CAPTION:
            return [Step(caption, file, keyboard)]
    last = len(shown.texts) - 1
    found = [Step(text, None, keyboard if place == last else ()) for place, text in enumerate(shown.texts)]
    for file in shown.attachments:
        if size(file.caption, Counting.CHARACTERS) <= LONGEST_CAPTION:
            found.append(Step(file.caption, file))
        else:
            said = split(file.caption, CAPABILITIES.max_text, CAPABILITIES.counting)
            found += [*(Step(text) for text in said), Step("", file)]
    if found and not shown.texts:
        found[-1] = replace(found[-1], keyboard=keyboard)
    return found


def _no_link(file: Attachment) -> str:
    raise AssertionError(f"Telegram sends files itself, {file.kind} too")
