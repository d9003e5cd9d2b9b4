"""What the bot says, as a value any channel can draw: text, choices, progress, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.questionnaire.understanding.outcome import Command

COMMAND = "command"  # the `question` of a prompt whose options are replies to commands


class PromptKind(StrEnum):
    """What a message is for; channels may draw kinds differently."""

    INFO = "info"
    CONSENT = "consent"
    QUESTION = "question"
    CONFIRM = "confirm"  # "you mean about 300, right?"
    REVIEW = "review"
    RESULT = "result"
    LIST = "list"  # a numbered list to pick from (commands)


class AttachmentKind(StrEnum):
    """How an attachment is meant to be shown."""

    DOCUMENT = "document"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be picked; `key` comes back in `Tapped`.

    `short` fits a small button, else `label` is used. `mark` is what stands before it when it is shown (1,
    A …) and what a person may type instead of tapping.
    """

    key: str
    label: str
    short: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send along: its display name and the SHA-256 of its content (hex).

    Instead of a hash there may be a reference (`made:…`) to a file that is made when it is asked for. `guard`
    names what the file shows; its link opens while the person it was made for may see that.
    """

    kind: AttachmentKind
    name: str
    sha256: str
    caption: str = ""
    guard: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message to a person.

    `text` is complete on its own: a channel without buttons sends it as it is, numbered options and all.
    `lead` is the part of `text` before the options (what to show above buttons); empty when the same.
    `token` identifies this very asking, so that a tap on an old button can be told from a fresh one.
    `shortcuts` are requests worth a button (back, skip, help, pause). `done` of `total` is the progress.
    `brief` is its short form as named facts, for platforms that outside a conversation send only fixed forms
    with blanks; what has none cannot be sent so.
    """

    text: str
    kind: PromptKind = PromptKind.INFO
    lead: str = ""
    question: str = ""
    token: str = ""
    options: tuple[Option, ...] = ()
    multiple: bool = False
    ticked: tuple[str, ...] = ()
    shortcuts: tuple[Command, ...] = ()
    done: int = 0
    total: int = 0
    accepts_file: bool = False
    attachments: tuple[Attachment, ...] = ()
    brief: tuple[tuple[str, str], ...] = ()
