"""A member of a corporation in WeCom: her doings become callbacks, what the app sends is on her screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.tencent_callbacks import Push, new_id
from support.tencent_crypto import CryptoError
from support.tencent_screen import Screen, Shown

if TYPE_CHECKING:
    from support.tencent_wecom import Corporation


@dataclass(kw_only=True)
class _Employed:
    corporation: Corporation
    visible: bool = True


@dataclass
class Member(_Employed, Screen):
    """One member."""

    # what she does

    def say(self, text: str) -> Push:
        """Type something."""
        return self._message("text", ("Content", text))

    def send_photo(self, content: bytes = b"\xff\xd8\xff a photo") -> Push:
        """Take a picture and send it."""
        media_id = self.corporation.media.put("image", f"{new_id()}.jpg", content)
        return self._message(
            "image", ("PicUrl", f"{self.corporation.address}/pic/{media_id}"), ("MediaId", media_id)
        )

    def send_file(self, name: str, content: bytes) -> Push:
        """Send a file."""
        media_id = self.corporation.media.put("file", name, content)
        return self._message("file", ("MediaId", media_id), ("FileName", name))

    def send_voice(self) -> Push:
        """Say something aloud."""
        media_id = self.corporation.media.put("voice", "voice.amr", b"#!AMR")
        return self._message("voice", ("MediaId", media_id), ("Format", "amr"))

    def send_location(self) -> Push:
        """Say where she is."""
        place = (("Location_X", "31.2304"), ("Location_Y", "121.4737"), ("Scale", 15), ("Label", "松江区"))
        return self._message("location", *place, ("AppType", "wxwork"))

    def enter(self) -> Push:
        """Open the chat with the app."""
        return self._event("enter_agent", ("EventKey", ""))

    def press(self, key: str) -> Push:
        """Press an entry of the app's menu."""
        return self._event("click", ("EventKey", key))

    def subscribe(self) -> Push:
        """Come into the app's range."""
        self.visible = True
        return self._event("subscribe")

    def unsubscribe(self) -> Push:
        """Leave it."""
        self.visible = False
        return self._event("unsubscribe")

    def tap(self, label: str, on: Shown | None = None) -> Push:
        """Press a button of a card, by default of the newest that has any."""
        shown = on or self.with_options()
        return self.tap_key(shown.pick(label), shown)

    def tap_key(self, key: str, shown: Shown) -> Push:
        """Press a button that carries this, also one that is no longer on the card."""
        return self._tapped(shown, key)

    def submit(self, labels: list[str], on: Shown | None = None) -> Push:
        """Tick options of a card with boxes and press its button."""
        shown = on or self.with_options()
        box = shown.card["checkbox"]
        picked = tuple(("OptionId", shown.pick(label)) for label in labels)
        item = (("QuestionKey", box["question_key"]), ("OptionIds", picked))
        more = (("SelectedItems", (("SelectedItem", item),)),)
        return self._tapped(shown, shown.card["submit_button"]["key"], *more)

    # what she sees

    def show(self, shown: Shown) -> None:
        """Put a message on her screen."""
        shown.at = self.corporation.clock.now()
        self.screen.append(shown)

    def answered(self, push: Push, body: bytes | None) -> None:
        """What came back in the request: an encrypted reply is shown, anything else is nothing."""
        if body is None or not body.strip().startswith(b"<"):
            return
        try:
            reply = self.corporation.callbacks.opened(body)
        except CryptoError:
            return
        if reply.get("MsgType") == "text" and reply.get("ToUserName") == self.account:
            self.show(Shown("text", reply.get("Content", ""), "passive"))

    def _tapped(self, shown: Shown, key: str, *more: tuple[str, object]) -> Push:
        task = str(shown.card["task_id"])
        code = self.corporation.response_code(task)
        card = (
            ("EventKey", key),
            ("TaskId", task),
            ("CardType", shown.card["card_type"]),
            ("ResponseCode", code),
        )
        return self._event("template_card_event", *card, *more)

    def _message(self, kind: str, *parts: tuple[str, object]) -> Push:
        return self.corporation.push(self, ("MsgType", kind), *parts, ("MsgId", int(new_id())))

    def _event(self, event: str, *parts: tuple[str, object]) -> Push:
        return self.corporation.push(self, ("MsgType", "event"), ("Event", event), *parts)
