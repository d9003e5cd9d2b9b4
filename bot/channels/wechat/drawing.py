"""Prompts as the Official Account shows them: texts with links, menu messages, pictures. Pure.

The app turns `<a href=…>` in a text of an Official Account into a link. So files become links by name instead
of by long addresses, and what anybody else has put into a text must not become one: a link could even say
something in the reader's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.base import Capabilities
from bot.channels.passive import Parted, part
from bot.channels.rendering import Link, Rendered, render, size
from bot.channels.tencent.xml import sayable
from bot.channels.wechat import CAPABILITIES
from bot.channels.wechat.parsing import encode
from bot.conversation.prompt import Attachment, AttachmentKind, Prompt
from bot.messages import Messages

_ANCHOR: Final = re.compile(r"<(?=\s*/?\s*a(?![a-z0-9]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One message to send: a text, a text with items to tap (what each carries, its label), or a picture."""

    text: str = ""
    items: tuple[tuple[str, str], ...] = ()
    picture: Attachment | None = None


def passive_reply(prompts: Sequence[Prompt], words: Messages, link: Link) -> Parted:
    """A reply divided into the one text that goes back in the request and what follows it."""
    return part([_with_links(prompt, words, link) for prompt in prompts], CAPABILITIES, words, link)


def steps(prompt: Prompt, words: Messages, link: Link, most: int | None = None) -> tuple[Step, ...]:
    """The messages a prompt becomes, in order; where only `most` are left, pictures become links."""
    found = _steps(_with_links(prompt, words, link, pictures=True), words, link)
    if most is not None and len(found) > most:
        found = _steps(_with_links(prompt, words, link), words, link)
    return found


def harmless(text: str) -> str:
    """The text, with nothing in it that the app would make a link of or cannot show at all."""
    return _ANCHOR.sub("＜", sayable(text))


def _with_links(prompt: Prompt, words: Messages, link: Link, *, pictures: bool = False) -> Prompt:
    """The prompt with its files as links in its text; `pictures` stay what they are."""
    kept = tuple(file for file in prompt.attachments if pictures and file.kind is AttachmentKind.PICTURE)
    linked = [file for file in prompt.attachments if file not in kept]
    options = tuple(
        replace(option, label=harmless(option.label), short=harmless(option.short))
        for option in prompt.options
    )
    lines = [harmless(prompt.text)] if prompt.text else []
    lines += [_link(file, link) for file in linked]
    lines += [words.say("wechat.link")] if linked else []
    lead = "" if linked else harmless(prompt.lead)
    return replace(prompt, text="\n".join(lines), lead=lead, options=options, attachments=kept)


def _link(file: Attachment, link: Link) -> str:
    name = file.name.replace("<", "＜").replace(">", "＞")
    return f'<a href="{link(file)}">{name}</a>'


def _steps(prompt: Prompt, words: Messages, link: Link) -> tuple[Step, ...]:
    shown = render(prompt, CAPABILITIES, words, link)
    items = _items(prompt, shown)
    if shown.buttons and not items:  # they cannot be tapped here: the numbered choices stay in the text
        shown = render(prompt, _without_buttons(), words, link)
    texts = [Step(text) for text in shown.texts]
    if items:
        texts[-1] = Step(shown.texts[-1], items)
    pictures = [
        step
        for file in shown.attachments
        for step in (*((Step(harmless(file.caption)),) if file.caption else ()), Step(picture=file))
    ]
    return (*texts, *pictures)


def _without_buttons() -> Capabilities:
    return replace(CAPABILITIES, buttons=0)


def _items(prompt: Prompt, shown: Rendered) -> tuple[tuple[str, str], ...]:
    """What can be tapped; nothing when one item would not fit, or when several may be picked."""
    if prompt.multiple or not shown.texts:
        return ()
    items = tuple(
        (encode(prompt.token, prompt.question, button.key), button.label) for button in shown.buttons
    )
    together = size(shown.texts[-1]) + sum(size(label) for _, label in items)
    fits = all(carried for carried, _ in items) and together <= CAPABILITIES.max_text
    return items if fits else ()
