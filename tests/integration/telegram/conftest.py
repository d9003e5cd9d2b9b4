"""A platform for every test, and no waiting between the messages of a chat unless a test is about that."""

from collections.abc import Iterator

import pytest
from support.telegram_api import TelegramApi


@pytest.fixture
def api() -> Iterator[TelegramApi]:
    with TelegramApi() as api:
        yield api


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.sending.CHAT_SECONDS", 0.0)
    monkeypatch.setattr("bot.channels.telegram.sending.A_SECOND", 1000.0)
    monkeypatch.setattr("bot.channels.telegram.polling.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.channels.telegram.polling.LAST_PAUSE", 0.2)
    monkeypatch.setattr("bot.channels.telegram.polling.SHORT_POLL", 0.05)
    monkeypatch.setattr("bot.channels.telegram.receiving.FETCH_PAUSE", 0.05)
