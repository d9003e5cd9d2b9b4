"""Prompts as WeCom shows them: texts, cards with buttons or boxes, files. Pure.

A prompt with choices is a card when all of it fits one, so that a tap answers it. What is too long for a card
is a text with the choices numbered. A message that asks nothing but offers something (a digest) keeps its
whole text and gets its buttons on a small card of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.channels.rendering import Button, labelled, render, size
from bot.channels.wecom import CAPABILITIES
from bot.conversation.prompt import Attachment, Prompt, PromptKind
from bot.messages import Messages

LONGEST_KEY: Final = 1024  # bytes, of what a button carries
TITLE: Final = 26  # characters that show of a card's title …
BODY: Final = 112  # … and of the text below
BOXES: Final = 20
BOX_LABEL: Final = 51  # bytes: 17 Chinese characters
_NOT_A_TITLE: Final = "\n"
_VERSION: Final = 1
_PLAIN: Final = str.maketrans("[]*_`#><", "［］＊＿｀＃＞＜")  # an enterprise's name must not become a link


@dataclass(frozen=True, slots=True)
class Data:
    """What a button carries. `several`: it sends off what is ticked. `label`: what the card then says."""

    token: str
    question: str
    key: str = ""
    label: str = ""
    several: bool = False

    def spelt(self) -> str:
        """As text; empty when it does not fit."""
        parts = [_VERSION, self.token, self.question, self.key, self.label, int(self.several)]
        found = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return found if size(found) <= LONGEST_KEY else ""

    @staticmethod
    def read(spelt: str) -> Data | None:
        """What a button carries; None for another version's or another program's."""
        try:
            parts = json.loads(spelt)
        except (ValueError, RecursionError):
            return None
        match parts:
            case [1, str(token), str(question), str(key), str(label), 0 | 1 as several]:
                return Data(token, question, key, label, bool(several))
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Step:
    """One message to send: a text, a card, or a file."""

    text: str = ""
    markdown: bool = False  # the text is markdown
    card: dict[str, Any] | None = None
    attachment: Attachment | None = None


def steps(prompt: Prompt, messages: Messages, key: str, *, markdown: bool = False) -> tuple[Step, ...]:
    """The messages a prompt becomes, in order. `key` is ours: cards get their task's id from it.

    With `markdown`, lists and digests are markdown with their first line in bold.
    """
    found = _worded(prompt, messages, key)
    if markdown and prompt.kind is PromptKind.LIST:
        found = [_bold(step) if step.text else step for step in found]
    for file in render(prompt, CAPABILITIES, messages, _no_link).attachments:
        if file.caption:
            found.append(Step(file.caption))
        found.append(Step(attachment=file))
    return tuple(found)


def _worded(prompt: Prompt, messages: Messages, key: str) -> list[Step]:
    task = f"wz-{hashlib.sha256(key.encode()).hexdigest()[:40]}"
    card = _boxes(prompt, messages, task) if prompt.multiple else _buttons(prompt, messages, task)
    if card is None and prompt.options and not prompt.multiple and not _offers(prompt):
        card = _boxes(prompt, messages, task)
    if card is not None:
        return [Step(card=card)]
    buttons = _offer(prompt, messages, task) if _offers(prompt) else None
    text = prompt.lead or prompt.text if buttons else prompt.text
    plain = render(replace(prompt, text=text, options=(), shortcuts=()), CAPABILITIES, messages, _no_link)
    return [*(Step(text) for text in plain.texts), *([Step(card=buttons)] if buttons else [])]


def _bold(step: Step) -> Step:
    """A text as markdown, if it still fits: nothing in it but its first line is marked up."""
    first, _, rest = step.text.translate(_PLAIN).partition("\n")
    marked = f"**{first}**\n{rest}".rstrip()
    return Step(marked, markdown=True) if size(marked) <= CAPABILITIES.max_text else step


def _offers(prompt: Prompt) -> bool:
    """Whether it offers something and waits for nothing."""
    return prompt.kind is PromptKind.LIST or not prompt.question


def _offer(prompt: Prompt, messages: Messages, task: str) -> dict[str, Any] | None:
    """A small card of buttons alone, to stand below a text."""
    bare = replace(prompt, text=messages.say("wecom.offer"), lead="", shortcuts=(), attachments=())
    return _buttons(bare, messages, task) if prompt.options and not prompt.multiple else None


def _buttons(prompt: Prompt, messages: Messages, task: str) -> dict[str, Any] | None:
    """A card with a button an option; None when it does not all fit."""
    shown = render(prompt, CAPABILITIES, messages, _no_link)
    labels = {option.key: labelled(option, option.label) for option in prompt.options}
    if not shown.buttons or any(button.label != labels[button.key] for button in shown.buttons):
        return None
    rows = [*shown.buttons, *shown.shortcuts]
    return _card("button_interaction", shown.texts, task, button_list=_rows(rows, prompt, messages))


def _rows(buttons: Sequence[Button], prompt: Prompt, messages: Messages) -> list[dict[str, Any]]:
    """A card says afterwards what was picked; what a digest offers can be asked for again and stays."""
    stays = prompt.kind is PromptKind.LIST and not prompt.token
    found = []
    for button in buttons:
        label = "" if stays else messages.say("wecom.picked", label=button.label)
        key = Data(prompt.token, prompt.question, button.key, label).spelt()
        style = 2 if button.key.startswith("/") else 1
        found.append({"text": button.label, "style": style, "key": key})
    return found


def _boxes(prompt: Prompt, messages: Messages, task: str) -> dict[str, Any] | None:
    """A card with a box an option and one button; None when it does not all fit."""
    can = replace(CAPABILITIES, buttons=BOXES + prompt.multiple, button_label=BOX_LABEL)
    shown = render(replace(prompt, shortcuts=()), can, messages, _no_link)
    labels = {option.key: labelled(option, option.label) for option in prompt.options}
    if not shown.buttons or any(button.label != labels[button.key] for button in shown.buttons):
        return None
    options = [
        {"id": button.key, "text": button.label, "is_checked": button.key in prompt.ticked}
        for button in shown.buttons
    ]
    box = {"question_key": "q", "option_list": options, "mode": int(prompt.multiple)}
    done = Data(prompt.token, prompt.question, label=messages.say("wecom.sent"), several=True).spelt()
    button = {"text": messages.say("wecom.send"), "key": done}
    return _card("vote_interaction", shown.texts, task, checkbox=box, submit_button=button)


def _card(kind: str, texts: Sequence[str], task: str, **parts: Any) -> dict[str, Any] | None:  # noqa: ANN401 - JSON
    """The card, if the words fit: a short first line is its title, the rest stands below."""
    if len(texts) != 1 or '"key": ""' in json.dumps(parts):
        return None
    first, _, rest = texts[0].partition(_NOT_A_TITLE)
    if len(first) > TITLE:
        first, rest = "", texts[0]
    if len(rest) > BODY:
        return None
    title = {"main_title": {"title": first}} if first else {}
    body = {"sub_title_text": rest} if rest else {}
    return {"card_type": kind, **title, **body, "task_id": task, **parts}


def _no_link(file: Attachment) -> str:
    raise AssertionError(f"WeCom sends files itself, {file.kind} too")
