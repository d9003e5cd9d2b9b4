"""The application as the web chat sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from bot.channels.base import InboundFile, InboundMessage
from bot.conversation.prompt import Attachment
from bot.inbound import Inbound
from bot.services.filing import Filing
from bot.services.history import History, News, Said, reply_id
from bot.web.metrics import Metrics


class Door:
    """Turns, news, files and links of one application; every call blocks for milliseconds."""

    def __init__(self, inbound: Inbound, history: History, filing: Filing, metrics: Metrics) -> None:
        self._inbound = inbound
        self._history = history
        self._filing = filing
        self._metrics = metrics
        self.news: Callable[[str, str, str], News] = history.news
        self.keep: Callable[[str, str, bytes], InboundFile] = filing.keep

    def handle(self, message: InboundMessage) -> Sequence[Said]:
        """Run one turn; its reply as lines of the chat."""
        began = perf_counter()
        reply = self._inbound.handle(message)
        outcome = "failed" if reply.failed else "duplicate" if reply.duplicate else "done"
        self._metrics.turns.labels(message.channel, outcome).inc()
        self._metrics.turn_seconds.labels(message.channel).observe(perf_counter() - began)
        return [
            Said(reply_id(message.key, place), prompt.text, prompt)
            for place, prompt in enumerate(reply.prompts)
        ]

    def link(self, account: str, attachment: Attachment) -> str:
        """The address under which that web account can fetch the file."""
        return f"/reports/{self._filing.token('web', account, attachment)}"
