"""Structured logs over the standard library, with every known secret blotted out.

Event names are snake_case constants and ids are fields. Message texts and answers are never logged.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

REDACTED = "[redacted]"
# They note every tick and every request; urllib3 notes addresses whole, and Tencent wants tokens in them.
_CHATTY = ("apscheduler", "httpx", "httpcore", "urllib3")
_SHORTEST_SECRET = 6  # shorter strings would blot out ordinary words


class Redactor:
    """A processor that replaces every known secret in every field of a record, however deep."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.secrets = tuple(
            sorted({s for s in secrets if len(s) >= _SHORTEST_SECRET}, key=len, reverse=True)
        )

    def __call__(
        self, _logger: object, _name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Return the record with its secrets replaced."""
        return {key: self._clean(value) for key, value in event.items()}

    def text(self, value: str) -> str:
        """One string with its secrets replaced."""
        for secret in self.secrets:
            value = value.replace(secret, REDACTED)
        return value

    def _clean(self, value: object) -> object:
        match value:
            case str():
                return self.text(value)
            case dict():
                return {key: self._clean(item) for key, item in value.items()}
            case list() | tuple():
                return [self._clean(item) for item in value]
            case BaseException():
                return self.text(f"{type(value).__name__}: {value}")
            case _:
                return value


@contextmanager
def on_stderr() -> Iterator[None]:
    """Send structlog's warnings and worse to stderr meanwhile: for commands whose stdout is data."""
    before = structlog.get_config()
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    try:
        yield
    finally:
        structlog.configure(**before)


def set_up(*, secrets: Iterable[str] = (), level: str = "INFO", json: bool = False) -> None:
    """Send structlog's and the standard library's records through one redacting pipeline to stderr.

    Args:
        secrets: strings that must never appear; see `bot.config.Config.secrets`.
        level: a standard level name.
        json: one JSON object a line (for machines) instead of coloured text (for people).
    """
    redact = Redactor(secrets)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared[:-1], structlog.stdlib.ExtraAdder(), redact],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
