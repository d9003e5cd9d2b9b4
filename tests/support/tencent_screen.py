"""What people on Tencent's platforms see, and for how long they may still be written to."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

PATIENCE = 10.0  # seconds a person waits before the test fails
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"


@dataclass
class Shown:
    """One message on a person's screen as it looks now.

    `kind` is the platform's message type; `by` is how it came: passive, custom, template, subscribe, app, kf.
    `options` are what can be tapped: what the tap carries, with its label.
    """

    kind: str
    text: str = ""
    by: str = ""
    options: dict[str, str] = field(default_factory=dict)
    name: str = ""
    content: bytes = b""
    links: tuple[str, ...] = ()
    card: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    edits: int = 0
    at: datetime | None = None

    @property
    def labels(self) -> list[str]:
        """What can be tapped, as it reads."""
        return list(self.options.values())

    def pick(self, label: str) -> str:
        """What the option carries that says exactly that, else the only one that has it in it."""
        found = [key for key, value in self.options.items() if value == label]
        found = found or [key for key, value in self.options.items() if label in value]
        assert len(found) == 1, f"{label!r} is not one of {self.labels}"
        return found[0]


@dataclass
class Screen:
    """A person's chat with us."""

    account: str
    screen: list[Shown] = field(default_factory=list)
    read: int = 0

    @property
    def last(self) -> Shown:
        """The last message."""
        return self.screen[-1]

    def texts(self) -> list[str]:
        """The words on the screen."""
        return [shown.text for shown in self.screen]

    def hears(self, count: int = 1, seconds: float = PATIENCE) -> Shown:
        """Wait for so many messages she has not read yet; the last of all."""
        wait_until(lambda: len(self.screen) >= self.read + count, lambda: f"screen: {self.texts()}", seconds)
        self.read = len(self.screen)
        return self.last

    def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Whether nothing new comes for a while."""
        time.sleep(seconds)
        return len(self.screen) == self.read

    def with_options(self) -> Shown:
        """The newest message that can be tapped."""
        return next(shown for shown in reversed(self.screen) if shown.options)


class Act(StrEnum):
    """What a person does that lets us write to her for a while."""

    MESSAGE = "message"
    MENU = "menu"
    FOLLOW = "follow"
    SCAN = "scan"


# How many customer-service messages an act allows, and how long: as published for Official Accounts.
ALLOWED: Final = {
    Act.MESSAGE: (5, timedelta(hours=48)),
    Act.MENU: (3, timedelta(minutes=1)),
    Act.FOLLOW: (3, timedelta(minutes=1)),
    Act.SCAN: (3, timedelta(minutes=1)),
}


@dataclass
class Windows:
    """The windows a person has opened. They do not add up: a message counts in each that is open."""

    left: dict[Act, int] = field(default_factory=dict)
    until: dict[Act, datetime] = field(default_factory=dict)

    def open(self, act: Act, now: datetime) -> None:
        """She did something."""
        self.left[act], lasting = ALLOWED[act]
        self.until[act] = now + lasting

    def close(self) -> None:
        """She is gone."""
        self.left.clear()
        self.until.clear()

    def spend(self, now: datetime) -> str:
        """Take one message; empty, or why not: `window` when none is open, `count` when none is left."""
        running = [act for act, until in self.until.items() if now < until]
        if not running:
            return "window"
        if not any(self.left[act] for act in running):
            return "count"
        for act in running:
            self.left[act] = max(0, self.left[act] - 1)
        return ""


def wait_until(true: Callable[[], bool], about: Callable[[], str] = str, seconds: float = PATIENCE) -> None:
    """Wait for something, or fail saying how things are."""
    deadline = time.monotonic() + seconds
    for _ in itertools.count():
        if true():
            return
        assert time.monotonic() < deadline, f"it did not happen in {seconds} s; {about()}"
        time.sleep(0.005)
