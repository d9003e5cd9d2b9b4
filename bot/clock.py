"""The one place that asks the time; everything else is told it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, time-zone aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place


class StillClock:
    """Stands still until it is moved: for demonstrations and replays that must come out the same."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._moment

    def move(self, step: timedelta) -> None:
        """Go on by `step`."""
        self._moment += step


def local_date(moment: datetime, zone: tzinfo = SHANGHAI) -> date:
    """The calendar date of a moment where the people are."""
    return moment.astimezone(zone).date()
