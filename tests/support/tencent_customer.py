"""A person in her own WeChat who talks to a corporation's customer service (微信客服)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from support.tencent_callbacks import Push, new_id
from support.tencent_screen import Screen, Shown

if TYPE_CHECKING:
    from support.tencent_kf import CustomerService

_WINDOW = timedelta(hours=48)
_COUNT = 5


@dataclass(kw_only=True)
class _Served:
    service: CustomerService
    rejects: bool = False  # she switched our messages off
    left: int = 0
    wrote: datetime | None = None
    welcomed: datetime | None = None


@dataclass
class Customer(_Served, Screen):
    """One customer."""

    # what she does

    def open(self, link: str = "", scene_param: str = "") -> Push | None:
        """Open the chat, by a link that was made for a scene when one is given."""
        event: dict[str, Any] = {"event_type": "enter_session", "scene": self.service.links.get(link, "")}
        if scene_param:
            event["scene_param"] = scene_param
        now = self.service.clock.now()
        fresh = self.welcomed is None or now - self.welcomed >= _WINDOW
        if fresh and (self.wrote is None or now - self.wrote >= _WINDOW):
            event["welcome_code"] = self.service.welcome_code(self.account)
        return self.service.happened(self.service.event_of(self.account, event))

    def say(self, text: str, *, quietly: bool = False, **more: str) -> Push | None:
        """Type something; quietly when the callback is lost."""
        return self._message("text", {"content": text, **more}, quietly=quietly)

    def tap(self, label: str, on: Shown | None = None) -> Push | None:
        """Tap an item of a menu message: it is said, with the item's id."""
        shown = on or self.with_options()
        key = shown.pick(label)
        return self.say(shown.options[key], menu_id=key)

    def send_photo(self, content: bytes = b"\xff\xd8\xff a photo") -> Push | None:
        """Take a picture and send it."""
        return self._file("image", f"{new_id()}.jpg", content)

    def send_file(self, name: str, content: bytes) -> Push | None:
        """Send a file."""
        return self._file("file", name, content)

    def send_voice(self) -> Push | None:
        """Say something aloud."""
        return self._file("voice", "voice.amr", b"#!AMR")

    def send_location(self) -> Push | None:
        """Say where she is."""
        place = {"latitude": 31.2304, "longitude": 121.4737, "name": "松江区", "address": "上海市松江区"}
        return self._message("location", place)

    def recall(self) -> Push | None:
        """Take a message back."""
        event = {"event_type": "user_recall_msg", "recall_msgid": "x"}
        return self.service.happened(self.service.event_of(self.account, event))

    # what she sees

    def show(self, shown: Shown) -> None:
        """Put a message on her screen."""
        shown.at = self.service.clock.now()
        self.screen.append(shown)

    def _file(self, kind: str, name: str, content: bytes) -> Push | None:
        media_id = self.service.corporation.media.put(kind, name, content)
        return self._message(kind, {"media_id": media_id})

    def _message(self, kind: str, content: dict[str, Any], *, quietly: bool = False) -> Push | None:
        self.wrote, self.left = self.service.clock.now(), _COUNT
        named = {"open_kfid": self.service.open_kfid, "external_userid": self.account}
        return self.service.happened({**named, "origin": 3, "msgtype": kind, kind: content}, quietly=quietly)
