"""What opening the chat of customer service allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.channels.base import Act
from bot.channels.economics import NOTHING, after_act

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_one_greeting_for_twenty_seconds() -> None:
    entered = after_act(NOTHING, "wecom_kf", Act.ENTER, NOW)

    assert entered.left(NOW) == 1
    assert entered.left(NOW + timedelta(seconds=20)) == 0


def test_her_first_message_then_allows_five() -> None:
    entered = after_act(NOTHING, "wecom_kf", Act.ENTER, NOW)

    assert after_act(entered, "wecom_kf", Act.MESSAGE, NOW).left(NOW) == 5


def test_an_official_account_has_no_such_thing() -> None:
    assert after_act(NOTHING, "wechat", Act.ENTER, NOW).left(NOW) == 0
