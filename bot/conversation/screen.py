"""One screen: what is shown, before it becomes a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import options as opt
from bot.conversation.prompt import Option, Prompt, PromptKind
from bot.questionnaire.understanding.outcome import Command


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines before the options, the options, and a line after them that says how to reply."""

    lead: str
    tail: str = ""
    kind: PromptKind = PromptKind.INFO
    options: tuple[Option, ...] = ()
    question: str = ""
    multiple: bool = False
    ticked: tuple[str, ...] = ()
    shortcuts: tuple[Command, ...] = ()
    accepts_file: bool = False

    def prompt(self, notes: Sequence[str], token: str, done: int, total: int) -> Prompt:
        """The screen as a message, with what has to be said first on top."""
        # A question stands apart from what is said before it; other lines go on from it.
        gap = "\n" if self.kind is PromptKind.INFO else "\n\n"
        lead = gap.join(part for part in ("\n".join(note for note in notes if note), self.lead) if part)
        text = "\n".join(part for part in (lead, opt.listed(self.options), self.tail) if part)
        return Prompt(
            text=text,
            kind=self.kind,
            lead=lead if self.options else "",
            question=self.question,
            token=token,
            options=self.options,
            multiple=self.multiple,
            ticked=self.ticked,
            shortcuts=self.shortcuts,
            done=done,
            total=total,
            accepts_file=self.accepts_file,
        )
