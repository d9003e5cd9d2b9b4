"""The sending side: a prompt as one or more app messages, each of which the platform takes once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any, Final

import structlog

from bot import messages
from bot.channels.base import DeliveryError, Outgoing, Receipt
from bot.channels.recent import Recent
from bot.channels.tencent.calls import Calls
from bot.channels.tencent.media import Media
from bot.channels.wecom import CAPABILITIES, NAME
from bot.channels.wecom.drawing import Step, steps
from bot.conversation.prompt import Attachment, AttachmentKind

log = structlog.get_logger("bot.wecom")

CHECK_SECONDS: Final = 3600
"""For so long at least the platform looks for a message it has had; it allows up to four hours."""


class WeComChannel:
    """Sends prompts to members; an account is a member's userid."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, calls: Calls, media: Media, agent: int, *, markdown: bool = False) -> None:
        """`markdown`: lists and digests are sent so; see `drawing.steps`."""
        self.calls = calls
        self._markdown = markdown
        self._media = media
        self._agent = agent
        self._said: Recent[str, str] = Recent()  # what was last said to whom, under which key
        self._changed: Recent[str, None] = Recent()  # codes that were used: each is good once
        # Of messages sent without the platform's check: its ids by our keys, empty where that is unknown.
        self._unchecked: Recent[str, str] = Recent()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a prompt.

        Raises:
            DeliveryError: see `bot.channels.base`; the codes are in `tencent.codes`.
        """
        words = messages.load(outgoing.locale)
        todo = steps(outgoing.prompt, words, outgoing.key, markdown=self._markdown)
        if not todo:
            raise DeliveryError("bad_request", "wecom: a prompt without text or file")
        if outgoing.most is not None and len(todo) > outgoing.most:
            raise DeliveryError("too_fast", "wecom: too_fast", retryable=True, retry_after=60)
        last = ""
        for place, step in enumerate(todo):
            try:
                last = await self._sent(outgoing, step, f"{outgoing.key}:{place}")
            except DeliveryError as error:
                error.messages += place
                raise
        return Receipt(last, len(todo))

    async def change(self, account: str, response: str, label: str) -> None:
        """Let a card that was tapped say what was picked, in place of its buttons; a failure is no matter."""
        if response in self._changed:
            return  # the same tap, brought again
        self._changed.put(response, None)
        body = {
            "userids": [account],
            "agentid": self._agent,
            "response_code": response,
            "button": {"replace_name": label},
        }
        try:
            await asyncio.to_thread(self.calls.call, "message/update_template_card", body)
        except DeliveryError as error:
            log.info("card_not_changed", error=error.code)

    async def _sent(self, outgoing: Outgoing, step: Step, key: str) -> str:
        """Send one message; its id at the platform."""
        if key in self._unchecked:
            if not self._unchecked[key]:
                raise DeliveryError("unknown", "wecom: unknown")  # it may have arrived: not again
            return self._unchecked[key]
        body = await self._body(step)
        check = self._check(outgoing.account, body, key)
        whole = {"touser": outgoing.account, "agentid": self._agent, **body, **check}
        try:
            answer = await asyncio.to_thread(self._call, step, whole, checked=bool(check))
        except DeliveryError as error:
            if error.unknown and not check:
                self._unchecked.put(key, "")
            raise
        if outgoing.account.lower() in str(answer.get("invaliduser", "")).lower().split("|"):
            raise DeliveryError("no_such_recipient", "wecom: no_such_recipient", vendor="invaliduser")
        number = str(answer.get("msgid", ""))
        if not check:
            self._unchecked.put(key, number)
        return number

    def _call(self, step: Step, body: dict[str, Any], *, checked: bool) -> dict[str, Any]:
        try:
            return self.calls.call("message/send", body, idempotent=checked)
        except DeliveryError as error:
            if error.code != "bad_media" or step.attachment is None:
                raise
        # The upload is gone before its time: once more with a new one.
        self._media.forget(step.attachment)
        fresh = self._file(step.attachment, self._media.id_of(step.attachment))
        return self.calls.call("message/send", {**body, **fresh}, idempotent=checked)

    async def _body(self, step: Step) -> dict[str, Any]:
        if step.card is not None:
            return {"msgtype": "template_card", "template_card": step.card}
        if step.attachment is not None:
            media_id = await asyncio.to_thread(self._media.id_of, step.attachment)
            return self._file(step.attachment, media_id)
        kind = "markdown" if step.markdown else "text"
        return {"msgtype": kind, kind: {"content": step.text}}

    @staticmethod
    def _file(file: Attachment, media_id: str) -> dict[str, Any]:
        kind = "image" if file.kind is AttachmentKind.PICTURE else "file"
        return {"msgtype": kind, kind: {"media_id": media_id}}

    def _check(self, account: str, body: dict[str, Any], key: str) -> dict[str, int]:
        """Ask the platform to take this message once, however often it is sent.

        It compares contents, and people are told the same thing twice with good reason (“再说一遍”). So our
        key goes into the comparison, as the length of the interval; and should the platform look at nothing
        but the words, a message that repeats the last one's under another key goes without the check.
        """
        words = hashlib.sha256(json.dumps([account, body], sort_keys=True).encode()).hexdigest()
        before = self._said.get(words, key)
        self._said.put(words, key)
        if before != key:
            return {}
        spread = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % CHECK_SECONDS
        return {"enable_duplicate_check": 1, "duplicate_check_interval": CHECK_SECONDS + spread}
