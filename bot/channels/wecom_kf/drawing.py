"""Prompts as customer service shows them: a text, a menu whose rows answer when tapped, files. Pure.

A menu's row carries the asking's token, the question and the choice, so that nothing need be remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.channels.base import Capabilities
from bot.channels.rendering import Button, Rendered, labelled, render, size, split
from bot.channels.wecom_kf import CAPABILITIES
from bot.conversation.prompt import Attachment, Prompt
from bot.messages import Messages

LONGEST_HEAD: Final = 1024  # bytes above a menu
LONGEST_ID: Final = 64  # bytes, of what a row carries
_VERSION: Final = "1"

Link = Callable[[Attachment], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One message to send: `body` by the platform's names, or a file still to be uploaded."""

    body: dict[str, Any] | None = None
    attachment: Attachment | None = None


def row_id(token: str, question: str, key: str) -> str:
    """What a menu's row carries; empty when it does not fit."""
    spelt = f"{_VERSION}{token}|{question}|{key}"
    return spelt if "|" not in token + question and size(spelt) <= LONGEST_ID else ""


def read_id(spelt: str) -> tuple[str, str, str] | None:
    """Token, question and choice of a row; None for another version's or another program's."""
    parts = spelt.removeprefix(_VERSION).split("|", 2)
    if not spelt.startswith(_VERSION) or len(parts) != 3:  # noqa: PLR2004 - token, question, key
        return None
    return parts[0], parts[1], parts[2]


def steps(prompt: Prompt, messages: Messages, link: Link, most: int | None = None) -> tuple[Step, ...]:
    """The messages a prompt becomes, in order: at most `most` of them.

    When it would be more, files become links, and if that is not enough the text ends where it has to, and
    says so.
    """
    found = _steps(prompt, CAPABILITIES, messages, link)
    if most is None or len(found) <= most:
        return found
    plain = replace(CAPABILITIES, buttons=0, sends_documents=False, sends_pictures=False)
    found = _steps(prompt, plain, messages, link)
    if len(found) <= most:
        return found
    more = messages.say("wecom_kf.cut")
    texts = render(prompt, plain, messages, link).texts
    last = split(texts[most - 1], CAPABILITIES.max_text - size(more) - 1)[0]
    return (*found[: most - 1], _text(f"{last}\n{more}"))


def _steps(prompt: Prompt, can: Capabilities, messages: Messages, link: Link) -> tuple[Step, ...]:
    asked = replace(prompt, shortcuts=())
    shown = render(replace(asked, options=()) if prompt.multiple else asked, can, messages, link)
    menu = _menu(prompt, shown)
    if menu is None and shown.buttons:
        shown = render(replace(asked, options=()), can, messages, link)
    worded = [menu] if menu is not None else [_text(text) for text in shown.texts]
    files: list[Step] = []
    for file in shown.attachments:
        files += [_text(file.caption)] if file.caption else []
        files.append(Step(attachment=file))
    return (*worded, *files)


def _text(words: str) -> Step:
    return Step({"msgtype": "text", "text": {"content": words}})


def _menu(prompt: Prompt, shown: Rendered) -> Step | None:
    """The menu of a prompt, if every choice reads in full in its row."""
    if not shown.buttons or len(shown.texts) != 1 or size(shown.texts[0]) > LONGEST_HEAD:
        return None
    labels = {option.key: labelled(option, option.label) for option in prompt.options}
    rows = [_row(button, prompt) for button in shown.buttons if button.label == labels[button.key]]
    if len(rows) < len(shown.buttons) or not all(row["click"]["id"] for row in rows):
        return None
    return Step({"msgtype": "msgmenu", "msgmenu": {"head_content": shown.texts[0], "list": rows}})


def _row(button: Button, prompt: Prompt) -> dict[str, Any]:
    carried = row_id(prompt.token, prompt.question, button.key)
    return {"type": "click", "click": {"id": carried, "content": button.label}}
