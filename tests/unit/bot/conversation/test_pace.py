from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation import limits, pace
from bot.conversation.interview import Interview

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_FRESH = Interview("small", "1", "", "zh-CN", "....", last_turn=_NOW)


def test_without_data_a_question_takes_what_the_prior_says() -> None:
    assert pace.seconds_per_question(_FRESH) == limits.PRIOR_SECONDS
    assert pace.minutes_left(_FRESH, 60) == 20


def test_a_slow_person_is_told_a_longer_time() -> None:
    slow = replace(_FRESH, active_seconds=95 * 60, answered_turns=95)

    assert pace.seconds_per_question(slow) == pytest.approx(58)
    assert pace.minutes_left(slow, 60) == 58


def test_no_question_left_is_no_minute_left() -> None:
    assert pace.minutes_left(_FRESH, 0) == 0
    assert pace.minutes_left(_FRESH, 1) == 1


@pytest.mark.parametrize(
    ("gap", "counted"),
    [
        (timedelta(seconds=40), 40),
        (limits.IDLE_AFTER, 600),
        (timedelta(minutes=11), 0),
        (timedelta(minutes=-5), 0),
    ],
)
def test_only_work_counts(gap: timedelta, counted: int) -> None:
    seen = pace.seen(_FRESH, _NOW + gap, asking=True)

    assert seen.active_seconds == counted
    assert seen.last_turn == _NOW + gap


def test_reading_the_consent_text_does_not_count() -> None:
    assert pace.seen(_FRESH, _NOW + timedelta(seconds=90), asking=False).active_seconds == 0
