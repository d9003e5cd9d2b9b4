"""The sending side: customer-service messages while a window is open, fixed forms otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import messages
from bot.channels.base import DeliveryError, Outgoing, Receipt, Way
from bot.channels.recent import Recent
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.media import Media
from bot.channels.wechat import CAPABILITIES, NAME, Entry, menu_json
from bot.channels.wechat.drawing import Step, steps
from bot.conversation.prompt import Attachment

LONGEST_CODE: Final = 64  # characters a QR code may carry
LONGEST_SCAN: Final = 30 * 24 * 3600  # seconds a temporary QR code may work

_CUSTOMER_SERVICE: Final = "message/custom/send"
_TEMPLATE: Final = "message/template/send"
_SUBSCRIPTION: Final = "message/subscribe/bizsend"

LinkFor = Callable[[str, Attachment], str]
"""The address under which an account can fetch a file."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code to be scanned: what is to be drawn as one, and how many seconds it works."""

    content: str
    seconds: int


class WeChatChannel:
    """Sends prompts to followers; an account is an OpenID."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, calls: Calls, media: Media, link: LinkFor) -> None:
        self.calls = calls
        self._media = media
        self._link = link
        self._got_to: Recent[str, int] = Recent()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a prompt, going on where an earlier attempt of this process broke off.

        Raises:
            DeliveryError: see `bot.channels.base`; the codes are in `tencent.codes`.
        """
        if outgoing.way in (Way.TEMPLATE, Way.SUBSCRIPTION):
            return await self._form(outgoing)
        words = messages.load(outgoing.locale)
        todo = steps(outgoing.prompt, words, lambda file: self._link(outgoing.account, file), outgoing.most)
        begin = self._got_to.pop(outgoing.key, 0)
        left = todo[begin:]
        if not left:
            raise DeliveryError("empty", "wechat: a prompt without text or file")
        if outgoing.most is not None and len(left) > outgoing.most:
            raise DeliveryError("window_used_up", f"wechat: {len(left)} messages, {outgoing.most} left")
        for done, step in enumerate(left):
            try:
                await self._sent(outgoing.account, step)
            except DeliveryError as error:
                error.messages += done
                if error.retryable and not error.unknown:
                    self._got_to.put(outgoing.key, begin + done)
                raise
        return Receipt(messages=len(left))

    async def show_menu(self, entries: Sequence[Entry]) -> None:
        """Show this menu to every follower; the platform does so within five minutes.

        Raises:
            DeliveryError: the platform refused it, or cannot be reached.
        """
        await asyncio.to_thread(self.calls.call, "menu/create", menu_json(entries), idempotent=True)

    async def qr_code(self, code: str, seconds: int = LONGEST_SCAN) -> QrCode:
        """A QR code that brings the one-time `code` when it is scanned; scanning also follows.

        Raises:
            DeliveryError: as `show_menu`.
            ValueError: the code has more than 64 characters, or none.
        """
        if not 1 <= len(code) <= LONGEST_CODE:
            raise ValueError(f"a QR code carries 1 to {LONGEST_CODE} characters")
        asked = {
            "expire_seconds": min(seconds, LONGEST_SCAN),
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": code}},
        }
        answer = await asyncio.to_thread(self.calls.call, "qrcode/create", asked, idempotent=True)
        content = answer.get("url")
        if not isinstance(content, str) or not content:
            raise DeliveryError("bad_answer", "wechat: a QR code without an address", retryable=True)
        return QrCode(content, int(answer.get("expire_seconds", asked["expire_seconds"])))

    async def _sent(self, account: str, step: Step) -> None:
        body = await self._body(step)
        try:
            await self._call(_CUSTOMER_SERVICE, {"touser": account, **body})
        except DeliveryError as error:
            if error.code != "bad_media" or step.picture is None:
                raise
            # The upload is gone before its time: once more with a new one.
            await asyncio.to_thread(self._media.forget, step.picture)
            await self._call(_CUSTOMER_SERVICE, {"touser": account, **await self._body(step)})

    async def _body(self, step: Step) -> dict[str, Any]:
        if step.picture is not None:
            media_id = await asyncio.to_thread(self._media.id_of, step.picture)
            return {"msgtype": "image", "image": {"media_id": media_id}}
        if step.items:
            items = [{"id": carried, "content": label} for carried, label in step.items]
            return {"msgtype": "msgmenu", "msgmenu": {"head_content": step.text, "list": items}}
        return {"msgtype": "text", "text": {"content": step.text}}

    async def _form(self, outgoing: Outgoing) -> Receipt:
        """Fill in a fixed form: the only thing the platform sends outside a conversation."""
        facts = {name: {"value": value} for name, value in outgoing.prompt.brief}
        if not facts or not outgoing.form:
            raise DeliveryError("bad_form", "wechat: nothing to fill a form with")
        endpoint = _TEMPLATE if outgoing.way is Way.TEMPLATE else _SUBSCRIPTION
        body = {"touser": outgoing.account, "template_id": outgoing.form, "data": facts}
        answer = await self._call(endpoint, body)
        return Receipt(str(answer.get("msgid", "")))

    async def _call(self, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
        return await asyncio.to_thread(self.calls.call, endpoint, body)
