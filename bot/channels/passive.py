"""What of a reply goes back in the request that brought the message, where a platform takes one text there.

Pure. A passive reply costs nothing and every other message does, so as much as fits goes into it: several
prompts become one text. What does not fit is not lost: it follows as messages of its own, as few as it can
be, and the reply ends by saying so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.base import Capabilities
from bot.channels.rendering import Link, render, size, split
from bot.conversation.prompt import Prompt
from bot.messages import Messages

_APART = "\n\n"


@dataclass(frozen=True, slots=True)
class Parted:
    """A reply in two: what goes back by itself, if anything, and what is sent afterwards.

    All that goes back is in `back.text`, links included.
    """

    back: Prompt | None
    rest: tuple[Prompt, ...] = ()

    @property
    def all(self) -> tuple[Prompt, ...]:
        """Everything, in order: for when nothing can go back by itself."""
        return (*((self.back,) if self.back else ()), *self.rest)


def passive(can: Capabilities) -> Capabilities:
    """What a passive reply can show: words alone, on a platform that can do as much otherwise."""
    return replace(can, buttons=0, button_label=0, sends_documents=False, sends_pictures=False)


def text_of(prompt: Prompt, can: Capabilities, messages: Messages, link: Link) -> str:
    """A prompt as one text, its choices numbered and its files as links, however long."""
    whole = replace(passive(can), max_text=sys.maxsize)
    return "\n".join(render(prompt, whole, messages, link).texts)


def part(prompts: Sequence[Prompt], can: Capabilities, messages: Messages, link: Link) -> Parted:
    """Divide a reply. The same reply is always divided in the same way.

    Args:
        prompts: what is to be said, in order.
        can: the channel's capabilities; `max_text` is what a passive reply holds.
        messages: the person's language.
        link: an address of a file.
    """
    said = [(prompt, text_of(prompt, can, messages, link)) for prompt in prompts]
    said = [(prompt, text) for prompt, text in said if text]
    if not said:
        return Parted(None)
    if _size([text for _, text in said], can) <= can.max_text:
        return Parted(_back(said))
    more = _APART + messages.say("channel.more")
    room = can.max_text - size(more, can.counting)
    fitting = [
        count for count in range(1, len(said)) if _size([text for _, text in said[:count]], can) <= room
    ]
    if fitting:
        count = fitting[-1]
        back = _back(said[:count])
        return Parted(replace(back, text=back.text + more), _merged(said[count:], can))
    first, text = said[0]
    begun = split(text, room, can.counting)[0]
    left = text.strip()[len(begun) :].strip()
    bare = replace(first, lead="", options=(), attachments=(), accepts_file=False)
    following = [(replace(bare, text=left), left), *said[1:]]
    return Parted(replace(bare, text=begun + more), _merged(following, can))


def joined(
    prompts: Sequence[Prompt], can: Capabilities, messages: Messages, link: Link
) -> tuple[Prompt, ...]:
    """A reply in as few messages as it fits into, where none goes back by itself and every one counts."""
    said = [(prompt, text_of(prompt, can, messages, link)) for prompt in prompts]
    return _merged([(prompt, text) for prompt, text in said if text], can)


def _size(texts: Sequence[str], can: Capabilities) -> int:
    return size(_APART.join(texts), can.counting)


def _back(said: Sequence[tuple[Prompt, str]]) -> Prompt:
    """One prompt that says all of this in its text: a passive reply has no files."""
    return _joined([replace(prompt, text=text, attachments=()) for prompt, text in said])


def _joined(prompts: Sequence[Prompt]) -> Prompt:
    """One prompt that says what these say; it asks what the last one asks."""
    *before, last = prompts
    if not before:
        return last
    above = [prompt.text for prompt in before if prompt.text]
    return replace(
        last,
        text=_APART.join([*above, last.text]),
        lead=_APART.join([*above, last.lead]) if last.lead else "",
        attachments=tuple(file for prompt in prompts for file in prompt.attachments),
    )


def _merged(said: Sequence[tuple[Prompt, str]], can: Capabilities) -> tuple[Prompt, ...]:
    """As few messages as the texts fit into; one with files stays alone."""
    groups: list[list[tuple[Prompt, str]]] = []
    for prompt, text in said:
        before = groups[-1] if groups else []
        alone = prompt.attachments or any(other.attachments for other, _ in before)
        if before and not alone and _size([one for _, one in [*before, (prompt, text)]], can) <= can.max_text:
            before.append((prompt, text))
        else:
            groups.append([(prompt, text)])
    return tuple(_joined([prompt for prompt, _ in group]) for group in groups)
