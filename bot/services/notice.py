"""One message that goes out unasked, and what it is kept under."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.prompt import Prompt

DIGEST = "digest"
REMINDER = "reminder"
ESCALATION = "escalation"
NUDGE = "nudge"  # an interview's own reminder counts into the week's allowance
GROUPS = frozenset({DIGEST, REMINDER, ESCALATION})  # a person gets at most one message a day of each
BROADCAST = "broadcast"  # what a liaison tells many contacts in her own words
UNASKED = GROUPS | {NUDGE, BROADCAST}
"""Kinds nobody waits for: not sent at night, however long they waited; the next round writes anew."""

QUIET = "quiet_hours"  # our code for one that was held back at night
OVERTAKEN = "overtaken"  # and for a reminder that she answered before it was sent
NO_WAY = "no_way"  # and for one that could go nowhere: somebody has to call
HELD_BACK = frozenset({QUIET, OVERTAKEN, NO_WAY, "channel_off"})


@dataclass(frozen=True, slots=True)
class Notice:
    """One message that is due: to whom, what, by which way and why.

    `group` is the outbox's kind; `kind` says more. `address` is None without an open way, `person` where
    nobody is there to write to. `show_to` are the liaisons whose lists say that somebody has to call.
    `steps` are the steps of escalations it tells of.
    """

    key: str
    group: str
    kind: str
    window: str
    why: str
    prompt: Prompt
    person: int | None = None
    address: int | None = None
    channel: str = ""
    enterprise: int | None = None
    show_to: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What it says."""
        return self.prompt.text
