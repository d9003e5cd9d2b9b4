"""A person who follows an Official Account: her doings become callbacks, what we say is on her screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.tencent_callbacks import Push, new_id
from support.tencent_crypto import CryptoError
from support.tencent_host import Refusal
from support.tencent_screen import UNAVAILABLE, Act, Screen, Shown, Windows

if TYPE_CHECKING:
    from support.tencent_oa import OfficialAccount

LONGEST_TEXT = 2048
_QUIET = (b"", b"success")


@dataclass(kw_only=True)
class _Following:
    oa: OfficialAccount
    followed: bool = True
    blocks_templates: bool = False
    windows: Windows = field(default_factory=Windows)
    consents: dict[str, int] = field(default_factory=dict)


@dataclass
class Follower(_Following, Screen):
    """One person in WeChat."""

    # what she does

    def say(self, text: str, **more: object) -> Push:
        """Type something."""
        return self._message("text", ("Content", text), *more.items())

    def tap(self, label: str, on: Shown | None = None) -> Push:
        """Tap an item of a menu message: it is said, with the item's id."""
        shown = on or self.with_options()
        key = shown.pick(label)
        return self.say(shown.options[key], bizmsgmenuid=key)

    def send_photo(self, content: bytes = b"\xff\xd8\xff a photo") -> Push:
        """Take a picture and send it."""
        media_id = self.oa.media.put("image", f"{new_id()}.jpg", content)
        address = f"{self.oa.address}/mmbiz_jpg/{media_id}"
        return self._message("image", ("PicUrl", address), ("MediaId", media_id))

    def send_voice(self) -> Push:
        """Say something aloud."""
        media_id = self.oa.media.put("voice", "voice.amr", b"amr")
        return self._message("voice", ("MediaId", media_id), ("Format", "amr"), ("Recognition", ""))

    def send_video(self) -> Push:
        """Send a film."""
        media_id = self.oa.media.put("video", "video.mp4", b"mp4")
        return self._message("video", ("MediaId", media_id), ("ThumbMediaId", "thumb"))

    def send_location(self) -> Push:
        """Say where she is."""
        place = (("Location_X", "31.2304"), ("Location_Y", "121.4737"), ("Scale", 15), ("Label", "松江区"))
        return self._message("location", *place)

    def send_link(self) -> Push:
        """Share a page."""
        return self._message("link", ("Title", "t"), ("Description", "d"), ("Url", "https://example.com/"))

    def send_file(self) -> Push:
        """Send a file: the platform hides it and says so in words."""
        return self.say("【收到不支持的消息类型，暂无法显示】")

    def follow(self, ticket: str = "") -> Push:
        """Follow, by a code when a ticket is given."""
        self.followed = True
        self.windows.open(Act.FOLLOW, self.oa.clock.now())
        if not ticket:
            return self._event("subscribe", ("EventKey", ""))
        scene = self._scene(ticket)
        return self._event("subscribe", ("EventKey", f"qrscene_{scene}"), ("Ticket", ticket))

    def scan(self, ticket: str) -> Push:
        """Scan a code: that follows, if she does not yet."""
        if not self.followed:
            return self.follow(ticket)
        self.windows.open(Act.SCAN, self.oa.clock.now())
        return self._event("SCAN", ("EventKey", self._scene(ticket)), ("Ticket", ticket))

    def unfollow(self) -> Push:
        """Leave."""
        self.followed = False
        self.windows.close()
        self.consents.clear()
        return self._event("unsubscribe", ("EventKey", ""))

    def press(self, key: str) -> Push:
        """Press an entry of the account's menu."""
        self.windows.open(Act.MENU, self.oa.clock.now())
        return self._event("CLICK", ("EventKey", key))

    def view(self, url: str) -> Push:
        """Press an entry of the menu that opens a page; that lets nobody write to her."""
        return self._event("VIEW", ("EventKey", url))

    def consent(self, template: str, status: str = "accept") -> Push:
        """Answer the question whether one notice may be sent; `reject` refuses."""
        if status == "accept":
            self.consents[template] = self.consents.get(template, 0) + 1
        answer = (("TemplateId", template), ("SubscribeStatusString", status), ("PopupScene", "2"))
        return self._event("subscribe_msg_popup_event", ("SubscribeMsgPopupEvent", (("List", answer),)))

    def withdraw_consent(self, template: str) -> Push:
        """Switch a notice off in the account's settings."""
        self.consents[template] = 0
        answer = (("TemplateId", template), ("SubscribeStatusString", "reject"))
        return self._event("subscribe_msg_change_event", ("SubscribeMsgChangeEvent", (("List", answer),)))

    # what she sees

    def show(self, shown: Shown) -> None:
        """Put a message on her screen."""
        shown.at = self.oa.clock.now()
        self.screen.append(shown)

    def answered(self, push: Push, body: bytes | None) -> None:
        """What came back in the request: nothing to show, a reply, or something nobody can read."""
        if body is not None and body.strip() in _QUIET:
            return
        try:
            if body is None:
                raise CryptoError("no answer in time, three times")
            self.show(self._drawn(body))
        except (CryptoError, Refusal) as error:
            self.oa.invalid.append(str(error))
            if "<MsgType><![CDATA[event]]>" not in push.event or body is not None:
                self.show(Shown("unavailable", UNAVAILABLE, "platform"))

    def _drawn(self, body: bytes) -> Shown:
        reply = self.oa.callbacks.opened(body)
        if reply.get("ToUserName") != self.account or reply.get("FromUserName") != self.oa.name:
            raise CryptoError("a reply to somebody else")
        match reply.get("MsgType"):
            case "text":
                text = reply.get("Content", "")
                if not text or len(text.encode()) > LONGEST_TEXT:
                    raise CryptoError("the length of the text")
                return Shown("text", text, "passive")
            case "image":
                file = self.oa.media.get(reply.get("Image.MediaId", ""), "image")
                return Shown("image", "", "passive", name=file.name, content=file.content)
            case "news":
                words = [reply.get(f"Articles.0.{part}", "") for part in ("Title", "Description")]
                return Shown("news", "\n".join(words), "passive", links=(reply.get("Articles.0.Url", ""),))
            case other:
                raise CryptoError(f"a reply of the kind {other}")

    def _scene(self, ticket: str) -> str:
        scene, until = self.oa.codes[ticket]
        assert self.oa.clock.now() < until, "the code is too old to be scanned"
        return scene

    def _message(self, kind: str, *parts: tuple[str, object]) -> Push:
        self.windows.open(Act.MESSAGE, self.oa.clock.now())
        return self.oa.push(self, ("MsgType", kind), *parts, ("MsgId", int(new_id())))

    def _event(self, event: str, *parts: tuple[str, object]) -> Push:
        return self.oa.push(self, ("MsgType", "event"), ("Event", event), *parts)
