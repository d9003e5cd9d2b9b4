"""People who chat with a bot: what they do becomes updates, what the bot sends is on their screens."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

PATIENCE = 10.0  # seconds a person waits before the test fails


@dataclass
class Shown:
    """One message of the bot as it is on the person's screen now."""

    id: int
    text: str = ""
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    file: bytes = b""
    name: str = ""
    kind: str = "text"
    edits: int = 0
    at: float = 0.0

    @property
    def labels(self) -> list[str]:
        """What is on its buttons, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    def button(self, label: str) -> dict[str, str]:
        """The button that says exactly that, else the only one that has it in it."""
        buttons = [button for row in self.keyboard for button in row]
        found = [button for button in buttons if button["text"] == label]
        found = found or [button for button in buttons if label in button["text"]]
        assert len(found) == 1, f"{label!r} is not one of {self.labels}"
        return found[0]


class Platform(Protocol):
    """What people need of the simulator."""

    def push(self, update: dict[str, Any]) -> int:
        """Send the bot an update; its number."""
        ...

    def new_id(self) -> int:
        """A number nobody has had."""
        ...

    def keep(self, content: bytes, size: int | None = None) -> tuple[str, int]:
        """Store a file; its id and the size the platform tells."""
        ...


@dataclass
class Person:
    """One person in her private chat with the bot."""

    api: Platform
    id: int
    language: str = "zh-hans"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    screen: list[Shown] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    read: int = 0

    # what she does

    def start(self, code: str = "") -> int:
        """Open the chat, by a link when there is a code."""
        self.started = True
        return self.say(f"/start {code}".strip())

    def say(self, text: str) -> int:
        """Write."""
        return self.send(text=text)

    def send(self, **content: Any) -> int:  # noqa: ANN401 - JSON
        """Send a message with any content."""
        self.started = True
        return self.api.push({"message": self._message(**content)})

    def edit(self, text: str) -> int:
        """Change something written before."""
        return self.api.push({"edited_message": self._message(text=text)})

    def send_file(self, name: str, content: bytes, media_type: str = "", size: int | None = None) -> int:
        """Send a file; `size` when the platform is to tell another one."""
        file_id, told = self.api.keep(content, size)
        document = {"file_id": file_id, "file_name": name, "mime_type": media_type, "file_size": told}
        return self.send(document={**document, "file_unique_id": file_id})

    def send_photo(self, content: bytes, caption: str = "") -> int:
        """Send a picture, which the platform offers in two sizes."""
        sizes = []
        for piece in (content[:10], content):
            file_id, size = self.api.keep(piece)
            sizes.append(
                {"file_id": file_id, "file_unique_id": file_id, "width": 9, "height": 9, "file_size": size}
            )
        return self.send(photo=sizes, **({"caption": caption} if caption else {}))

    def tap(self, label: str, on: Shown | None = None) -> int:
        """Tap a button, by default of the last message that has any."""
        shown = on or next(message for message in reversed(self.screen) if message.keyboard)
        return self.tap_data(shown.button(label)["callback_data"], shown)

    def tap_data(self, data: str, shown: Shown) -> int:
        """Tap a button that carries this, also one that is no longer on the screen."""
        message = self._message(text=shown.text)
        message |= {"message_id": shown.id, "reply_markup": {"inline_keyboard": shown.keyboard}}
        return self.api.push(
            {
                "callback_query": {
                    "id": str(self.api.new_id()),
                    "from": self._self(),
                    "message": message,
                    "chat_instance": f"instance-{self.id}",
                    "data": data,
                }
            }
        )

    def block(self) -> int:
        """Block the bot."""
        self.blocked = True
        return self._member("member", "kicked")

    def unblock(self) -> int:
        """Let it write again."""
        self.blocked = False
        return self._member("kicked", "member")

    # what she sees

    @property
    def last(self) -> Shown:
        """The last message on her screen."""
        return self.screen[-1]

    def hears(self, count: int = 1) -> Shown:
        """Wait for so many messages that she has not read yet; the last of them."""
        wait_until(lambda: len(self.screen) >= self.read + count, lambda: f"screen: {self.texts()}")
        self.read = len(self.screen)
        return self.last

    def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Whether nothing new comes for a while."""
        time.sleep(seconds)
        return len(self.screen) == self.read

    def texts(self) -> list[str]:
        """The texts on her screen."""
        return [message.text for message in self.screen]

    def _message(self, **content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        return {
            "message_id": self.api.new_id(),
            "date": 1_780_000_000,
            "chat": {"id": self.id, "type": "private", "first_name": f"P{self.id}"},
            "from": self._self(),
            **content,
        }

    def _self(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": f"P{self.id}",
            "language_code": self.language,
        }

    def _member(self, before: str, after: str) -> int:
        bot = {"id": 1, "is_bot": True, "first_name": "问诊"}
        change = self._message(
            old_chat_member={"user": bot, "status": before}, new_chat_member={"user": bot, "status": after}
        )
        return self.api.push({"my_chat_member": change})


def wait_until(true: Callable[[], bool], about: Callable[[], str] = str, seconds: float = PATIENCE) -> None:
    """Wait for something, or fail saying how things are."""
    deadline = time.monotonic() + seconds
    for _ in itertools.count():
        if true():
            return
        assert time.monotonic() < deadline, f"it did not happen in {seconds} s; {about()}"
        time.sleep(0.005)
