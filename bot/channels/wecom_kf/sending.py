"""The sending side: a prompt as few messages, each under an id of ours that the platform takes once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from bot import messages
from bot.channels.base import DeliveryError, Outgoing, Receipt
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.media import Media
from bot.channels.wecom_kf import CAPABILITIES, NAME
from bot.channels.wecom_kf.drawing import Step, steps
from bot.clock import Clock
from bot.conversation.prompt import Attachment, AttachmentKind

REPEATED: Final = "repeated"  # our code for an id the platform has had: it took the message before
_ID_LENGTH: Final = 28

Link = Callable[[str, Attachment], str]
"""The address of a file for an account."""


class WeComKfChannel:
    """Sends prompts to customers; an account is an external_userid."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, calls: Calls, media: Media, open_kfid: str, link: Link, clock: Clock) -> None:
        self.calls = calls
        self.open_kfid = open_kfid
        self._media = media
        self._link = link
        self._clock = clock
        self._welcomes: dict[str, tuple[str, datetime]] = {}

    def may_welcome(self, account: str, code: str, until: datetime) -> None:
        """She opened the chat: the next text to her may go by this code, which costs nothing."""
        now = self._clock.now()
        self._welcomes = {other: kept for other, kept in self._welcomes.items() if kept[1] > now}
        self._welcomes[account] = (code, until)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a prompt.

        Raises:
            DeliveryError: see `bot.channels.base`; the codes are in `tencent.codes`.
        """
        if outgoing.most is not None and outgoing.most < 1:
            raise DeliveryError("window_used_up", "wecom_kf: window_used_up")
        words = messages.load(outgoing.locale)
        todo = steps(outgoing.prompt, words, lambda file: self._link(outgoing.account, file), outgoing.most)
        if not todo:
            raise DeliveryError("bad_request", "wecom_kf: a prompt without text or file")
        mine = message_id(outgoing.key)
        for place, step in enumerate(todo):
            try:
                await asyncio.to_thread(self._sent, outgoing.account, step, f"{mine}-{place}")
            except DeliveryError as error:
                error.messages += place
                error.context.setdefault("platform_id", mine)
                raise
        return Receipt(mine, len(todo))

    def _sent(self, account: str, step: Step, msgid: str) -> None:
        """Send one message; one the platform has had before counts as sent."""
        if step.body is not None and self._welcomed(account, step.body, msgid):
            return
        body = {"touser": account, "open_kfid": self.open_kfid, "msgid": msgid, **self._body(step)}
        try:
            self._called(step, body)
        except DeliveryError as error:
            if error.code != REPEATED:
                raise

    def _welcomed(self, account: str, body: dict[str, Any], msgid: str) -> bool:
        """Use the code of her entrance, if there is one; when it is refused, the ordinary way is left."""
        code, until = self._welcomes.pop(account, ("", self._clock.now()))
        if not code or until <= self._clock.now():
            return False
        try:
            self.calls.call("kf/send_msg_on_event", {"code": code, "msgid": msgid, **body})
        except DeliveryError as error:
            if error.unknown:
                raise
            return False
        return True

    def _called(self, step: Step, body: dict[str, Any]) -> None:
        try:
            self.calls.call("kf/send_msg", body, idempotent=True)
        except DeliveryError as error:
            if error.code != "bad_media" or step.attachment is None:
                raise
            # The upload is gone before its time: once more with a new one.
            self._media.forget(step.attachment)
            self.calls.call("kf/send_msg", {**body, **self._body(step)}, idempotent=True)

    def _body(self, step: Step) -> dict[str, Any]:
        if step.attachment is None:
            return step.body or {}
        kind = "image" if step.attachment.kind is AttachmentKind.PICTURE else "file"
        return {"msgtype": kind, kind: {"media_id": self._media.id_of(step.attachment)}}


def message_id(key: str) -> str:
    """Our id of a message at the platform, without its part's number; always the same for a key."""
    return hashlib.sha256(key.encode()).hexdigest()[:_ID_LENGTH]
